import { fill, h, icon } from "/shared/dom.js";
import { menu } from "/shared/elements/menu.js";
import { age } from "/shared/format.js";
import { showSteps } from "../components/history-panel.js";
import { assigneeNames } from "../components/names.js";
import { exportChoices } from "../exports.js";
import { readMark, stateMark } from "./marks.js";
import { counterpart } from "./names.js";

/** What steps are called of a conversation, where not as of a message. */
const STEPS = { deleted: "moved it to the trash", restored: "restored it", completed: "marked it as needing no answer" };

/** What the conversation is about, whose it is, where it stands, and what can be done with it. */
class GroupHead extends HTMLElement {
  connectedCallback() {
    this.heading = h("h2", { class: "talk-name", tabindex: "-1", "data-testid": "group-subject" });
    this.facts = h("p", { class: "talk-facts", "data-testid": "group-patient" });
    this.state = h("div", { class: "group-work" });
    this.notes = h("div", { class: "talk-notes" });
    this.append(h("div", { class: "talk-head" },
      h("button", { type: "button", class: "button button-icon talk-back", "aria-label": "Back to the list", "data-testid": "group-talk-back", onclick: () => this.services.leave() }, icon("back")),
      h("div", { class: "talk-who" }, this.heading, this.facts)), this.state, this.notes);
    this.services.store.watch(["thread", "threadPhase", "conflicts", "me"], (state) => this.show(state));
  }

  focusTitle() {
    this.heading.focus();
  }

  show({ thread, threadPhase, conflicts, me }) {
    this.state.hidden = !thread || threadPhase === "error";
    if (!thread || threadPhase === "error") {
      this.shown = null;
      fill(this.heading, threadPhase === "error" ? "Conversation" : h("span", { class: "skeleton skeleton-title" }, h("span", { class: "visually-hidden" }, "Loading")));
      fill(this.facts, threadPhase === "error" ? null : h("span", { class: "skeleton skeleton-facts" }));
      fill(this.notes);
      return;
    }
    const conflict = conflicts.get(thread.id);
    const shown = JSON.stringify([thread, conflict, me.members]);
    if (shown === this.shown || this.querySelector("[role=menu]:popover-open")) return;
    this.shown = shown;
    const { patient } = thread;
    fill(this.heading, thread.subject);
    fill(this.facts, ...[patient.name, patient.number, `Born ${this.services.calendar.born(patient.date_of_birth)} (${age(patient.date_of_birth)})`, `To ${counterpart(thread, me)}`].map((fact) => h("span", {}, fact)));
    this.showWork(thread, me);
    fill(this.notes, conflict && note("warn", "users", conflict, "group-conflict-note"), thread.group?.retired && note("warn", "info", "This group is retired: patients can’t begin anything new with it. You can still answer.", "group-retired-note"));
  }

  showWork(thread, me) {
    const held = this.state.contains(document.activeElement) && document.activeElement.dataset.testid;
    const by = thread.assigned_by.length ? ` · by ${assigneeNames(thread.assigned_by, me).replace(/^You\b/u, "you")}` : "";
    const whose = thread.assignees.length ? `${assigneeNames(thread.assignees, me)}${by}` : "Unassigned";
    fill(this.state,
      h("div", { class: "group-facts" }, stateMark(thread, this.services.calendar),
        h("button", { type: "button", class: "button button-text button-mark", "data-testid": "group-assignees", title: "Who assigned it, and when", onclick: (event) => this.history(event.currentTarget) }, icon("users"), whose),
        readMark(thread)),
      h("div", { class: "group-buttons" }, ...this.buttons(thread)));
    if (held) (this.state.querySelector(`[data-testid="${held}"]`) ?? this.state.querySelector("button")).focus({ preventScroll: true });
  }

  buttons(thread) {
    const { actions } = this.services;
    const open = thread.state !== "trash";
    const admin = thread.standing === "admin";
    const button = (testid, words, name, run) => h("button", { type: "button", class: "button button-text", "data-testid": testid, onclick: run }, icon(name), words);
    return [
      open && admin && button("group-assign", thread.assignees.length ? "Reassign" : "Assign", "users", () => actions.assign(this.thread)),
      thread.state === "not_replied" && button("group-complete", "Complete", "check", () => actions.act(this.thread, "complete")),
      thread.state === "replied" && button("group-reopen", "Reopen", "undo", () => actions.act(this.thread, "reopen")),
      !open && admin && button("group-restore", "Restore", "undo", () => actions.act(this.thread, "restore")),
      h("button", { type: "button", class: "button button-icon button-star", "aria-pressed": String(thread.starred), "aria-label": "Star", title: thread.starred ? "Remove the star (s)" : "Star (s)", "data-testid": "group-star", onclick: () => actions.star(this.thread) }, icon(thread.starred ? "star" : "star-line")),
      menu({ label: "More actions", face: [icon("more")], items: () => this.choices(), testid: "group-more" }),
    ];
  }

  choices() {
    const { thread } = this;
    return [
      { words: "History", icon: "clock", testid: "group-history", run: (button) => this.history(button) },
      ...exportChoices(this.services, () => this.thread.id),
      thread.state !== "trash" && thread.standing === "admin" && { words: "Move to the trash", icon: "trash", key: "#", danger: true, testid: "group-trash", run: () => this.services.actions.act(this.thread, "trash") },
    ].filter(Boolean);
  }

  /** As it is now: a button may have been drawn before news came. */
  get thread() {
    return this.services.store.state.thread;
  }

  history(button) {
    const { thread } = this;
    showSteps(button, { title: "History of this conversation", came: { at: thread.started_at, words: "The patient began it" }, load: () => this.services.api.history(thread), words: STEPS }, this.services);
  }
}

function note(kind, name, words, testid) {
  return h("p", { class: `note note-${kind}`, role: "alert", "data-testid": testid }, icon(name), h("span", { class: "note-body" }, words));
}

customElements.define("tw-group-head", GroupHead);
