import { fill, h, icon, keep } from "/shared/dom.js";
import { Calendar, initials } from "/shared/format.js";
import { wordsFor } from "/shared/patients/trouble.js";
import { BOXES, NEW, address } from "../place.js";

const PAUSE_MS = 300; // after the last key, before a search

/**
 * The patient's conversations: boxes as tabs, a search by whom they are with, and the rows.
 * Set before it is connected: `language`, `box` (the model), `practiceId` and `foot`.
 */
class LetterList extends HTMLElement {
  marks = new WeakMap(); // what each row shows, so that news redraws only what changed

  connectedCallback() {
    const { t, code } = this.language;
    this.calendar = new Calendar(code);
    this.unread = h("span", { class: "count", hidden: true, "data-testid": "unread-count" });
    this.tabs = BOXES.map((name) => this.tab(name));
    this.bar = h("div", { class: "tabs", role: "tablist", "aria-label": t("portal_boxes"), onkeydown: (event) => this.move(event) }, ...this.tabs);
    this.found = h("p", { class: "found", id: "found", role: "status", "data-testid": "search-status" });
    this.rows = h("ul", { class: "letters" });
    this.rest = h("div", { class: "letters-rest" });
    this.panel = h("div", { class: "letters-panel", id: "letters", role: "tabpanel" }, this.rows, this.rest);
    this.write = h("a", { class: "button button-primary", "data-testid": "compose" }, icon("pen"), t("portal_new"));
    this.closed = h("p", { class: "note", hidden: true, "data-testid": "portal-closed" }, icon("info"), h("span", { class: "note-body" }, t("portal_closed")));
    this.append(h("section", { class: "list", "aria-labelledby": "list-title" },
      h("div", { class: "list-head" }, h("h1", { id: "list-title", tabindex: "-1" }, t("portal_messages")), this.write),
      h("div", { class: "list-closed" }, this.closed), this.searchField(), this.found, this.bar, h("div", { class: "list-scroll" }, this.panel, this.foot)));
    this.box.addEventListener("change", () => this.show());
    this.show();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  tab(name) {
    const { t } = this.language;
    return h("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-controls": "letters", "data-testid": `box-${name}`, onclick: () => this.turn(name) }, t(`portal_${name}`), name === "unread" && this.unread);
  }

  searchField() {
    const { t } = this.language;
    const soon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.box.search(this.field.value.trim()), PAUSE_MS);
    };
    this.field = h("input", { type: "search", class: "field search-field", placeholder: t("portal_search"), "aria-label": t("portal_search"), autocomplete: "off", maxlength: "80", "data-testid": "search", oninput: soon });
    this.field.value = this.box.query;
    const submit = (event) => {
      event.preventDefault();
      clearTimeout(this.timer);
      this.box.search(this.field.value.trim());
    };
    return h("form", { class: "search", role: "search", novalidate: true, onsubmit: submit }, icon("search"), this.field);
  }

  /** What is new about the signed-in patient. */
  showPerson({ unread, messages }) {
    const { t } = this.language;
    fill(this.unread, h("span", { "aria-hidden": "true" }, String(unread)), h("span", { class: "visually-hidden" }, t("portal_unread_count", { count: unread })));
    this.unread.hidden = unread === 0;
    this.closed.hidden = messages;
    this.write.hidden = !messages;
  }

  showPlace({ box, id }) {
    this.id = id;
    this.write.href = address(this.practiceId, box, NEW);
    this.show();
  }

  turn(name) {
    location.hash = address(this.practiceId, name, this.id);
  }

  /** Keys of the ARIA tabs pattern. */
  move(event) {
    const at = this.tabs.findIndex((tab) => tab.tabIndex === 0);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = this.tabs.at(to % this.tabs.length);
    tab.focus();
    this.turn(tab.id.replace("tab-", ""));
  }

  show() {
    const { name, query, items } = this.box;
    for (const [index, tab] of this.tabs.entries()) {
      tab.setAttribute("aria-selected", String(BOXES[index] === name));
      tab.tabIndex = BOXES[index] === name ? 0 : -1;
    }
    if (this.searched && !query) this.field.value = ""; // another box was chosen; what is being typed just now stays
    this.searched = query;
    this.bar.hidden = Boolean(query);
    this.panel.setAttribute("role", query ? "region" : "tabpanel");
    this.panel.setAttribute("aria-labelledby", query ? "found" : `tab-${name}`);
    keep(this.rows, items, (item) => item.id, () => h("li", {}), (row, item) => this.draw(row, item));
    this.showRest();
  }

  showRest() {
    const { t } = this.language;
    const { query, items, cursor, loaded, failure } = this.box;
    this.panel.setAttribute("aria-busy", String(!loaded && !failure));
    this.found.textContent = query && loaded ? t(items.length ? "portal_found_for" : "portal_found_none", { name: query }) : "";
    fill(this.rest,
      !loaded && !failure && [5, 4, 6].map((width) => h("span", { class: `skeleton skeleton-row skeleton-w${width}`, "aria-hidden": "true" })),
      failure && h("div", { class: "note note-danger", role: "alert" }, icon("info"), h("div", { class: "note-body" }, h("p", {}, t(wordsFor(failure, "trouble"))), h("button", { type: "button", class: "button button-text", onclick: () => this.box.load() }, t("try_again")))),
      loaded && items.length === 0 && !query && h("p", { class: "letters-none", "data-testid": "empty" }, icon("inbox"), t(`portal_${this.box.name}_empty`)),
      cursor && h("button", { type: "button", class: "button button-quiet", "data-testid": "more", onclick: () => this.box.more() }, t(query ? "portal_further" : "portal_more")));
  }

  draw(row, item) {
    const { t } = this.language;
    const { name: whom, kind } = item.with;
    const sent = this.box.name === "sent" && !this.box.query;
    const at = sent ? item.started_at : item.last_at;
    const mark = JSON.stringify([item, this.id === item.id, this.box.name]);
    if (this.marks.get(row) === mark) return;
    const link = row.firstElementChild ?? h("a", { class: "letter", "data-testid": "letter", "data-conversation-id": item.id });
    link.href = address(this.practiceId, this.box.name, item.id);
    link.toggleAttribute("data-unread", item.unread);
    if (this.id === item.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    fill(link, h("span", { class: "face", "aria-hidden": "true" }, kind === "group" ? icon("users") : initials(whom)),
      h("span", { class: "letter-body" },
        item.unread && h("span", { class: "visually-hidden" }, t("portal_unread")),
        h("span", { class: "letter-top" }, h("span", { class: "letter-with" }, whom), h("time", { datetime: at, title: this.calendar.full(at) }, this.calendar.short(at))),
        h("span", { class: "letter-subject" }, item.subject),
        h("span", { class: "letter-preview" }, item.last_from === "you" && h("span", { class: "letter-you" }, t("portal_you_wrote")), item.preview)));
    if (!row.firstElementChild) row.append(link);
    this.marks.set(row, mark);
  }

  /** Put the focus on a conversation's row, or on the heading. */
  focusOn(id) {
    const row = [...this.rows.querySelectorAll(".letter")].find((each) => each.dataset.conversationId === id);
    (row ?? this.querySelector("h1")).focus();
  }
}

customElements.define("tw-letter-list", LetterList);
