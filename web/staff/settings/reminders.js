import { fill, h, icon } from "/shared/dom.js";
import { field, tellFields } from "./fields.js";
import { exampleStart, leadWords, remindersOf } from "./reminder-example.js";
import { loading, refusal } from "./trouble.js";

const ADDRESS = "/v1/settings/reminders";
const MOST = 4;
const LONGEST_HOURS = 336;
const UNITS = [{ id: "24", name: "days" }, { id: "1", name: "hours" }];

/** When patients are reminded of appointments (row F1): on or off, lead times, quiet hours. */
class Reminders extends HTMLElement {
  connectedCallback() {
    this.form = h("form", { class: "cards cards-form", novalidate: true, "aria-label": "Reminders", "data-testid": "reminders-form", onsubmit: (event) => this.save(event) });
    this.place = h("div", { class: "settings-page-part" });
    this.append(this.place);
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      this.show(await this.services.api.ask(ADDRESS));
      fill(this.place, this.form);
    }, "reminders-trouble");
  }

  /** @param {object} settings as they are @param {object} chosen what the form shows: the settings, or what was entered before a conflict */
  show(settings, chosen = settings) {
    this.settings = settings;
    this.leads = [...chosen.lead_hours];
    this.enabled = h("input", { type: "checkbox", role: "switch", class: "switch", id: "reminders-enabled", checked: chosen.enabled, "aria-describedby": "reminders-enabled-words", "data-testid": "reminders-enabled", onchange: () => this.follow() });
    this.begin = this.clock("begin", "From", chosen.quiet_begin);
    this.end = this.clock("end", "Until", chosen.quiet_end);
    this.chips = h("ul", { class: "lead-chips", "aria-label": "Lead times" });
    this.example = h("p", { class: "note note-accent", role: "status", "data-testid": "reminders-example" });
    this.note = h("div", {});
    this.button = h("button", { type: "submit", class: "button button-primary", "data-testid": "reminders-save" }, "Save");
    fill(this.form,
      h("div", { class: "pref-row" }, h("label", { for: "reminders-enabled", class: "pref-name" }, "Remind patients of their appointments"), this.enabled, h("p", { class: "pref-words", id: "reminders-enabled-words" }, "By text, in the patient’s language. They answer 1 to confirm, 2 for another time, 3 to cancel.")),
      h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "How long before"), h("p", { class: "field-words" }, "When you choose a longer time, keep the old one beside it for as many days: appointments that are nearer than the new one get no other reminder."), this.chips, this.adder()),
      h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Quiet hours"), h("p", { class: "field-words" }, `Nothing automated is texted in these hours: a reminder moves to the nearest time outside them. Your practice’s time zone counts, ${settings.time_zone.replaceAll("_", " ")}. The same time twice means no quiet hours.`), h("div", { class: "quiet-hours" }, this.begin.row, this.end.row)),
      this.example, this.note, h("div", { class: "dialog-actions" }, this.button));
    this.showLeads();
    this.follow();
  }

  clock(which, name, value) {
    const control = h("input", { type: "time", class: "field-input", id: `quiet-${which}`, value, required: true, "data-testid": `quiet-${which}`, onchange: () => this.follow() });
    return { control, ...field({ name, control, testid: `quiet-${which}-error` }) };
  }

  adder() {
    this.count = h("input", { type: "number", class: "field-input lead-count", id: "lead-count", min: "1", max: String(LONGEST_HOURS), inputmode: "numeric", "aria-label": "How many", "data-testid": "lead-count", onkeydown: (event) => this.enter(event) });
    this.unit = h("select", { class: "field-select", "aria-label": "Days or hours", "data-testid": "lead-unit" }, ...UNITS.map(({ id, name }) => h("option", { value: id }, name)));
    this.wrong = h("p", { class: "field-error", role: "alert", "data-testid": "lead-error" });
    this.more = h("div", { class: "lead-add" }, this.count, h("span", { class: "field-select-wrap" }, this.unit, icon("down")), h("span", { class: "lead-before" }, "before"),
      h("button", { type: "button", class: "button button-quiet", "data-testid": "lead-add", onclick: () => this.add() }, icon("plus"), "Add"));
    return h("div", {}, this.more, this.wrong);
  }

  /** Enter adds what is typed there; it doesn’t save the form. */
  enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.add();
  }

  add() {
    const hours = Number(this.count.value) * Number(this.unit.value);
    const wrong = !Number.isInteger(Number(this.count.value)) || hours < 1 || hours > LONGEST_HOURS ? "Enter a whole number: up to 14 days, or 336 hours." : this.leads.includes(hours) ? `${leadWords(hours)} before is there already.` : "";
    this.tellLead(wrong);
    if (wrong) return this.count.focus();
    this.leads.push(hours);
    this.count.value = "";
    this.showLeads();
    this.follow();
    (this.more.hidden ? this.button : this.count).focus();
    return undefined;
  }

  tellLead(words) {
    fill(this.wrong, words && icon("alert"), words);
    this.count.toggleAttribute("aria-invalid", Boolean(words));
  }

  remove(hours) {
    const at = this.leads.indexOf(hours);
    this.leads.splice(at, 1);
    this.tellLead("");
    this.showLeads();
    this.follow();
    (this.chips.querySelectorAll("button")[Math.min(at, this.leads.length - 1)] ?? this.count).focus();
  }

  showLeads() {
    this.leads.sort((one, other) => other - one);
    fill(this.chips, ...this.leads.map((hours) => h("li", { class: "lead-chip", "data-testid": "lead", "data-hours": hours }, `${leadWords(hours)} before`,
      h("button", { type: "button", class: "button button-icon", "aria-label": `Remove ${leadWords(hours)} before`, title: "Remove", "data-testid": "lead-remove", onclick: () => this.remove(hours) }, icon("close")))));
    this.chips.hidden = this.leads.length === 0;
    this.more.hidden = this.leads.length >= MOST;
  }

  get wanted() {
    return { enabled: this.enabled.checked, lead_hours: this.leads, quiet_begin: this.begin.control.value, quiet_end: this.end.control.value };
  }

  /** What the choice means, in words. */
  follow() {
    const { wanted } = this;
    const known = wanted.quiet_begin && wanted.quiet_end;
    fill(this.example, icon("bell"), h("span", { class: "note-body" }, !wanted.enabled ? "No reminders go out." : !wanted.lead_hours.length ? "Add at least one lead time." : known ? this.words(wanted) : "Enter both quiet hours."));
  }

  words(rules) {
    const { calendar } = this.services;
    const start = exampleStart(calendar.dayKey(Date.now()), rules.lead_hours);
    const due = remindersOf(start, rules).map(({ wanted, at }) => `on ${moment(calendar, at)}${at === wanted ? "" : ` (not at ${clock(wanted)}: quiet hours)`}`);
    const list = new Intl.ListFormat("en-US").format(due);
    return due.length ? `An appointment on ${moment(calendar, start)} is reminded of ${list}.` : `No reminder of an appointment on ${moment(calendar, start)} could go out: the quiet hours leave no time.`;
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    const { wanted } = this;
    if (!this.complete(wanted)) return;
    this.busy = true;
    try {
      this.show(await this.services.api.ask(ADDRESS, { method: "PUT", body: { ...wanted, version: this.settings.version } }));
      this.button.focus();
      this.services.toasts.show("Saved. What is booked already follows within minutes", "ok");
    } catch (error) {
      await this.failed(error, wanted);
    } finally {
      this.busy = false;
    }
  }

  complete({ lead_hours: leads, quiet_begin: begin, quiet_end: end }) {
    this.tellLead(leads.length ? "" : "Add at least one lead time. To stop reminders, switch them off.");
    this.begin.tell(begin ? "" : "Enter a time.");
    this.end.tell(end ? "" : "Enter a time.");
    const first = !leads.length ? this.count : !begin ? this.begin.control : !end ? this.end.control : null;
    first?.focus();
    return !first;
  }

  async failed(error, wanted) {
    const now = error.code === "conflict" ? await this.asItIs() : null;
    if (now) this.show(now, wanted);
    const rest = tellFields(error, { quiet_begin: this.begin, quiet_end: this.end });
    if (error.errors?.length && !rest.length) return this.form.querySelector("[aria-invalid]")?.focus();
    fill(this.note, now ? h("div", { class: "note note-warn", role: "alert", "data-testid": "reminders-conflict" }, icon("users"), h("p", { class: "note-body" }, "A colleague changed these settings first. What you entered is kept: save again to put it in their place.")) : refusal(error, "reminders-error"));
    this.note.scrollIntoView({ block: "nearest" });
    this.button.focus();
    return undefined;
  }

  async asItIs() {
    try {
      return await this.services.api.ask(ADDRESS);
    } catch {
      return null;
    }
  }
}

const CLOCK = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", hour: "numeric", minute: "2-digit" });

function clock(minutes) {
  return CLOCK.format(new Date(minutes * 60000));
}

function moment(calendar, minutes) {
  return `${calendar.date(new Date(minutes * 60000).toISOString().slice(0, 10))} at ${clock(minutes)}`;
}

customElements.define("tw-settings-reminders", Reminders);
