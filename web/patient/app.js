import "/shared/elements/icon.js";
import "./components/birth-step.js";
import "./components/code-step.js";
import "./components/conversation-step.js";
import { fill, h, icon } from "/shared/dom.js";
import { LANGUAGES, loadLanguage, preferredLanguage, rememberLanguage } from "/shared/i18n.js";
import { signOut } from "./api.js";
import { stepFrame } from "./components/step.js";
import { currentStage, currentToken, forget, rememberStage, takeToken } from "./token.js";

const STEPS = { code: "tw-code-step", date_of_birth: "tw-birth-step", conversation: "tw-conversation-step" };

/** The patient's page: a code, a date of birth, then the messages. */
class Patient extends HTMLElement {
  async connectedCallback() {
    this.view = h("div", { class: "view" });
    this.switch = h("footer", { class: "languages" });
    this.append(this.view, this.switch);
    addEventListener("hashchange", () => takeToken() && this.show("code"));
    await this.speak(preferredLanguage());
    this.show(currentToken() ? currentStage() : "no_link");
  }

  async speak(code) {
    this.language = await loadLanguage(code);
    document.documentElement.lang = code;
    document.title = this.language.t("title");
    const options = LANGUAGES.map(({ code: each, name }) => h("button", { type: "button", class: "language", lang: each, "aria-pressed": String(each === code), onclick: () => this.change(each) }, name));
    fill(this.switch, h("div", { role: "group", "aria-label": this.language.t("language"), class: "language-group" }, icon("globe"), ...options));
  }

  async change(code) {
    rememberLanguage(code);
    await this.speak(code);
    this.show(this.stage);
    this.switch.querySelector("[aria-pressed=true]").focus();
  }

  /** @param {string} stage @param {string} [opening] key of words to begin with */
  show(stage, opening = "") {
    const moved = this.stage !== undefined && this.stage !== stage;
    this.stage = stage;
    this.dataset.stage = stage;
    fill(this.view, stage in STEPS ? this.step(stage, opening) : this.closed(stage));
    if (moved) this.view.querySelector("h1")?.focus();
  }

  step(stage, opening) {
    return Object.assign(document.createElement(STEPS[stage]), {
      language: this.language, opening, done: (next) => this.next(next), restart: () => this.next("code"),
    });
  }

  next(stage) {
    if (stage === "signed_out") return this.leave();
    if (stage === "ended") {
      rememberStage("code");
      return this.show("code", "ended");
    }
    rememberStage(stage);
    return this.show(stage);
  }

  async leave() {
    forget();
    this.show("signed_out");
    try {
      await signOut();
    } catch {
      // The session also ends by itself; the page holds nothing any more.
    }
  }

  closed(stage) {
    const { t } = this.language;
    return stepFrame({ t, heading: t(`${stage}_heading`), lead: t(`${stage}_lead`), mark: stage === "signed_out" ? "check" : "lock" });
  }
}

customElements.define("tw-patient", Patient);
