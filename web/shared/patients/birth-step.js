import { h, icon } from "/shared/dom.js";
import { alertPlace, stepFrame, tell } from "./step.js";
import { sessionEnded, wordsFor } from "./trouble.js";

const EARLIEST_YEAR = "1900";

/**
 * The patient's date of birth, as month by name, day and year: no calendar to leaf through, no order to mistake.
 * The browser's own birthday is not offered (autocomplete off): the phone may be a parent's, and tries are counted.
 * Set before it is connected: `language`, `place` ({step, steps}), `confirm` (the request), `done` and `restart`; `help` (nodes beside a refusal) if wanted.
 */
class BirthStep extends HTMLElement {
  help = () => [];

  connectedCallback() {
    const { t, order } = this.language;
    this.fields = { month: this.monthField(), day: this.numberField("day", 2), year: this.numberField("year", 4) };
    this.notice = alertPlace("dob-notice");
    this.go = h("button", { type: "submit", class: "button button-primary button-wide", "data-testid": "dob-submit" }, t("dob_submit"));
    this.append(stepFrame({ t, ...this.place, heading: t("dob_heading"), lead: t("dob_lead"), mark: "verified" },
      h("form", { class: "step-form", novalidate: true, autocomplete: "off", oninput: () => this.unmark(), onsubmit: (event) => this.submit(event) },
        h("fieldset", { class: "birth", "aria-describedby": "dob-notice" }, h("legend", { class: "visually-hidden" }, t("dob_heading")), ...order.map((name) => this.labelled(name))),
        this.notice, this.go,
        h("button", { type: "button", class: "button button-text button-wide", "data-testid": "dob-restart", onclick: () => this.restart() }, t("start_again")))));
  }

  labelled(name) {
    const field = this.fields[name];
    const control = name === "month" ? h("span", { class: "select-frame" }, field, icon("down")) : field;
    return h("div", { class: `birth-part birth-${name}` }, h("label", { class: "label", for: `dob-${name}` }, this.language.t(`dob_${name}`)), control);
  }

  monthField() {
    const options = this.language.months.map((name, index) => h("option", { value: index + 1 }, name));
    return h("select", { id: "dob-month", class: "field", "data-testid": "dob-month", autocomplete: "off" }, h("option", { value: "" }, "–"), ...options);
  }

  numberField(name, length) {
    const tidy = () => {
      const digits = field.value.replace(/\D/gu, "");
      if (digits !== field.value) field.value = digits;
    };
    const field = h("input", { id: `dob-${name}`, class: "field", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: length, "data-testid": `dob-${name}`, oninput: tidy });
    return field;
  }

  async submit(event) {
    event.preventDefault();
    const date = this.date();
    if (!date) return this.refuse("dob_invalid");
    this.go.disabled = true;
    try {
      const answer = await this.confirm(date);
      this.done(answer.next, answer, date);
    } catch (error) {
      this.refuse(wordsFor(error, sessionEnded(error) ? "dob_not_verified" : "not_verified"), ...this.help());
    } finally {
      this.go.disabled = false;
    }
    return undefined;
  }

  refuse(words, ...more) {
    tell(this.notice, this.language.t(words), "danger", ...more);
    Object.values(this.fields).forEach((field) => field.setAttribute("aria-invalid", "true"));
    this.fields[this.language.order[0]].focus();
  }

  unmark() {
    Object.values(this.fields).forEach((field) => field.removeAttribute("aria-invalid"));
  }

  /** @returns {string} YYYY-MM-DD, or "" when the fields don't make a day of the calendar */
  date() {
    const [year, month, day] = ["year", "month", "day"].map((name) => this.fields[name].value.trim());
    if (year.length !== 4 || year < EARLIEST_YEAR || !month || !day) return ""; // A slip of the finger must not use up a try.
    const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const real = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(text) && real < new Date() ? text : "";
  }
}

customElements.define("tw-birth-step", BirthStep);
