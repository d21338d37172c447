import "./head.js";
import { fill, h, icon, keep } from "/shared/dom.js";
import { explain, mayPass } from "/shared/request.js";
import { part } from "../components/part.js";
import { isDay, nearness } from "./dates.js";
import { createRow, handle, updateRow } from "./row.js";
import { AppointmentShortcuts } from "./shortcuts.js";
import { FILTERS } from "./words.js";

const NOBODY = { none: "Nobody needs a person", hint: "When a patient’s answer needs more than the booking assistant, the appointment appears here." };

/** The page 'Appointments' (row F5): a day's, with what patients answered, and those that need a person. */
class AppointmentsDesk extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    services.desk = this;
    this.head = part("tw-appointments-head", services);
    this.list = h("ul", { class: "visits", "aria-labelledby": "visits-title", onkeydown: (event) => this.arrow(event) });
    this.end = h("div", { class: "visits-end" });
    this.said = h("p", { class: "visually-hidden", role: "status", "data-testid": "appointments-said" });
    this.scroll = h("div", { class: "visits-scroll", "data-testid": "appointments-list" }, this.list, this.end);
    this.append(this.head, this.scroll, this.said);
    this.resting = true;
    this.shortcuts = new AppointmentShortcuts(services, this);
    services.store.watch(["items", "phase", "error", "filter", "conflicts", "view", "cut"], (state) => this.show(state));
  }

  /** Show what the address names. */
  open(place) {
    this.resting = false;
    if (place && place !== "waiting" && !isDay(place)) {
      history.replaceState(history.state, "", "#/appointments");
      this.open(null);
      return;
    }
    const waiting = place === "waiting";
    this.services.agenda.open({ waiting, day: waiting ? null : place });
  }

  /** Another page is shown: nothing of this one is fetched any more, but its count. */
  rest() {
    if (this.resting) return;
    this.resting = true;
    this.left = this.current?.id;
    this.services.agenda.rest();
  }

  toDay(day) {
    const address = day === this.services.agenda.today ? "#/appointments" : `#/appointments/${day}`;
    if (address !== location.hash) this.services.visit(address);
  }

  toToday() {
    this.toDay(this.services.agenda.today);
  }

  /** So many days on. */
  turn(days) {
    if (!this.services.store.state.view?.waiting) this.toDay(this.head.step(days));
  }

  show(state) {
    const { phase, view } = state;
    const rows = phase === "ready" ? this.rows(state) : [];
    const lost = this.held;
    keep(this.list, rows, ({ key }) => key, (row) => this.create(row), (node, row) => this.update(node, row, state));
    if (lost >= 0 && !this.list.contains(document.activeElement)) this.focusRow(Math.min(lost, this.visits.length - 1));
    this.list.hidden = rows.length === 0;
    this.scroll.setAttribute("aria-busy", String(phase === "loading"));
    this.showEnd(state, rows.length === 0);
    this.tell(state);
    if (phase === "ready" && view !== this.shown) this.arrive(view);
  }

  /** In what was asked for, each day or the present moment marked where it begins. */
  rows({ items, view, filter }) {
    const { calendar, agenda } = this.services;
    const shown = view.waiting ? items : items.filter(FILTERS.find(({ id }) => id === filter).fits);
    const now = new Date().toISOString();
    const today = !view.waiting && (view.day ?? agenda.today) === agenda.today;
    const rows = [];
    let day = "";
    let before = today && shown[0]?.starts_at <= now;
    for (const item of shown) {
      const key = calendar.dayKey(item.starts_at);
      if (view.waiting && key !== day) rows.push({ key: `day-${key}`, day: key });
      day = key;
      if (before && item.starts_at > now) {
        rows.push({ key: "now", now });
        before = false;
      }
      rows.push({ key: item.id, item });
    }
    return rows;
  }

  create({ day, now }) {
    if (day) return h("li", { class: "visits-day" }, h("h3", {}));
    return now ? h("li", { class: "visits-now" }) : createRow();
  }

  update(node, { day, now, item }, { conflicts }) {
    const { calendar, agenda } = this.services;
    if (day) node.firstElementChild.textContent = [nearness(day, agenda.today), calendar.date(day)].filter(Boolean).join(", ");
    else if (now) node.textContent = `Now, ${calendar.time(now)}`;
    else updateRow(node, item, { services: this.services, conflict: conflicts.get(item.id) });
  }

  /** Once, when a day comes on screen: back to where a conversation was opened from, or to the present moment. */
  arrive(view) {
    this.shown = view;
    const from = this.visits.findIndex((row) => row.dataset.appointmentId === this.left);
    this.left = null;
    if (from >= 0 && document.activeElement === document.body) this.focusRow(from);
    else this.toNow();
  }

  toNow() {
    this.scroll.scrollTop = 0; // On a narrow page the whole of it scrolls instead, and stays at its head.
    const now = this.list.querySelector(".visits-now");
    if (now) this.scroll.scrollTop = now.offsetTop - this.list.offsetTop - this.scroll.clientHeight / 3;
  }

  showEnd({ phase, error, filter, view, cut }, none) {
    const signature = JSON.stringify([phase, error?.message, filter, view, none, cut]);
    if (signature === this.endState) return;
    this.endState = signature;
    if (phase === "loading") fill(this.end, ...[1, 2, 3, 4, 5, 6].map(() => h("span", { class: "skeleton visit-skeleton", "aria-hidden": "true" })));
    else if (phase === "error") fill(this.end, this.trouble(error));
    else if (none) fill(this.end, empty(view.waiting ? NOBODY : FILTERS.find(({ id }) => id === filter)));
    else fill(this.end, cut && h("p", { class: "items-last" }, "There are more than can be shown at once: choose a facility."));
  }

  trouble(error) {
    return h("div", { class: "note note-danger", role: "alert", "data-testid": "appointments-trouble" }, icon("alert"), h("div", { class: "note-body" }, h("p", {}, explain(error).words), mayPass(error) && h("button", { type: "button", class: "button button-text", onclick: () => this.services.agenda.begin(this.services.store.state.view) }, "Try again")));
  }

  /** Say how many there are, once for each look. */
  tell({ phase, view, filter }) {
    if (phase !== "ready") return;
    const { length } = this.visits;
    const signature = JSON.stringify([view, filter]);
    if (signature !== this.told) this.said.textContent = length === 1 ? "1 appointment" : `${length} appointments`;
    this.told = signature;
  }

  get visits() {
    return [...this.list.querySelectorAll(".visit")];
  }

  /** The place among the rows of the one that has the focus, or -1. */
  get held() {
    return this.visits.indexOf(document.activeElement?.closest?.(".visit"));
  }

  get current() {
    const id = this.visits[this.held]?.dataset.appointmentId;
    return this.services.store.state.items.find((item) => item.id === id) ?? null;
  }

  step(by) {
    const { held, visits } = this;
    this.focusRow(held < 0 ? Math.max(0, visits.findIndex((row) => !("past" in row.dataset))) : Math.min(Math.max(0, held + by), visits.length - 1));
  }

  focusRow(index) {
    handle(this.visits[index])?.focus();
    if (index >= 0 && !this.list.contains(document.activeElement)) this.head.heading.focus();
    if (!this.visits.length) this.head.heading.focus();
  }

  openCurrent() {
    const item = this.current;
    if (item?.thread_id && this.services.store.state.me.privileges.text_messages !== "none") this.services.visit(`#/t/${item.thread_id}`);
  }

  doneWithCurrent() {
    const item = this.current;
    if (item?.needs_staff) this.services.actions.done(item);
  }

  /** Up and down through the rows; within a menu the keys are its own. */
  arrow(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.defaultPrevented || event.target.closest("tw-menu")) return;
    event.preventDefault();
    this.step(by);
  }
}

function empty({ none, hint }) {
  return h("div", { class: "empty", "data-testid": "appointments-empty" }, h("span", { class: "empty-mark" }, icon("calendar")), h("p", { class: "empty-title" }, none), h("p", {}, hint));
}

customElements.define("tw-appointments-desk", AppointmentsDesk);
