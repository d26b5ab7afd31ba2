// The check-in wall keeps itself up to date: it asks every two seconds, and at the moment the code changes.
const EVERY = 2000;
const PATIENCE = 5000;

const state = document.querySelector("[data-wall]");
const lost = document.querySelector("[data-wall-lost]");
const names = document.querySelector("[data-wall-names]");
const until = (milliseconds) => performance.now() + Number(milliseconds);

let version = state.dataset.version;
let changesAt = until(state.dataset.nextIn);
let timer;

function show(text) {
  const arrived = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["wall-main", "wall-side"]) {
    const [here, there] = [document.getElementById(id), arrived.getElementById(id)];
    if (here.innerHTML === there.innerHTML || here.contains(document.activeElement)) continue;
    here.replaceChildren(...there.childNodes);
    window.htmx?.process(here);
  }
  const fresh = arrived.querySelector("[data-version]");
  version = fresh.dataset.version;
  changesAt = until(fresh.dataset.nextIn);
}

function complain(kind) {
  lost.textContent = lost.getAttribute(`data-text-${kind}`);
  lost.hidden = false;
}

function recover() {
  lost.hidden = true;
  document.body.classList.remove("is-stale");
}

async function ask() {
  clearTimeout(timer);
  try {
    const query = new URLSearchParams({ seen: version, names: names.ariaPressed === "true" ? "1" : "0" });
    const response = await fetch(`${state.dataset.wall}?${query}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (response.redirected || response.status === 403 || response.status === 404) complain("signed-out");
    else if (!response.ok) complain("lost");
    else {
      if (response.status === 200) show(await response.text());
      recover();
    }
  } catch {
    complain("lost");
  }
  // An old code must not be scanned: once its time is up and no new one has come, it fades.
  if (!lost.hidden && performance.now() > changesAt + 10000) document.body.classList.add("is-stale");
  const left = changesAt - performance.now();
  timer = setTimeout(ask, left > 0 ? Math.min(EVERY, left + 60) : EVERY);
}

names.addEventListener("click", (event) => {
  event.preventDefault();
  names.ariaPressed = String(names.ariaPressed !== "true");
  history.replaceState(null, "", names.ariaPressed === "true" ? "?names=1" : location.pathname);
  ask();
});
names.addEventListener("keydown", (event) => {
  if (event.key === " ") { event.preventDefault(); names.click(); }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches("[data-wall-act]")) return;
  document.activeElement?.blur();
  ask();
});
window.addEventListener("online", ask);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
timer = setTimeout(ask, EVERY);
