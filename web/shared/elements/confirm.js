import { h } from "/shared/dom.js";

/**
 * Ask before something that can't be taken back.
 * @param {{title: string, words: string, list?: string[], action: string, back?: string}} question `list`: what else it concerns, by name; `back`: what leaves all as it is
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, words, list = [], action, back = "Cancel" }) {
  return new Promise((resolve) => {
    const cancel = h("button", { type: "button", class: "button button-quiet", onclick: () => dialog.close("") }, back);
    const go = h("button", { type: "button", class: "button button-danger", "data-testid": "confirm", onclick: () => dialog.close("yes") }, action);
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title", "aria-describedby": "dialog-words" },
      h("h2", { id: "dialog-title" }, title),
      h("div", { id: "dialog-words" }, h("p", {}, words), list.length > 0 && h("ul", { class: "dialog-list", "data-testid": "confirm-list" }, ...list.map((name) => h("li", {}, name)))),
      h("div", { class: "dialog-actions" }, cancel, go));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
}
