import { fill, h, icon } from "/shared/dom.js";
import { choice } from "./fields.js";
import { NumberCard } from "./texting-number.js";
import { TextingApi } from "./texting-api.js";
import { loading, refusal } from "./trouble.js";

const MODES = [
  { id: "secured", name: "Secured", words: "The text carries a link only; the patient confirms who they are before reading." },
  { id: "plain", name: "Plain", words: "The text is the message itself. Not for health information." },
];

const LOOK_AGAIN_MS = 4000;

/** Two-way texting: the number (row A2), on or off (row A1), and how it behaves (rows A4-A6). */
class Texting extends HTMLElement {
  connectedCallback() {
    this.api = new TextingApi(this.services.api);
    this.number = h("section", { class: "cards cards-form", "aria-label": "Texting number" });
    this.form = h("form", { class: "cards cards-form", novalidate: true, "aria-label": "How texting behaves", "data-testid": "texting-form", onsubmit: (event) => this.save(event) });
    this.said = h("p", { class: "visually-hidden", role: "status", "data-testid": "texting-said" });
    this.place = h("div", { class: "settings-page-part" });
    this.append(this.place, this.said);
    this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  refresh() {
    return loading(this.place, async () => {
      this.take(await this.api.state());
      fill(this.place, this.number, this.form);
    }, "texting-trouble");
  }

  /** Show what is so now; the rest of the page follows. */
  take(state, words = "") {
    this.state = state;
    this.card = new NumberCard(state, this.api, { took: (next, told) => this.take(next, told), look: (words) => this.look(words) });
    fill(this.number, ...this.card.nodes);
    this.show(state);
    if (words) this.said.textContent = words;
    this.tellPage(state);
    clearTimeout(this.timer);
    if (state.order?.state === "open") this.later();
  }

  /** Look what has become of an order that was open, or what somebody else has done. @param {string} [words] what is told besides */
  async look(words = "") {
    if (words) this.services.toasts.show(words, "info");
    try {
      const state = await this.api.state();
      if (!this.isConnected) return;
      const known = this.state.order?.id === state.order?.id && this.state.order?.state === "open";
      if (known && state.order.state === "open") this.later();
      else this.take(state, known && (state.order.state === "failed" ? "It did not work: nothing was changed." : "Done."));
    } catch {
      this.later();
    }
  }

  later() {
    clearTimeout(this.timer);
    if (this.isConnected) this.timer = setTimeout(() => this.look(), LOOK_AGAIN_MS);
  }

  tellPage(state) {
    const { store } = this.services;
    const { me } = store.state;
    store.set({ me: { ...me, practice: { ...me.practice, number: state.number, default_mode: state.default_mode, texting_enabled: state.enabled } } });
  }

  /** @param {object} chosen what the form shows: the settings, or what was entered before a conflict */
  show(chosen) {
    const { addon, number } = this.state;
    const missing = !addon ? "Two-way texting needs the Text/Voice Notifications add-on." : !number && "Add a texting number first.";
    this.enabled = this.toggle("texting-enabled", "Two-way texting", missing || "Your staff can text patients, and patients can text your practice.", chosen.enabled);
    this.enabled.input.toggleAttribute("disabled", Boolean(missing) && !chosen.enabled);
    this.sender = this.toggle("texting-last-sender", "Assign replies to the last sender", "A text goes to the member who wrote to that patient last, within seven days.", chosen.assign_to_last_sender);
    this.team = this.toggle("texting-care-team", "Assign texts to the care team", "A text goes to the patient’s in-house care team. If a last sender is known, they have it instead.", chosen.assign_to_care_team);
    this.modes = MODES.map((each) => choice({ ...each, type: "radio", group: "mode", testid: `texting-mode-${each.id}`, checked: chosen.default_mode === each.id }));
    this.note = h("div", {});
    this.button = h("button", { type: "submit", class: "button button-primary", "data-testid": "texting-save" }, "Save");
    fill(this.form, h("h3", { class: "card-name" }, "How texting behaves"), this.enabled.row, this.sender.row, this.team.row,
      h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "New messages start as"), ...this.modes),
      this.note, h("div", { class: "dialog-actions" }, this.button));
  }

  toggle(id, name, words, on) {
    const input = h("input", { type: "checkbox", role: "switch", class: "switch", id, checked: on, "aria-describedby": `${id}-words`, "data-testid": id });
    return { input, row: h("div", { class: "pref-row" }, h("label", { for: id, class: "pref-name" }, name), input, h("p", { class: "pref-words", id: `${id}-words` }, words)) };
  }

  get wanted() {
    const picked = this.modes.findIndex((label) => label.querySelector("input").checked);
    return { enabled: this.enabled.input.checked, default_mode: MODES[picked].id, assign_to_care_team: this.team.input.checked, assign_to_last_sender: this.sender.input.checked };
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const { wanted } = this;
    try {
      this.take(await this.api.save({ ...wanted, version: this.state.version }));
      this.button.focus();
      this.services.toasts.show("Saved", "ok");
    } catch (error) {
      await this.failed(error, wanted);
    } finally {
      this.busy = false;
    }
  }

  async failed(error, wanted) {
    const now = error.code === "conflict" ? await this.asItIs() : null;
    if (now) {
      this.take(now);
      this.show(wanted);
    }
    fill(this.note, now ? h("div", { class: "note note-warn", role: "alert", "data-testid": "texting-conflict" }, icon("users"), h("p", { class: "note-body" }, "A colleague changed these settings first. What you entered is kept: save again to put it in their place.")) : refusal(error, "texting-error"));
    this.note.scrollIntoView({ block: "nearest" });
    this.button.focus();
  }

  async asItIs() {
    try {
      return await this.api.state();
    } catch {
      return null;
    }
  }
}

customElements.define("tw-settings-texting", Texting);
