import { h } from "/shared/dom.js";
import { alertPlace, stepFrame, tell } from "./step.js";
import { wordsFor } from "./trouble.js";

const DIGITS = 6;
const RESEND_WAIT_S = 60;

/**
 * The code from the text. Nothing is asked of the server until the patient presses a button.
 * Set before it is connected: `language`, `place` ({step, steps}), `words` (keys: heading, lead, resent) and `values` to fill them in,
 * `verify` and `resend` (requests), `done`; and, if wanted, `opening`, `until` (when a new code may be asked for) and `waiting` (told of it),
 * `other` (a second way out: {words, testid, run}) and `help` (nodes beside a refusal).
 */
class CodeStep extends HTMLElement {
  values = {};
  until = 0;
  opening = "";
  waiting = () => {};
  help = () => [];

  connectedCallback() {
    const { t } = this.language;
    this.notice = alertPlace("code-notice");
    this.input = h("input", {
      id: "code", class: "field code-field", type: "text", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9 \\-]*", placeholder: "000000",
      "data-testid": "code-input", "aria-describedby": "code-notice", required: true, oninput: () => this.tidy(),
    });
    this.go = h("button", { type: "submit", class: "button button-primary button-wide", "data-testid": "code-submit" }, t("code_submit"));
    this.again = h("button", { type: "button", class: "button button-text button-wide", "data-testid": "code-resend", onclick: () => this.askAgain() }, t("resend"));
    this.append(stepFrame({ t, ...this.place, heading: t(this.words.heading, this.values), lead: t(this.words.lead, this.values) },
      h("form", { class: "step-form", novalidate: true, onsubmit: (event) => this.submit(event) },
        h("label", { class: "label", for: "code" }, t("code_label")), this.input, this.notice, this.go, this.again,
        this.other && h("button", { type: "button", class: "button button-text button-wide", "data-testid": this.other.testid, onclick: this.other.run }, this.other.words))));
    if (this.opening) tell(this.notice, t(this.opening), "accent");
    if (this.until > Date.now()) this.countDown();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  /** Keep the digits of whatever was typed or pasted ("123 456", "Your code is 123456"). */
  tidy() {
    const digits = this.input.value.replace(/\D/gu, "").slice(0, DIGITS);
    if (digits !== this.input.value) this.input.value = digits;
    this.input.removeAttribute("aria-invalid");
  }

  async submit(event) {
    event.preventDefault();
    const { t } = this.language;
    const code = this.input.value;
    if (code.length !== DIGITS) return this.refuse(t("code_short"));
    this.go.disabled = true;
    try {
      const { next } = await this.verify(code);
      this.done(next);
    } catch (error) {
      this.refuse(t(wordsFor(error, "not_verified")), ...this.help());
    } finally {
      this.go.disabled = false;
    }
    return undefined;
  }

  refuse(words, ...more) {
    tell(this.notice, words, "danger", ...more);
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
    this.input.select();
  }

  async askAgain() {
    const { t } = this.language;
    this.again.disabled = true;
    try {
      const { resend_in: wait } = await this.resend();
      tell(this.notice, t(this.words.resent), "accent");
      this.input.value = "";
      this.input.removeAttribute("aria-invalid");
      this.input.focus();
      this.until = Date.now() + (wait ?? RESEND_WAIT_S) * 1000;
      this.waiting(this.until);
      this.countDown();
    } catch (error) {
      tell(this.notice, t(wordsFor(error, "trouble")));
      this.again.disabled = false;
    }
  }

  countDown() {
    const { t } = this.language;
    const show = () => {
      const left = Math.ceil((this.until - Date.now()) / 1000);
      this.again.disabled = left > 0;
      this.again.textContent = left > 0 ? t("resend_wait", { seconds: left }) : t("resend");
      if (left <= 0) clearInterval(this.timer);
    };
    clearInterval(this.timer);
    this.timer = setInterval(show, 1000);
    show();
  }
}

customElements.define("tw-code-step", CodeStep);
