/** The settings API for two-way texting: the number, and how it behaves. For practice admins only; the API refuses others. */
import { randomKey } from "/shared/dom.js";
import { NoAnswerError } from "/shared/request.js";
import { query } from "../api.js";

export class TextingApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
    this.keys = new Map();
  }

  state = () => this.api.ask("/v1/settings/texting");

  /** Conditional on `settings.version`. */
  save(settings) {
    return this.api.ask("/v1/settings/texting", { method: "PUT", body: settings });
  }

  /** @param {"US"|"CA"} country */
  async find(country, areaCode) {
    const { items } = await this.api.ask("/v1/settings/numbers/search", { method: "POST", body: { country, area_code: areaCode } });
    return items;
  }

  /** Buy a number. As long as no answer came, asking again is the same purchase, not a second one. */
  async buy(number) {
    const key = this.keys.get(number) ?? randomKey();
    this.keys.set(number, key);
    try {
      const state = await this.api.ask("/v1/settings/numbers", { method: "POST", body: { number }, headers: { "idempotency-key": key } });
      this.keys.delete(number);
      return state;
    } catch (error) {
      if (!(error instanceof NoAnswerError)) this.keys.delete(number);
      throw error;
    }
  }

  /** Give the number back; conditional on the version that was shown. */
  release(version) {
    return this.api.ask(`/v1/settings/numbers/current${query({ version })}`, { method: "DELETE" });
  }
}
