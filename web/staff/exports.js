/** A conversation as a file for the record (row J10): fetched with the member's token, saved under the name that the answer gives it. */
import { h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { nameOf, saveFile } from "./save-file.js";

const FORMS = [
  { format: "pdf", name: "PDF", ending: "pdf" },
  { format: "fhir", name: "FHIR", ending: "json" },
];
const SLOW_MS = 1500;

let busy = false;

/** What menus offer. @param {{api: object, toasts: object}} services @param {() => string} idOf whose conversation it is, when it is chosen */
export function exportChoices(services, idOf) {
  return FORMS.map((form) => ({ words: `Export as ${form.name}`, icon: "download", testid: `export-${form.format}`, run: () => exportConversation(services, idOf(), form) }));
}

/** Too much for one file is asked for again, by the time that the member chooses. */
async function exportConversation(services, id, form, period = {}) {
  const { api, toasts } = services;
  if (busy) return toasts.show("Another file is still being made. Try again when it has come.");
  busy = true;
  let tooLong = false;
  const slow = setTimeout(() => toasts.show(`The ${form.name} file is being made. It is saved by itself.`), SLOW_MS);
  try {
    const { file, headers } = await api.exportThread(id, { format: form.format, ...period });
    saveFile(file, nameOf(headers, `conversation.${form.ending}`));
    toasts.show(`Saved as ${form.name}. The file holds health information: keep it where your practice keeps such files.`, "ok");
  } catch (error) {
    if (ofPeriod(error)) tooLong = true;
    else toasts.show(refused(error), "danger");
  } finally {
    clearTimeout(slow);
    busy = false;
  }
  const chosen = tooLong && await askPeriod();
  if (chosen) await exportConversation(services, id, form, chosen);
  return undefined;
}

/** More than a file takes, in all or in the period that was chosen. */
function ofPeriod(error) {
  return error.status === 422 && error.errors.some(({ pointer }) => /^\/(?:from|to)$/u.test(pointer));
}

function refused(error) {
  const { words, details, reference } = explain(error);
  return ["Nothing was exported.", words, ...details, reference && `Reference: ${reference}`].filter(Boolean).join(" ");
}

/** @returns {Promise<{from: string, to: string}|null>} two days, the second included */
function askPeriod() {
  return new Promise((resolve) => {
    const day = (id) => h("input", { type: "date", class: "field-input", id, required: true, "data-testid": id });
    const [from, to] = [day("export-first-day"), day("export-last-day")];
    const follow = () => to.setCustomValidity(from.value && to.value && to.value < from.value ? "The last day is before the first." : "");
    const row = (name, control) => h("div", { class: "field" }, h("label", { class: "field-name", for: control.id }, name), control);
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "export-title", "data-testid": "export-period" },
      h("form", { method: "dialog", oninput: follow },
        h("h2", { id: "export-title" }, "Choose a period"), h("p", {}, "There are more messages than one file takes. Export them in parts, by the days on which they were written."),
        h("div", { class: "field-pair" }, row("First day", from), row("Last day", to)),
        h("div", { class: "dialog-actions" },
          h("button", { type: "button", class: "button button-quiet", onclick: () => dialog.close() }, "Cancel"),
          h("button", { type: "submit", value: "yes", class: "button button-primary", "data-testid": "export-go" }, icon("download"), "Export"))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? { from: from.value, to: to.value } : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    from.focus();
  });
}
