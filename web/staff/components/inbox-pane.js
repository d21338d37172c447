import { fill, h, icon, keep } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { LISTS, listsFor } from "../model/lists.js";
import { createItem, updateItem } from "./inbox-item.js";
import { part } from "./part.js";

/** The left pane: search, filters, and the list. */
class InboxPane extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    const { me } = store.state;
    this.seen = null;
    this.lists = h("select", { class: "select select-strong", "aria-label": "Show", "data-testid": "list-filter", onchange: () => this.choose() });
    this.facilities = h("select", { class: "select", "aria-label": "Facility", "data-testid": "facility-filter", onchange: () => this.choose() },
      h("option", { value: "" }, "All facilities"), ...me.facilities.map(({ id, name }) => h("option", { value: id }, name)));
    this.list = h("ul", { class: "items", "aria-label": "Messages", onkeydown: (event) => this.step(event) });
    this.end = h("div", { class: "items-end" });
    this.scroll = h("div", { class: "items-scroll" }, this.list, this.end);
    this.append(
      h("section", { class: "inbox", "aria-labelledby": "inbox-title" },
        h("h2", { id: "inbox-title", class: "visually-hidden" }, "Inbox"),
        h("div", { class: "inbox-tools" },
          me.privileges.text_messages === "all" && part("tw-patient-search", this.services),
          h("div", { class: "filters" },
            h("span", { class: "select-wrap" }, this.lists, icon("down")),
            me.facilities.length > 1 && h("span", { class: "select-wrap" }, this.facilities, icon("down")))),
        this.scroll));
    this.watchEnd();
    store.watch(["list", "facility", "badge"], (state) => this.showFilters(state));
    store.watch(["items", "threadId", "inboxPhase", "inboxError", "itemsCursor", "badge"], (state) => this.show(state));
  }

  choose(list = this.lists.value) {
    this.seen = null;
    this.scroll.scrollTop = 0;
    this.services.inbox.choose(list, this.facilities.value);
  }

  showFilters({ me, list, facility, badge }) {
    const options = listsFor(me.privileges.text_messages).map(({ id, name }) => {
      const count = id === list ? 0 : badge?.[id]; // The open list shows itself; the others say how much waits there.
      return h("option", { value: id }, count ? `${name} (${count})` : name);
    });
    const words = options.map((option) => option.textContent).join();
    if (words !== this.words) fill(this.lists, ...options);
    this.words = words;
    if (list) this.lists.value = list;
    this.facilities.value = facility;
  }

  show({ items, threadId, inboxPhase, inboxError, itemsCursor, list, badge }) {
    const seen = this.seen;
    const view = (item) => ({ services: this.services, selected: item.thread_id === threadId, fresh: Boolean(seen && !seen.has(item.message_id)) });
    keep(this.list, items, (item) => item.message_id, (item) => createItem(item, this.services), (row, item) => updateItem(row, item, view(item)));
    const news = inboxPhase === "ready" && seen ? items.find((item) => item.direction === "in" && !seen.has(item.message_id) && item.at > (this.newest ?? "")) : null;
    if (news) this.services.toasts.say(`New message from ${news.party.name ?? news.party.phone_display}`);
    this.newest = items[0]?.at ?? this.newest;
    if (inboxPhase === "ready") this.seen = new Set(items.map((item) => item.message_id));
    this.list.hidden = items.length === 0;
    this.scroll.setAttribute("aria-busy", String(inboxPhase === "loading"));
    this.showEnd({ items, inboxPhase, inboxError, itemsCursor, list, badge });
  }

  showEnd({ items, inboxPhase, inboxError, itemsCursor, list, badge }) {
    const mine = list === "pending_unassigned" ? badge?.pending_for_me ?? 0 : 0;
    const state = JSON.stringify([inboxPhase, items.length === 0, Boolean(itemsCursor), inboxError?.message, list, mine]);
    if (state === this.endState) return;
    this.endState = state;
    if (inboxPhase === "loading") fill(this.end, ...skeletons(7));
    else if (inboxError) fill(this.end, this.trouble(inboxError));
    else if (inboxPhase === "more") fill(this.end, ...skeletons(2));
    else if (items.length === 0) fill(this.end, emptyList(list, mine, () => this.choose("pending_for_me")));
    else if (itemsCursor) fill(this.end, h("button", { type: "button", class: "button button-text", onclick: () => this.services.inbox.more() }, "Show more"));
    else fill(this.end, h("p", { class: "items-last" }, "That’s everything"));
  }

  trouble(error) {
    const { words } = explain(error);
    return h("div", { class: "note note-danger", role: "alert" }, icon("alert"),
      h("div", { class: "note-body" }, h("p", {}, words), h("button", { type: "button", class: "button button-text", onclick: () => this.choose() }, "Try again")));
  }

  watchEnd() {
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.services.inbox.more(), { root: this.scroll, rootMargin: "400px" });
    watcher.observe(this.end);
  }

  /** Up and down through the rows. */
  step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const buttons = [...this.list.querySelectorAll(".item")];
    const to = buttons[buttons.indexOf(document.activeElement) + by];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}

/** @param {number} mine how many of the pending ones are the reader's: they count in the badge but are not in this list */
function emptyList(list, mine, showMine) {
  const { none, hint } = LISTS.find(({ id }) => id === list) ?? LISTS[0];
  return h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("check")), h("p", { class: "empty-title" }, none), h("p", {}, hint),
    mine > 0 && h("button", { type: "button", class: "button button-quiet", onclick: showMine }, mine === 1 ? "1 is waiting for you" : `${mine} are waiting for you`));
}

function skeletons(count) {
  return Array.from({ length: count }, () =>
    h("div", { class: "item item-skeleton", "aria-hidden": "true" },
      h("span", { class: "skeleton skeleton-avatar" }), h("span", { class: "skeleton skeleton-name" }), h("span", { class: "skeleton skeleton-line" }), h("span", { class: "skeleton skeleton-short" })));
}

customElements.define("tw-inbox-pane", InboxPane);
