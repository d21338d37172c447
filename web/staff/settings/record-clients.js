import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { field } from "./fields.js";
import { refusal } from "./trouble.js";

const CLIENT_ID = /^[0-9A-Za-z_+]{1,128}$/u;

/** The record systems that may act for the practice: each is let in, or shut out, at once. */
export class ClientsCard {
  /**
   * @param {{client_ids: string[], limits: {clients: number}}} state
   * @param {import("./record-api.js").RecordSystemApi} api
   * @param {{toasts: object}} services
   */
  constructor(state, api, services) {
    Object.assign(this, { state, api, services });
    this.list = h("ul", { class: "group-members", "aria-label": "Systems let in" });
    this.place = h("div", {});
    this.note = h("div", {});
    this.node = h("section", { class: "cards cards-form", "aria-labelledby": "clients-title" },
      h("h3", { class: "card-name", id: "clients-title" }, "Systems let in"),
      h("p", { class: "card-words" }, "A system that is let in can hand over your patients, members and appointments, and read what it is told about them. Its operator gives you its client id."),
      this.list, this.place, this.note);
    this.show();
  }

  show() {
    const { client_ids: ids, limits } = this.state;
    const row = (id) => h("li", { class: "group-member", "data-testid": "client-row", "data-client-id": id }, icon("verified"), h("code", { class: "pick-name code" }, id),
      h("button", { type: "button", class: "button button-icon", "aria-label": `Shut out ${id}`, title: "Shut out", "data-testid": "client-remove", onclick: () => this.shutOut(id) }, icon("close")));
    fill(this.list, ...ids.map(row));
    fill(this.place, ids.length < limits.clients ? this.form() : h("p", { class: "card-words" }, `At most ${limits.clients} can be let in. Shut one out first.`));
  }

  form() {
    this.input = h("input", { class: "field-input", id: "client-id", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "128", required: true, "data-testid": "client-id" });
    this.entry = field({ name: "Client id", control: this.input, testid: "client-error" });
    this.entry.row.insertBefore(h("div", { class: "field-line" }, this.input, h("button", { type: "submit", class: "button button-quiet", "data-testid": "client-add" }, icon("plus"), "Let in")), this.entry.row.children[1]);
    return h("form", { novalidate: true, "aria-label": "Let a system in", onsubmit: (event) => this.letIn(event) }, this.entry.row);
  }

  async letIn(event) {
    event.preventDefault();
    const id = this.input.value.trim();
    const wrong = !CLIENT_ID.test(id) ? "Enter the client id as its operator gave it: letters and digits." : this.state.client_ids.includes(id) ? "It is let in already." : "";
    this.entry.tell(wrong);
    if (wrong) return this.input.focus();
    return this.change((ids) => [...ids, id], "It is let in.");
  }

  async shutOut(id) {
    const sure = await confirmed({ title: "Shut this system out?", words: `${id} can read and change nothing any more, from its next call. What it handed over stays. You can let it in again at any time.`, action: "Shut out" });
    if (sure) await this.change((ids) => ids.filter((known) => known !== id), "It is shut out.");
  }

  /** What a colleague let in meanwhile stays: the list is read anew before it is changed. */
  async change(wish, done) {
    if (this.busy) return;
    this.busy = true;
    fill(this.note);
    try {
      const { client_ids: ids } = await this.api.state();
      const { client_ids: saved } = await this.api.letIn([...new Set(wish(ids))]);
      this.state = { ...this.state, client_ids: saved };
      this.show();
      this.services.toasts.show(done, "ok");
    } catch (error) {
      fill(this.note, refusal(error, "client-refused"));
    } finally {
      this.busy = false;
      (this.input?.isConnected ? this.input : this.list.querySelector("button"))?.focus();
    }
  }
}
