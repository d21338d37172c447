import { fill, h, icon } from "/shared/dom.js";
import { memberName } from "../components/names.js";
import { choice, choose, field, tellFields } from "./fields.js";
import { GroupMembers } from "./group-members.js";
import { openEditor } from "./open-editor.js";
import { refusal } from "./trouble.js";

const LONGEST_NAME = 60;
const LONGEST_DESCRIPTION = 300;

const ANSWERING = [
  { id: "members", name: "Members of the group", words: "The ones named below, as Admin or User." },
  { id: "care_team", name: "The patient’s in-house care team", words: "What each patient writes goes to their own care team; the group’s Admins see all of it." },
];

/**
 * Edit a group in a dialog, make a new one, or bring a retired one back. After a conflict it says how the group is now and keeps what was entered.
 * @param {object|null} group null makes a new one
 * @param {object} book what the API gave with the groups: facilities, categories, members, limits
 * @returns {Promise<object|null>} the group as saved, or null
 */
export function editGroup(group, book, api, me) {
  const editor = new Editor(group, book, api, me);
  return openEditor(editor, editor.name);
}

class Editor {
  constructor(group, book, api, me) {
    Object.assign(this, { group, book, api, me, saved: null });
    this.makeFields(group);
    const title = !group ? "New group" : group.retired ? `Reinstate ${group.name}` : "Edit group";
    const { name, description, facility_id: facility, category_id: category } = this.fields;
    this.note = h("div", { class: "field" }, group?.retired && this.reinstating());
    this.dialog = h("dialog", { class: "dialog dialog-edit dialog-group", "aria-labelledby": "group-title", "data-testid": "group-dialog" },
      h("form", { novalidate: true, onsubmit: (event) => this.save(event) },
        h("h2", { id: "group-title" }, title), this.note, name.row, description.row,
        h("div", { class: "field-pair" }, facility.row, category.row),
        h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Who answers"), ...this.answering),
        this.members.box,
        h("div", { class: "dialog-actions" },
          h("button", { type: "button", class: "button button-quiet", "data-testid": "group-cancel", onclick: () => this.dialog.close() }, "Cancel"),
          h("button", { type: "submit", class: "button button-primary", "data-testid": "group-save" }, group?.retired ? "Reinstate" : "Save"))));
    this.members.answerBy(this.careTeam);
    this.countWords();
  }

  makeFields(group) {
    const { facilities, categories, members, limits } = this.book;
    this.name = h("input", { class: "field-input", id: "group-name", maxlength: LONGEST_NAME, required: true, autocomplete: "off", value: group?.name ?? "", "data-testid": "group-name" });
    this.description = h("textarea", { class: "field-input field-area", id: "group-description", rows: "2", maxlength: LONGEST_DESCRIPTION, "data-testid": "group-description", oninput: () => this.countWords() }, group?.description ?? "");
    this.facility = choose({ id: "group-facility", any: "All facilities", items: facilities, chosen: group?.facility_id, testid: "group-facility" });
    this.category = choose({ id: "group-category", any: "All patients", items: categories, chosen: group?.category_id, testid: "group-category" });
    this.count = h("span", { class: "field-count", id: "group-description-count" });
    this.answering = ANSWERING.map((each) => choice({ ...each, type: "radio", group: "answering", testid: `group-answering-${each.id.replace("_", "-")}`, checked: (group?.answering ?? "members") === each.id, changed: () => this.members.answerBy(this.careTeam) }));
    this.members = new GroupMembers({ members, most: limits.members, admins: group?.admins ?? [this.me.member.id], users: group?.users ?? [], changed: () => {} });
    const make = (name, control, testid, words) => field({ name, control, testid, words });
    this.fields = {
      name: make("Name", this.name, "group-name-error", "Patients choose it, and answers bear it."),
      description: make("Description", this.description, "group-description-error", "Shown to patients beside the name."),
      facility_id: fromSelect("Facility", this.facility, "group-facility-error"),
      category_id: fromSelect("Patients", this.category, "group-category-error"),
    };
    this.fields.description.row.firstElementChild.append(this.count);
    this.fields.admins = this.members;
    this.fields.users = this.members;
  }

