import { fill, h, icon } from "/shared/dom.js";
import { choice, field, tellFields } from "./fields.js";
import { openEditor } from "./open-editor.js";
import { eventOf } from "./record-words.js";
import { refusal } from "./trouble.js";

const LONGEST_ADDRESS = 500;

/**
 * Edit an endpoint in a dialog, or add one. After a conflict it says so and keeps what was entered.
 * @param {object|null} endpoint null adds one
 * @param {{api: import("./record-api.js").RecordSystemApi, types: string[]}} page
 * @returns {Promise<object|null>} what the API answered, or null
 */
export function editEndpoint(endpoint, { api, types }) {
  const editor = new Editor(endpoint, api, types);
  return openEditor(editor, editor.url);
}

class Editor {
  constructor(endpoint, api, types) {
    Object.assign(this, { endpoint, api, saved: null });
    this.url = h("input", { type: "url", class: "field-input", id: "endpoint-url", inputmode: "url", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: LONGEST_ADDRESS, required: true, value: endpoint?.url ?? "", "data-testid": "endpoint-url" });
    this.types = types.map((type) => choice({ ...eventOf(type), type: "checkbox", group: "types", testid: `endpoint-type-${type}`, checked: endpoint?.types.includes(type) ?? true }));
    this.content = h("input", { type: "checkbox", role: "switch", class: "switch", id: "endpoint-content", checked: endpoint?.include_content ?? false, "aria-describedby": "endpoint-content-words", "data-testid": "endpoint-content", onchange: () => this.warn() });
    this.warning = h("div", {});
    this.note = h("div", {});
    this.trouble = h("p", { class: "field-error", role: "alert", "data-testid": "endpoint-types-error" });
    const address = field({ name: "Address", words: "Where the system takes events. It begins with https and can be reached from the internet.", control: this.url, testid: "endpoint-url-error" });
    this.fields = { url: address, types: { tell: (problem) => fill(this.trouble, problem && icon("alert"), problem) } };
    this.dialog = h("dialog", { class: "dialog dialog-edit dialog-group", "aria-labelledby": "endpoint-title", "data-testid": "endpoint-dialog" },
      h("form", { novalidate: true, onsubmit: (event) => this.save(event) },
        h("h2", { id: "endpoint-title" }, endpoint ? "Edit endpoint" : "New endpoint"), this.note, address.row,
        h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Events"), h("div", { class: "endpoint-types" }, ...this.types), this.trouble),
        h("div", { class: "pref-row endpoint-content" }, h("label", { for: "endpoint-content", class: "pref-name" }, "Include what messages say"), this.content,
          h("p", { class: "pref-words", id: "endpoint-content-words" }, "Without it, events hold ids and states only; the system asks for the rest.")), this.warning,
        h("div", { class: "dialog-actions" },
          h("button", { type: "button", class: "button button-quiet", "data-testid": "endpoint-cancel", onclick: () => this.dialog.close() }, "Cancel"),
          h("button", { type: "submit", class: "button button-primary", "data-testid": "endpoint-save" }, endpoint ? "Save" : "Add"))));
    this.warn();
  }

  warn() {
    fill(this.warning, this.content.checked && h("p", { class: "note note-warn" }, icon("alert"), h("span", { class: "note-body" }, "What patients and staff write, secured messages too, leaves Textward for this address. Switch it on only for a system that may hold health information.")));
  }

  get wanted() {
    const types = this.types.map((label) => label.querySelector("input")).filter(({ checked }) => checked).map(({ value }) => value);
    return { url: this.url.value.trim(), types, include_content: this.content.checked };
  }

  /** What can be told without asking the API. */
  check() {
    const { url, types } = this.wanted;
    const problem = !url ? "Enter an address." : !URL.canParse(url) ? "This is no address. It begins with https." : "";
    this.fields.url.tell(problem);
    this.fields.types.tell(types.length ? "" : "Choose at least one kind of event.");
    if (problem) this.url.focus();
    else if (!types.length) this.types[0].querySelector("input").focus();
    return !problem && types.length > 0;
  }

  async save(event) {
    event.preventDefault();
    if (this.busy || !this.check()) return;
    this.busy = true;
    try {
      const { endpoint, wanted } = this;
      this.saved = endpoint ? await this.api.changeEndpoint({ ...endpoint, ...wanted }) : await this.api.addEndpoint(wanted);
      this.dialog.close();
    } catch (error) {
      await this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  async failed(error) {
    const now = error.status === 409 && this.endpoint ? await this.asItIs() : null;
    const rest = now ? [] : tellFields(error, this.fields);
    if (now) this.endpoint = now;
    if (now) fill(this.note, h("div", { class: "note note-warn", role: "alert", "data-testid": "endpoint-conflict" }, icon("users"), h("p", { class: "note-body" }, `A colleague changed this endpoint first. It is now: ${summary(now)}. What you entered is kept: save again to put it in its place.`)));
    else if (rest.length || !error.errors?.length) fill(this.note, refusal(error, "endpoint-error"));
    else fill(this.note);
    (this.dialog.querySelector(".field-error:not(:empty)") ?? this.note).scrollIntoView({ block: "nearest" });
  }

  async asItIs() {
    try {
      const { endpoints } = await this.api.state();
      return endpoints.find(({ id }) => id === this.endpoint.id) ?? null;
    } catch {
      return null;
    }
  }
}

function summary({ url, types, include_content: content, active }) {
  return [url, types.map((type) => eventOf(type).name).join(", "), content ? "with what messages say" : "without what messages say", active ? "switched on" : "switched off"].join("; ");
}
