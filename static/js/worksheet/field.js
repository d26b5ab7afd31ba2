// One field or table cell: its control, what the server is known to hold, and the choice when two people wrote.

export class Field {
  constructor(cell, words) {
    this.cell = cell;
    this.words = words;
    this.address = cell.dataset.cell;
    this.several = cell.dataset.type === "multiple_choice";
    this.inputs = [...cell.querySelectorAll("[data-input]")];
    this.tokenInput = cell.querySelector("[data-token]");
    this.errorLine = cell.querySelector("[data-error]");
    this.byLine = cell.querySelector("[data-by]");
    this.saved = this.read();
    this.conflict = null;
    this.invalid = false;
    this.sending = false;
    cell.addEventListener("input", () => this.changed());
    cell.addEventListener("change", () => this.changed());
  }

  get token() { return this.tokenInput.value; }
  set token(token) { this.tokenInput.value = token; }
  get dirty() { return !this.holds(this.saved); }
  get busy() { return this.dirty || this.sending || Boolean(this.conflict); }

  changed() {
    if (this.conflict) this.showMine();
    else this.onEdit();
  }

  hasFocus() { return this.cell.contains(document.activeElement); }

  read() {
    const [first] = this.inputs;
    if (first.type === "checkbox") return this.inputs.filter((input) => input.checked).map((input) => input.value);
    if (first.type === "radio") return this.inputs.find((input) => input.checked)?.value ?? "";
    return first.value;
  }

  write(value) {
    const chosen = (Array.isArray(value) ? value : [value]).map(String);
    for (const input of this.inputs) {
      if (input.type === "checkbox" || input.type === "radio") input.checked = chosen.includes(input.value);
      else input.value = chosen[0] ?? "";
    }
  }

  holds(value) { return same(this.read(), value); }

  /** The server holds this now. The text in the control changes only if nobody is typing in it. */
  accept(answer) {
    this.saved = answer.value;
    this.token = answer.token;
    this.closeConflict();
    this.write(answer.value);
    this.showError("");
    this.showWriter(answer);
    this.cell.classList.remove("is-fresh");
    void this.cell.offsetWidth; // starts the animation again
    this.cell.classList.add("is-fresh");
  }

  /** What was sent is stored; typing may have gone on meanwhile. */
  stored(sent, answer) {
    this.token = answer.token;
    this.saved = sent;
    this.showError("");
    this.showWriter(answer);
    if (!this.dirty && !same(sent, answer.value) && !this.hasFocus()) {
      this.write(answer.value);
      this.saved = this.read();
    }
  }

  showWriter(answer) {
    if (!this.byLine) return;
    const time = new Date(answer.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    this.byLine.textContent = `${answer.by} · ${time}`;
    this.byLine.hidden = false;
  }

  showError(text) {
    this.invalid = text !== "";
    this.errorLine.textContent = text;
    this.errorLine.hidden = !this.invalid;
    for (const input of this.inputs) input.toggleAttribute("aria-invalid", this.invalid);
  }

  /** Both versions stay in sight until one is chosen. */
  showConflict(answer) {
    this.closeConflict();
    const box = document.querySelector("template[data-conflict]").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-their-name]").textContent = answer.by;
    box.querySelector("[data-their-text]").textContent = answer.shown || this.words.empty;
    box.querySelector("[data-take]").addEventListener("click", () => {
      this.accept(answer);
      this.onTaken();
      this.inputs[0].focus();
    });
    box.querySelector("[data-keep]").addEventListener("click", () => {
      this.token = answer.token;
      this.saved = answer.value;
      this.closeConflict();
      this.onChoice();
      this.inputs[0].focus();
    });
    this.cell.querySelector(".ws-conflict")?.remove();
    this.conflict = box;
    this.cell.append(box);
    this.showMine();
  }

  showMine() {
    const mine = this.inputs[0].matches("select, [type=radio], [type=checkbox]") ? this.labels() : this.read();
    this.conflict.querySelector("[data-my-text]").textContent = mine || this.words.empty;
  }

  labels() {
    const [first] = this.inputs;
    if (first.matches("select")) return first.selectedOptions[0]?.textContent ?? "";
    return this.inputs.filter((input) => input.checked).map((input) => input.closest("div, label").textContent.trim()).join("、");
  }

  closeConflict() {
    this.conflict?.remove();
    this.conflict = null;
  }
}

function same(one, other) {
  const plain = (value) => JSON.stringify((Array.isArray(value) ? value : [value]).map((item) => String(item).trim()).filter(Boolean));
  return plain(one) === plain(other);
}