  /** What bringing a group back means; where what it was limited to is gone, it would open to more patients than before. */
  reinstating() {
    const { facility_id: facility, category_id: category } = this.group;
    const known = (list, id) => id === null || list.some((each) => each.id === id);
    const gone = [!known(this.book.facilities, facility) && "facility was closed", !known(this.book.categories, category) && "patient category was deleted"].filter(Boolean);
    return h("p", { class: `note note-${gone.length ? "warn" : "accent"}`, "data-testid": "group-reinstating" }, icon("info"),
      h("span", { class: "note-body" }, gone.length ? `Its ${gone.join(" and its ")}: choose below whose patients may write to it. ` : "", "Patients can write to it again as soon as you save."));
  }

  get careTeam() {
    return this.answering[1].querySelector("input").checked;
  }

  get wanted() {
    return {
      name: this.name.value.trim(), description: this.description.value.trim(),
      facility_id: this.facility.firstElementChild.value || null, category_id: this.category.firstElementChild.value || null,
      answering: this.careTeam ? "care_team" : "members", admins: this.members.admins, users: this.members.users,
    };
  }

  countWords() {
    this.count.textContent = ` ${[...this.description.value].length} / ${LONGEST_DESCRIPTION}`;
  }

  /** What can be told without asking the API. */
  check() {
    const name = this.wanted.name ? "" : "Give the group a name.";
    for (const each of Object.values(this.fields)) each.tell("");
    this.fields.name.tell(name);
    const members = this.members.check();
    if (name) this.name.focus();
    else if (members) this.members.add.focus();
    return !name && !members;
  }

  async save(event) {
    event.preventDefault();
    if (this.busy || !this.check()) return;
    this.busy = true;
    try {
      const { group } = this;
      this.saved = group ? await this.api.changeGroup(group.id, { ...this.wanted, retired: false, version: group.version }) : await this.api.addGroup(this.wanted);
      this.dialog.close();
    } catch (error) {
      await this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  async failed(error) {
    const now = error.status === 409 && this.group ? await this.asItIs() : null;
    const rest = now ? [] : tellFields(error, this.fields);
    if (now) fill(this.note, this.conflict(now));
    else if (rest.length || !error.errors?.length) fill(this.note, refusal(error, "group-error"));
    else fill(this.note);
    if (now) this.group = now;
    (this.dialog.querySelector(".field-error:not(:empty)") ?? this.note).scrollIntoView({ block: "nearest" });
  }

  conflict(now) {
    return h("div", { class: "note note-warn", role: "alert", "data-testid": "group-conflict" }, icon("users"),
      h("div", { class: "note-body" }, h("p", {}, "A colleague changed this group first. It is now:"),
        h("ul", { class: "field-list" }, ...this.differences(now).map((line) => h("li", {}, line))),
        h("p", {}, "What you entered is kept: save again to put it in its place.")));
  }

  /** What of the group is other than when the editor opened. */
  differences(now) {
    const named = (list, id, any) => list.find((each) => each.id === id)?.name ?? any;
    const people = (ids) => ids.map((id) => memberName(id, this.me)).join(", ") || "none";
    const lines = (group) => [
      `Name: ${group.name}`, `Description: ${group.description || "none"}`,
      `Facility: ${named(this.book.facilities, group.facility_id, "all")}`, `Patients: ${named(this.book.categories, group.category_id, "all")}`,
      `Answers: ${ANSWERING.find(({ id }) => id === group.answering).name}`,
      `Admins: ${people(group.admins)}`, `Users: ${people(group.users)}`, group.retired ? "Retired" : "Open to patients",
    ];
    const before = new Set(lines(this.group));
    const changed = lines(now).filter((line) => !before.has(line));
    return changed.length ? changed : [`Name: ${now.name}`];
  }

  async asItIs() {
    try {
      const { items } = await this.api.groups();
      return items.find(({ id }) => id === this.group.id) ?? null;
    } catch {
      return null;
    }
  }
}

/** A field whose control stands in a frame that draws its arrow. */
function fromSelect(name, wrap, testid) {
  const select = wrap.firstElementChild;
  const made = field({ name, control: select, testid });
  made.row.insertBefore(wrap, made.row.children[1]);
  wrap.append(select, icon("down"));
  return made;
}
