/** The patient API, one function per operation. The session is a cookie that scripts can't read. */
import { requestJson } from "/shared/request.js";

// Browsers let only our own pages send this header, so another site can't act in the patient's name.
const OURS = { "x-requested-with": "textward" };

const post = (url, body, headers = {}) => requestJson(url, { method: "POST", body, headers: { ...OURS, ...headers } });

export const verifyCode = (token, code) => post("/s/codes/verify", { token, code });

export const resendCode = (token) => post("/s/codes/resend", { token });

/** @param {string} date YYYY-MM-DD */
export const confirmIdentity = (date) => post("/s/identity", { date_of_birth: date });

export const conversation = (cursor) => requestJson(`/s/conversation${cursor ? `?${new URLSearchParams({ cursor })}` : ""}`, { headers: OURS });

/** @param {string} key the same for every try of one reply */
export const reply = (body, key) => post("/s/messages", { body }, { "idempotency-key": key });

export const signOut = () => post("/s/logout", {});
