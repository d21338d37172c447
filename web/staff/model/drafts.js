/** What is typed but not sent, per conversation, for this tab. */
const DRAFTS = "textward.drafts";

export class Drafts {
  constructor() {
    this.all = JSON.parse(sessionStorage.getItem(DRAFTS) ?? "{}");
  }

  /** @returns {{body: string, mode: "secured"|"plain"|null}} */
  of(threadId) {
    return this.all[threadId] ?? { body: "", mode: null };
  }

  save(threadId, draft) {
    if (draft.body || draft.mode) this.all[threadId] = draft;
    else delete this.all[threadId];
    sessionStorage.setItem(DRAFTS, JSON.stringify(this.all));
  }

  /** Put text back, after whatever has been typed since; secured if either was meant so. */
  giveBack(threadId, body, mode) {
    const { body: typed, mode: chosen } = this.of(threadId);
    this.save(threadId, { body: typed ? `${typed}\n${body}` : body, mode: typed && chosen === "secured" ? chosen : mode });
  }
}
