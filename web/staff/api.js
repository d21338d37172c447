/** The staff API, one method per operation. Errors are those of shared/request.js. */
import { ProblemError, request } from "/shared/request.js";

const FILE_MS = 60000;

export class StaffApi {
  /** @param {import("./auth.js").Auth} auth */
  constructor(auth) {
    this.auth = auth;
  }

  me = () => this.ask("/v1/me");

  badge = () => this.ask("/v1/badge");

  inbox({ list, facility, cursor, limit }) {
    return this.ask(`/v1/inbox${query({ list, facility, cursor, limit })}`);
  }

  patients(text, signal) {
    return this.ask("/v1/patients/search", { method: "POST", body: { query: text }, signal }); // What is typed stays out of addresses.
  }

  thread(threadId) {
    return this.ask(threadPath(threadId));
  }

  messages(threadId, { cursor, limit } = {}) {
    return this.ask(`${threadPath(threadId)}/messages${query({ cursor, limit })}`);
  }

  /** Messages of a conversation that hold all the words; a page may be empty and have a next one. */
  searchThread(threadId, words, { cursor, signal } = {}) {
    return this.ask(`${threadPath(threadId)}/search${query({ cursor })}`, { method: "POST", body: { words }, signal });
  }

  /** @param {{format: "pdf"|"fhir", from?: string, to?: string}} wanted @returns {Promise<{file: Blob, headers: Headers}>} */
  exportThread(threadId, wanted) {
    return this.file(`${threadPath(threadId)}/export${query(wanted)}`);
  }

  send(threadId, message, key) {
    return this.ask(`${threadPath(threadId)}/messages`, { method: "POST", body: message, headers: { "idempotency-key": key } });
  }

  retry(message, key) {
    return this.ask(`${messagePath(message)}/retry`, { method: "POST", headers: { "idempotency-key": key } });
  }

  resendLink(message) {
    return this.ask(`${messagePath(message)}/link/resend`, { method: "POST" });
  }

  revokeLink(message) {
    return this.ask(`${messagePath(message)}/link/revoke`, { method: "POST" });
  }

  /** @param {"complete"|"delete"|"restore"} action conditional on the version shown */
  act(message, action) {
    return this.ask(`${messagePath(message)}/${action}`, { method: "POST", body: { version: message.version } });
  }

  /** @param {string[]} memberIds whose the message shall be; none takes it back */
  assign(message, memberIds) {
    return this.ask(`${messagePath(message)}/assignees`, { method: "PUT", body: { version: message.version, member_ids: memberIds } });
  }

  star(message, starred) {
    return this.ask(`${messagePath(message)}/star`, { method: starred ? "PUT" : "DELETE" });
  }

  history(message) {
    return this.ask(`${messagePath(message)}/history`);
  }

  /** @param {{id: string, thread_id: string, version: number}[]} messages at most 50 */
  actOnMany(action, messages, memberIds = []) {
    const seen = messages.map(({ id, thread_id, version }) => ({ thread_id, message_id: id, version }));
    return this.ask("/v1/actions", { method: "POST", body: { action, member_ids: memberIds, messages: seen } });
  }

  actOnThread(threadId, action, cursor) {
    return this.ask(`${threadPath(threadId)}/actions${query({ cursor })}`, { method: "POST", body: { action } });
  }

  savePreferences(preferences) {
    return this.ask("/v1/settings/preferences", { method: "PUT", body: preferences });
  }

  unlock(patientId) {
    return this.ask(`/v1/patients/${encodeURIComponent(patientId)}/unlock`, { method: "POST" });
  }

  liveTicket = () => this.ask("/v1/live/tickets", { method: "POST" });

  /** Ask as the member who is signed in. @returns {Promise<any>} the JSON of the answer */
  async ask(path, options = {}) {
    return (await this.answer(path, options)).data;
  }

  /** The same for a file, which may take a while to make. */
  file(path) {
    return this.answer(path, { file: true, wait: FILE_MS, headers: { accept: "*/*" } });
  }

  /** The same, with headers and the text as it came. A token that has just run out is renewed once. */
  async answer(path, options = {}) {
    try {
      return await this.once(path, options);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
      if (!(await this.auth.renew())) throw error;
      return this.once(path, options);
    }
  }

  async once(path, options) {
    const token = await this.auth.token();
    if (!token) throw new ProblemError(401, { detail: "Your session has ended. Sign in again." });
    return request(path, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });
  }
}

const threadPath = (threadId) => `/v1/threads/${encodeURIComponent(threadId)}`;

const messagePath = (message) => `${threadPath(message.thread_id)}/messages/${encodeURIComponent(message.id)}`;

/** A query string of the values that are given. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
