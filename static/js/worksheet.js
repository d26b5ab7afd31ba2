// A worksheet that saves itself field by field. Without this script the same form works with its save button.
import { Field } from "./worksheet/field.js";
import { Outbox } from "./worksheet/outbox.js";
import { Rows } from "./worksheet/rows.js";
import { Sender } from "./worksheet/sender.js";

const SECONDS_BETWEEN_LOOKS = 5;

const form = document.querySelector("form[data-worksheet]");
const words = document.querySelector("template[data-words]").dataset;
const fields = new Map();
const outbox = new Outbox(`lectern:worksheet:${form.dataset.worksheet}:${form.dataset.user}`);
const sender = new Sender({ form, fields, outbox, state: form.querySelector("[data-save-state]") });
const rows = new Rows(form, adopt);

function adopt(root) {
  for (const cell of root.querySelectorAll("[data-cell]")) {
    const field = new Field(cell, words);
    fields.set(field.address, field);
    field.onEdit = () => sender.edited(field);
    field.onChoice = () => sender.edited(field, { now: true });
    field.onTaken = () => sender.settled(field);
  }
}

adopt(form);
form.querySelector("[data-plain-save]").hidden = true;

// What this phone could not send last time goes first.
for (const [address, kept] of outbox.entries()) {
  rows.ensure(address);
  const field = fields.get(address);
  if (!field || field.holds(kept.value)) outbox.remove(address);
  else {
    field.write(kept.value);
    field.token = kept.token;
    sender.edited(field, { now: true });
  }
}

async function look() {
  if (document.visibilityState !== "visible" || sender.stopped) return;
  try {
    const url = `${form.dataset.changes}?stamp=${encodeURIComponent(form.dataset.stamp)}`;
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    if (response.status === 404) sender.gone();
    if (response.status !== 200) return;
    const news = await response.json();
    if (news.closed) return location.reload();
    const all = news.answers.map((answer) => take(answer));
    if (all.every(Boolean)) form.dataset.stamp = news.stamp;
  } catch {
    // Offline: the next look will do.
  }
}

/** Show another member's newer text; not under the hands of somebody who is writing there. */
function take(answer) {
  if (answer.value !== "") rows.ensure(answer.address);
  const field = fields.get(answer.address);
  if (!field || field.token === answer.token) return true;
  if (field.busy || field.hasFocus()) return false;
  field.accept(answer);
  return true;
}

setInterval(look, SECONDS_BETWEEN_LOOKS * 1000);
document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? look() : sender.flush({ leaving: true })));
window.addEventListener("pagehide", () => sender.flush({ leaving: true }));
window.addEventListener("online", () => sender.retryNow());

form.addEventListener("submit", (event) => {
  const open = [...fields.values()].find((field) => field.conflict);
  if (!open) return sender.stop();
  event.preventDefault();
  event.stopImmediatePropagation();
  open.cell.scrollIntoView({ block: "center" });
  open.conflict.querySelector("button").focus();
  import("./toast.js").then((toast) => toast.show(words.choose, "error"));
}, { capture: true });
