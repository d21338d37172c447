import { h, icon } from "/shared/dom.js";
import { Lookout } from "/shared/patients/lookout.js";
import { callAddress } from "/shared/patients/step.js";
import { Talk } from "/shared/patients/talk.js";
import * as api from "../api.js";
import { draft } from "../token.js";

const LOOK_MS = 10000;

/** Step 3: all messages in order, and a secure reply. */
class ConversationStep extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    this.talk = new Talk((cursor) => api.conversation(cursor), (body, key) => api.reply(body, key));
    this.lookout = new Lookout(LOOK_MS, () => this.talk.load());
    this.heading = h("h1", { class: "bar-title", tabindex: "-1" }, t("loading"));
    this.call = h("a", { class: "button button-icon", hidden: true, "data-testid": "call" }, icon("phone"));
    this.log = Object.assign(document.createElement("tw-talk-log"), { language: this.language, talk: this.talk, bubble: (item) => this.bubble(item) });
    this.box = Object.assign(document.createElement("tw-reply-box"), { language: this.language, talk: this.talk, draft, sending: () => this.log.toEnd() });
    this.log.again = (entry) => this.box.deliver(entry);
    this.append(
      h("header", { class: "bar" }, h("span", { class: "bar-mark" }, icon("lock")), this.heading, this.call,
        h("button", { type: "button", class: "button button-text", "data-testid": "sign-out", onclick: () => this.done("signed_out") }, icon("leave"), t("sign_out"))),
      h("main", { class: "talk" }, this.log, this.box));
    this.talk.addEventListener("change", () => this.showPractice());
    this.talk.addEventListener("ended", () => this.ended());
    this.lookout.start();
    this.talk.load();
  }

  disconnectedCallback() {
    this.lookout.stop();
  }

  bubble(item) {
    const { t } = this.language;
    const mine = item.direction === "from_you";
    const mark = item.secured ? h("span", { class: "mark mark-secured", "data-testid": "secured-mark" }, icon("lock"), t("secured")) : h("span", { class: "mark" }, icon("text"), t("by_text"));
    return { mine, said: t(mine ? "from_you" : "from_practice"), mode: item.secured ? "secured" : "plain", more: { "data-direction": item.direction }, meta: [mark] };
  }

  showPractice() {
    if (!this.talk.latest) return;
    const { name, phone } = this.talk.latest.practice;
    this.heading.textContent = name;
    this.call.hidden = !phone;
    this.call.href = callAddress(phone);
    this.call.setAttribute("aria-label", this.language.t("call", { practice: name }));
    this.log.label(this.language.t("conversation", { practice: name }));
  }

  ended() {
    this.box.keepUnsent();
    this.done("ended");
  }
}

customElements.define("tw-conversation-step", ConversationStep);
