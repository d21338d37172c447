import { h, icon } from "/shared/dom.js";
import { alertPlace, stepFrame, tell } from "/shared/patients/step.js";
import { sessionEnded, wordsFor } from "/shared/patients/trouble.js";

/**
 * For people who share a phone and a date of birth: whose messages to see.
 * Set before it is connected: `language`, `people` ({choice, name}), `choose` (the request), `done`, `restart` and `help`.
 */
class ChooseStep extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    this.notice = alertPlace("choose-notice");
    this.options = this.people.map((person) => h("button", { type: "button", class: "choice", "data-testid": "choose-person", onclick: () => this.pick(person) }, h("span", { class: "choice-name" }, person.name), icon("back")));
    this.append(stepFrame({ t, step: 3, steps: 3, heading: t("portal_choose_heading"), lead: t("portal_choose_lead"), mark: "users" },
      h("ul", { class: "choices" }, ...this.options.map((option) => h("li", {}, option))), this.notice,
      h("button", { type: "button", class: "button button-text button-wide", onclick: () => this.restart() }, t("start_again"))));
  }

  async pick(person) {
    this.options.forEach((option) => (option.disabled = true));
    try {
      const answer = await this.choose(person.choice);
      this.done(answer.next, person.name);
    } catch (error) {
      tell(this.notice, this.language.t(wordsFor(error, sessionEnded(error) ? "dob_not_verified" : "not_verified")), "danger", ...this.help());
    } finally {
      this.options.forEach((option) => (option.disabled = false));
    }
  }
}

customElements.define("tw-choose-step", ChooseStep);
