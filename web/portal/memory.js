/** What this tab keeps: how far signing in has come, and what was typed and not sent. Nothing is left after signing out. */
import { base64url, randomKey } from "/shared/dom.js";

const PROGRESS = "textward.portal.progress";
const OWNER = "textward.portal.owner";
const DRAFT = "textward.portal.draft.";
const SIGNED_IN = "textward.portal.signed_in"; // on the device: a random mark of the latest sign-in, or OUT
const OUT = "out";
const START = { stage: "phone", phone: "", until: 0 };

/** How far signing in at a practice has come. Phones close the page while one looks for the code: it must go on after that. */
export function progress(practice) {
  const kept = JSON.parse(sessionStorage.getItem(PROGRESS) ?? "{}");
  return kept.practice === practice ? { ...START, ...kept } : { ...START, practice };
}

export const rememberProgress = (changed) => sessionStorage.setItem(PROGRESS, JSON.stringify(changed));

/**
 * Whether a session may be alive: saves a new visitor the question. Where another tab has signed in since this one did, it may be
 * somebody else's, and what was typed here is dropped.
 */
export function maybeSignedIn() {
  const mark = localStorage.getItem(SIGNED_IN) ?? OUT;
  if (mark === OUT) return false;
  if (sessionStorage.getItem(SIGNED_IN) !== mark) dropDrafts();
  sessionStorage.setItem(SIGNED_IN, mark);
  return true;
}

/**
 * Note who has signed in, as a digest. What somebody else typed in this tab before must not show to them.
 * @param {...string} marks what tells this patient from every other
 */
export async function welcome(...marks) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(marks)));
  const owner = base64url(digest);
  if (sessionStorage.getItem(OWNER) !== owner) dropDrafts();
  sessionStorage.setItem(OWNER, owner);
  const mark = randomKey();
  sessionStorage.setItem(SIGNED_IN, mark);
  localStorage.setItem(SIGNED_IN, mark);
}

/** The session is over; what was typed stays for the same patient. */
export const noteEnd = () => localStorage.removeItem(SIGNED_IN);

/** Leave nothing behind; other tabs hear of it. */
export function forget() {
  localStorage.setItem(SIGNED_IN, OUT);
  sessionStorage.clear();
}

/** Hear of another tab. @param {{signedIn: () => void, signedOut: () => void}} told */
export function hearOtherTabs({ signedIn, signedOut }) {
  const hear = (mark) => (mark === OUT ? signedOut() : signedIn());
  addEventListener("storage", ({ key, newValue }) => key === SIGNED_IN && newValue !== null && hear(newValue));
  // Phones put pages to sleep that are not seen: one that slept may not have been told.
  document.addEventListener("visibilitychange", () => {
    const own = sessionStorage.getItem(SIGNED_IN);
    const mark = localStorage.getItem(SIGNED_IN);
    if (document.visibilityState === "visible" && own && mark && own !== mark) hear(mark);
  });
}

/** A place for what was typed under a name. */
export const draft = (name) => ({
  read: () => sessionStorage.getItem(DRAFT + name) ?? "",
  write: (text) => (text ? sessionStorage.setItem(DRAFT + name, text) : sessionStorage.removeItem(DRAFT + name)),
});

function dropDrafts() {
  sessionStorage.removeItem(OWNER);
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
}
