import { fill, h, icon, keep } from "/shared/dom.js";
import { Calendar } from "/shared/format.js";
import { Conversation } from "../conversation.js";
import { wordsFor } from "../trouble.js";
import { tell } from "./step.js";

const LONGEST = 4000;
const DRAFT = "textward.reply";

/** Step 3: all messages in order, and a secure reply. */
class ConversationStep extends HTMLElement {
  connectedCallback() {
    const { t, code } = this.language;
    this.calendar = new Calendar(code);
    this.talk = new Conversation();
    this.heading = h("h1", { class: "bar-title", tabindex: "-1" }, t("loading"));
    this.earlier = h("div", { class: "log-earlier" });
    this.list = h("ol", { class: "messages" });
    this.region = h("div", { class: "log", role: "region", tabindex: "0", "aria-label": t("title"), "data-testid": "conversation", onscroll: () => this.scrolled() }, this.earlier, this.list);
    this.spoken = h("p", { class: "visually-hidden", role: "status" });
    this.call = h("a", { class: "button button-icon", hidden: true, "data-testid": "call" }, icon("phone"));
    this.append(
      h("header", { class: "bar" }, h("span", { class: "bar-mark" }, icon("lock")), this.heading, this.call,
        h("button", { type: "button", class: "button button-text", "data-testid": "sign-out", onclick: () => this.leave() }, icon("leave"), t("sign_out"))),
      h("main", { class: "talk" }, this.region, this.spoken, this.composer()));
    this.talk.addEventListener("change", () => this.show());
    this.talk.addEventListener("ended", () => this.ended());
    for (const event of ["pointerdown", "keydown"]) this.addEventListener(event, () => this.talk.touch());
    this.atEnd = true;
    fill(this.earlier, ...[4, 6, 5].map((width, index) => h("span", { class: `skeleton skeleton-bubble skeleton-w${width}${index % 2 ? " skeleton-ours" : ""}`, "aria-hidden": "true" })));
    this.talk.start();
  }

  disconnectedCallback() {
    this.talk.stop();
  }

  composer() {
    const { t } = this.language;
    this.body = h("textarea", { id: "reply", class: "field reply-field", rows: "1", placeholder: t("reply_placeholder"), "aria-label": t("reply_label"), "aria-describedby": "reply-hint", "data-testid": "reply-body", oninput: () => this.typed() });
    this.body.value = sessionStorage.getItem(DRAFT) ?? "";
    this.send = h("button", { type: "submit", class: "button button-primary reply-send", "data-testid": "reply-send" }, icon("send"), h("span", {}, t("reply_send")));
    this.notice = h("div", { role: "alert" });
    const form = h("form", { class: "reply", novalidate: true, onsubmit: (event) => this.submit(event) },
      this.notice, h("div", { class: "reply-row" }, this.body, this.send), h("p", { class: "reply-hint", id: "reply-hint" }, t("reply_hint")));
    requestAnimationFrame(() => this.typed());
    return form;
  }

  show() {
    const { t } = this.language;
    const { practice, items, replies, loaded, failure, cursor } = this.talk;
    if (practice) this.showPractice(practice);
    if (loaded) this.region.setAttribute("aria-label", t("conversation", { practice }));
    const fromEnd = this.region.scrollHeight - this.region.scrollTop;
    const grewAbove = this.firstId && items.length > 0 && items[0].id !== this.firstId;
    this.firstId = items[0]?.id;
    keep(this.list, this.rows(items, replies), (row) => row.key, (row) => this.create(row), (node, row) => row.kind === "reply" && this.drawReply(node, row.entry));
    if (loaded || failure) fill(this.earlier, !loaded && this.trouble(failure), loaded && items.length === 0 && h("p", { class: "log-empty" }, t("empty")), cursor && h("button", { type: "button", class: "button button-text", onclick: () => this.talk.earlier() }, t("earlier")));
    if (this.atEnd) this.region.scrollTop = this.region.scrollHeight;
    else if (grewAbove) this.region.scrollTop = this.region.scrollHeight - fromEnd;
    this.announce(items);
  }

  showPractice(name) {
    this.heading.textContent = name;
    const number = this.talk.phone.replace(/[^+\d]/gu, "");
    this.call.hidden = !number;
    this.call.href = `tel:${number}`;
    this.call.setAttribute("aria-label", this.language.t("call", { practice: name }));
  }

