// When the network fails, the form stays, says so, and is sent once when the connection is back. Nothing is called saved
// before the server has answered: what is chosen is kept in this tab until then. The server tells where
// it leads instead of leading there, so that the next page is loaded once, with the message it has for the reader.
const RETRY = 5000;

for (const form of document.querySelectorAll("form[data-saves]")) care(form);

function care(form) {
  const told = form.querySelector("[data-told]");
  const place = `answer ${form.action}`;
  let pending = null;
  let timer;

  const entries = () => [...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "sent");
  const keep = () => sessionStorage.setItem(place, JSON.stringify(entries()));
  const say = (words) => { if (told.textContent !== words) told.textContent = words; };

  restore(form, place, () => say(told.dataset.kept));
  form.addEventListener("change", keep);
  form.addEventListener("input", keep);
  addEventListener("online", () => pending && send());

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (pending) return;
    keep();
    const body = new URLSearchParams(new FormData(form));
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    pending = { body, submitter: event.submitter, isUnderWay: false };
    send();
  });

  async function send() {
    if (pending.isUnderWay) return;
    clearTimeout(timer);
    pending.isUnderWay = true;
    const asked = { method: "POST", body: pending.body, headers: { "X-Redirect": "tell" } };
    const answer = await fetch(form.action, asked).catch(() => null);
    pending.isUnderWay = false;
    if (!answer || answer.status >= 500 || answer.status === 429) {
      say(told.dataset.offline);
      timer = setTimeout(send, RETRY);
      return;
    }
    sessionStorage.removeItem(place);
    const way = answer.headers.get("Location");
    if (way) location.assign(way);
    else sendPlainly(form, pending.submitter);
  }
}

// What the server refuses is shown by its own page.
function sendPlainly(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}

function restore(form, place, tell) {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  if (!kept) return;
  const now = JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "sent"));
  if (now === JSON.stringify(kept)) return sessionStorage.removeItem(place);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.localName === "button") continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  tell();
}
