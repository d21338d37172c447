/** The lists of the inbox: names, what an empty one says, and who may see which. */
export const LISTS = [
  { id: "pending_unassigned", name: "Pending, unassigned", none: "Nothing is waiting", hint: "New texts that nobody has taken yet appear here." },
  { id: "pending_for_me", name: "Pending, for me", none: "Nothing is waiting for you", hint: "Messages assigned to you appear here until they are completed." },
  { id: "assigned_to_me", name: "Assigned to me", none: "Nothing is assigned to you", hint: "Messages that you have or had appear here." },
  { id: "assigned_by_me", name: "Assigned by me", none: "You haven’t assigned a message yet", hint: "What you give to colleagues appears here: a red clock while it is pending, a green one when it is completed." },
  { id: "sent_by_me", name: "Sent by me", none: "You haven’t sent a message yet", hint: "Find a patient above to start a conversation." },
  { id: "starred", name: "Starred", none: "No starred messages", hint: "Messages that you star appear here." },
  { id: "completed", name: "Completed", none: "Nothing is completed yet", hint: "Messages marked as complete appear here." },
  { id: "deleted", name: "Deleted", none: "Nothing is deleted", hint: "Deleted messages stay here and can be restored." },
  { id: "all", name: "All messages", none: "No messages yet", hint: "Every received message that isn’t deleted appears here." },
];

const ASSIGNED_ONLY = new Set(["pending_for_me", "assigned_to_me", "sent_by_me"]);

/** @param {"none"|"assigned"|"all"} privilege of the member's role for text messages */
export function listsFor(privilege) {
  if (privilege === "all") return LISTS;
  return privilege === "assigned" ? LISTS.filter(({ id }) => ASSIGNED_ONLY.has(id)) : [];
}
