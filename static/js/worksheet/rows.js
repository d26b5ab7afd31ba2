// Growing tables: one more row at a touch, and the rows other members add.

const PATTERN = "__row__";

export class Rows {
  constructor(form, adopt) {
    this.adopt = adopt;
    this.tables = new Map([...form.querySelectorAll("table[data-grows]")].map((table) => [table.dataset.grows, table]));
    for (const button of form.querySelectorAll("[data-add]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        const row = this.add(button.dataset.add, newKey());
        row?.querySelector("[data-input]")?.focus();
      });
      this.limit(button.dataset.add);
    }
  }

  /** The row an address lies in, made if it is not on this page yet. */
  ensure(address) {
    const [key, row] = address.split(".");
    const table = this.tables.get(key);
    if (table && row && !table.querySelector(`tr[data-row="${CSS.escape(row)}"]`)) this.add(key, row, { force: true });
  }

  add(key, rowKey, { force = false } = {}) {
    const table = this.tables.get(key);
    const body = table.tBodies[0];
    if (!force && body.rows.length >= Number(table.dataset.most)) return null;
    const pattern = document.querySelector(`template[data-pattern="${CSS.escape(key)}"]`);
    const holder = document.createElement("tbody");
    holder.innerHTML = pattern.innerHTML.replaceAll(PATTERN, rowKey);
    const row = holder.rows[0];
    row.cells[0].textContent = `${table.dataset.rowLabel} ${body.rows.length + 1}`;
    body.append(row);
    this.adopt(row);
    this.limit(key);
    return row;
  }

  limit(key) {
    const table = this.tables.get(key);
    const button = document.querySelector(`[data-add="${CSS.escape(key)}"]`);
    button.disabled = table.tBodies[0].rows.length >= Number(table.dataset.most);
  }
}

/** Sorts by the moment of making; the tail keeps two phones apart. */
function newKey() {
  const tail = Math.floor(Math.random() * 46_656).toString(36).padStart(3, "0");
  return `t${Date.now().toString(16)}${tail}`;
}
