import { fill, h, icon } from "/shared/dom.js";
import { counterpart } from "./names.js";

/** One message of a conversation from the portal: who wrote it inside, and as whom the patient sees it (row I6). */
export function createMessage(message) {
  return h("li", { class: "message", tabindex: "-1", "data-testid": "group-message", "data-message-id": message.id, "data-direction": message.direction, "data-side": message.direction === "out" ? "ours" : "theirs" });
}

/** @param {Element} node @param {object} message @param {{services: object, fresh: boolean}} view */
export function updateMessage(node, message, { services, fresh }) {
  const { calendar, store } = services;
  const { thread, me, baskets } = store.state;
  const sender = thread && counterpart(thread, me, baskets);
  const signature = JSON.stringify([message, sender]);
  if (node.signature === signature) return;
  if (fresh && !node.signature) node.dataset.fresh = "";
  node.signature = signature;
  const out = message.direction === "out";
  fill(node,
    h("span", { class: "visually-hidden" }, out ? "From the practice:" : "From the patient:"),
    h("div", { class: "bubble" }, message.body),
    h("div", { class: "meta" },
      h("time", { datetime: message.at, title: calendar.full(message.at) }, calendar.time(message.at)),
      out && message.author && h("span", { "data-testid": "group-author" }, message.author.name),
      out && sender && h("span", { class: "mark mark-wrap", "data-testid": "group-sender" }, icon("eye"), `Patient sees “${sender}”`)));
}
