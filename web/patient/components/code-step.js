import { h } from "/shared/dom.js";
import { resendCode, verifyCode } from "../api.js";
import { currentToken } from "../token.js";
import { wordsFor } from "../trouble.js";
import { alertPlace, stepFrame, tell } from "./step.js";

const DIGITS = 6;
const RESEND_WAIT_S = 60;

/** Step 1: the code from the text. Nothing is asked of the server until the patient presses a button. */
class CodeStep extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    this.notice = alertPlace("code-notice");
    this.input = h("input", {
      id: "code", class: "field code-field", type: "text", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9 \\-]*", placeholder: "000000",
      "data-testid": "code-input", "aria-describedby": "code-notice", required: true, oninput: () => this.tidy(),
    });
    this.go = h("button", { type: "submit", class: "button button-primary button-wide", "data-testid": "code-submit" }, t("code_submit"));
    this.again = h("button", { type: "button", class: "button button-text button-wide", "data-testid": "code-resend", onclick: () => this.resend() }, t("resend"));
    this.append(stepFrame({ t, step: 1, heading: t("code_heading"), lead: t("code_lead") },
      h("form", { class: "step-form", novalidate: true, onsubmit: (event) => this.submit(event) },
        h("label", { class: "label", for: "code" }, t("code_label")), this.input, this.notice, this.go, this.again)));
    if (this.opening) tell(this.notice, t(this.opening), "accent");
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  /** Keep the digits of whatever was typed or pasted ("123 456", "Your code is 123456"). */
  tidy() {
    const digits = this.input.value.replace(/\D/gu, "").slice(0, DIGITS);
    if (digits !== this.input.value) this.input.value = digits;
  }

  async submit(event) {
    event.preventDefault();
    const { t } = this.language;
    const code = this.input.value;
    if (code.length !== DIGITS) return this.refuse(t("code_short"));
    this.go.disabled = true;
    try {
      const { next } = await verifyCode(currentToken(), code);
      this.done(next);
    } catch (error) {
      this.refuse(t(wordsFor(error, "not_verified")));
    } finally {
      this.go.disabled = false;
    }
    return undefined;
  }

  refuse(words) {
    tell(this.notice, words);
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
    this.input.select();
  }

  async resend() {
    const { t } = this.language;
    this.again.disabled = true;
    try {
      const { resend_in: wait } = await resendCode(currentToken());
      tell(this.notice, t("resent"), "accent");
      this.input.value = "";
      this.input.removeAttribute("aria-invalid");
      this.input.focus();
      this.countDown(wait ?? RESEND_WAIT_S);
    } catch (error) {
      tell(this.notice, t(wordsFor(error, "trouble")));
      this.again.disabled = false;
    }
  }

  countDown(seconds) {
    const { t } = this.language;
    const until = Date.now() + seconds * 1000;
    const show = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
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
