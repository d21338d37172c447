import "./recipient-picker.js";
import { fill, h, icon, randomKey } from "/shared/dom.js";
import { mayPass } from "/shared/request.js";
import { alertPlace, callAddress, tell } from "/shared/patients/step.js";
import { sessionEnded, wordsFor } from "/shared/patients/trouble.js";
import * as api from "../api.js";
import { draft } from "../memory.js";
import { address } from "../place.js";

const LIMITS = { subject: 120, body: 4000 };
const kept = draft("letter");

/** What was typed before in this tab, or a new letter. Its key stays until it is sent, so no second tap and no retry sends it twice. */
function letterOf() {
  return { key: randomKey(), to: null, subject: "", body: "", ...JSON.parse(kept.read() || "{}") };
}

/**
 * A new message: whom for, about what, and the words.
 * Set before it is connected: `language`, `practice`, `person`, `back`, `sent` (told of the new conversation), `changed` and `over`.
 */
class LetterForm extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    this.content = h("div", { class: "pane-scroll" });
    this.append(
      h("div", { class: "pane-head" }, h("a", { class: "button button-icon pane-back", href: this.back(), "aria-label": t("portal_back"), "data-testid": "back" }, icon("back")), h("div", { class: "pane-title" }, h("h1", { class: "letter-title", tabindex: "-1" }, t("portal_new")))),
      this.content);
    this.begin();
  }

  async begin() {
    this.letter = letterOf();
    if (!this.person.messages) return this.nobody("portal_closed");
    fill(this.content, h("span", { class: "skeleton skeleton-row" }), h("span", { class: "skeleton skeleton-row" }));
    try {
      this.options = (await api.recipients()).items;
    } catch (error) {
      return sessionEnded(error) ? this.over() : this.trouble(error);
    }
    return this.options.length ? this.showForm() : this.nobody("portal_nobody");
  }

  nobody(words) {
    const { t } = this.language;
    const { name, phone } = this.practice;
    fill(this.content, h("div", { class: "note", "data-testid": "cannot-write" }, icon("info"), h("div", { class: "note-body" }, h("p", {}, t(words)),
      phone && h("a", { class: "help-call", href: callAddress(phone) }, icon("phone"), t("call", { practice: name })))));
  }

  trouble(error) {
    const { t } = this.language;
    fill(this.content, h("div", { class: "note note-danger", role: "alert" }, icon("info"), h("div", { class: "note-body" }, h("p", {}, t(wordsFor(error, "trouble"))), h("button", { type: "button", class: "button button-text", onclick: () => this.begin() }, t("try_again")))));
  }

  showForm() {
    const { t } = this.language;
    const { to } = this.letter;
    const chosen = this.options.find((option) => option.id === to?.id && option.kind === to?.kind) ?? (this.options.length === 1 ? this.options[0] : null);
    this.picker = Object.assign(document.createElement("tw-recipient-picker"), { language: this.language, options: this.options, chosen, choose: (option) => this.chose(option) });
    this.subject = h("input", { id: "subject", class: "field", type: "text", autocomplete: "off", "data-testid": "subject", "aria-describedby": "subject-limit", oninput: () => this.typed() });
    this.body = h("textarea", { id: "body", class: "field body-field", rows: "7", "data-testid": "body", "aria-describedby": "body-limit letter-hint", oninput: () => this.typed() });
    this.counters = { subject: h("span", { class: "counter", "aria-hidden": "true", "data-testid": "subject-count" }), body: h("span", { class: "counter", "aria-hidden": "true", "data-testid": "body-count" }) };
    this.notice = alertPlace("letter-notice");
    this.button = h("button", { type: "submit", class: "button button-primary", "data-testid": "send-letter" }, icon("send"), h("span", {}, t("portal_send")));
    Object.assign(this.letter, { to: chosen });
    this.subject.value = this.letter.subject;
    this.body.value = this.letter.body;
    fill(this.content, h("form", { class: "letter-form", novalidate: true, onsubmit: (event) => this.submit(event) }, this.picker,
      this.labelled("subject", t("portal_subject")), this.labelled("body", t("portal_body")), h("p", { class: "step-hint", id: "letter-hint" }, t("reply_hint")), this.notice, h("div", { class: "letter-actions" }, this.button)));
    this.typed();
  }

  labelled(name, words) {
    return h("div", { class: "letter-field" }, h("div", { class: "letter-label" }, h("label", { class: "label", for: name }, words), this.counters[name], h("span", { class: "visually-hidden", id: `${name}-limit` }, this.language.t("portal_limit", { count: LIMITS[name] }))), this[name]);
  }

  chose(option) {
    this.letter.to = option;
    this.keep();
    tell(this.notice, "");
    if (option) (this.subject.value ? this.body : this.subject).focus();
  }

  typed() {
    for (const [name, limit] of Object.entries(LIMITS)) {
      const length = [...this[name].value].length;
      this.letter[name] = this[name].value;
      this.counters[name].textContent = `${length} / ${limit}`;
      this.counters[name].toggleAttribute("data-over", length > limit);
      if (length <= limit) this[name].removeAttribute("aria-invalid");
    }
    this.keep();
  }

  keep() {
    const { to, subject, body } = this.letter;
    kept.write(to || subject || body ? JSON.stringify(this.letter) : "");
  }

  /** @returns {[string, Element, object]|null} what is missing or too long: its words, its place, values for the words */
  lack() {
    const { to, subject, body } = this.letter;
    if (!to) return ["portal_need_to", this.picker.querySelector("input, button"), {}];
    for (const [name, text] of [["subject", subject], ["body", body]]) {
      const over = [...text].length - LIMITS[name];
      if (!text.trim()) return [`portal_need_${name}`, this[name], {}];
      if (over > 0) return ["too_long", this[name], { count: over }];
    }
    return null;
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const lack = this.lack();
    if (lack) {
      this.refuse(...lack);
      return;
    }
    this.setBusy(true);
    const { to, subject, body, key } = this.letter;
    try {
      const conversation = await api.compose({ to: { kind: to.kind, id: to.id }, subject: subject.trim(), body: body.trim() }, key);
      kept.write("");
      this.sent(conversation);
    } catch (error) {
      this.failed(error);
    } finally {
      this.setBusy(false);
    }
  }

  setBusy(busy) {
    this.busy = busy;
    this.button.setAttribute("aria-disabled", String(busy));
    this.button.lastElementChild.textContent = this.language.t(busy ? "sending" : "portal_send");
  }

  failed(error) {
    if (sessionEnded(error)) return this.over();
    if (error.code === "idempotency-key-reused") return this.sentBefore();
    if (error.code === "recipient-unavailable") return this.offerOthers();
    return tell(this.notice, this.language.t(mayPass(error) ? "not_sent" : wordsFor(error, "trouble")));
  }

  /** An earlier try had arrived after all, with other words: say so, and let this one be a letter of its own. */
  sentBefore() {
    const { t } = this.language;
    this.letter.key = randomKey();
    this.keep();
    this.changed();
    tell(this.notice, t("portal_sent_before"), "danger", h("a", { class: "help-call", href: address(this.practice.id, "sent") }, t("portal_sent")));
  }

  /** The chosen one takes no messages any more: show who does, and keep the words. */
  async offerOthers() {
    try {
      this.picker.options = (await api.recipients()).items;
      this.picker.reopen();
      tell(this.notice, this.language.t("portal_unavailable"));
    } catch (error) {
      if (sessionEnded(error)) this.over();
    }
  }

  refuse(words, field, values) {
    tell(this.notice, this.language.t(words, values));
    if (field?.matches(".field")) field.setAttribute("aria-invalid", "true");
    field?.focus();
  }
}

customElements.define("tw-letter-form", LetterForm);
