// How far a long file has come, and that work goes on. Without this the browser shows what it shows of any download.
const box = document.querySelector("[data-progress]");
const [bar, words] = box.children;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-rows] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (box.ariaBusy === "true") return;
  begin();
  const all = Number(link.closest("[data-rows]").dataset.rows);
  const answer = await fetch(link.href).catch(() => null);
  const name = /filename="([^"]+)"/.exec(answer?.headers.get("Content-Disposition"))?.[1];
  const parts = name && (await read(answer, all).catch(() => null));
  box.ariaBusy = null;
  if (parts) save(parts, answer.headers.get("Content-Type"), name);
  else location.assign(link.href);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-waits]")) begin();
});

addEventListener("pageshow", () => {
  box.hidden = true;
  box.ariaBusy = null;
});

function begin() {
  box.hidden = false;
  box.ariaBusy = "true";
  bar.removeAttribute("value");
  words.textContent = box.dataset.begins;
}

async function read(answer, all) {
  const parts = [];
  const hasLines = !answer.headers.get("Content-Type").includes("sheet");
  let rows = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return parts;
    parts.push(value);
    if (!hasLines) continue;
    const before = Math.floor((10 * rows) / all);
    rows = Math.min(all, rows + value.reduce((count, byte) => count + (byte === 10), 0));
    bar.value = rows / all;
    if (Math.floor((10 * rows) / all) > before) words.textContent = box.dataset.came.replace("#", numbers.format(rows));
  }
}

function save(parts, type, name) {
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(new Blob(parts, { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  bar.value = 1;
  words.textContent = box.dataset.done;
}
