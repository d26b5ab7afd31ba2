// The timetable editor: drag and keys say what is wanted, the server computes the times, the editor comes back whole.
import Sortable from "../vendor/sortable.esm.js";

const KEYS = { "+": "longer", "=": "longer", "-": "shorter", l: "lock", Delete: "remove", Backspace: "remove" };
let chosen = ""; // the card the keyboard is on, so that it finds its way back after the swap
let busy = false;

export function start(root) {
  busy = false;
  for (const list of root.querySelectorAll("[data-half]")) Sortable.create(list, options());
  root.addEventListener("keydown", (event) => key(root, event));
  root.addEventListener("focusin", (event) => { chosen = event.target.closest("[data-card]")?.dataset.card ?? ""; });
  if (chosen) root.querySelector(`[data-card="${CSS.escape(chosen)}"]`)?.focus({ preventScroll: true });
}

function options() {
  return {
    group: "timetable", draggable: ".ed-card", handle: ".ed-grip, .tt-time, .tt-title", animation: 120, delay: 120,
    delayOnTouchOnly: true, fallbackOnBody: true, ghostClass: "is-ghost",
    onEnd: ({ item, to, from, newDraggableIndex, oldDraggableIndex }) => {
      if (to === from && newDraggableIndex === oldDraggableIndex) return;
      chosen = item.dataset.card;
      send({ act: "move", card: chosen, half: to.dataset.half, index: newDraggableIndex });
    },
  };
}

function send(values, address = "act") {
  if (busy) return;
  busy = true;
  const root = document.getElementById("tt-editor");
  window.htmx
    .ajax("POST", root.dataset[address], { target: "#tt-editor", swap: "outerHTML", values: { revision: root.dataset.revision, ...values } })
    .finally(() => { busy = false; });
}

function key(root, event) {
  if (event.target.closest("input, select, textarea, summary, button, a")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z") {
    event.preventDefault();
    send({}, "undo");
    return;
  }
  const card = event.target.closest("[data-card]");
  if (!card || event.ctrlKey || event.metaKey) return;
  const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (arrow && event.altKey) act(event, { act: arrow < 0 ? "up" : "down", card: card.dataset.card });
  else if (arrow) step(root, event, card, arrow);
  else if (event.key === "Enter") open(event, card);
  else if (KEYS[event.key]) act(event, { act: KEYS[event.key], card: card.dataset.card });
}

function act(event, values) {
  event.preventDefault();
  chosen = values.card;
  send(values);
}

function step(root, event, card, by) {
  event.preventDefault();
  const cards = [...root.querySelectorAll("[data-card]")];
  cards[cards.indexOf(card) + by]?.focus();
}

function open(event, card) {
  event.preventDefault();
  const menu = card.querySelector("details");
  menu.open = true;
  menu.querySelector("input[type=number], button")?.focus();
}
