/** What this tab keeps: how far signing in has come, and what was typed and not sent. Nothing is left after signing out. */
import { base64url } from "/shared/dom.js";

const PROGRESS = "textward.portal.progress";
const OWNER = "textward.portal.owner";
const DRAFT = "textward.portal.draft.";
const SIGNED_IN = "textward.portal.signed_in";
const START = { stage: "phone", phone: "", until: 0 };

/** How far signing in at a practice has come. Phones close the page while one looks for the code: it must go on after that. */
export function progress(practice) {
  const kept = JSON.parse(sessionStorage.getItem(PROGRESS) ?? "{}");
  return kept.practice === practice ? { ...START, ...kept } : { ...START, practice };
}

export const rememberProgress = (changed) => sessionStorage.setItem(PROGRESS, JSON.stringify(changed));

/** Whether a session may be alive: saves a new visitor the question. */
export const maybeSignedIn = () => localStorage.getItem(SIGNED_IN) === "yes";

/**
 * Note who has signed in, as a digest. What somebody else typed in this tab before must not show to them.
 * @param {...string} marks what tells this patient from every other
 */
export async function welcome(...marks) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(marks)));
  const owner = base64url(digest);
  if (sessionStorage.getItem(OWNER) !== owner) forgetDrafts();
  sessionStorage.setItem(OWNER, owner);
  localStorage.setItem(SIGNED_IN, "yes");
}

/** The session is over; what was typed stays for the same patient. */
export const noteEnd = () => localStorage.removeItem(SIGNED_IN);

/** Leave nothing behind. */
export function forget() {
  noteEnd();
  sessionStorage.clear();
}

/** A place for what was typed under a name. */
export const draft = (name) => ({
  read: () => sessionStorage.getItem(DRAFT + name) ?? "",
  write: (text) => (text ? sessionStorage.setItem(DRAFT + name, text) : sessionStorage.removeItem(DRAFT + name)),
});

function forgetDrafts() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
}
