/** What the page knows: phones, their texts, practice numbers, and what has been read in this browser. */

const READ_KEY = "telephone.read";

export const memory = { phones: new Map(), numbers: [], faults: [], chosen: null, practice: new Map(), read: loadRead() };

function loadRead() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(READ_KEY) ?? "{}")));
  } catch {
    return new Map();
  }
}

/** Take in a phone; texts that are already known stay. */
export function learnPhone(phone) {
  const known = memory.phones.get(phone.number);
  const texts = phone.messages ? [...phone.messages, ...phone.lost] : (known?.texts ?? []);
  texts.sort((a, b) => a.at.localeCompare(b.at));
  memory.phones.set(phone.number, { ...phone, texts });
}

/** Take in a text; true if it is new. */
export function learnText(text) {
  const phone = memory.phones.get(text.phone);
  if (!phone || phone.texts.some((known) => known.sid === text.sid)) return false;
  phone.texts.push(text);
  return true;
}

export const lastText = (phone) => phone.texts.findLast((text) => text.status !== "lost");

export function unread(phone) {
  const seen = memory.read.get(phone.number) ?? "";
  return phone.texts.filter((text) => text.status === "arrived" && text.at > seen).length;
}

export function markRead(phone) {
  const last = lastText(phone);
  if (!last) return;
  memory.read.set(phone.number, last.at);
  try {
    localStorage.setItem(READ_KEY, JSON.stringify(Object.fromEntries(memory.read)));
  } catch {
    // A browser that keeps nothing shows the dots again next time.
  }
}

/** The practice number that a phone's screen shows: the one chosen, or last heard from, or the first. */
export function practiceNumberOf(phone) {
  const known = memory.numbers.map((number) => number.number);
  return memory.practice.get(phone.number) ?? phone.texts.at(-1)?.practice_number ?? known[0] ?? "";
}
