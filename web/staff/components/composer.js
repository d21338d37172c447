import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { countSegments } from "../segments.js";

let made = 0;

/** Where staff write. What is typed is kept per conversation until the API has taken it. `services.composing` says what holds here. */
class Composer extends HTMLElement {
  connectedCallback() {
    const { store, hook } = this.services;
    made += 1;
    const [hint, count] = [`composer-hint-${made}`, `composer-count-${made}`];
    this.body = h("textarea", { class: "composer-body", rows: "2", "data-testid": hook("composer-body"), "aria-label": "Message", "aria-describedby": `${hint} ${count}`, oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.secured = this.radio("secured");
    this.plain = this.radio("plain");
    this.hint = h("p", { class: "composer-hint", id: hint });
    this.count = h("p", { class: "composer-count", id: count });
    this.send = h("button", { type: "submit", class: "button button-primary composer-send", title: "Send (Ctrl+Enter)", "data-testid": hook("send") }, "Send", icon("send"));
    this.notice = h("div", { class: "composer-notice", role: "alert" });
    this.form = h("form", { class: "composer", "aria-label": "Write a message", novalidate: true, onsubmit: (event) => this.submit(event) },
      this.notice, h("div", { class: "composer-box" }, h("div", { class: "composer-head" }, this.composing.modes ? this.modes() : null, this.count), this.body, h("div", { class: "composer-foot" }, this.hint, this.send)));
    this.append(this.form);
    store.watch(["threadId", "givenBack"], (state) => this.take(state.threadId));
    store.watch(["thread", "threadPhase", "refusals"], () => this.show());
  }

  get composing() {
    return this.services.composing;
  }

  radio(mode) {
    return h("input", { type: "radio", name: `mode-${made}`, value: mode, class: "segment-input", "data-testid": `mode-${mode}`, onchange: () => this.choose(mode) });
  }

  choose(mode) {
    this.wanted = mode;
    this.typed();
  }

  modes() {
    return h("fieldset", { class: "segmented" }, h("legend", { class: "visually-hidden" }, "Send as"),
      h("label", { class: "segment" }, this.secured, h("span", { class: "segment-face" }, icon("lock"), "Secured")),
      h("label", { class: "segment" }, this.plain, h("span", { class: "segment-face" }, icon("text"), "Plain")));
  }

  get mode() {
    if (!this.composing.modes) return "portal";
    return this.plain.checked ? "plain" : "secured";
  }

  /** Show the draft of a conversation. */
  take(threadId) {
    this.threadId = threadId; // Whose draft is shown: what is sent goes there, even if the page is already on its way elsewhere.
    if (!threadId) return;
    const { body, mode } = this.services.drafts.of(threadId);
    this.wanted = mode ?? this.services.store.state.me.practice.default_mode;
    this.body.value = body;
    this.show();
  }

  typed() {
    const { threadId } = this;
    this.services.drafts.save(threadId, { body: this.body.value, mode: this.mode });
    this.services.clearRefusal(threadId);
    if (this.body.value) this.services.presence.typing();
    this.show();
  }

  show() {
    const { state } = this.services.store;
    const { thread, threadId, refusals } = state;
    const reasons = this.composing.blockers(state);
    this.showMode(thread);
    const length = [...this.body.value].length;
    this.form.dataset.mode = this.mode;
    this.body.readOnly = reasons.length > 0;
    this.body.placeholder = this.composing.placeholder(this.mode);
    this.send.disabled = !thread || reasons.length > 0 || !this.body.value.trim() || length > this.longest;
    fill(this.hint, this.composing.hint(this.mode, state));
    this.showCount(length);
    this.showNotice(reasons, refusals.get(threadId));
    this.grow();
  }

  /** Only who is nobody's known patient can't have it secured. Whatever else stands in the way for a while leaves the choice as it was made. */
  showMode(thread) {
    const known = !this.composing.modes || !thread || thread.party.patient_id !== null;
    this.secured.disabled = !known;
    this.plain.checked = !known || this.wanted === "plain";
    this.secured.checked = !this.plain.checked;
  }

  get longest() {
    return this.composing.longest[this.mode];
  }

  showCount(length) {
    const over = length - this.longest;
    const { segments } = countSegments(this.body.value);
    const parts = this.mode === "plain" && length > 0 ? `${segments} ${segments === 1 ? "text" : "texts"} · ` : "";
    this.count.classList.toggle("composer-over", over > 0);
    this.count.textContent = over > 0 ? `${over} too many` : `${parts}${length} / ${this.longest}`;
    this.count.hidden = length === 0;
  }

  showNotice(reasons, refusal) {
    const state = JSON.stringify([reasons, refusal?.message]);
    if (state === this.noticeState) return;
    this.noticeState = state;
    const { hook } = this.services;
    fill(this.notice, reasons.length > 0 && blocked(reasons, hook), refusal && refused(refusal, hook));
  }

  grow() {
    this.body.style.height = "auto";
    this.body.style.height = `${Math.min(this.body.scrollHeight, 220)}px`;
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
    else if (event.key === "Escape") this.closest(".talk").querySelector(".log").focus({ preventScroll: true }); // Back to where single keys work.
  }

  submit(event) {
    event.preventDefault();
    const { threadId } = this;
    if (this.send.disabled || !threadId) return;
    this.services.send(threadId, this.body.value.trim(), this.mode);
    this.take(threadId);
    this.body.focus();
  }

  focusBody() {
    this.body.focus();
  }
}

function blocked(reasons, hook) {
  return h("div", { class: "note note-warn", "data-testid": hook("cannot-message") }, icon("alert"), h("div", { class: "note-body" }, ...reasons.map(({ detail }) => h("p", {}, detail))));
}

function refused(error, hook) {
  const { words, details, reference } = explain(error);
  return h("div", { class: "note note-danger", "data-testid": hook("send-refused") }, icon("alert"),
    h("div", { class: "note-body" }, h("p", {}, h("strong", {}, "Not sent."), ` ${words}`), ...details.map((detail) => h("p", {}, detail)), reference && h("p", {}, `Reference: ${reference}`)));
}

customElements.define("tw-composer", Composer);
