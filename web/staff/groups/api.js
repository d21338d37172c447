/** The conversations' part of the staff API, in the shapes that the inbox's models work with. */
import { query } from "../api.js";

const at = (id) => `/v1/conversations/${encodeURIComponent(id)}`;

/** A conversation as a row of a list: ordered by its last message. */
const asItem = (conversation) => ({ ...conversation, message_id: conversation.id, thread_id: conversation.id, at: conversation.last_at, direction: conversation.last_direction });

/** A message as conversations show it; it never changes, so one version will do. */
const asMessage = (threadId) => (message) => ({ ...message, thread_id: threadId, mode: "portal", version: 1, link: null });

export class ConversationApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
  }

  /** The member's groups, direct messages first, each with its counts. */
  baskets = () => this.api.ask("/v1/groups");

  /** @param {{list: string, facility: string}} of `list`: a filter of the basket, which stands where the inbox has its facility */
  async inbox({ list, facility: basket, cursor, limit }) {
    const page = await this.api.ask(`/v1/groups/${encodeURIComponent(basket)}/conversations${query({ filter: list, cursor, limit })}`);
    return { ...page, items: page.items.map(asItem) };
  }

  thread(threadId) {
    return this.api.ask(at(threadId));
  }

  async messages(threadId, { cursor, limit } = {}) {
    const page = await this.api.ask(`${at(threadId)}/messages${query({ cursor, limit })}`);
    return { ...page, items: page.items.map(asMessage(threadId)) };
  }

  exportThread(threadId, wanted) {
    return this.api.file(`${at(threadId)}/export${query(wanted)}`);
  }

  async send(threadId, { body }, key) {
    return asMessage(threadId)(await this.api.ask(`${at(threadId)}/messages`, { method: "POST", body: { body }, headers: { "idempotency-key": key } }));
  }

  /** @param {"complete"|"reopen"|"trash"|"restore"} step conditional on the version shown */
  act({ id, version }, step) {
    return this.api.ask(`${at(id)}/${step}`, { method: "POST", body: { version } });
  }

  /** @param {string[]} memberIds whose the conversation shall be; none takes it back */
  assign({ id, version }, memberIds) {
    return this.api.ask(`${at(id)}/assignees`, { method: "PUT", body: { version, member_ids: memberIds } });
  }

  star({ id }, starred) {
    return this.api.ask(`${at(id)}/star`, { method: starred ? "PUT" : "DELETE" });
  }

  history({ id }) {
    return this.api.ask(`${at(id)}/history`);
  }
}
