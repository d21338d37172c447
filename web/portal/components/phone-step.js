import { h } from "/shared/dom.js";
import { alertPlace, stepFrame, tell } from "/shared/patients/step.js";
import { wordsFor } from "/shared/patients/trouble.js";

const SHORTEST = 10; // digits of a number in the US and Canada

/**
 * Step 1: the patient's phone. The answer is the same whether the practice knows the number or not.
 * Set before it is connected: `language`, `practice`, `phone`, `opening`, `send` (the request), `done` (told the phone and when a new code may be asked for) and `help`.
 */
class PhoneStep extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    const { name, messages } = this.practice;
    this.notice = alertPlace("phone-notice");
    this.input = h("input", { id: "phone", class: "field", type: "tel", inputmode: "tel", autocomplete: "tel", maxlength: "24", "data-testid": "phone-input", "aria-describedby": "phone-hint phone-notice", required: true });
    this.input.value = this.phone;
    this.go = h("button", { type: "submit", class: "button button-primary button-wide", "data-testid": "phone-submit" }, t("portal_phone_submit"));
    this.append(stepFrame({ t, step: 1, steps: 3, heading: name, lead: t("portal_phone_lead"), mark: "inbox" },
      h("form", { class: "step-form", novalidate: true, onsubmit: (event) => this.submit(event) },
        h("label", { class: "label", for: "phone" }, t("portal_phone_label")), this.input, h("p", { class: "step-hint", id: "phone-hint" }, t("portal_phone_hint")), this.notice, this.go),
      !messages && h("p", { class: "note step-note", "data-testid": "portal-closed" }, t("portal_closed"))));
    if (this.opening) tell(this.notice, t(this.opening), "accent");
  }

  async submit(event) {
    event.preventDefault();
    const { t } = this.language;
    const phone = this.input.value.trim();
    if (phone.replace(/\D/gu, "").length < SHORTEST) return this.refuse(t("portal_phone_short"));
    this.go.disabled = true;
    try {
      const { resend_in: wait } = await this.send(phone);
      this.done(phone, Date.now() + wait * 1000);
    } catch (error) {
      this.refuse(t(wordsFor(error, "trouble")), ...this.help());
    } finally {
      this.go.disabled = false;
    }
    return undefined;
  }

  refuse(words, ...more) {
    tell(this.notice, words, "danger", ...more);
    this.input.setAttribute("aria-invalid", "true");
    this.input.focus();
  }
}

customElements.define("tw-phone-step", PhoneStep);
