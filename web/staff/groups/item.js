import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { assigneeNames, shortName } from "../components/names.js";
import { stateMark } from "./marks.js";

/** One row of a group's list: who, about what, the last words, and where it stands. */
export function createItem(services) {
  const button = h("button", { type: "button", class: "item group-item", "data-testid": "group-item", onclick: () => services.go(button.dataset.threadId) });
  return h("li", { class: "item-row" }, button);
}

/** @param {Element} row @param {object} item @param {{services: object, selected: boolean, fresh: boolean}} view */
export function updateItem(row, item, { services, selected, fresh }) {
  const button = row.firstElementChild;
  const { calendar, store } = services;
  if (selected) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  const signature = JSON.stringify([item, calendar.short(item.at)]);
  if (row.signature === signature) return;
  if (fresh) row.dataset.fresh = "";
  row.signature = signature;
  Object.assign(button.dataset, { threadId: item.id, messageId: item.id, state: item.state });
  fill(button,
    h("span", { class: "avatar", "aria-hidden": "true" }, initials(item.patient.name)),
    h("span", { class: "item-head" },
      h("bdi", { class: "item-name" }, item.patient.name),
      item.starred && h("span", { class: "mark mark-star" }, icon("star", "Starred")),
      h("time", { class: "item-time", datetime: item.at, title: calendar.full(item.at) }, calendar.short(item.at))),
    h("span", { class: "item-subject" }, item.subject),
    h("span", { class: "item-preview item-preview-one" }, item.direction === "out" && h("span", { class: "item-you" }, "Practice: "), h("bdi", {}, item.preview)),
    marks(item, store.state.me, calendar));
}

function marks(item, me, calendar) {
  return h("span", { class: "item-marks" },
    stateMark(item, calendar),
    item.assignees.length > 0 && h("span", { class: "mark" }, icon("users"), assigneeNames(item.assignees, me)),
    item.member_id && item.member_id !== me.member.id && h("span", { class: "mark" }, `To ${shortName(item.member_id, me)}`));
}
