import { fill, h, icon } from "/shared/dom.js";
import { copyLine } from "./copy-line.js";

/**
 * Show an endpoint's secret, this once. The first Escape before it is copied only reminds of that.
 * @param {string} url whose it is @param {string} secret @param {string} [words] what else to know
 * @returns {Promise<void>} when the dialog has closed
 */
export function showSecret(url, secret, words = "") {
  return new Promise((resolve) => {
    let safe = false;
    const note = h("div", { class: "note note-warn", role: "status" });
    const tell = (told) => fill(note, icon("lock"), h("p", { class: "note-body" }, told));
    tell(`Copy it now: it is shown only this once. ${words}`.trim());
    const line = copyLine({ id: "secret", value: secret, what: "secret", testid: "secret", copied: () => (safe = true) });
    const dialog = h("dialog", { class: "dialog dialog-group", "aria-labelledby": "secret-title", "data-testid": "secret-dialog" },
      h("h2", { id: "secret-title" }, "Secret of this endpoint"),
      h("p", {}, "Give it to the operator of ", h("strong", { class: "code" }, url), " by a safe way. With it, the system sees that events are from your practice."),
      h("div", { class: "field" }, h("label", { class: "field-name", for: "secret" }, "Signing secret"), ...line), note,
      h("div", { class: "dialog-actions" }, h("button", { type: "button", class: "button button-primary", "data-testid": "secret-done", onclick: () => dialog.close() }, "I have kept it")));
    dialog.addEventListener("cancel", (event) => {
      if (safe) return;
      safe = true;
      event.preventDefault();
      tell("It is not copied yet, and is shown only this once. Press Escape again to close all the same; a new secret can be made at any time.");
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('[data-testid="secret-copy"]').focus();
  });
}
