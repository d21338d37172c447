import { fill, h, icon } from "/shared/dom.js";
import { menu } from "/shared/elements/menu.js";
import { assigneeNames } from "./inbox-item.js";
import { linkLine, linkActions } from "./link-line.js";
import { deliveryMark, isFailed, securedMark, statusMark } from "./marks.js";

/** One message of a conversation, with where it stands and what can be done. */
export function createMessage(message) {
  return h("li", { class: "message", "data-testid": "message", "data-message-id": message.id, "data-direction": message.direction, "data-mode": message.mode, "data-side": message.direction === "out" ? "ours" : "theirs" });
}

/** @param {Element} node @param {object} message @param {{services: object, actions: object, fresh: boolean}} view */
export function updateMessage(node, message, { services, actions, fresh }) {
  const signature = JSON.stringify(message);
  if (node.signature === signature) return;
  if (fresh && !node.signature) node.dataset.fresh = "";
  node.signature = signature;
  const held = node.contains(document.activeElement);
  fill(node,
    h("span", { class: "visually-hidden" }, message.direction === "in" ? "From the patient:" : "From the practice:"),
    h("div", { class: "bubble" }, message.body),
    meta(message, services, actions),
    message.direction === "out" && failure(message, actions),
    message.link && linkLine(message.link, services.calendar));
  if (held) node.querySelector(".meta button")?.focus();
}

function meta(message, { calendar, store }, actions) {
  const { me } = store.state;
  return h("div", { class: "meta" },
    message.mode === "secured" && securedMark(),
    h("time", { datetime: message.at, title: calendar.full(message.at) }, calendar.time(message.at)),
    message.author && h("span", {}, message.author.name),
    message.delivery && deliveryMark(message.delivery),
    message.status && statusMark(message.status),
    message.assignees.length > 0 && h("span", { class: "mark" }, icon("users"), assigneeNames(message.assignees, me)),
    message.starred && h("span", { class: "mark mark-star" }, icon("star", "Starred")),
    ...work(message, me, actions));
}

function work(message, me, actions) {
  const all = me.privileges.text_messages === "all";
  const items = [];
  if (message.status === "completed") items.push({ words: "Mark as pending", icon: "undo", run: () => actions.act(message, "restore") });
  if ((message.status === "pending" || message.status === "completed") && all) items.push({ words: "Delete", icon: "trash", danger: true, run: () => actions.act(message, "delete") });
  if (message.status === "deleted" && all) items.push({ words: "Restore", icon: "undo", run: () => actions.act(message, "restore") });
  if (message.link) items.push(...linkActions(message, actions));
  return [
    message.status === "pending" && h("button", { type: "button", class: "button button-text", onclick: () => actions.act(message, "complete") }, icon("check"), "Complete"),
    items.length > 0 && menu({ label: "More actions", face: [icon("more")], items: () => items }),
  ];
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
export function createOutgoing(entry) {
  return h("li", { class: "message", "data-testid": "message-outgoing", "data-side": "ours", "data-mode": entry.mode, "data-fresh": true, "data-waiting": true });
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
