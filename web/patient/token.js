/**
 * The link's token: read from the fragment (which browsers never send), taken out of the address bar at once,
 * kept for this tab so that a reload works. Nothing is asked of the server here: a link preview uses nothing up.
 */

const TOKEN = "textward.token";
const STAGE = "textward.stage";
const SHOWN = "textward.shown"; // whose conversation this tab shows: a mark that names nobody
const DRAFT = "textward.reply";

/** Move a token from the address to this tab's storage. @returns {boolean} whether there was one */
export function takeToken() {
  const token = /^#([A-Za-z0-9_-]{16,})$/u.exec(location.hash)?.[1];
  if (!location.hash) return false;
  history.replaceState(null, "", location.pathname);
  if (!token) return false;
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.removeItem(STAGE);
  return true;
}

/** @returns {string} the token, or "" when the page was not opened by a link */
export const currentToken = () => sessionStorage.getItem(TOKEN) ?? "";

/** How far this tab has come: "code", "date_of_birth" or "conversation". */
export const currentStage = () => sessionStorage.getItem(STAGE) ?? "code";

export const rememberStage = (stage) => sessionStorage.setItem(STAGE, stage);

export const shown = () => sessionStorage.getItem(SHOWN) ?? "";

/** Note whose conversation this tab shows from now on. What somebody else typed in it before must not show to them. */
export function rememberShown(mark) {
  if (shown() && shown() !== mark) draft.write("");
  sessionStorage.setItem(SHOWN, mark);
}

/** What was typed and not sent: it outlives a reload and the session. */
export const draft = { read: () => sessionStorage.getItem(DRAFT) ?? "", write: (text) => sessionStorage.setItem(DRAFT, text) };

/** Leave nothing behind in this tab. */
export const forget = () => sessionStorage.clear();

takeToken();
