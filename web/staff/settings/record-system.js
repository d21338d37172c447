import { fill, h, icon } from "/shared/dom.js";
import { EndpointCard } from "./endpoint-card.js";
import { editEndpoint } from "./endpoint-editor.js";
import { showSecret } from "./endpoint-secret.js";
import { RecordSystemApi } from "./record-api.js";
import { ClientsCard } from "./record-clients.js";
import { loading } from "./trouble.js";

const LOOK_AGAIN_MS = 10000;

/** Record systems (row J10): which are let in, and where they are told what happens. */
class RecordSystem extends HTMLElement {
  connectedCallback() {
    this.api = new RecordSystemApi(this.services.api);
    this.cards = [];
    this.place = h("div", { class: "settings-page-part" });
    this.append(this.place);
    this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  refresh() {
    return loading(this.place, async () => {
      this.state = await this.api.state();
      this.list = h("div", { class: "cards", "data-testid": "endpoint-list" });
      this.add = h("button", { type: "button", class: "button button-primary", "data-testid": "endpoint-new", onclick: () => this.edit() }, icon("plus"), "Add endpoint");
      this.most = h("p", { class: "card-words" });
      fill(this.place, new ClientsCard(this.state, this.api, this.services).node,
        h("section", { class: "settings-page-part", "aria-labelledby": "endpoints-title" },
          h("div", { class: "settings-tools" }, h("div", { class: "settings-lead" }, h("h3", { class: "card-name", id: "endpoints-title" }, "Events sent to your systems"), h("p", {}, "Each endpoint is told at once what happens: messages, appointments, consent. Every event is signed.")), this.add),
          this.most, this.list));
      this.show();
      this.later();
    }, "record-system-trouble");
  }

  show() {
    const { endpoints, limits } = this.state;
    const notes = new Map(this.cards.map(({ endpoint, note }) => [endpoint.id, note]));
    this.cards = endpoints.map((endpoint) => new EndpointCard(endpoint, this, notes.get(endpoint.id)));
    this.add.disabled = endpoints.length >= limits.endpoints;
    this.most.hidden = !this.add.disabled;
    this.most.textContent = `There can be ${limits.endpoints} endpoints at most. Remove one first.`;
    fill(this.list, ...this.cards.map(({ node }) => node), endpoints.length === 0 && h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("outgoing")), h("p", { class: "empty-title" }, "No endpoints yet"), h("p", {}, "Add the address at which your record system takes events. It can also ask for them itself.")));
  }

  get types() {
    return this.state.event_types;
  }

  async edit() {
    const made = await editEndpoint(null, this);
    if (!made) return this.add.focus();
    await Promise.all([showSecret(made.endpoint.url, made.secret), this.look()]);
    return this.focus(made.endpoint.id, "endpoint-menu");
  }

  /** Show what is so now, with the focus where it was. @param {string|null} endpointId @param {string} held @param {Node} [note] what there is to say of it */
  async changed(endpointId, held, note) {
    await this.look();
    const card = this.cards.find(({ endpoint }) => endpoint.id === endpointId);
    if (note && card) fill(card.note, note);
    this.focus(endpointId, held);
  }

  focus(endpointId, held) {
    const card = this.cards.find(({ endpoint }) => endpoint.id === endpointId);
    (card?.node.querySelector(`[data-testid="${held}"]`) ?? this.add).focus();
  }

  async look() {
    const endpoints = await this.read();
    if (!endpoints) return;
    this.state = { ...this.state, endpoints };
    this.show();
  }

  /** What stands shall stay when it can't be read. */
  async read() {
    try {
      const { endpoints } = await this.api.state();
      return this.isConnected ? endpoints : null;
    } catch {
      return null;
    }
  }

  /** Deliveries go on by themselves: look again now and then, and change nothing under what somebody is doing. */
  later() {
    clearTimeout(this.timer);
    if (!this.isConnected) return;
    this.timer = setTimeout(async () => {
      const endpoints = document.hidden || document.querySelector("dialog[open], :popover-open") ? null : await this.read();
      if (endpoints?.length === this.cards.length) endpoints.forEach((endpoint, at) => this.cards[at].take(endpoint));
      this.later();
    }, LOOK_AGAIN_MS);
  }
}

customElements.define("tw-settings-record-system", RecordSystem);
