/** Small things about words, names and times. */

const LINK = /https?:\/\/[^\s<>"]+/g;
const AFTER_LINK = /[.,;:!?)\]]+$/;

/** Make a node for `tag` with properties, and children that are nodes or words. */
export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** Split words so that links can be followed, each in a tab of its own. */
export function withLinks(words) {
  const parts = [];
  let position = 0;
  for (const match of words.matchAll(LINK)) {
    const url = match[0].replace(AFTER_LINK, "");
    parts.push(words.slice(position, match.index));
    parts.push(make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url));
    position = match.index + url.length;
  }
  parts.push(words.slice(position));
  return parts.filter((part) => part !== "");
}

export function initials(label) {
  const names = label.replace(/['’]s\b.*$/, "").match(/\p{L}+/gu);
  if (!names) return "#";
  return (names[0][0] + (names.length > 1 ? names.at(-1)[0] : "")).toUpperCase();
}

/** A hue for each number, the same every time, and far from its neighbours' (steps of the golden angle). */
export const hueOf = (number) => Math.round((Number(number.slice(-4)) * 137.508) % 360);

/** Whose phone it is: `Maria Lopez’s phone` in a list of phones is Maria Lopez. */
export const ownerOf = (label) => label.replace(/['’]s phone$/i, "");

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "short", day: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

export const clock = (moment) => CLOCK.format(moment);

export function dayOf(moment) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (moment.toDateString() === today.toDateString()) return "Today";
  if (moment.toDateString() === yesterday.toDateString()) return "Yesterday";
  return DAY.format(moment);
}

export function briefly(moment) {
  return moment.toDateString() === new Date().toDateString() ? clock(moment) : SHORT_DAY.format(moment);
}
