/** The small marks of messages, each an icon with words: never colour or shape alone. */
import { h, icon } from "/shared/dom.js";

const STATUS = {
  pending: { words: "Pending", icon: "clock" },
  completed: { words: "Completed", icon: "clock" },
  deleted: { words: "Deleted", icon: "trash" },
};

const DELIVERY = {
  queued: { words: "Queued", icon: "clock" },
  sending: { words: "Sending", icon: "outgoing" },
  sent: { words: "Sent", icon: "check" },
  delivered: { words: "Delivered", icon: "check-double" },
  undelivered: { words: "Not delivered", icon: "alert", bad: true },
  failed: { words: "Failed", icon: "alert", bad: true },
  unknown: { words: "Checking with the carrier", icon: "help" },
};

/** Red clock: pending; green clock: completed (row D8). */
export function statusMark(status) {
  const { words, icon: name } = STATUS[status];
  return h("span", { class: "mark status", "data-status": status, "data-testid": "status" }, icon(name), words);
}

export function deliveryMark(delivery) {
  const { words, icon: name, bad } = DELIVERY[delivery.state];
  return h("span", { class: bad ? "mark mark-danger" : "mark", "data-testid": "delivery-state", "data-state": delivery.state }, icon(name), words);
}

export function isFailed(delivery) {
  return Boolean(delivery && DELIVERY[delivery.state].bad);
}

export function securedMark() {
  return h("span", { class: "mark mark-secured", "data-testid": "secured-mark" }, icon("lock"), "Secured");
}
