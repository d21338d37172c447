import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { assigneeNames } from "./names.js";

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * Choose members in a dialog: type to find, tick, save. It stays open until `save` has gone well.
 * @param {{me: object, title: string, chosen: string[], by: string[], only?: string[], save: (memberIds: string[]) => Promise<void>}} question
 *   `only`: who can be chosen at all; without it, every member
 * @returns {Promise<void>} when the dialog has closed
 */
export function assignMembers({ me, title, chosen, by, only, save }) {
  return new Promise((resolve) => {
    const picker = new Picker(me, chosen, save, only && new Set(only));
    const dialog = picker.dialog(title, by);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    picker.search.focus();
  });
}

class Picker {
  constructor(me, chosen, save, only) {
    Object.assign(this, { me, save, chosen: new Set(chosen), had: chosen.length > 0 });
    const active = me.members.filter(({ id, active: works }) => (works && (only?.has(id) ?? true)) || this.chosen.has(id));
    this.members = [...active.filter(({ id }) => id === me.member.id), ...active.filter(({ id }) => id !== me.member.id)];
  }

  dialog(title, by) {
    this.search = h("input", { type: "search", class: "search-input", "aria-label": "Find a member", placeholder: "Find a member", autocomplete: "off", "data-testid": "assign-search", oninput: () => this.show(), onkeydown: (event) => this.key(event) });
    this.rows = h("div", { class: "pick-rows", role: "group", "aria-label": "Members", onkeydown: (event) => this.step(event) });
    this.note = h("div", { class: "pick-note", role: "alert" });
    this.go = h("button", { type: "submit", class: "button button-primary", "data-testid": "assign-save" }, "Assign");
    this.show();
    this.count();
    this.box = h("dialog", { class: "dialog dialog-pick", "aria-labelledby": "pick-title", "data-testid": "assign-dialog" },
      h("form", { novalidate: true, onsubmit: (event) => this.submit(event) },
        h("h2", { id: "pick-title" }, title),
        by.length > 0 && h("p", { class: "pick-by" }, `Assigned by ${assigneeNames(by, this.me)}`),
        h("div", { class: "search" }, icon("search"), this.search), this.note, this.rows,
        h("div", { class: "dialog-actions" },
          this.had && h("button", { type: "button", class: "button button-text pick-clear", "data-testid": "assign-clear", onclick: () => this.clear() }, "Unassign"),
          h("button", { type: "button", class: "button button-quiet", onclick: () => this.box.close() }, "Cancel"), this.go)));
    return this.box;
  }

  show() {
    const wanted = fold(this.search.value.trim());
    const found = this.members.filter(({ name }) => fold(name).includes(wanted));
    fill(this.rows, ...found.map((member) => this.row(member)), found.length === 0 && h("p", { class: "search-message" }, "No member matches."));
  }

  row({ id, name, active }) {
    const box = h("input", { type: "checkbox", class: "pick-box", checked: this.chosen.has(id), onchange: () => this.toggle(id, box.checked) });
    const words = [name, id === this.me.member.id && "(you)", !active && "(no access)"].filter(Boolean).join(" ");
    return h("label", { class: "pick-row", "data-testid": "assign-option", "data-member-id": id }, box, h("span", { class: "avatar avatar-small", "aria-hidden": "true" }, initials(name)), h("span", { class: "pick-name" }, words), h("span", { class: "pick-check" }, icon("check")));
  }

  toggle(id, on) {
    if (on) this.chosen.add(id);
    else this.chosen.delete(id);
    this.count();
  }

  count() {
    const many = this.chosen.size;
    fill(this.go, many === 0 && this.had ? "Unassign" : many > 1 ? `Assign to ${many}` : "Assign");
    this.go.disabled = many === 0 && !this.had;
  }

  /** Enter ticks the first one found, so that a name and two Enters will do. */
  key(event) {
    const first = this.rows.querySelector("input");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter" && this.search.value.trim()) {
      event.preventDefault();
      first?.click();
      this.search.value = "";
      this.show();
    }
  }

  step(event) {
    const boxes = [...this.rows.querySelectorAll("input")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const to = boxes.indexOf(document.activeElement) + by;
    (to < 0 ? this.search : boxes[to])?.focus();
  }

  clear() {
    this.chosen.clear();
    this.submit();
  }

  async submit(event) {
    event?.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      await this.save([...this.chosen]);
      this.box.close();
    } catch (error) {
      fill(this.note, h("div", { class: "note note-danger", "data-testid": "assign-conflict" }, icon("alert"), h("p", { class: "note-body" }, `${error.message} What you ticked is kept: save again to go on.`)));
    } finally {
      this.busy = false;
    }
  }
}
