/** Requests of the patients' pages. The session is a cookie that scripts can't read. */
import { requestJson } from "/shared/request.js";

// Browsers let only our own pages send this header, so another site can't act in the patient's name.
const OURS = { "x-requested-with": "textward" };

export const get = (url, headers = {}) => requestJson(url, { headers: { ...OURS, ...headers } });

export const post = (url, body, headers = {}) => requestJson(url, { method: "POST", body, headers: { ...OURS, ...headers } });

/** Add a cursor, if there is one, to an address. */
export const paged = (url, cursor, values = {}) => {
  const query = String(new URLSearchParams(cursor ? { ...values, cursor } : values));
  return query ? `${url}?${query}` : url;
};
