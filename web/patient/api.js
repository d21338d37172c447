/** The patient API, one function per operation. */
import { get, paged, post } from "/shared/patients/ours.js";
import { currentToken, rememberShown, shown } from "./token.js";

export const verifyCode = (token, code) => post("/s/codes/verify", { token, code });

export const resendCode = (token) => post("/s/codes/resend", { token });

/** The token says which link's page asks: another tab may have entered another link's code. @param {string} date YYYY-MM-DD */
export async function confirmIdentity(date) {
  const answer = await post("/s/identity", { date_of_birth: date, token: currentToken() });
  rememberShown(answer.shown);
  return answer;
}

// Another tab may have begun another patient's visit on the same phone: this tab's are refused then, and it starts again.
const ours = () => (shown() ? { "textward-shown": shown() } : {});

export const conversation = (cursor) => get(paged("/s/conversation", cursor), ours());

/** @param {string} key the same for every try of one reply */
export const reply = (body, key) => post("/s/messages", { body }, { ...ours(), "idempotency-key": key });

export const signOut = () => post("/s/logout", {});
