import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";

const MANY = 8; // from here on a filter helps

/** Fold case and accents, for filtering by name. */
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * Whom to write to: teams with what they are for, and people; then the one that was chosen.
 * Set before it is connected: `language`, `options` ({kind, id, name, description}), `chosen` (one of them or null) and `choose` (told of a change).
 */
class RecipientPicker extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", "to-label");
    this.label = h("p", { class: "label", id: "to-label" }, this.language.t("portal_to"));
    this.place = h("div", {});
    this.append(this.label, this.place);
    this.show();
  }

  show() {
    fill(this.place, this.chosen ? this.one(this.chosen) : this.all());
  }

  one(option) {
    const { t } = this.language;
    this.change = h("button", { type: "button", class: "button button-text", "data-testid": "change-recipient", "aria-label": t("portal_change_to", { name: option.name }), onclick: () => this.reopen() }, t("portal_change"));
    return h("div", { class: "recipient recipient-chosen", "data-testid": "chosen-recipient" }, ...this.face(option), this.options.length > 1 && this.change);
  }

  all() {
    const { t } = this.language;
    const groups = h("div", { class: "recipient-groups" });
    const draw = (wanted) => fill(groups, this.group("group", t("portal_teams"), wanted), this.group("member", t("portal_people"), wanted));
    const field = h("input", { type: "search", class: "field search-field", placeholder: t("portal_filter"), "aria-label": t("portal_filter"), autocomplete: "off", "data-testid": "filter-recipients", oninput: () => draw(fold(field.value.trim())) });
    draw("");
    return h("div", { class: "recipient-all" }, this.options.length > MANY && h("div", { class: "search" }, icon("search"), field), groups);
  }

  group(kind, words, wanted) {
    const found = this.options.filter((option) => option.kind === kind && fold(option.name).includes(wanted));
    if (found.length === 0) return null;
    return [h("h2", { class: "recipient-heading", id: `to-${kind}` }, words), h("ul", { class: "recipients", "aria-labelledby": `to-${kind}` }, ...found.map((option) => h("li", {}, this.button(option))))];
  }

  button(option) {
    return h("button", { type: "button", class: "recipient", "data-testid": "recipient", "data-kind": option.kind, onclick: () => this.pick(option) }, ...this.face(option));
  }

  face({ kind, name, description }) {
    return [h("span", { class: "face", "aria-hidden": "true" }, kind === "group" ? icon("users") : initials(name)),
      h("span", { class: "recipient-words" }, h("span", { class: "recipient-name" }, name), description && h("span", { class: "recipient-description" }, description))];
  }

  pick(option) {
    this.chosen = option;
    this.show();
    this.choose(option);
  }

  /** Offer all again. */
  reopen() {
    this.chosen = null;
    this.show();
    this.choose(null);
    this.querySelector("input, button")?.focus();
  }
}

customElements.define("tw-recipient-picker", RecipientPicker);
