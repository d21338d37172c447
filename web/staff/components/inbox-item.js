import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { flagMark } from "./flags.js";
import { deliveryMark, isFailed, statusMark } from "./marks.js";
import { assigneeNames } from "./names.js";

/** One row of the inbox: a box to tick, who, when, the first words, and where the work stands. */
export function createItem(services) {
  const button = h("button", { type: "button", class: "item", "data-testid": "inbox-item", onclick: () => services.go(button.dataset.threadId, { message: button.dataset.messageId }) });
  const box = h("input", { type: "checkbox", class: "item-box", "data-testid": "select-item", onclick: (event) => {
    event.preventDefault(); // The store ticks it, so that a range can tick many.
    setTimeout(() => services.selection.toggle(button.dataset.messageId, { range: event.shiftKey }));
  } });
  return h("li", { class: "item-row" }, button, h("label", { class: "item-tick" }, box));
}

/** @param {Element} row @param {object} item @param {{services: object, selected: boolean, ticked: boolean, fresh: boolean}} view */
export function updateItem(row, item, { services, selected, ticked, fresh }) {
  const [button, tick] = row.children;
  const { calendar } = services;
  if (selected) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  tick.firstElementChild.checked = ticked;
  row.toggleAttribute("data-ticked", ticked);
  const signature = JSON.stringify([item, calendar.short(item.at)]);
  if (row.signature === signature) return;
  if (fresh) row.dataset.fresh = "";
  row.signature = signature;
  Object.assign(button.dataset, { threadId: item.thread_id, messageId: item.message_id, status: item.status ?? "sent" });
  const name = item.party.name ?? item.party.phone_display;
  tick.firstElementChild.setAttribute("aria-label", `Select the message of ${name}, ${calendar.short(item.at)}`);
  fill(button,
    h("span", { class: "avatar", "aria-hidden": "true" }, item.party.name ? initials(item.party.name) : icon("phone")),
    h("span", { class: "item-head" },
      h("bdi", { class: "item-name" }, name),
      h("time", { class: "item-time", datetime: item.at, title: calendar.full(item.at) }, calendar.short(item.at))),
    preview(item),
    marks(item, services));
}

function preview(item) {
  return h("span", { class: "item-preview" },
    item.mode === "secured" && icon("lock", "Secured"),
    item.direction === "out" && h("span", { class: "item-you" }, "Practice: "),
    h("bdi", {}, item.preview));
}

function marks(item, { store }) {
  const { me, facility } = store.state;
  const place = !facility && me.facilities.length > 1 && me.facilities.find(({ id }) => id === item.facility_id);
  return h("span", { class: "item-marks" },
    item.status && statusMark(item.status),
    flagMark(item),
    item.delivery && (isFailed(item.delivery) || item.direction === "out") && deliveryMark(item.delivery),
    item.assignees.length > 0 && h("span", { class: "mark" }, icon("users"), assigneeNames(item.assignees, me)),
    item.assigned_by?.includes(me.member.id) && item.assignees.some((id) => id !== me.member.id) && h("span", { class: "mark" }, "by you"),
    place && h("span", { class: "mark mark-place" }, place.name),
    item.starred && h("span", { class: "mark mark-star" }, icon("star", "Starred")));
}
