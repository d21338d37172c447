import { h } from "/shared/dom.js";
import { SHORTCUTS, shortcutsOn } from "../shortcuts.js";

/** All keys in one dialog. */
export function showShortcuts() {
  const close = h("button", { type: "button", class: "button button-primary", onclick: () => dialog.close() }, "Done");
  const dialog = h("dialog", { class: "dialog dialog-keys", "aria-labelledby": "keys-title", "data-testid": "shortcuts-help" },
    h("h2", { id: "keys-title" }, "Keyboard shortcuts"),
    h("p", {}, shortcutsOn() ? "They rest while you type. Switch them off under My preferences." : "They are switched off. Switch them on under My preferences."),
    h("div", { class: "keys-groups" }, ...SHORTCUTS.map(group)),
    h("div", { class: "dialog-actions" }, close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  dialog.scrollTop = 0; // The button is below: begin at the top all the same.
}

function group({ title, keys }) {
  return h("section", { class: "keys-group" }, h("h3", {}, title),
    h("dl", {}, ...keys.map(([key, words]) => h("div", { class: "keys-row" }, h("dt", {}, ...key.split(" ").map((each) => h("kbd", { class: "key" }, each))), h("dd", {}, words)))));
}
