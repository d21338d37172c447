import "/shared/elements/icon.js";
import "/shared/patients/birth-step.js";
import "/shared/patients/code-step.js";
import "/shared/patients/reply-box.js";
import "/shared/patients/talk-log.js";
import "./components/choose-step.js";
import "./components/letter-form.js";
import "./components/letter-list.js";
import "./components/letter-view.js";
import "./components/mailbox.js";
import "./components/phone-step.js";
import { fill, h, icon } from "/shared/dom.js";
import { preferredLanguage } from "/shared/i18n.js";
import { offerLanguages, speak } from "/shared/patients/languages.js";
import { callAddress, stepFrame } from "/shared/patients/step.js";
import { sessionEnded, wordsFor } from "/shared/patients/trouble.js";
import { mayPass } from "/shared/request.js";
import * as api from "./api.js";
import { forget, hearOtherTabs, maybeSignedIn, noteEnd, progress, rememberProgress, welcome } from "./memory.js";
import { address, currentPractice, here, rememberPractice } from "./place.js";

const CODE_WORDS = { heading: "portal_code_heading", lead: "portal_code_lead", resent: "portal_resent" };

/** The patients' portal: phone, code, date of birth, then the mailbox. */
class Portal extends HTMLElement {
  async connectedCallback() {
    this.view = h("div", { class: "view" });
    this.switch = h("footer", { class: "languages" });
    this.append(this.view, this.switch);
    addEventListener("hashchange", () => this.moved());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    hearOtherTabs({ signedIn: () => this.stage === "mailbox" && location.reload(), signedOut: () => ["mailbox", "phone"].includes(this.stage) && this.close() });
    await this.speak(preferredLanguage());
    await this.begin();
  }

  async speak(code) {
    this.language = await speak(code, "portal_title");
    offerLanguages(this.switch, this.language, (other) => this.change(other));
  }

  async change(code) {
    await this.speak(code);
    this.show(this.stage);
  }

  async begin() {
    const id = currentPractice();
    if (!id) return this.show("no_practice");
    try {
      this.practice = await api.practice(id);
    } catch (error) {
      return this.cannotBegin(error);
    }
    rememberPractice(id);
    this.progress = progress(id);
    return this.resume();
  }

  cannotBegin(error) {
    this.failure = wordsFor(error, "trouble");
    if (mayPass(error)) return this.show("unreachable");
    rememberPractice("");
    return this.show("no_practice");
  }

  /** Go on where this tab was: in the mailbox while its session lives, else at the step that is next. */
  async resume() {
    if (!maybeSignedIn()) return this.show(this.progress.stage === "choose" ? "date_of_birth" : this.progress.stage);
    try {
      this.person = await api.me();
    } catch (error) {
      return sessionEnded(error) ? this.ended() : this.cannotBegin(error);
    }
    return this.show(this.person.practice.id === this.practice.id ? "mailbox" : "phone");
  }

  moved() {
    if (currentPractice() !== this.practice?.id) return this.begin();
    return this.stage === "mailbox" && this.view.firstElementChild.go(here());
  }

  /** @param {string} stage @param {string} [opening] key of words to begin with */
  show(stage, opening = "") {
    const moved = this.stage !== undefined && this.stage !== stage;
    this.stage = stage;
    this.dataset.stage = stage;
    this.append(this.switch);
    fill(this.view, STAGES[stage]?.(this, opening) ?? this.closed(stage));
    if (moved) this.view.querySelector("h1")?.focus();
  }

  /** Go on to a step of signing in. */
  next(stage, changed = {}) {
    this.progress = { ...this.progress, ...changed, stage };
    rememberProgress(this.progress);
    this.show(stage);
  }

  async confirmed(next, answer, date) {
    this.born = date;
    this.people = answer.people ?? [];
    if (next === "choose") return this.next("choose");
    return this.enter("");
  }

  async enter(name) {
    await welcome(this.practice.id, this.progress.phone.replace(/\D/gu, ""), this.born, name);
    this.progress = { ...this.progress, stage: "phone", until: 0 };
    rememberProgress(this.progress);
    this.born = "";
    return this.resume();
  }

  ended() {
    noteEnd();
    this.show("phone", "portal_ended");
  }

  /** Show and keep nothing any more. */
  close() {
    forget();
    this.progress = progress(this.practice.id);
    history.replaceState(null, "", address(this.practice.id));
    this.show("signed_out");
  }

  async leave() {
    this.close();
    try {
      await api.signOut();
    } catch {
      // The session also ends by itself; the page holds nothing any more.
    }
  }

  /** What helps beside a refusal: a way to call. */
  help() {
    const { name, phone } = this.practice;
    return phone ? [h("a", { class: "help-call", href: callAddress(phone), "data-testid": "call" }, icon("phone"), this.language.t("call", { practice: name }))] : [];
  }

  closed(stage) {
    const { t } = this.language;
    const again = (words, run) => h("button", { type: "button", class: "button button-primary button-wide", "data-testid": "again", onclick: run }, t(words));
    if (stage === "unreachable") return stepFrame({ t, heading: t("portal_unreachable_heading"), lead: t(this.failure), mark: "offline" }, again("try_again", () => this.begin()));
    if (stage === "signed_out") return stepFrame({ t, heading: t("signed_out_heading"), lead: t("portal_signed_out_lead"), mark: "check" }, again("portal_sign_in_again", () => this.next("phone")));
    return stepFrame({ t, heading: t("portal_no_practice_heading"), lead: t("portal_no_practice_lead"), mark: "place" });
  }
}

const element = (name, values) => Object.assign(document.createElement(name), values);

/** What each stage shows. */
const STAGES = {
  phone: (portal, opening) => element("tw-phone-step", {
    language: portal.language, practice: portal.practice, phone: portal.progress.phone, opening, help: () => portal.help(),
    send: (phone) => api.sendCode(portal.practice.id, phone), done: (phone, until) => portal.next("code", { phone, until }),
  }),
  code: (portal) => element("tw-code-step", {
    language: portal.language, place: { step: 2, steps: 3 }, words: CODE_WORDS, values: { phone: portal.progress.phone }, until: portal.progress.until, help: () => portal.help(),
    verify: (code) => api.verifyCode(portal.practice.id, portal.progress.phone, code), resend: () => api.sendCode(portal.practice.id, portal.progress.phone),
    waiting: (until) => rememberProgress(Object.assign(portal.progress, { until })), done: (next) => portal.next(next),
    other: { words: portal.language.t("portal_other_phone"), testid: "other-phone", run: () => portal.next("phone") },
  }),
  date_of_birth: (portal) => element("tw-birth-step", {
    language: portal.language, place: { step: 3, steps: 3 }, confirm: (date) => api.confirmIdentity(date), help: () => portal.help(),
    done: (next, answer, date) => portal.confirmed(next, answer, date), restart: () => portal.next("phone"),
  }),
  choose: (portal) => element("tw-choose-step", {
    language: portal.language, people: portal.people, choose: (choice) => api.confirmIdentity(portal.born, choice), help: () => portal.help(),
    done: (_, name) => portal.enter(name), restart: () => portal.next("phone"),
  }),
  mailbox: (portal) => element("tw-mailbox", {
    language: portal.language, practice: portal.practice, person: portal.person, place: here(), foot: portal.switch, ended: () => portal.ended(), leave: () => portal.leave(),
  }),
};

customElements.define("tw-portal", Portal);
