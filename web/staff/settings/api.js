/** The settings API: roles, members, audit trail. For practice admins only; the API refuses others. */
import { query } from "../api.js";

const NEXT = "Textward-Next-Cursor";

export class SettingsApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
  }

  roles = () => this.api.ask("/v1/settings/roles");

  addRole(role) {
    return this.api.ask("/v1/settings/roles", { method: "POST", body: role });
  }

  /** Conditional on `role.version`. */
  changeRole(id, role) {
    return this.api.ask(`/v1/settings/roles/${encodeURIComponent(id)}`, { method: "PUT", body: role });
  }

  members = () => this.api.ask("/v1/settings/members");

  /** Conditional on `member.version`. */
  changeMember({ id, role_id, active, version }) {
    return this.api.ask(`/v1/settings/members/${encodeURIComponent(id)}`, { method: "PUT", body: { role_id, active, version } });
  }

  audit(month, cursor) {
    return this.api.ask(`/v1/settings/audit${query({ month, cursor, limit: 100 })}`);
  }

  /**
   * A month of the trail as one file.
   * @param {"csv"|"jsonl"} form
   * @param {(parts: number) => void} tell how many parts have come
   * @returns {Promise<Blob>}
   */
  async exportAudit(month, form, tell) {
    const parts = [];
    let type = "";
    let cursor = null;
    do {
      const { text, headers } = await this.api.answer(`/v1/settings/audit/export${query({ month, as: form, cursor })}`, { headers: { accept: "*/*" } });
      parts.push(text);
      type = headers.get("content-type") ?? "";
      cursor = headers.get(NEXT);
      tell(parts.length);
    } while (cursor);
    return new Blob(parts, { type });
  }
}
