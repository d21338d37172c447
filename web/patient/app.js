import "/shared/elements/icon.js";
import "/shared/patients/birth-step.js";
import "/shared/patients/code-step.js";
import "/shared/patients/reply-box.js";
import "/shared/patients/talk-log.js";
import "./components/conversation-step.js";
import { fill, h } from "/shared/dom.js";
import { preferredLanguage } from "/shared/i18n.js";
import { offerLanguages, speak } from "/shared/patients/languages.js";
import { stepFrame } from "/shared/patients/step.js";
import { confirmIdentity, resendCode, signOut, verifyCode } from "./api.js";
import { currentStage, currentToken, forget, rememberStage, takeToken } from "./token.js";

const CODE_WORDS = { heading: "code_heading", lead: "code_lead", resent: "resent" };
const STEPS = {
  code: () => Object.assign(document.createElement("tw-code-step"), { place: { step: 1, steps: 2 }, words: CODE_WORDS, verify: (code) => verifyCode(currentToken(), code), resend: () => resendCode(currentToken()) }),
  date_of_birth: () => Object.assign(document.createElement("tw-birth-step"), { place: { step: 2, steps: 2 }, confirm: confirmIdentity }),
  conversation: () => document.createElement("tw-conversation-step"),
};

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
    this.language = await speak(code, "title");
    offerLanguages(this.switch, this.language, (other) => this.change(other));
  }

  async change(code) {
    await this.speak(code);
    this.show(this.stage);
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
    return Object.assign(STEPS[stage](), { language: this.language, opening, done: (next) => this.next(next), restart: () => this.next("code") });
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
