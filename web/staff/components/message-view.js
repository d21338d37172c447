import { fill, h, icon } from "/shared/dom.js";
import { menu } from "/shared/elements/menu.js";
import { marked } from "../model/highlight.js";
import { flagNote } from "./flags.js";
import { showHistory } from "./history-panel.js";
import { inUse } from "./in-use.js";
import { linkLine, linkActions } from "./link-line.js";
import { deliveryMark, isFailed, securedMark, statusMark } from "./marks.js";
import { assigneeNames } from "./names.js";

/** One message of a conversation, with where it stands and what can be done. */
export function createMessage(message) {
  return h("li", { class: "message", tabindex: "-1", "data-testid": "message", "data-message-id": message.id, "data-direction": message.direction, "data-mode": message.mode, "data-side": message.direction === "out" ? "ours" : "theirs" });
}

/** @param {Element} node @param {object} message @param {{services: object, fresh: boolean, hit: string, conflict: string|undefined}} view */
export function updateMessage(node, message, view) {
  const { services, fresh, hit, conflict } = view;
  const { actions } = services;
  const signature = JSON.stringify([message, hit, conflict]);
  node.waiting = null;
  if (node.signature === signature) return;
  if (inUse(node, () => node.waiting && updateMessage(node, ...node.waiting))) {
    node.waiting = [message, view];
    return;
  }
  if (fresh && !node.signature) node.dataset.fresh = "";
  node.signature = signature;
  node.dataset.status = message.status ?? "sent";
  const held = node.contains(document.activeElement) && document.activeElement.dataset.testid;
  fill(node,
    h("span", { class: "visually-hidden" }, message.direction === "in" ? "From the patient:" : "From the practice:"),
    h("div", { class: "bubble" }, hit ? marked(message.body, hit) : message.body),
    flagNote(message),
    meta(message, services),
    conflict && h("p", { class: "note note-warn conflict-note", "data-testid": "conflict-note" }, icon("users"), h("span", { class: "note-body" }, conflict)),
    message.direction === "out" && failure(message, actions),
    message.link && linkLine(message.link, services.calendar));
  if (held !== false) (node.querySelector(`.meta [data-testid="${held}"]`) ?? node.querySelector(".meta button"))?.focus({ preventScroll: true });
}

function meta(message, services) {
  const { calendar } = services;
  return h("div", { class: "meta" },
    message.mode === "secured" && securedMark(),
    h("time", { datetime: message.at, title: calendar.full(message.at) }, calendar.time(message.at)),
    message.direction === "out" && h("span", { "data-testid": "author" }, message.author?.name ?? "Automated"),
    message.delivery && deliveryMark(message.delivery),
    message.status && statusMark(message.status),
    message.assignees.length > 0 && assignment(message, services),
    ...work(message, services));
}

/** Who has it and who gave it; the whole story behind it (rows D6, D8). */
function assignment(message, services) {
  const { me } = services.store.state;
  const by = message.assigned_by?.length ? ` · by ${assigneeNames(message.assigned_by, me).replace(/^You\b/u, "you")}` : "";
  return h("button", { type: "button", class: "button button-text button-mark", "data-testid": "assignees", title: "Who assigned it, and when", onclick: (event) => showHistory(event.currentTarget, message, services) }, icon("users"), `${assigneeNames(message.assignees, me)}${by}`);
}

function work(message, services) {
  const { actions } = services;
  const items = choices(message, services);
  return [
    message.status === "pending" && h("button", { type: "button", class: "button button-text", "data-testid": "complete", onclick: () => actions.act(message, "complete") }, icon("check"), "Complete"),
    services.store.state.me.privileges.text_messages === "all" && star(message, actions),
    items.length > 0 && menu({ label: "More actions", face: [icon("more")], items: () => items, testid: "more-actions" }),
  ];
}

function star(message, actions) {
  return h("button", { type: "button", class: "button button-icon button-star", "aria-pressed": String(message.starred), "aria-label": "Star", title: message.starred ? "Remove the star" : "Star", "data-testid": "star", onclick: () => actions.star(message) }, icon(message.starred ? "star" : "star-line"));
}

function choices(message, services) {
  const { actions } = services;
  const all = services.store.state.me.privileges.text_messages === "all";
  const open = message.status === "pending" || message.status === "completed";
  const items = [];
  if (open && all) items.push({ words: message.assignees.length ? "Reassign" : "Assign", icon: "users", key: "a", testid: "assign-open", run: () => actions.assign(message) });
  if (message.status === "completed") items.push({ words: "Mark as pending", icon: "undo", testid: "reopen", run: () => actions.act(message, "restore") });
  if (message.status === "deleted" && all) items.push({ words: "Restore", icon: "undo", testid: "restore", run: () => actions.act(message, "restore") });
  if (message.status) items.push({ words: "History", icon: "clock", testid: "history", run: (button) => showHistory(button, message, services) });
  if (open && all) items.push({ words: "Delete", icon: "trash", key: "#", danger: true, testid: "delete", run: () => actions.act(message, "delete") });
  if (message.link) items.push(...linkActions(message, actions));
  return items;
}

function failure(message, actions) {
  if (!isFailed(message.delivery)) return null;
  const { reason, can_retry: canRetry } = message.delivery;
  return h("div", { class: "note note-danger failure", "data-testid": "failure" }, icon("alert"),
    h("div", { class: "note-body" },
      h("p", {}, h("strong", {}, reason?.title ?? "The text did not arrive"), reason?.advice ? ` ${reason.advice}` : null),
      canRetry && h("button", { type: "button", class: "button button-text", onclick: (event) => actions.retry(message, event.currentTarget) }, icon("retry"), "Send again")));
}

/** A message that the API has not answered for yet. */
export function createOutgoing(entry, hook) {
  return h("li", { class: "message", "data-testid": hook("message-outgoing"), "data-side": "ours", "data-mode": entry.mode, "data-fresh": true, "data-waiting": true });
}

const WAITING = {
  sending: { words: "Sending", icon: "outgoing" },
  waiting: { words: "No connection yet. Trying again", icon: "retry" },
  stuck: { words: "Not confirmed. Trying again is safe: it can’t be sent twice.", icon: "alert" },
};

export function updateOutgoing(node, entry, { outbox, takeBack }) {
  if (node.signature === entry.state) return;
  node.signature = entry.state;
  const { words, icon: name } = WAITING[entry.state];
  fill(node,
    h("span", { class: "visually-hidden" }, "From the practice:"),
    h("div", { class: "bubble" }, entry.body),
    h("div", { class: "meta" },
      entry.mode === "secured" && securedMark(),
      h("span", { class: entry.state === "stuck" ? "mark mark-wrap mark-danger" : "mark mark-wrap", "data-testid": "delivery-state", "data-state": `client-${entry.state}` }, icon(name), words),
      entry.state === "stuck" && h("button", { type: "button", class: "button button-text", onclick: () => outbox.tryAgain(entry.key) }, "Try again"),
      entry.state === "stuck" && h("button", { type: "button", class: "button button-text", onclick: () => takeBack(entry.key) }, "Edit")));
}
