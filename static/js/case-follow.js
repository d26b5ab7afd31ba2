// A case on a phone or on the wall follows the trainer: it asks every second and a half what has been shown so far.
const EVERY = 1500;
const PATIENCE = 5000;

const place = document.querySelector("[data-follow]");
let timer;

function show(text) {
  const arrived = new DOMParser().parseFromString(text, "text/html").querySelector("[data-version]");
  const known = place.querySelectorAll(".case-stage").length;
  place.replaceChildren(arrived);
  const latest = arrived.querySelector(".is-latest");
  const grown = arrived.querySelectorAll(".case-stage").length > known;
  if (latest && grown) latest.scrollIntoView({ block: "start", behavior: "smooth" });
}

async function ask() {
  clearTimeout(timer);
  try {
    const seen = place.querySelector("[data-version]").dataset.version;
    const query = new URLSearchParams({ seen });
    const answer = await fetch(`${place.dataset.follow}?${query}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 200 && !answer.redirected) show(await answer.text());
  } catch {
    // The room's Wi-Fi comes and goes; what is on the page stays, and the next turn asks again.
  }
  timer = setTimeout(ask, document.hidden ? EVERY * 4 : EVERY);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
window.addEventListener("online", ask);
if (place.hasAttribute("data-follow-latest")) place.querySelector(".is-latest")?.scrollIntoView({ block: "start" });
timer = setTimeout(ask, EVERY);
