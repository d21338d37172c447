import { fill, h, icon } from "/shared/dom.js";

/** What can be done with the ticked rows. */
class BulkBar extends HTMLElement {
  connectedCallback() {
    const { store, selection } = this.services;
    this.count = h("span", { class: "bulk-count", role: "status" });
    this.buttons = h("div", { class: "bulk-buttons" });
    this.bar = h("div", { class: "bulk-bar", role: "group", "aria-label": "Selected messages", "data-testid": "bulk-bar", hidden: true },
      h("button", { type: "button", class: "button button-icon", "aria-label": "Leave the selection", title: "Leave the selection (Esc)", "data-testid": "bulk-clear", onclick: () => selection.end() }, icon("close")), this.count, this.buttons);
    this.append(this.bar);
    store.watch(["selected", "selecting", "list", "bulkProgress"], (state) => this.show(state));
  }

  show({ selected, selecting, list, bulkProgress, me }) {
    this.bar.hidden = !selecting;
    const words = bulkProgress || `${selected.size} selected`;
    if (this.count.textContent !== words) this.count.textContent = words;
    const state = JSON.stringify([list, selected.size === 0, bulkProgress !== ""]);
    if (state === this.state) return;
    this.state = state;
    const held = this.buttons.contains(document.activeElement);
    fill(this.buttons, ...this.offers(list, me).map((offer) => this.button(offer, selected.size === 0 || bulkProgress !== "")));
    if (held) this.bar.querySelector("button:not(:disabled)")?.focus();
  }

  offers(list, me) {
    const { bulk, selection } = this.services;
    const all = me.privileges.text_messages === "all";
    const closed = list === "deleted" || list === "completed";
    return [
      { words: "Select all shown", icon: "select", testid: "bulk-select-all", always: true, run: () => selection.all() },
      !closed && { words: "Complete", icon: "check", testid: "bulk-complete", run: () => bulk.act("complete") },
      (closed || list === "all" || list === "starred") && { words: "Make pending again", icon: "undo", testid: "bulk-restore", run: () => bulk.act("restore") },
      all && list !== "deleted" && { words: "Assign", icon: "users", testid: "bulk-assign", run: () => bulk.assign() },
      all && list !== "deleted" && { words: "Delete", icon: "trash", testid: "bulk-delete", run: () => bulk.act("delete") },
    ].filter(Boolean);
  }

  button({ words, icon: name, testid, run, always }, idle) {
    return h("button", { type: "button", class: "button button-icon", "aria-label": words, title: words, "data-testid": testid, disabled: idle && !always, onclick: run }, icon(name));
  }
}

customElements.define("tw-bulk-bar", BulkBar);
