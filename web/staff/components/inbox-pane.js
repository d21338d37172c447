import { fill, h, icon } from "/shared/dom.js";
import { LISTS, listsFor } from "../model/lists.js";
import { createItem, updateItem } from "./inbox-item.js";
import { ItemsPane } from "./items-pane.js";
import { part } from "./part.js";

/** The left pane: search, filters, and the list. */
class InboxPane extends ItemsPane {
  connectedCallback() {
    const { store } = this.services;
    const { me } = store.state;
    this.makeList({ label: "Messages", create: () => createItem(this.services) });
    this.lists = h("select", { class: "select select-strong", "aria-label": "Show", "data-testid": "list-filter", onchange: () => this.choose() });
    this.facilities = h("select", { class: "select", "aria-label": "Facility", "data-testid": "facility-filter", onchange: () => this.choose() },
      h("option", { value: "" }, "All facilities"), ...me.facilities.map(({ id, name }) => h("option", { value: id }, name)));
    this.select = h("button", { type: "button", class: "button button-icon select-mode", "aria-label": "Select messages", title: "Select messages (x)", "data-testid": "select-mode", onclick: () => this.switchSelecting() }, icon("select"));
    this.append(
      h("section", { class: "inbox", "aria-labelledby": "inbox-title" },
        h("h2", { id: "inbox-title", class: "visually-hidden" }, "Inbox"),
        h("div", { class: "inbox-tools" },
          me.privileges.text_messages === "all" && part("tw-patient-search", this.services),
          h("div", { class: "filters" },
            h("span", { class: "select-wrap" }, this.lists, icon("down")),
            me.facilities.length > 1 && h("span", { class: "select-wrap" }, this.facilities, icon("down")),
            this.select)),
        this.scroll, part("tw-bulk-bar", this.services)));
    this.watchEnd();
    store.watch(["list", "facility", "badge"], (state) => this.showFilters(state));
    store.watch(["selecting"], ({ selecting }) => {
      this.toggleAttribute("data-selecting", selecting);
      this.select.setAttribute("aria-pressed", String(selecting));
    });
    store.watch(["items", "threadId", "openId", "inboxPhase", "inboxError", "itemsCursor", "badge", "selected"], (state) => this.show(state));
  }

  /** Whether the member may see a list. */
  offers(list) {
    return listsFor(this.services.store.state.me.privileges.text_messages).some(({ id }) => id === list);
  }

  choose(list = this.lists.value) {
    this.seen = null;
    this.scroll.scrollTop = 0;
    this.services.inbox.choose(list, this.facilities.value);
  }

  showFilters({ me, list, facility, badge }) {
    const lists = listsFor(me.privileges.text_messages);
    if (this.lists.length !== lists.length) fill(this.lists, ...lists.map(({ id }) => h("option", { value: id })));
    lists.forEach(({ id, name }, at) => {
      const count = id === list ? 0 : badge?.[id]; // The open list shows itself; the others say how much waits there.
      const words = count ? `${name} (${count})` : name;
      const option = this.lists.options[at];
      if (option.textContent !== words) option.textContent = words; // In place: somebody may be choosing just now.
    });
    if (list) this.lists.value = list;
    this.facilities.value = facility;
  }

  switchSelecting() {
    const { selection, store } = this.services;
    if (store.state.selecting) selection.end();
    else selection.begin();
  }

  update(row, item) {
    const { threadId, openId, selected } = this.services.store.state;
    const current = item.thread_id === threadId && (!openId || openId === item.message_id);
    updateItem(row, item, { services: this.services, selected: current, ticked: selected.has(item.message_id), fresh: Boolean(this.seen && !this.seen.has(item.message_id)) });
  }

  nameOf({ party }) {
    return party.name ?? party.phone_display;
  }

  emptyState({ list, badge, facility }) {
    return [list, facility, waitingForMe(list, badge)];
  }

  empty({ list, badge, facility, me }) {
    const place = me.facilities.find(({ id }) => id === facility);
    if (place) return emptyPlace(list, place.name, () => this.everywhere());
    return emptyList(list, waitingForMe(list, badge), () => this.choose("pending_for_me"));
  }

  everywhere() {
    this.facilities.value = "";
    this.choose();
    this.facilities.focus();
  }
}

const waitingForMe = (list, badge) => (list === "pending_unassigned" ? badge?.pending_for_me ?? 0 : 0);

/** @param {number} mine how many of the pending ones are the reader's: they count in the badge but are not in this list */
function emptyList(list, mine, showMine) {
  const { none, hint } = namesOf(list);
  return h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("check")), h("p", { class: "empty-title" }, none), h("p", {}, hint),
    mine > 0 && h("button", { type: "button", class: "button button-quiet", onclick: showMine }, mine === 1 ? "1 is waiting for you" : `${mine} are waiting for you`));
}

/** Another facility may have some: the filter must not look like the whole practice. */
function emptyPlace(list, place, showAll) {
  return h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("place")), h("p", { class: "empty-title" }, namesOf(list).none), h("p", {}, `Only ${place} is shown.`),
    h("button", { type: "button", class: "button button-quiet", onclick: showAll }, "Show all facilities"));
}

const namesOf = (list) => LISTS.find(({ id }) => id === list) ?? LISTS[0];

customElements.define("tw-inbox-pane", InboxPane);
