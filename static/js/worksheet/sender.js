// Sends each edited field by itself: soon after the last keystroke, one request a field at a time, again when it failed.

const PAUSE = 500; // ms without a keystroke
const RETRIES = [2_000, 4_000, 8_000, 15_000];
const PATIENCE = 15_000;

export class Sender {
  constructor({ form, fields, outbox, state }) {
    Object.assign(this, { form, fields, outbox, state });
    this.page = form.elements.page.value;
    this.csrf = form.elements.csrfmiddlewaretoken.value;
    this.timers = new Map();
    this.failures = 0;
    this.offline = false;
    this.stopped = false;
  }

  edited(field, { now = false } = {}) {
    if (field.dirty) this.outbox.put(field);
    else if (!field.sending) this.outbox.remove(field.address);
    clearTimeout(this.timers.get(field));
    if (field.dirty || now) this.timers.set(field, setTimeout(() => this.send(field), now ? 0 : PAUSE));
    this.show();
  }

  settled(field) {
    this.outbox.remove(field.address);
    this.show();
  }

  async send(field, { leaving = false } = {}) {
    clearTimeout(this.timers.get(field));
    this.timers.delete(field);
    if (this.stopped || field.sending || field.conflict) return;
    if (!field.dirty) return this.settled(field);
    field.sending = true;
    this.show();
    const sent = field.read();
    const result = await this.post(field, sent, leaving);
    field.sending = false;
    this.answer(field, sent, result);
    this.show();
  }

  async post(field, value, leaving) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.csrf);
    body.append("page", this.page);
    body.append("token", field.token);
    if (field.several) body.append("several", "1");
    for (const item of Array.isArray(value) ? value : [value]) body.append("value", item);
    try {
      const url = `${this.form.action}fields/${field.address}/`;
      const options = { method: "POST", body, redirect: "manual", keepalive: leaving };
      const response = await fetch(url, leaving ? options : { ...options, signal: AbortSignal.timeout(PATIENCE) });
      if (response.type === "opaqueredirect") return { status: 401 };
      const json = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, body: json ? await response.json() : null };
    } catch {
      return { status: 0 };
    }
  }

  answer(field, sent, { status, body }) {
    if (status === 200 && body) {
      field.stored(sent, body);
      if (field.dirty) this.edited(field);
      else this.outbox.remove(field.address);
      this.reached();
    } else if (status === 409 && body) {
      field.showConflict(body);
      this.reached();
    } else if (status === 422 && body) {
      field.showError(body.error);
      this.reached();
    } else if (status === 404 || (status === 403 && body)) {
      if (body?.error) field.showError(body.error);
      this.gone();
    } else if (status === 401) {
      this.stopped = true;
      this.signedOut = true;
    } else {
      this.failed();
    }
  }

  /** After the answer is on its field: else what was just answered would be sent a second time. */
  reached() {
    this.failures = 0;
    if (!this.offline) return;
    this.offline = false;
    this.flush();
  }

  failed() {
    this.offline = true;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.flush(), RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  retryNow() {
    this.failures = 0;
    this.flush();
  }

  flush(how = {}) {
    for (const field of this.fields.values()) if (field.dirty && !field.invalid) this.send(field, how);
  }

  gone() {
    this.stopped = true;
    this.lost = true;
    this.show();
  }

  stop() {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.stopped = true;
  }

  show() {
    const fields = [...this.fields.values()];
    const state = this.signedOut ? "signin"
      : this.lost ? "gone"
      : this.offline ? "failed"
      : fields.some((field) => field.conflict || field.invalid) ? "held"
      : fields.some((field) => field.sending || field.dirty) ? "saving"
      : this.state.dataset.state === "idle" ? "idle" : "saved";
    if (this.state.dataset.state !== state) this.state.dataset.state = state;
  }
}
