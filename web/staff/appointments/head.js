import { fill, h, icon } from "/shared/dom.js";
import { isDay, nearness, shift } from "./dates.js";
import { FILTERS, shortCount } from "./words.js";

/** Which day, or what needs a person; whose, where, and how it stands. */
class AppointmentsHead extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.about = h("p", { class: "visits-about" }, "What the booking assistant left to you, on any day to come.");
    this.heading = h("h2", { class: "visits-title", id: "visits-title", tabindex: "-1" });
    this.append(h("div", { class: "visits-head" },
      h("div", { class: "visits-line" }, this.heading, this.tabs()),
      h("div", { class: "visits-line visits-tools" }, this.dayTools(), this.filters(), this.about, h("div", { class: "visits-whose" }, ...this.whose(store.state.me)))));
    store.watch(["view", "day"], (state) => this.showDay(state));
    store.watch(["view", "waiting"], (state) => this.showTabs(state));
    store.watch(["view", "items", "filter", "phase"], (state) => this.showFilters(state));
    store.watch(["facility", "mine"], ({ facility, mine }) => {
      this.facilities.value = facility;
      this.whom.value = mine ? "mine" : "";
    });
  }

  tabs() {
    const tab = (address, testid, words) => h("a", { class: "visits-tab", href: address, "data-testid": testid, onclick: (event) => {
      event.preventDefault();
      this.services.visit(address);
    } }, words);
    this.byDay = tab("#/appointments", "appointments-by-day", "By day");
    this.toStaff = tab("#/appointments/waiting", "appointments-waiting", "Needs a person");
    this.waiting = h("span", { class: "rail-count", "data-testid": "appointments-waiting-count" });
    this.toStaff.append(this.waiting);
    return h("nav", { class: "visits-tabs", "aria-label": "Appointments" }, this.byDay, this.toStaff);
  }

  dayTools() {
    const button = (words, name, testid, run) => h("button", { type: "button", class: "button button-icon button-quiet", "aria-label": words, title: words, "data-testid": testid, onclick: run }, icon(name));
    this.date = h("input", { type: "date", class: "field-input visits-date", "aria-label": "Day", min: "2000-01-01", max: "2099-12-31", "data-testid": "day-field", onchange: () => isDay(this.date.value) && this.services.desk.toDay(this.date.value) });
    this.toToday = h("button", { type: "button", class: "button button-quiet", title: "Today (t)", "data-testid": "day-today", onclick: () => this.services.desk.toToday() }, "Today");
    this.days = h("div", { class: "visits-days", role: "group", "aria-label": "Choose a day" },
      button("Previous day (p)", "back", "day-previous", () => this.services.desk.turn(-1)),
      this.toToday,
      button("Next day (n)", "forward", "day-next", () => this.services.desk.turn(1)),
      this.date);
    return this.days;
  }

  whose({ facilities }) {
    const { agenda } = this.services;
    const select = (label, testid, options, changed) => h("select", { class: "select", "aria-label": label, "data-testid": testid, onchange: changed }, ...options.map(({ id, name }) => h("option", { value: id }, name)));
    this.facilities = select("Facility", "appointments-facility", [{ id: "", name: "All facilities" }, ...facilities], () => agenda.choose({ facility: this.facilities.value }));
    this.whom = select("With whom", "appointments-whose", [{ id: "", name: "With anyone" }, { id: "mine", name: "With me" }], () => agenda.choose({ mine: this.whom.value === "mine" }));
    const wrap = (control) => h("span", { class: "select-wrap" }, control, icon("down"));
    return [!agenda.ownOnly && wrap(this.whom), facilities.length > 1 && wrap(this.facilities)];
  }

  filters() {
    this.chips = FILTERS.map(({ id, name }) => h("button", { type: "button", class: "chip", "data-filter": id, "data-testid": `appointments-filter-${id}`, onclick: () => this.services.store.set({ filter: id }) }, name));
    this.group = h("div", { class: "chips", role: "group", "aria-label": "Show" }, ...this.chips);
    return this.group;
  }

  showDay({ view, day }) {
    if (!view) return;
    const { agenda, calendar } = this.services;
    this.days.hidden = view.waiting;
    this.about.hidden = !view.waiting;
    if (view.waiting) {
      fill(this.heading, "Needs a person");
      return;
    }
    const shown = view.day ?? day ?? agenda.today;
    const near = nearness(shown, agenda.today);
    fill(this.heading, near && h("span", { class: "visits-near" }, near), calendar.date(shown));
    this.date.value = shown;
    this.toToday.toggleAttribute("disabled", shown === agenda.today);
  }

  showTabs({ view, waiting }) {
    for (const [tab, here] of [[this.byDay, view && !view.waiting], [this.toStaff, view?.waiting]]) {
      if (here) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    this.waiting.hidden = waiting === 0;
    fill(this.waiting, shortCount(waiting));
  }

  showFilters({ view, items, filter, phase }) {
    this.group.hidden = Boolean(view?.waiting);
    for (const chip of this.chips) {
      const { id, name, fits } = FILTERS.find((each) => each.id === chip.dataset.filter);
      chip.setAttribute("aria-pressed", String(id === filter));
      fill(chip, name, phase === "ready" && h("span", { class: "chip-count", "data-testid": "appointments-filter-count" }, String(items.filter(fits).length)));
    }
  }

  step(days) {
    const { view } = this.services.store.state;
    return shift(view?.day ?? this.services.agenda.today, days);
  }
}

customElements.define("tw-appointments-head", AppointmentsHead);
