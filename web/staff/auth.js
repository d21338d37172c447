/**
 * Sign-in by the hosted page of the user pool: authorization code with PKCE (RFC 7636), tokens kept for this tab only.
 */
import { base64url, randomKey } from "/shared/dom.js";

const TOKENS = "textward.tokens";
const PENDING = "textward.sign-in";
const EARLY_MS = 60000;

/** Fires `ended` (detail: why, in words, or "") when the session is over and the member must sign in again. */
export class Auth extends EventTarget {
  /** @param {{authorizeUrl: string, tokenUrl: string, logoutUrl: string, clientId: string, redirectUri: string, scopes: string|string[]}} settings */
  constructor(settings) {
    super();
    this.settings = settings;
    this.tokens = JSON.parse(sessionStorage.getItem(TOKENS) ?? "null");
    this.renewal = null;
  }

  get signedIn() {
    return this.tokens !== null;
  }

  /** Go to the sign-in page; the place in the inbox is found again afterwards. */
  async begin() {
    const verifier = randomKey(48);
    const state = randomKey();
    sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, place: location.hash }));
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    const { authorizeUrl, clientId, redirectUri, scopes } = this.settings;
    const query = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: [scopes].flat().join(" "),
      state,
      code_challenge: base64url(digest),
      code_challenge_method: "S256",
    });
    location.assign(`${authorizeUrl}?${query}`);
  }

  /**
   * Finish a sign-in if the address holds its answer.
   * @returns {Promise<string>} words about what went wrong, or ""
   */
  async finish() {
    const answer = new URLSearchParams(location.search);
    if (!answer.has("code") && !answer.has("error")) return "";
    const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
    sessionStorage.removeItem(PENDING);
    history.replaceState(null, "", location.pathname + (pending?.place ?? ""));
    if (answer.has("error")) return "Signing in was cancelled. You can try again.";
    if (!pending || pending.state !== answer.get("state")) return "That sign-in had expired. Please try again.";
    const done = await this.exchange({ grant_type: "authorization_code", code: answer.get("code"), redirect_uri: this.settings.redirectUri, code_verifier: pending.verifier });
    return done ? "" : "Signing in did not work. Please try again.";
  }

  /** A token that is good for a while yet. @returns {Promise<string|null>} null when signed out */
  async token() {
    if (!this.tokens) return null;
    if (this.tokens.until - EARLY_MS < Date.now()) await this.renew();
    return this.tokens?.access ?? null;
  }

  /** Fetch a fresh token, once for all who ask at the same time. @returns {Promise<boolean>} */
  renew() {
    this.renewal ??= this.exchange({ grant_type: "refresh_token", refresh_token: this.tokens?.refresh ?? "" }).finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  async exchange(form) {
    let response;
    try {
      response = await fetch(this.settings.tokenUrl, { method: "POST", body: new URLSearchParams({ client_id: this.settings.clientId, ...form }), cache: "no-store" });
    } catch {
      return false; // No answer says nothing about the session: keep it and let the caller retry.
    }
    if (!response.ok) {
      if (response.status < 500) this.end();
      return false;
    }
    const body = await response.json();
    this.tokens = { access: body.access_token, refresh: body.refresh_token ?? this.tokens?.refresh ?? "", until: Date.now() + body.expires_in * 1000 };
    sessionStorage.setItem(TOKENS, JSON.stringify(this.tokens));
    return true;
  }

  /** The session is over; drafts stay so that nothing typed is lost. */
  end(why = "") {
    this.tokens = null;
    sessionStorage.removeItem(TOKENS);
    this.dispatchEvent(new CustomEvent("ended", { detail: why }));
  }

  /** Sign out here and at the user pool, leaving nothing in this tab. */
  signOut() {
    sessionStorage.clear();
    const { logoutUrl, clientId, redirectUri } = this.settings;
    location.assign(`${logoutUrl}?${new URLSearchParams({ client_id: clientId, logout_uri: redirectUri })}`);
  }
}
