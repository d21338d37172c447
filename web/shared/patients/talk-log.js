import { fill, h, icon, keep } from "/shared/dom.js";
import { Calendar } from "/shared/format.js";
import { wordsFor } from "./trouble.js";

const NEAR_PX = { end: 80, top: 120 };

/**
 * All messages of a talk in order, by day, and the replies on their way.
 * Set before it is connected: `language`, `talk`, and `bubble` (item => {mine, said, mode, more: attributes, meta: nodes}).
 */
class TalkLog extends HTMLElement {
  connectedCallback() {
    const { t, code } = this.language;
    this.calendar = new Calendar(code);
    this.earlier = h("div", { class: "log-earlier" }, ...[4, 6, 5].map((width, index) => h("span", { class: `skeleton skeleton-bubble skeleton-w${width}${index % 2 ? " skeleton-ours" : ""}`, "aria-hidden": "true" })));
    this.list = h("ol", { class: "messages" });
    this.region = h("div", { class: "log", role: "region", tabindex: "0", "aria-label": t("title"), "data-testid": "conversation", onscroll: () => this.scrolled() }, this.earlier, this.list);
    this.spoken = h("p", { class: "visually-hidden", role: "status" });
    this.append(this.region, this.spoken);
    this.atEnd = true;
    this.changed = () => this.show();
    this.talk.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.talk.removeEventListener("change", this.changed);
  }

  /** Name the region for screen readers. */
  label(words) {
    this.region.setAttribute("aria-label", words);
  }

  show() {
    const { items, replies } = this.talk;
    const fromEnd = this.region.scrollHeight - this.region.scrollTop;
    const grewAbove = this.firstId && items.length > 0 && items[0].id !== this.firstId;
    this.firstId = items[0]?.id;
    keep(this.list, this.rows(items, replies), (row) => row.key, (row) => this.create(row), (node, row) => row.kind === "reply" && this.drawReply(node, row.entry));
    this.showEarlier();
    if (this.atEnd) this.toEnd();
    else if (grewAbove) this.region.scrollTop = this.region.scrollHeight - fromEnd;
    this.announce(items);
  }

  showEarlier() {
    const { t } = this.language;
    const { items, loaded, failure, cursor, busy, earlierFailed } = this.talk;
    if (!loaded && !failure) return;
    const trouble = loaded ? earlierFailed : failure;
    const state = JSON.stringify([trouble && wordsFor(trouble, "trouble"), loaded && items.length === 0, Boolean(cursor), Boolean(busy)]);
    if (state === this.earlierState) return; // Drawn anew, a button would lose the focus, and a press that has begun on it.
    this.earlierState = state;
    const held = this.earlier.contains(document.activeElement);
    const more = () => h("button", { type: "button", class: "button button-text", "data-testid": "earlier", onclick: () => this.talk.earlier() }, t("earlier"));
    const coming = () => h("span", { class: "skeleton skeleton-earlier", "aria-hidden": "true" });
    fill(this.earlier, trouble && this.trouble(trouble, loaded), loaded && items.length === 0 && h("p", { class: "log-empty" }, t("empty")), cursor && (busy ? coming() : !trouble && more()));
    if (held) (this.earlier.querySelector("button") ?? this.region).focus({ preventScroll: true });
  }

  toEnd() {
    this.atEnd = true;
    this.region.scrollTop = this.region.scrollHeight;
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
    const { mine, said, mode, more, meta } = this.bubble(item);
    return h("li", { class: "message", "data-testid": "message", "data-message-id": item.id, "data-side": mine ? "ours" : "theirs", "data-mode": mode, ...more },
      h("span", { class: "visually-hidden" }, said),
      h("div", { class: "bubble" }, item.body),
      h("div", { class: "meta" }, ...meta, h("time", { datetime: item.at, title: this.calendar.full(item.at) }, this.calendar.time(item.at))));
  }

  drawReply(node, entry) {
    if (node.state === entry.state) return;
    node.state = entry.state;
    const { t } = this.language;
    const stuck = entry.state === "stuck";
    fill(node, h("div", { class: "bubble" }, entry.body),
      h("div", { class: "meta" }, h("span", { class: stuck ? "mark mark-wrap mark-danger" : "mark", "data-testid": "delivery-state", "data-state": `client-${entry.state}` }, icon(stuck ? "alert" : "outgoing"), t(stuck ? "not_sent" : "sending")),
        stuck && h("button", { type: "button", class: "button button-text", "data-testid": "try-again", onclick: () => this.again(entry) }, t("try_again"))));
  }

  trouble(failure, loaded) {
    const { t } = this.language;
    const again = () => (loaded ? this.talk.earlier() : this.talk.load());
    return h("div", { class: "note note-danger", role: "alert" }, icon("info"), h("div", { class: "note-body" }, h("p", {}, t(wordsFor(failure, "trouble"))), h("button", { type: "button", class: "button button-text", onclick: again }, t("try_again"))));
  }

  /** Say when the practice writes while the page is open. */
  announce(items) {
    const last = items.at(-1);
    const news = this.lastId && last && last.id !== this.lastId && !this.bubble(last).mine;
    this.lastId = last?.id;
    if (news) this.spoken.textContent = this.language.t("new_message");
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.region;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX.end;
    if (scrollTop < NEAR_PX.top && !this.atEnd && !this.talk.earlierFailed) this.talk.earlier();
  }
}

customElements.define("tw-talk-log", TalkLog);