  rows(items, replies) {
    const rows = [];
    let day = "";
    for (const item of items) {
      const key = this.calendar.dayKey(item.at);
      if (key !== day) rows.push({ key: `day-${key}`, kind: "day", at: item.at });
      day = key;
      rows.push({ key: item.id, kind: "message", item });
    }
    return [...rows, ...replies.map((entry) => ({ key: entry.key, kind: "reply", entry }))];
  }

  create(row) {
    const { t } = this.language;
    if (row.kind === "day") return h("li", { class: "day" }, h("h2", {}, this.calendar.day(row.at, { today: t("today"), yesterday: t("yesterday") })));
    if (row.kind === "reply") return h("li", { class: "message", "data-testid": "message-outgoing", "data-side": "ours", "data-mode": "secured", "data-waiting": true, "data-fresh": true });
    const { item } = row;
    const mine = item.direction === "from_you";
    return h("li", { class: "message", "data-testid": "message", "data-message-id": item.id, "data-direction": item.direction, "data-side": mine ? "ours" : "theirs", "data-mode": item.secured ? "secured" : "plain" },
      h("span", { class: "visually-hidden" }, t(mine ? "from_you" : "from_practice")),
      h("div", { class: "bubble" }, item.body),
      h("div", { class: "meta" },
        item.secured ? h("span", { class: "mark mark-secured", "data-testid": "secured-mark" }, icon("lock"), t("secured")) : h("span", { class: "mark" }, icon("text"), t("by_text")),
        h("time", { datetime: item.at, title: this.calendar.full(item.at) }, this.calendar.time(item.at))));
  }

  drawReply(node, entry) {
    const { t } = this.language;
    const stuck = entry.state === "stuck";
    fill(node, h("div", { class: "bubble" }, entry.body),
      h("div", { class: "meta" }, h("span", { class: stuck ? "mark mark-wrap mark-danger" : "mark", "data-testid": "delivery-state", "data-state": `client-${entry.state}` }, icon(stuck ? "alert" : "outgoing"), t(stuck ? "not_sent" : "sending")),
        stuck && h("button", { type: "button", class: "button button-text", onclick: () => this.deliver(entry) }, t("try_again"))));
  }

  trouble(failure) {
    const { t } = this.language;
    return h("div", { class: "note note-danger", role: "alert" }, icon("info"), h("div", { class: "note-body" }, h("p", {}, t(wordsFor(failure, "trouble"))), h("button", { type: "button", class: "button button-text", onclick: () => this.talk.load() }, t("try_again"))));
  }

  /** Say when the practice writes while the page is open. */
  announce(items) {
    const last = items.at(-1);
    const news = this.lastId && last && last.id !== this.lastId && last.direction === "from_practice";
    this.lastId = last?.id;
    if (news) this.spoken.textContent = this.language.t("new_message");
  }

  typed() {
    const over = [...this.body.value].length - LONGEST;
    sessionStorage.setItem(DRAFT, this.body.value);
    this.send.disabled = !this.body.value.trim() || over > 0;
    tell(this.notice, over > 0 ? this.language.t("too_long", { count: over }) : "");
    this.body.style.height = "auto";
    this.body.style.height = `${Math.min(this.body.scrollHeight + 2, 160)}px`;
  }

  submit(event) {
    event.preventDefault();
    if (this.send.disabled) return;
    const body = this.body.value.trim();
    this.body.value = "";
    this.atEnd = true;
    this.typed();
    this.body.focus();
    this.deliver(null, body);
  }

  async deliver(entry, body = entry.body) {
    const refusal = await (entry ? this.talk.attempt(entry) : this.talk.reply(body));
    if (!refusal) return;
    this.body.value = [body, this.body.value].filter(Boolean).join("\n");
    this.typed();
    tell(this.notice, this.language.t(wordsFor(refusal, "trouble")));
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.region;
    this.atEnd = scrollHeight - scrollTop - clientHeight < 80;
    if (scrollTop < 120 && !this.atEnd) this.talk.earlier();
  }

  /** The session is over: keep unsent words for after the next code. */
  ended() {
    const unsent = [...this.talk.replies.map(({ body }) => body), this.body.value].filter(Boolean).join("\n");
    sessionStorage.setItem(DRAFT, unsent);
    this.done("ended");
  }

  async leave() {
    this.talk.stop();
    this.done("signed_out");
  }
}

customElements.define("tw-conversation-step", ConversationStep);
