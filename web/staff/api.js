/** The staff API, one method per operation. Errors are those of shared/request.js. */
import { ProblemError, requestJson } from "/shared/request.js";

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

  messages(threadId, cursor) {
    return this.ask(`${threadPath(threadId)}/messages${query({ cursor })}`);
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

  unlock(patientId) {
    return this.ask(`/v1/patients/${encodeURIComponent(patientId)}/unlock`, { method: "POST" });
  }

  liveTicket = () => this.ask("/v1/live/tickets", { method: "POST" });

  async ask(path, options = {}) {
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
    return requestJson(path, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });
  }
}

const threadPath = (threadId) => `/v1/threads/${encodeURIComponent(threadId)}`;

const messagePath = (message) => `${threadPath(message.thread_id)}/messages/${encodeURIComponent(message.id)}`;

function query(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
