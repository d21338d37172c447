import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { menu } from "/shared/elements/menu.js";
import { age } from "/shared/format.js";
import { exportChoices } from "../exports.js";

/** Who this conversation is with, and what to know before writing. */
class ConversationHead extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.heading = h("h2", { class: "talk-name", id: "talk-name", tabindex: "-1" });
    this.facts = h("p", { class: "talk-facts" });
    this.notes = h("div", { class: "talk-notes" });
    this.append(
      h("div", { class: "talk-head" },
        h("button", { type: "button", class: "button button-icon talk-back", "aria-label": "Back to the inbox", onclick: () => this.services.leave() }, icon("back")),
        h("div", { class: "talk-who" }, this.heading, this.facts),
        h("span", { class: "spacer" }),
        h("button", { type: "button", class: "button button-icon", "aria-label": "Find in this conversation", title: "Find in this conversation (f)", "data-testid": "find-open", onclick: () => this.services.find() }, icon("search")),
        menu({ label: "Whole conversation", face: [icon("more")], items: () => this.choices(), testid: "thread-menu" })),
      this.notes);
    store.watch(["thread", "threadPhase"], (state) => this.show(state));
  }

  choices() {
    const { bulk, store } = this.services;
    const { me, openId } = store.state;
    const all = me.privileges.text_messages === "all";
    return [
      openId && { words: "View full conversation", icon: "text", key: "v", testid: "thread-view-full", run: () => this.services.viewFull() },
      { words: "Complete all", icon: "check", testid: "thread-complete-all", run: () => bulk.actOnThread("complete") },
      { words: "Make all pending again", icon: "undo", testid: "thread-restore-all", run: () => bulk.actOnThread("restore") },
      ...exportChoices(this.services, () => store.state.threadId),
      all && { words: "Delete all", icon: "trash", danger: true, testid: "thread-delete-all", run: () => this.deleteAll() },
    ].filter(Boolean);
  }

  async deleteAll() {
    const sure = await confirmed({ title: "Delete the whole conversation?", words: "Every received message moves to deleted. Nothing is erased: they stay under Deleted and can be restored.", action: "Delete all" });
    if (sure) this.services.bulk.actOnThread("delete");
  }

  focusTitle() {
    this.heading.focus();
  }

  show({ thread, me, threadPhase }) {
    if (!thread) {
      fill(this.heading, threadPhase === "error" ? "Conversation" : h("span", { class: "skeleton skeleton-title" }, h("span", { class: "visually-hidden" }, "Loading")));
      fill(this.facts, threadPhase === "error" ? null : h("span", { class: "skeleton skeleton-facts" }));
      fill(this.notes);
      return;
    }
    const { party } = thread;
    const { calendar } = this.services;
    const place = me.facilities.find(({ id }) => id === thread.facility_id);
    const born = party.date_of_birth && `Born ${calendar.born(party.date_of_birth)} (${age(party.date_of_birth)})`;
    fill(this.heading, party.name ?? party.phone_display);
    fill(this.facts, ...[party.patient_number, born, party.name && party.phone_display, place?.name].filter(Boolean).map((fact) => h("span", {}, fact)));
    fill(this.notes, this.sharing(thread), this.locked(thread, calendar));
  }

  sharing({ sharing, party }) {
    if (!sharing) return null;
    const others = sharing === 1 ? "1 other patient" : `${sharing} other patients`;
    const words = party.name ? `This phone is shared with ${others}. Secure links open only with ${party.name}’s date of birth.` : `${sharing === 1 ? "1 patient uses" : `${sharing} patients use`} this phone, so this text isn’t filed under any of them.`;
    return h("div", { class: "note" }, icon("users"), h("p", { class: "note-body" }, words));
  }

  locked({ verification, party }, calendar) {
    if (!verification?.locked) return null;
    return h("div", { class: "note note-warn", "data-testid": "locked-note" }, icon("lock"),
      h("p", { class: "note-body" }, `Secure links are locked since ${calendar.moment(verification.locked_at)}: too many wrong dates of birth. Check who has the phone before unlocking.`),
      party.patient_id && h("button", { type: "button", class: "button button-text", onclick: () => this.services.unlock() }, icon("unlock"), "Unlock"));
  }
}

customElements.define("tw-conversation-head", ConversationHead);
