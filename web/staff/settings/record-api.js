/** The settings API's part on record systems: which are let in, and where events are sent. For practice admins only; the API refuses others. */
import { query } from "../api.js";

const HERE = "/v1/settings/record-system";
const at = (id, step = "") => `${HERE}/endpoints/${encodeURIComponent(id)}${step}`;

export class RecordSystemApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
  }

  state = () => this.api.ask(HERE);

  /** Let these in, and no others. @param {string[]} clientIds */
  letIn(clientIds) {
    return this.api.ask(HERE, { method: "PUT", body: { client_ids: clientIds } });
  }

  /** @returns {Promise<{endpoint: object, secret: string}>} the secret is never told again */
  addEndpoint(endpoint) {
    return this.api.ask(`${HERE}/endpoints`, { method: "POST", body: endpoint });
  }

  /** Conditional on `endpoint.version`. */
  changeEndpoint({ id, url, types, include_content, active, version }) {
    return this.api.ask(at(id), { method: "PUT", body: { url, types, include_content, active, version } });
  }

  removeEndpoint({ id }) {
    return this.api.ask(at(id), { method: "DELETE" });
  }

  /** @returns {Promise<{endpoint: object, secret: string}>} with the next secret, told once */
  newSecret({ id }) {
    return this.api.ask(at(id, "/secret"), { method: "POST" });
  }

  /** Send a harmless event now. @returns {Promise<{outcome: "delivered"|"failed", status: number|null, reason: string|null}>} */
  test({ id }) {
    return this.api.ask(at(id, "/test"), { method: "POST" });
  }

  /** Send again what came after an event. @param {number} after its number */
  replay({ id }, after) {
    return this.api.ask(at(id, "/replay"), { method: "POST", body: { after } });
  }

  /** What waits, newest first, then what was given up. */
  deliveries({ id }, cursor) {
    return this.api.ask(`${at(id, "/deliveries")}${query({ cursor })}`);
  }
}
