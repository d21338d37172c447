/** Members as people call them. */

export function memberName(id, me) {
  return id === me.member.id ? "You" : me.members.find((member) => member.id === id)?.name ?? "Former member";
}

/** Names of who has a message, the reader as "You". */
export function assigneeNames(ids, me) {
  const names = ids.map((id) => memberName(id, me));
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
}

/** The first name, as colleagues say it; titles stay with the name they belong to. */
export function shortName(id, me) {
  const name = memberName(id, me);
  return /^(?:dr|mr|mrs|ms|prof)\.? /iu.test(name) ? name : name.split(/\s+/u)[0];
}
