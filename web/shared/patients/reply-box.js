import { h, icon } from "/shared/dom.js";
import { tell } from "./step.js";
import { wordsFor } from "./trouble.js";

const LONGEST = 4000;
const TALLEST_PX = 160;

/**
 * Where a patient writes a reply; what was typed outlives a reload and the session.
 * Set before it is connected: `language`, `talk`, `draft` ({read, write}), and `refused` (an error => its words, or "" for the usual ones) if wanted.
 */
class ReplyBox extends HTMLElement {
  refused = () => "";

  connectedCallback() {
    const { t } = this.language;
    this.body = h("textarea", { id: "reply", class: "field reply-field", rows: "1", placeholder: t("reply_placeholder"), "aria-label": t("reply_label"), "aria-describedby": "reply-hint", "data-testid": "reply-body", oninput: () => this.typed() });
    this.body.value = this.draft.read();
    this.button = h("button", { type: "submit", class: "button button-primary reply-send", "data-testid": "reply-send" }, icon("send"), h("span", {}, t("reply_send")));
    this.notice = h("div", { role: "alert" });
    this.append(h("form", { class: "reply", novalidate: true, onsubmit: (event) => this.submit(event) },
      this.notice, h("div", { class: "reply-row" }, this.body, this.button), h("p", { class: "reply-hint", id: "reply-hint" }, t("reply_hint"))));
    requestAnimationFrame(() => this.typed());
  }

  typed() {
    const over = [...this.body.value].length - LONGEST;
    if (!this.talk.over) this.draft.write(this.body.value);
    this.button.disabled = !this.body.value.trim() || over > 0;
    tell(this.notice, over > 0 ? this.language.t("too_long", { count: over }) : "");
    this.body.style.height = "auto";
    this.body.style.height = `${Math.min(this.body.scrollHeight + 2, TALLEST_PX)}px`;
  }

  submit(event) {
    event.preventDefault();
    if (this.button.disabled) return;
    const body = this.body.value.trim();
    this.body.value = "";
    this.typed();
    this.body.focus();
    this.sending?.();
    this.deliver(null, body);
  }

  /** Send, or send again what waits; words that can't be sent come back to be changed. */
  async deliver(entry, body = entry.body) {
    const refusal = await (entry ? this.talk.attempt(entry) : this.talk.reply(body));
    if (!refusal) return;
    this.body.value = [body, this.body.value].filter(Boolean).join("\n");
    this.typed();
    tell(this.notice, this.refused(refusal) || this.language.t(wordsFor(refusal, "trouble")));
  }

  /** The session is over: keep unsent words for after the next sign-in. */
  keepUnsent() {
    this.draft.write([...this.talk.unsent(), this.body.value].filter(Boolean).join("\n"));
  }
}

customElements.define("tw-reply-box", ReplyBox);
