import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { menu } from "/shared/elements/menu.js";
import { showDeliveries } from "./endpoint-deliveries.js";
import { editEndpoint } from "./endpoint-editor.js";
import { askReplay } from "./endpoint-replay.js";
import { showSecret } from "./endpoint-secret.js";
import { endpointState } from "./endpoint-state.js";
import { advice, answered, eventOf } from "./record-words.js";
import { refusal } from "./trouble.js";

/** One place where events are sent, and what can be done with it. */
export class EndpointCard {
  /**
   * @param {object} endpoint
   * @param {{api: import("./record-api.js").RecordSystemApi, services: object, types: string[], look: () => Promise<void>, changed: (endpointId: string|null, held: string) => Promise<void>}} page
   * @param {HTMLElement} [note] of the card that stood here before: what it says, or will say, stays
   */
  constructor(endpoint, page, note = h("div", { class: "card-note" })) {
    Object.assign(this, { endpoint, page, note });
    this.state = h("div", {}, endpointState(endpoint, page.services.calendar));
    this.node = h("div", { class: "card endpoint", "data-testid": "endpoint-row", "data-endpoint-id": endpoint.id },
      h("div", { class: "card-body" }, h("h4", { class: "card-name" }, endpoint.url), h("p", { class: "card-words" }, this.told()), this.state),
      h("div", { class: "card-side" }, this.testButton(), this.active(), this.menu()), this.note);
  }

  /** How its deliveries go, looked at again. What else a colleague changed is for the next visit, or for a conflict to tell. */
  take({ id, active, last_delivery, waiting, replaying }) {
    if (id !== this.endpoint.id || active !== this.endpoint.active) return;
    Object.assign(this.endpoint, { last_delivery, waiting, replaying });
    fill(this.state, endpointState(this.endpoint, this.page.services.calendar));
  }

  told() {
    const { types, include_content: content } = this.endpoint;
    const all = types.length === this.page.types.length;
    const which = all ? "All events" : types.map((type) => eventOf(type).name).join(", ");
    return content ? `${which} · with what messages say` : which;
  }

  testButton() {
    this.tester = h("button", { type: "button", class: "button button-quiet", disabled: !this.endpoint.active, "aria-label": `Send a test to ${this.endpoint.url}`, "data-testid": "endpoint-test", onclick: () => this.test() }, "Send a test");
    return this.tester;
  }

  active() {
    const input = h("input", { type: "checkbox", role: "switch", class: "switch", checked: this.endpoint.active, "aria-label": `Send events to ${this.endpoint.url}`, "data-testid": "endpoint-active", onchange: () => this.change(() => this.page.api.changeEndpoint({ ...this.endpoint, active: input.checked }), input.checked ? "Switched on" : "Switched off", "endpoint-active") });
    return input;
  }

  menu() {
    return menu({ label: `More for ${this.endpoint.url}`, face: [icon("more")], testid: "endpoint-menu", items: () => [
      { words: "Edit", icon: "pen", testid: "endpoint-edit", run: () => this.edit() },
      { words: "Deliveries", icon: "outgoing", testid: "endpoint-deliveries", run: () => this.deliveries() },
      { words: "Replay", icon: "undo", testid: "endpoint-replay", run: () => this.replay() },
      { words: "New secret", icon: "lock", testid: "endpoint-secret", run: () => this.newSecret() },
      { words: "Remove", icon: "trash", danger: true, testid: "endpoint-remove", run: () => this.remove() },
    ] });
  }

  async test() {
    const { tester } = this;
    tester.disabled = true;
    fill(this.note, h("p", { class: "card-words", role: "status" }, "Waiting for its answer"));
    try {
      const { outcome, ...answer } = await this.page.api.test(this.endpoint);
      const good = outcome === "delivered";
      const words = good ? `The test arrived: it ${answered(answer.status)}.` : `The test did not arrive (${answered(answer.status)}). ${advice(answer)}`;
      fill(this.note, h("div", { class: `note ${good ? "note-ok" : "note-warn"}`, role: "status", "data-testid": "endpoint-tested" }, icon(good ? "check-circle" : "alert"), h("p", { class: "note-body" }, words)));
    } catch (error) {
      fill(this.note, refusal(error, "endpoint-error"));
    } finally {
      tester.disabled = false;
      tester.focus();
    }
  }

  async edit() {
    const saved = await editEndpoint(this.endpoint, this.page);
    if (saved) this.page.services.toasts.show("Saved", "ok");
    await this.page.changed(this.endpoint.id, "endpoint-menu");
  }

  async deliveries() {
    const { endpoint, page } = this;
    const after = await showDeliveries(endpoint, page);
    if (after !== null) await this.replay(after);
  }

  /** @param {number} [after] the event before the first one that is wanted */
  async replay(after) {
    const { endpoint, page } = this;
    if (!(await askReplay(endpoint, after, page.api))) return;
    page.services.toasts.show("They are sent again, from the next minute on.", "ok");
    await page.changed(endpoint.id, "endpoint-menu");
  }

  async newSecret() {
    const sure = await confirmed({ title: "Make a new secret?", words: "You see it once and give it to the system’s operator. For 24 hours events are signed with both, so that nothing is missed; after that only with the new one.", action: "Make a new secret" });
    if (!sure) return;
    try {
      const { secret } = await this.page.api.newSecret(this.endpoint);
      await Promise.all([showSecret(this.endpoint.url, secret, "The one before keeps working for 24 hours."), this.page.look()]);
      this.page.focus(this.endpoint.id, "endpoint-menu");
    } catch (error) {
      fill(this.note, refusal(error, "endpoint-error"));
    }
  }

  async remove() {
    const sure = await confirmed({ title: "Remove this endpoint?", words: `Nothing is sent to ${this.endpoint.url} any more, and what waits for it is dropped. Its secret ends. This can’t be undone.`, action: "Remove" });
    if (sure) await this.change(() => this.page.api.removeEndpoint(this.endpoint), "Removed", null);
  }

  async change(work, done, held) {
    fill(this.note);
    for (const control of this.node.querySelectorAll("button, input")) control.toggleAttribute("disabled", true);
    try {
      await work();
      this.page.services.toasts.show(done, "ok");
      await this.page.changed(held && this.endpoint.id, held);
    } catch (error) {
      await this.page.changed(this.endpoint.id, held, error.status === 409 ? overtaken() : refusal(error, "endpoint-error"));
    }
  }
}

function overtaken() {
  return h("div", { class: "note note-warn", role: "alert", "data-testid": "endpoint-conflict" }, icon("users"), h("p", { class: "note-body" }, "A colleague changed this endpoint first. It is shown as it is now."));
}
