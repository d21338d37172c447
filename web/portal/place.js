/** Where one is in the portal: `#practice`, `#practice/box`, `#practice/box/conversation`, `#practice/box/new`. Ids only. */

export const BOXES = ["inbox", "unread", "sent"];
export const NEW = "new";
const PRACTICE = "textward.portal.practice";
const ID = /^[A-Za-z0-9_-]{1,64}$/u;

/** @returns {{practice: string, box: string, id: string}} `id` is a conversation's, or "new", or "" */
export function here() {
  const [practice = "", box = "", id = ""] = location.hash.slice(1).split("/");
  return { practice: ID.test(practice) ? practice : "", box: BOXES.includes(box) ? box : BOXES[0], id: ID.test(id) ? id : "" };
}

export const address = (practice, box = BOXES[0], id = "") => `#${[practice, box, id].filter(Boolean).join("/")}`;

/** The practice of the address; without one, that of the last visit on this device. */
export function currentPractice() {
  const { practice } = here();
  const known = practice || recall();
  if (known && !practice) history.replaceState(null, "", address(known));
  return known;
}

/** Remember the practice on this device; "" forgets it. It is no secret: everyone's address of the portal holds it. */
export function rememberPractice(id) {
  try {
    if (id) localStorage.setItem(PRACTICE, id);
    else localStorage.removeItem(PRACTICE);
  } catch {
    // Storage may be switched off; the address then has to hold it.
  }
}

function recall() {
  try {
    const known = localStorage.getItem(PRACTICE) ?? "";
    return ID.test(known) ? known : "";
  } catch {
    return "";
  }
}
