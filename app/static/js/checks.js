// Checks, scenarios and checklists are answered in place. Without this the same form posts and comes back to the same anchor.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const section = form.closest("section[data-part]");
  if (!section) return;
  event.preventDefault();
  if (section.ariaBusy === "true") return;
  section.ariaBusy = "true";
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "1" } }).catch(() => null);
  section.ariaBusy = null;
  if (!answer) {
    const told = section.querySelector("[data-told]");
    if (told) told.textContent = told.dataset.offline;
    return;
  }
  const part = answer.ok && !answer.redirected && parse(await answer.text());
  if (part) show(section, part);
  else sendPlainly(form, event.submitter);
});

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("section[data-part]");
}

function show(section, part) {
  section.replaceWith(part);
  let target = part.querySelector("[data-feedback]");
  if (!target) {
    target = part;
    target.tabIndex = -1;
  }
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

function sendPlainly(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}
