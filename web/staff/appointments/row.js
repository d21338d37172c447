import { fill, h, icon } from "/shared/dom.js";
import { menu } from "/shared/elements/menu.js";
import { FLAGS } from "../components/flags.js";
import { inUse } from "../components/in-use.js";
import { REPLY, STATUS } from "./words.js";

/** One appointment: when, who, with whom and where, how it stands, its reminders, and what can be done. */
export function createRow() {
  return h("li", { class: "visit", "data-testid": "appointment" });
}

/** @param {Element} row @param {object} appointment @param {{services: object, conflict: string|undefined}} view */
export function updateRow(row, appointment, view) {
  const { calendar } = view.services;
  const past = Date.parse(appointment.starts_at) <= Date.now();
  const signature = JSON.stringify([appointment, view.conflict, past, calendar.dayKey(Date.now())]);
  row.waiting = null;
  if (row.signature === signature) return;
  if (inUse(row, () => row.waiting && updateRow(row, ...row.waiting))) {
    row.waiting = [appointment, view];
    return;
  }
  row.signature = signature;
  Object.assign(row.dataset, { appointmentId: appointment.id, status: appointment.status });
  row.toggleAttribute("data-past", past);
  const held = row.contains(document.activeElement) && document.activeElement.dataset.testid;
  fill(row, ...cells(appointment, view, past));
  if (held !== false) (row.querySelector(`[data-testid="${held}"]`) ?? handle(row))?.focus({ preventScroll: true });
}

/** What of a row takes the focus as one goes from row to row. */
export function handle(row) {
  return row?.querySelector("a, button") ?? null;
}

function cells(appointment, { services, conflict }, past) {
  const { calendar } = services;
  const { member, facility, starts_at: at } = appointment;
  return [
    h("time", { class: "visit-time", datetime: at, title: calendar.full(at) }, calendar.time(at)),
    h("div", { class: "visit-who" }, name(appointment, services), h("span", { class: "visit-number" }, appointment.patient.number)),
    h("div", { class: "visit-where" }, member && h("span", { "data-testid": "appointment-with" }, h("span", { class: "visually-hidden" }, "With "), member.name || "Former member"), facility && h("span", { class: "visit-place" }, h("span", { class: "visually-hidden" }, "at "), facility.name || "Closed facility")),
    h("div", { class: "visit-state" }, statusMark(appointment), answer(appointment, calendar)),
    h("div", { class: "visit-reminders" }, ...reminders(appointment, calendar, past)),
    h("div", { class: "visit-menu" }, actions(appointment, services, past)),
    conflict && h("p", { class: "note note-warn visit-note", role: "status", "data-testid": "appointment-conflict" }, icon("users"), h("span", { class: "note-body" }, conflict)),
    appointment.needs_staff && wanted(appointment, services),
  ];
}

function name({ patient, thread_id: threadId }, { store, visit }) {
  if (!mayRead(store)) return h("span", { class: "visit-name" }, patient.name);
  return link(`#/t/${threadId}`, { class: "visit-name", title: "Open the conversation", "data-testid": "appointment-patient" }, visit, patient.name);
}

function link(address, attributes, visit, ...words) {
  return h("a", { href: address, ...attributes, onclick: (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // In a tab of its own, if the reader wants that.
    event.preventDefault();
    visit(address);
  } }, ...words);
}

function statusMark({ status }) {
  const { words, icon: mark } = STATUS[status];
  return h("span", { class: "mark visit-status", "data-status": status, "data-testid": "appointment-status" }, icon(mark), words);
}

function answer({ status, reply, replied_at: at, reminded_at: reminded, needs_staff: flag }, calendar) {
  const words = REPLY[reply] ? [REPLY[reply], at && calendar.moment(at)].filter(Boolean).join(" · ") : status === "booked" && reminded && !flag ? "No answer yet" : "";
  return words && h("span", { class: "visit-words", "data-testid": "appointment-reply", "data-reply": reply }, words);
}

function reminders({ status, reminded_at: last, next_reminder_at: next }, calendar, past) {
  const coming = !past && (status === "booked" || status === "confirmed");
  const line = (mark, words, testid) => h("span", { class: "mark mark-wrap", "data-testid": testid }, icon(mark), words);
  return [
    last && line("bell", `Reminded ${calendar.moment(last)}`, "appointment-reminded"),
    coming && next && line("clock", `${last ? "Next" : "Reminder"} ${calendar.moment(next)}`, "appointment-next"),
    coming && !last && !next && line("bell", "No reminder", "appointment-next"),
  ];
}

function actions(appointment, services, past) {
  const items = choices(appointment, services, past);
  return items.length > 0 && menu({ label: `Actions: ${appointment.patient.name}`, face: [icon("more")], items: () => items, testid: "appointment-menu" });
}

function choices(appointment, { actions: work, store, visit }, past) {
  const { status, needs_staff: flag, thread_id: threadId } = appointment;
  const to = (words, mark, wanted, danger = false) => ({ words, icon: mark, danger, testid: `appointment-${wanted}`, run: () => work.setStatus(appointment, wanted) });
  return [
    flag && { words: "Done", icon: "check", key: "d", testid: "appointment-menu-done", run: () => work.done(appointment) },
    mayRead(store) && { words: "Open conversation", icon: "text", key: "o", testid: "appointment-open", run: () => visit(`#/t/${threadId}`) },
    !past && status === "booked" && to("Mark confirmed", "check-circle", "confirmed"),
    !past && status === "confirmed" && to("Mark not confirmed", "undo", "booked"),
    !past && status === "cancelled" && to("Take back the cancellation", "undo", "booked"),
    !past && (status === "booked" || status === "confirmed") && to("Mark cancelled", "close", "cancelled", true),
  ].filter(Boolean);
}

/** Who runs a practice sees its appointments, and the conversations only where their role has texts. */
function mayRead({ state: { me } }) {
  return me.privileges.text_messages !== "none";
}

/** Why somebody should look, and where. */
function wanted(appointment, { actions: work, visit, store }) {
  const { needs_staff: { reason, message_id: messageId }, thread_id: threadId } = appointment;
  const { words, advice } = FLAGS[reason];
  return h("div", { class: "note note-warn visit-note", "data-testid": "appointment-flag", "data-reason": reason }, icon("flag"),
    h("p", { class: "note-body" }, h("strong", {}, words), ` ${advice}`),
    h("span", { class: "visit-buttons" },
      mayRead(store) && link(`#/t/${threadId}/${messageId}`, { class: "button button-text", "data-testid": "appointment-message" }, visit, icon("text"), "Open message"),
      h("button", { type: "button", class: "button button-text", "data-testid": "appointment-done", onclick: () => work.done(appointment) }, icon("check"), "Done")));
}
