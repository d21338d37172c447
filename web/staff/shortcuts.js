/**
 * The inbox without a mouse. Single keys, so they rest while one types, and can be switched off (WCAG 2.2, 2.1.4).
 */
import { messageOf } from "./actions.js";

const SWITCH = "textward.shortcuts";
const SEQUENCE_MS = 1500;
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** After a g: where to. */
const PLACES = { g: "#/groups", i: "#/", v: "#/appointments" };

const LISTS = { p: "pending_unassigned", m: "pending_for_me", a: "assigned_to_me", b: "assigned_by_me", s: "sent_by_me", t: "starred", c: "completed", d: "deleted", e: "all" };

/** What the help says, by groups; the keys are those of `KEYS` and `LISTS`. */
export const SHORTCUTS = [
  { title: "Move", keys: [["j", "Next message"], ["k", "Previous message"], ["Enter", "Open"], ["o", "Open"], ["u", "Back to the inbox"], ["/", "Find a patient"], ["v", "View full conversation"], ["f", "Find in this conversation"]] },
  { title: "Work", keys: [["r", "Reply"], ["c", "Mark as complete"], ["a", "Assign"], ["s", "Star"], ["e", "Delete"], ["#", "Delete"], ["x", "Select"], ["Ctrl+Enter", "Send what is written"]] },
  { title: "Lists", keys: [["g p", "Pending, unassigned"], ["g m", "Pending, for me"], ["g a", "Assigned to me"], ["g b", "Assigned by me"], ["g s", "Sent by me"], ["g t", "Starred"], ["g c", "Completed"], ["g d", "Deleted"], ["g e", "All messages"]] },
  { title: "Group messages", keys: [["g g", "Group messages"], ["g i", "Inbox"], ["g p", "Not replied"], ["g c", "Replied"], ["g d", "Trash"]] },
  { title: "Appointments", keys: [["g v", "Appointments"], ["n", "Next day"], ["p", "Previous day"], ["t", "Today"], ["d", "Done: nobody needs to look"]] },
  { title: "Help", keys: [["?", "This list"], ["Esc", "Close, or leave the selection"]] },
];

const KEYS = {
  j: (desk) => desk.step(1),
  k: (desk) => desk.step(-1),
  o: (desk) => desk.openCurrent(),
  Enter: (desk) => desk.openCurrent(),
  u: ({ services }) => services.leave(),
  v: ({ services }) => services.viewFull(),
  f: ({ services }) => services.find(),
  "/": () => document.querySelector(".search-input#patient-search")?.focus(),
  r: (desk) => desk.reply(),
  c: (desk) => desk.on((message, { actions, bulk }, many) => (many ? bulk.act("complete") : message.status === "pending" && actions.act(message, "complete"))),
  a: (desk) => desk.on((message, { actions, bulk }, many) => (many ? bulk.assign() : actions.assign(message)), { open: true }),
  s: (desk) => desk.on((message, { actions }) => actions.star(message), { all: true }),
  e: (desk) => desk.remove(),
  "#": (desk) => desk.remove(),
  x: (desk) => desk.tick(),
  Escape: ({ services }) => services.selection.end(),
  "?": ({ services }) => services.help(),
};

export function shortcutsOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

export function switchShortcuts(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Storage may be switched off; the shortcuts then stay on.
  }
}

export class Shortcuts {
  /** @param {object} services of the page @param {{list: object, reading: boolean, resting: boolean}} desk what the keys work; `resting` while another page is shown */
  constructor(services, desk) {
    Object.assign(this, { services, desk, prefix: 0, keys: KEYS });
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
  }

  stop() {
    document.removeEventListener("keydown", this.listen);
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.desk.resting || !shortcutsOn()) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(TYPING) || document.querySelector("dialog[open], :popover-open")) return;
    if (event.key === "Enter" && target.closest("button, a, summary, input")) return; // A button does what it says.
    const run = this.meaning(event.key);
    if (!run) return;
    event.preventDefault();
    run();
  }

  meaning(key) {
    const after = Date.now() - this.prefix < SEQUENCE_MS;
    this.prefix = key === "g" && !after ? Date.now() : 0;
    if (after && key in PLACES) return () => this.visit(PLACES[key]);
    if (after && key in LISTS) return () => this.list(LISTS[key]);
    return key in this.keys ? () => this.keys[key](this) : null;
  }

  visit(address) {
    const { mayVisit, visit } = this.services;
    if (mayVisit(address)) visit(address);
  }

  list(name) {
    if (this.desk.list.offers(name)) this.desk.list.choose(name);
  }

  step(by) {
    const item = this.desk.list.step(by);
    if (item && this.desk.reading) this.services.go(item.thread_id, { message: item.message_id });
  }

  openCurrent() {
    const item = this.desk.list.current;
    if (item) this.services.go(item.thread_id, { message: item.message_id });
  }

  reply() {
    const { threadId } = this.services.store.state;
    const item = this.inList ? this.desk.list.current : null;
    if (item && item.thread_id !== threadId) this.services.go(item.thread_id, { message: item.message_id, write: true });
    else this.desk.write();
  }

  get inList() {
    return Boolean(document.activeElement?.closest(".item-row"));
  }

  /** The message that keys act on: the one with the focus, else the one opened, else the newest pending one that is open. */
  get message() {
    const { messages, openId, threadId } = this.services.store.state;
    const held = document.activeElement?.closest(".message")?.dataset.messageId;
    const item = this.desk.list.current;
    if (this.inList) return item && messageOf(item);
    const find = (id) => messages.find((message) => message.id === id);
    return find(held) ?? find(openId) ?? messages.findLast(({ status }) => status === "pending") ?? (threadId ? messages.at(-1) : item && messageOf(item)) ?? null;
  }

  /** @param {(message: object, services: object, many: boolean) => void} act @param {{all?: boolean, open?: boolean}} [needs] `all`: the privilege; `open`: not deleted, and received */
  on(act, { all = false, open = false } = {}) {
    const { store, selection } = this.services;
    if ((all || open) && store.state.me.privileges.text_messages !== "all") return;
    const many = selection.items.length > 0;
    const { message } = this;
    if (many) act(message, this.services, true);
    else if (message && (!open || message.status === "pending" || message.status === "completed")) act(message, this.services, false);
  }

  remove() {
    this.on((message, { actions, bulk }, many) => (many ? bulk.act("delete") : actions.act(message, "delete")), { open: true });
  }

  tick() {
    const item = this.desk.list.current;
    if (item) this.services.selection.toggle(item.message_id);
  }
}
