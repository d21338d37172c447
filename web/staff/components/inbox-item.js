import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { deliveryMark, isFailed, statusMark } from "./marks.js";

/** One row of the inbox: who, when, the first words, and where the work stands. */
export function createItem(item, services) {
  const button = h("button", { type: "button", class: "item", "data-testid": "inbox-item", onclick: () => services.go(button.dataset.threadId) });
  return h("li", { class: "item-row" }, button);
}

/** @param {Element} row @param {object} item @param {{services: object, selected: boolean, fresh: boolean}} view */
export function updateItem(row, item, { services, selected, fresh }) {
  const button = row.firstElementChild;
  const { calendar } = services;
  button.dataset.threadId = item.thread_id;
  button.dataset.messageId = item.message_id;
  button.dataset.status = item.status ?? "sent";
  if (selected) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  const signature = JSON.stringify([item, calendar.short(item.at)]);
  if (row.signature === signature) return;
  if (fresh) row.dataset.fresh = "";
  row.signature = signature;
  fill(button,
    h("span", { class: "avatar", "aria-hidden": "true" }, item.party.name ? initials(item.party.name) : icon("phone")),
    h("span", { class: "item-head" },
      h("span", { class: "item-name" }, item.party.name ?? item.party.phone_display),
      h("time", { class: "item-time", datetime: item.at, title: calendar.full(item.at) }, calendar.short(item.at))),
    preview(item),
    marks(item, services));
}

function preview(item) {
  return h("span", { class: "item-preview" },
    item.mode === "secured" && icon("lock", "Secured"),
    item.direction === "out" && h("span", { class: "item-you" }, "Practice: "),
    item.preview);
}

function marks(item, { store }) {
  const { me, facility } = store.state;
  const place = !facility && me.facilities.length > 1 && me.facilities.find(({ id }) => id === item.facility_id);
  return h("span", { class: "item-marks" },
    item.status && statusMark(item.status),
    item.delivery && (isFailed(item.delivery) || item.direction === "out") && deliveryMark(item.delivery),
    item.assignees.length > 0 && h("span", { class: "mark" }, icon("users"), assigneeNames(item.assignees, me)),
    place && h("span", { class: "mark mark-place" }, place.name),
    item.starred && h("span", { class: "mark mark-star" }, icon("star", "Starred")));
}

/** Names of who has a message, the reader as "you". */
export function assigneeNames(ids, me) {
  const names = ids.map((id) => (id === me.member.id ? "You" : me.members.find((member) => member.id === id)?.name ?? "Former member"));
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
}
