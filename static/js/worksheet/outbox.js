// Unsent answers, kept on the phone: closing the page or losing the network loses nothing.

export class Outbox {
  constructor(name) {
    this.name = name;
    this.kept = {};
    try {
      this.kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    } catch {
      // Storage is off or full: the page still keeps what is in its fields.
    }
  }

  entries() { return Object.entries(this.kept); }

  put(field) {
    this.kept[field.address] = { value: field.read(), token: field.token };
    this.store();
  }

  remove(address) {
    if (!(address in this.kept)) return;
    delete this.kept[address];
    this.store();
  }

  store() {
    try {
      if (Object.keys(this.kept).length === 0) localStorage.removeItem(this.name);
      else localStorage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      // As above.
    }
  }
}
