import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { explain, NoAnswerError } from "/shared/request.js";
import { field } from "./fields.js";
import { refusal } from "./trouble.js";

const COUNTRIES = [{ id: "US", name: "United States" }, { id: "CA", name: "Canada" }];
const OVERTAKEN = ["order-open", "number-present", "conflict"]; // Somebody else has been at it: what is so now says more.
const AREA_CODE = /^[2-9][0-9]{2}$/u;

/** The practice's number: the one it has, or the search for one (row A2). */
export class NumberCard {
  /**
   * @param {object} state number, order and settings
   * @param {import("./texting-api.js").TextingApi} api
   * @param {{took: (state: object, told: string) => void, look: () => void}} page
   */
  constructor(state, api, page) {
    Object.assign(this, { state, api, page });
    this.note = h("div", {});
    this.nodes = [h("h3", { class: "card-name" }, "Texting number"), ...this.parts()];
  }

  parts() {
    const { addon, number, order } = this.state;
    if (order?.state === "open") return [this.waiting(order)];
    if (number) return [this.present(), this.note];
    if (!addon) return [h("div", { class: "note note-warn", "data-testid": "texting-addon-needed" }, icon("lock"), h("p", { class: "note-body" }, "Two-way texting comes with the Text/Voice Notifications add-on, which your practice doesn’t have yet. Ask your account manager to add it, then choose a number here."))];
    return [this.lastTry(order), this.finder(), this.note, this.found];
  }

  waiting({ kind, number_display: shown }) {
    const words = kind === "purchase" ? `${shown} is being added.` : `${shown} is being released.`;
    return h("div", { class: "note", role: "status", "data-testid": "number-waiting" }, icon("clock"), h("p", { class: "note-body" }, `${words} The provider has not answered yet; this page shows by itself what came of it, at most in a few minutes. Nothing is ever bought twice.`));
  }

  present() {
    const { number_display: shown } = this.state;
    return h("div", { class: "number-present" },
      h("div", { class: "card-body" }, h("p", { class: "number-shown", "data-testid": "number-present" }, icon("phone"), shown), h("p", { class: "card-words" }, "Every text to patients comes from this number, and whoever texts it reaches your inbox.")),
      h("button", { type: "button", class: "button button-quiet", "data-testid": "number-release", onclick: (event) => this.release(event.currentTarget) }, "Release number"));
  }

  lastTry(order) {
    if (order?.kind !== "purchase" || order.state !== "failed") return null;
    return h("p", { class: "card-words", "data-testid": "number-last-try" }, `${order.number_display} could not be added: nothing was bought. Choose a number again.`);
  }

  finder() {
    const country = h("select", { class: "field-select", id: "number-country", "data-testid": "number-country" }, ...COUNTRIES.map(({ id, name }) => h("option", { value: id }, name)));
    const code = h("input", { class: "field-input number-code", id: "number-code", inputmode: "numeric", maxlength: "3", autocomplete: "off", required: true, "data-testid": "number-code" });
    const where = field({ name: "Country", control: country, testid: "number-country-error" });
    this.code = field({ name: "Area code", words: "Three digits, such as 312.", control: code, testid: "number-code-error" });
    this.found = h("div", { "data-testid": "number-found", "aria-live": "polite" });
    return h("form", { class: "number-finder", novalidate: true, "aria-label": "Find a number", onsubmit: (event) => this.find(event, country.value, code) },
      where.row, this.code.row, h("button", { type: "submit", class: "button button-primary", "data-testid": "number-search" }, icon("search"), "Find numbers"));
  }

  async find(event, country, code) {
    event.preventDefault();
    const wanted = code.value.trim();
    const wrong = AREA_CODE.test(wanted) ? "" : "Enter an area code of three digits; it starts with 2 to 9.";
    this.code.tell(wrong);
    fill(this.note);
    if (wrong) return code.focus();
    this.found.setAttribute("aria-busy", "true");
    fill(this.found, h("p", { class: "card-words" }, "Looking"));
    try {
      this.show(await this.api.find(country, wanted), wanted);
    } catch (error) {
      fill(this.found);
      fill(this.note, refusal(error, "number-error"));
    } finally {
      this.found.setAttribute("aria-busy", "false");
    }
    return undefined;
  }

  show(items, areaCode) {
    if (!items.length) {
      fill(this.found, h("p", { class: "card-words", "data-testid": "number-none" }, `There are no numbers with area code ${areaCode} there now. Try a neighboring one.`));
      return;
    }
    fill(this.found, h("p", { class: "card-words" }, `${items.length} numbers with area code ${areaCode}`),
      h("ul", { class: "number-list" }, ...items.map((item) => h("li", { class: "number-offer", "data-testid": "number-offer", "data-number": item.number },
        h("span", { class: "number-words" }, h("strong", {}, item.number_display), h("span", { class: "card-words" }, [item.locality, item.region].filter(Boolean).join(", "))),
        h("button", { type: "button", class: "button button-quiet", "aria-label": `Add ${item.number_display}`, "data-testid": "number-add", onclick: (event) => this.add(item, event.currentTarget) }, icon("plus"), "Add")))));
  }

  async add({ number, number_display: shown }, button) {
    await this.asked({ title: `Add ${shown}?`, words: "It is bought at the texting provider and becomes your practice’s number: all your texts come from it.", action: "Add number" },
      () => this.order(() => this.api.buy(number), `${shown} is your practice’s number now.`, button));
  }

  async release(button) {
    const { number_display: shown, version } = this.state;
    await this.asked({ title: `Release ${shown}?`, words: "Two-way texting is switched off, texts to this number no longer reach you, and somebody else may get it. It can’t be taken back. To stop texting for a while only, switch it off below instead.", action: "Release number" },
      () => this.order(() => this.api.release(version), `${shown} has been released.`, button));
  }

  /** Ask, then run; a second click meanwhile, on whatever is below the question, does nothing. */
  async asked(question, run) {
    if (this.busy) return;
    this.busy = true;
    try {
      if (await confirmed(question)) await run();
    } finally {
      this.busy = false;
    }
  }

  /** Have it done, once: all buttons wait for the answer. */
  async order(ask, told, button) {
    const buttons = button.closest("section").querySelectorAll("button");
    buttons.forEach((one) => one.toggleAttribute("disabled", true));
    fill(this.note);
    try {
      const state = await ask();
      this.page.took(state, state.order?.state === "open" ? "" : told);
    } catch (error) {
      buttons.forEach((one) => one.toggleAttribute("disabled", false));
      if (error instanceof NoAnswerError || OVERTAKEN.includes(error.code)) return this.page.look(explain(error).words);
      fill(this.note, refusal(error, "number-error"));
      button.focus();
    }
    return undefined;
  }
}
