import { fill, h, icon } from "/shared/dom.js";
import { openEditor } from "./open-editor.js";
import { refusal } from "./trouble.js";

/** The privilege 'view/compose text messages', in words (rows E1-E3). */
export const TEXTS = [
  { id: "none", name: "No text messages", words: "Sees and sends none." },
  { id: "assigned", name: "Only assigned messages", words: "Sees, answers and completes what is assigned to them." },
  { id: "all", name: "All messages", words: "Sees, answers, assigns and deletes any message." },
];

/** The other privileges (rows E1, E4). */
export const PRIVILEGES = [
  { id: "practice_admin", name: "Practice admin", words: "Edits roles, members and the practice’s settings, and reads the audit trail." },
  { id: "manage_groups", name: "Message groups", words: "Creates and edits message groups." },
  { id: "phr_settings", name: "Portal settings", words: "Edits what patients can do in the portal." },
];

/**
 * Edit a role in a dialog, or make a new one. After a conflict it says how the role is now and keeps what was typed.
 * @param {object|null} role null makes a new one
 * @param {import("./api.js").SettingsApi} settings
 * @returns {Promise<object|null>} the role as saved, or null
 */
export function editRole(role, settings) {
  const editor = new Editor(role, settings);
  return openEditor(editor, editor.name);
}

class Editor {
  constructor(role, settings) {
    Object.assign(this, { role, settings, saved: null });
    this.name = h("input", { class: "field-input", id: "role-name", maxlength: "60", required: true, autocomplete: "off", value: role?.name ?? "", "data-testid": "role-name" });
    this.texts = TEXTS.map((each) => choice("radio", each, `role-text-${each.id}`, (role?.text_messages ?? "assigned") === each.id));
    this.privileges = PRIVILEGES.map((each) => choice("checkbox", each, `role-${each.id.replaceAll("_", "-")}`, role?.[each.id] ?? false));
    this.note = h("div", { class: "field" });
    this.dialog = h("dialog", { class: "dialog dialog-edit", "aria-labelledby": "role-title", "data-testid": "role-dialog" },
      h("form", { novalidate: true, onsubmit: (event) => this.save(event) },
        h("h2", { id: "role-title" }, role ? "Edit role" : "New role"), this.note,
        h("div", { class: "field" }, h("label", { class: "field-name", for: "role-name" }, "Name"), this.name),
        h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Text messages"), ...this.texts),
        h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Also"), ...this.privileges),
        h("div", { class: "dialog-actions" },
          h("button", { type: "button", class: "button button-quiet", onclick: () => this.dialog.close() }, "Cancel"),
          h("button", { type: "submit", class: "button button-primary", "data-testid": "role-save" }, "Save"))));
  }

  get wanted() {
    const ticked = (label) => label.querySelector("input").checked;
    const rest = Object.fromEntries(PRIVILEGES.map(({ id }, index) => [id, ticked(this.privileges[index])]));
    return { name: this.name.value.trim(), text_messages: TEXTS[this.texts.findIndex(ticked)].id, ...rest };
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      this.saved = this.role ? await this.settings.changeRole(this.role.id, { ...this.wanted, version: this.role.version }) : await this.settings.addRole(this.wanted);
      this.dialog.close();
    } catch (error) {
      await this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  async failed(error) {
    const now = error.status === 409 && this.role ? await this.asItIs() : null;
    if (now) this.role = now;
    fill(this.note, now ? h("div", { class: "note note-warn", role: "alert", "data-testid": "role-conflict" }, icon("users"), h("p", { class: "note-body" }, `A colleague changed this role first. It is now “${now.name}”: ${summary(now)}. What you entered is kept: save again to put it in its place.`)) : refusal(error, "role-error"));
    this.note.scrollIntoView({ block: "nearest" });
  }

  async asItIs() {
    try {
      const { items } = await this.settings.roles();
      return items.find(({ id }) => id === this.role.id) ?? null;
    } catch {
      return null;
    }
  }
}

function choice(type, { id, name, words }, testid, checked) {
  return h("label", { class: "choice" }, h("input", { type, name: type === "radio" ? "texts" : id, checked, "data-testid": testid }), h("span", {}, name), h("span", { class: "choice-words" }, words));
}

function summary(role) {
  return [TEXTS.find(({ id }) => id === role.text_messages).name, ...PRIVILEGES.filter(({ id }) => role[id]).map(({ name }) => name)].join(", ");
}
