/** Why the booking assistant left something to staff, and what to do about it (row F4). */
import { h, icon } from "/shared/dom.js";

export const FLAGS = {
  not_understood: { words: "Not understood.", advice: "The assistant asked twice and could not tell what was meant. Read it and answer." },
  asked_for_person: { words: "Asked for a person.", advice: "Call or write back." },
  cancel_may_mean_appointment: { words: "Wrote CANCEL.", advice: "That stops all texts, so this phone is opted out; the appointment stands. Call and ask whether they meant the appointment." },
  opted_out: { words: "Opted out.", advice: "They want no more texts; the appointment stands. Call if you need their answer." },
  may_revoke_consent: { words: "May want no more texts.", advice: "Or it isn’t the patient’s phone. Call before you text again; switch their notifications off if they ask for that." },
  changed_meanwhile: { words: "The appointment has changed.", advice: "They answered for a time that no longer holds. Tell them what does." },
  nothing_open: { words: "Nothing to come.", advice: "They answered a reminder, but no appointment is open. Read it and answer." },
  after_outcome: { words: "Wrote again.", advice: "Their appointment was settled before this. Read it and answer." },
  no_slots: { words: "Wants another time.", advice: "There was none to offer that suits. Find one with them." },
};

/** For a row of a list: the reason, while somebody should still look. */
export function flagMark({ flag, status }) {
  if (!flag || status !== "pending") return null;
  const { words, advice } = FLAGS[flag];
  return h("span", { class: "mark mark-flag", title: advice, "data-testid": "flag", "data-reason": flag }, icon("flag"), words.replace(/\.$/u, ""));
}

/** Beside the message itself: the reason and what to do; once that is done, the reason only. */
export function flagNote({ flag, status }) {
  if (!flag) return null;
  const { words, advice } = FLAGS[flag];
  const open = status === "pending";
  return h("p", { class: open ? "note note-warn flag-note" : "flag-note flag-past", "data-testid": "flag", "data-reason": flag }, icon("flag"), h("span", { class: "note-body" }, h("strong", {}, words), open && ` ${advice}`));
}
