// Five minutes before the session ends, a calm word and a button that extends it.
const EARLY = 5 * 60 * 1000;
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const region = document.getElementById("session");
let ends = Number(meta("session-ends")) * 1000;
let timer;

function warn() {
  region.append(region.querySelector("template").content.cloneNode(true));
  region.querySelector("button").addEventListener("click", extend);
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(warn, Math.max(0, ends - EARLY - Date.now()));
}

function hush() {
  for (const shown of [...region.children]) if (shown.localName !== "template") shown.remove();
}

async function extend() {
  const answer = await fetch(meta("session-extend"), {
    method: "POST",
    headers: { "X-CSRFToken": meta("csrf-token") },
    redirect: "manual",
  }).catch(() => null);
  if (!answer?.ok) return;
  ends = Number((await answer.json()).session_ends) * 1000;
  hush();
  wait();
}

if (region && ends) wait();
