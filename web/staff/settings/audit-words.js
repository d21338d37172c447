/** What the audit trail's actions mean, in words. */
export const ACTIONS = {
  "inbox.viewed": "Looked at a list",
  "thread.opened": "Opened a conversation",
  "thread.viewed": "Read a conversation",
  "thread.searched": "Searched a conversation",
  "patients.searched": "Searched for patients",
  "message.sent": "Sent a message",
  "message.retried": "Sent a message again",
  "message.assigned": "Assigned a message",
  "message.completed": "Completed a message",
  "message.deleted": "Deleted a message",
  "message.restored": "Made a message pending again",
  "message.starred": "Starred a message",
  "message.unstarred": "Took the star off a message",
  "message.viewed": "Looked at one message",
  "message.history_viewed": "Looked at a message’s history",
  "link.resent": "Resent a secure link",
  "link.revoked": "Revoked a secure link",
  "patient.unlocked": "Unlocked a patient",
  "patient.code_accepted": "Entered the right code",
  "patient.code_refused": "Entered a wrong code",
  "patient.code_resent": "Asked for another code",
  "patient.identity_confirmed": "Confirmed the date of birth",
  "patient.identity_refused": "Gave a wrong date of birth",
  "patient.conversation_read": "Read the secure conversation",
  "patient.replied": "Replied securely",
  "group.saved": "Saved a message group",
  "group.retired": "Retired a message group",
  "portal_settings.saved": "Changed the portal’s settings",
  "facility.closed": "Closed a facility",
  "category.deleted": "Deleted a patient category",
  "conversations.viewed": "Looked at a list of portal conversations",
  "conversation.opened": "Opened a portal conversation",
  "conversation.viewed": "Read a portal conversation",
  "conversation.history_viewed": "Looked at a portal conversation’s history",
  "conversation.answered": "Answered a portal conversation",
  "conversation.assigned": "Assigned a portal conversation",
  "conversation.completed": "Marked a portal conversation as needing no answer",
  "conversation.reopened": "Reopened a portal conversation",
  "conversation.trashed": "Moved a portal conversation to the trash",
  "conversation.restored": "Brought a portal conversation back from the trash",
  "conversation.starred": "Starred a portal conversation",
  "conversation.unstarred": "Took the star off a portal conversation",
  "patient.portal_viewed": "Looked at a list in the portal",
  "patient.portal_wrote": "Wrote from the portal",
  "patient.portal_marked_read": "Read an answer in the portal",
  "role.saved": "Saved a role",
  "member.saved": "Changed a member",
  "audit.viewed": "Read the audit trail",
};

/** Whom or what it was about: a member by name, everything else by id. */
export function detailOf(line, me) {
  const member = line.action === "member.saved" && me.members.find(({ id }) => id === line.target_id);
  if (member) return member.name;
  const parts = [["Message", line.message_id], ["Conversation", line.message_id ? null : line.thread_id], ["Patient", line.message_id || line.thread_id ? null : line.patient_id], ["Id", line.target_id]];
  return parts.filter(([, id]) => id).map(([name, id]) => `${name} ${id}`).join(", ") || "—";
}
