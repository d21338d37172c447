/** Under whose name the patient's side of a conversation runs (row I6). */
/** What the patient sees as the sender: the group, or the member whom they wrote to. */
export function counterpart({ group, group_id: groupId, member_id: memberId }, me, baskets = []) {
  if (groupId) return group?.name ?? baskets.find(({ id }) => id === groupId)?.name ?? "the group";
  return me.members.find(({ id }) => id === memberId)?.name ?? "a former member";
}

/** What a basket is called. */
export function basketName({ kind, name }) {
  return kind === "direct" ? "Direct messages" : name;
}
