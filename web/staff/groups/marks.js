/** Where a conversation stands, an icon with words: a red clock while the patient waits, a green one when they were answered (row I3). */
import { h, icon } from "/shared/dom.js";

const STATES = {
  not_replied: { status: "pending", icon: "clock", words: ({ waiting_since: at }, calendar) => (at ? `Waiting since ${calendar.moment(at)}` : "Not replied") },
  replied: { status: "completed", icon: "clock", words: ({ replied_at: at }, calendar) => (at ? `Replied ${calendar.moment(at)}` : "Replied") },
  trash: { status: "deleted", icon: "trash", words: () => "In the trash" },
};

export function stateMark(conversation, calendar) {
  const { status, icon: name, words } = STATES[conversation.state];
  return h("span", { class: "mark status", "data-status": status, "data-testid": "group-state", "data-state": conversation.state }, icon(name), words(conversation, calendar));
}

/** Whether the patient has read the answers; nothing before there is one. */
export function readMark({ read_by_patient: read }) {
  if (read === null || read === undefined) return null;
  return h("span", { class: "mark", "data-testid": "group-read", "data-read": String(read) }, icon(read ? "check-double" : "check"), read ? "Read by the patient" : "Not read yet");
}
