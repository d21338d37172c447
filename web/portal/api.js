/** The portal's API, one function per operation. The session is a cookie that scripts can't read. */
import { get, paged, post } from "/shared/patients/ours.js";

const CONVERSATIONS = "/portal-api/conversations";
const one = (id) => `${CONVERSATIONS}/${encodeURIComponent(id)}`;

export const practice = (id) => get(`/portal-api/practices/${encodeURIComponent(id)}`);

export const sendCode = (practiceId, phone) => post("/portal-api/codes", { practice: practiceId, phone });

export const verifyCode = (practiceId, phone, code) => post("/portal-api/codes/verify", { practice: practiceId, phone, code, session: "cookie" });

/** @param {string} date YYYY-MM-DD @param {number|null} choice among people who share phone and date of birth */
export const confirmIdentity = (date, choice = null) => post("/portal-api/identity", { date_of_birth: date, choice, session: "cookie" });

export const me = () => get("/portal-api/me");

export const recipients = () => get("/portal-api/recipients");

/** @param {"inbox"|"unread"|"sent"} box */
export const conversations = (box, cursor) => get(paged(CONVERSATIONS, cursor, { box }));

/** Names stay out of addresses, so this is a POST; a page may be empty and still have a next one. */
export const search = (query, cursor) => post(`${CONVERSATIONS}/search`, { query, cursor });

export const conversation = (id) => get(one(id));

export const messages = (id, cursor) => get(paged(`${one(id)}/messages`, cursor));

/** @param {{to: {kind: string, id: string}, subject: string, body: string}} letter @param {string} key the same for every try of one letter */
export const compose = (letter, key) => post(CONVERSATIONS, letter, { "idempotency-key": key });

export const reply = (id, body, key) => post(`${one(id)}/messages`, { body }, { "idempotency-key": key });

/** @param {string} upto the last message that was shown */
export const markRead = (id, upto) => post(`${one(id)}/read`, { upto });

export const signOut = () => post("/portal-api/logout", {});
