import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { countSegments } from "../segments.js";

/** Characters: the API's limits, and for a plain text the provider's. */
const LONGEST = { plain: 1600, secured: 4000 };

const HINTS = {
  secured: "They get a link; a code and the date of birth open it.",
  plain: "An ordinary text. Leave out health details.",
};

/** Where staff write. What is typed is kept per conversation until the API has taken it. */
class Composer extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.body = h("textarea", { id: "composer-body", class: "composer-body", rows: "2", "data-testid": "composer-body", "aria-label": "Message", "aria-describedby": "composer-hint composer-count", oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.secured = this.radio("secured");
    this.plain = this.radio("plain");
    this.hint = h("p", { class: "composer-hint", id: "composer-hint" });
    this.count = h("p", { class: "composer-count", id: "composer-count" });
    this.send = h("button", { type: "submit", class: "button button-primary composer-send", "data-testid": "send" }, "Send", icon("send"));
    this.notice = h("div", { class: "composer-notice", role: "alert" });
    this.form = h("form", { class: "composer", "aria-label": "Write a message", novalidate: true, onsubmit: (event) => this.submit(event) },
      this.notice, h("div", { class: "composer-box" }, h("div", { class: "composer-head" }, this.modes(), this.count), this.body, h("div", { class: "composer-foot" }, this.hint, this.send)));
    this.append(this.form);
    store.watch(["threadId"], (state) => this.take(state.threadId));
    store.watch(["thread", "threadPhase", "refusals"], () => this.show());
  }

  radio(mode) {
    return h("input", { type: "radio", name: "mode", value: mode, class: "segment-input", "data-testid": `mode-${mode}`, onchange: () => this.typed() });
  }

  modes() {
    return h("fieldset", { class: "segmented" }, h("legend", { class: "visually-hidden" }, "Send as"),
      h("label", { class: "segment" }, this.secured, h("span", { class: "segment-face" }, icon("lock"), "Secured")),
      h("label", { class: "segment" }, this.plain, h("span", { class: "segment-face" }, icon("text"), "Plain")));
  }

  get mode() {
    return this.plain.checked ? "plain" : "secured";
  }

  /** Show the draft of a conversation. */
  take(threadId) {
    if (!threadId) return;
    const { body, mode } = this.services.drafts.of(threadId);
    const wanted = mode ?? this.services.store.state.me.practice.default_mode;
    this.body.value = body;
    this.plain.checked = wanted === "plain";
    this.secured.checked = wanted === "secured";
    this.show();
  }

  typed() {
    const { threadId } = this.services.store.state;
    this.services.drafts.save(threadId, { body: this.body.value, mode: this.mode });
    this.services.clearRefusal(threadId);
    if (this.body.value) this.services.presence.typing();
    this.show();
  }

  show() {
    const { thread, threadId, refusals, me } = this.services.store.state;
    const reasons = blockers(thread, me);
    const canSecure = !thread || thread.secured_allowed;
    this.secured.disabled = !canSecure;
    if (!canSecure) this.plain.checked = true;
    const length = [...this.body.value].length;
    this.form.dataset.mode = this.mode;
    this.body.readOnly = reasons.length > 0;
    this.body.placeholder = this.mode === "secured" ? "Write a secured message" : "Write a text message";
    this.send.disabled = !thread || reasons.length > 0 || !this.body.value.trim() || length > LONGEST[this.mode];
    fill(this.hint, canSecure ? HINTS[this.mode] : `Secured needs a known patient. ${HINTS.plain}`);
    this.showCount(length);
    this.showNotice(reasons, refusals.get(threadId));
    this.grow();
  }

  showCount(length) {
    const over = length - LONGEST[this.mode];
    const { segments } = countSegments(this.body.value);
    const parts = this.mode === "plain" && length > 0 ? `${segments} ${segments === 1 ? "text" : "texts"} · ` : "";
    this.count.classList.toggle("composer-over", over > 0);
    this.count.textContent = over > 0 ? `${over} too many` : `${parts}${length} / ${LONGEST[this.mode]}`;
    this.count.hidden = length === 0;
  }

  showNotice(reasons, refusal) {
    const state = JSON.stringify([reasons, refusal?.message]);
    if (state === this.noticeState) return;
    this.noticeState = state;
    fill(this.notice, reasons.length > 0 && blocked(reasons), refusal && refused(refusal));
  }

  grow() {
    this.body.style.height = "auto";
    this.body.style.height = `${Math.min(this.body.scrollHeight, 220)}px`;
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
    else if (event.key === "Escape") document.querySelector("tw-conversation-log .log")?.focus({ preventScroll: true }); // Back to where single keys work.
  }

  submit(event) {
    event.preventDefault();
    if (this.send.disabled) return;
    const { threadId } = this.services.store.state;
    this.services.send(threadId, this.body.value.trim(), this.mode);
    this.take(threadId);
    this.body.focus();
  }

  focusBody() {
    this.body.focus();
  }
}

function blockers(thread, me) {
  if (!me.practice.texting_enabled) return [{ code: "texting_off", detail: "Two-way text is switched off for this practice." }];
  if (!thread || thread.can_message.allowed) return [];
  return thread.can_message.reasons.length ? thread.can_message.reasons : [{ code: "", detail: "This patient can’t be messaged now." }];
}

function blocked(reasons) {
  return h("div", { class: "note note-warn", "data-testid": "cannot-message" }, icon("alert"), h("div", { class: "note-body" }, ...reasons.map(({ detail }) => h("p", {}, detail))));
}

function refused(error) {
  const { words, details, reference } = explain(error);
  return h("div", { class: "note note-danger", "data-testid": "send-refused" }, icon("alert"),
    h("div", { class: "note-body" }, h("p", {}, h("strong", {}, "Not sent."), ` ${words}`), ...details.map((detail) => h("p", {}, detail)), reference && h("p", {}, `Reference: ${reference}`)));
}

customElements.define("tw-composer", Composer);
