/** The patient API, one function per operation. */
import { get, paged, post } from "/shared/patients/ours.js";

export const verifyCode = (token, code) => post("/s/codes/verify", { token, code });

export const resendCode = (token) => post("/s/codes/resend", { token });

/** @param {string} date YYYY-MM-DD */
export const confirmIdentity = (date) => post("/s/identity", { date_of_birth: date });

export const conversation = (cursor) => get(paged("/s/conversation", cursor));

/** @param {string} key the same for every try of one reply */
export const reply = (body, key) => post("/s/messages", { body }, { "idempotency-key": key });

export const signOut = () => post("/s/logout", {});
