// Notices from the server, and notices of our own. Good news leaves by itself; an error stays until it is closed.
const STAY = { success: 6000, info: 8000, debug: 8000 };

export function start(note) {
  note.querySelector("[data-toast-close]").addEventListener("click", () => note.remove());
  const stay = STAY[note.dataset.toast];
  if (!stay) return;
  let timer = setTimeout(() => note.remove(), stay);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => note.remove(), stay); };
  note.addEventListener("pointerenter", hold);
  note.addEventListener("focusin", hold);
  note.addEventListener("pointerleave", release);
  note.addEventListener("focusout", release);
}

export function show(text, level = "info") {
  const shelf = document.querySelector("[data-toasts]");
  const same = [...shelf.children].find((note) => note.querySelector("p").textContent === text);
  if (same) return;
  const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  note.className = `toast-note toast-${level}`;
  note.dataset.toast = level;
  note.querySelector("p").textContent = text;
  shelf.append(note);
  start(note);
}
