import { fill, h } from "/shared/dom.js";
import { field, tellFields } from "./fields.js";
import { refusal } from "./trouble.js";

/**
 * Ask from which event on an endpoint gets events again, and have them sent.
 * @param {object} endpoint @param {number|undefined} after what is proposed: else, all that are kept @param {import("./record-api.js").RecordSystemApi} api
 * @returns {Promise<boolean>} whether they are being sent
 */
export function askReplay(endpoint, after, api) {
  return new Promise((resolve) => {
    const question = new Question(endpoint, after, api);
    question.dialog.addEventListener("close", () => {
      question.dialog.remove();
      resolve(question.taken);
    });
    document.body.append(question.dialog);
    question.dialog.showModal();
    question.number.select();
    if (after === undefined) question.propose();
  });
}

class Question {
  constructor(endpoint, after, api) {
    Object.assign(this, { endpoint, api, taken: false });
    this.number = h("input", { class: "field-input number-code", id: "replay-after", inputmode: "numeric", autocomplete: "off", maxlength: "15", value: after ?? "", "data-testid": "replay-after" });
    this.entry = field({ name: "After event", words: "The number of the last event that the system has. Events are kept for 30 days.", control: this.number, testid: "replay-error" });
    this.note = h("div", {});
    this.dialog = h("dialog", { class: "dialog", "aria-labelledby": "replay-title", "data-testid": "replay-dialog" },
      h("form", { novalidate: true, onsubmit: (event) => this.send(event) },
        h("h2", { id: "replay-title" }, "Send events again"),
        h("p", {}, "Every event has a number. The system gets once more what came after the one you enter, and can tell what it has already by the event’s id."),
        this.entry.row, this.note,
        h("div", { class: "dialog-actions" },
          h("button", { type: "button", class: "button button-quiet", onclick: () => this.dialog.close() }, "Cancel"),
          h("button", { type: "submit", class: "button button-primary", "data-testid": "replay-send" }, "Send again"))));
  }

  /** All that are kept, unless something else has been entered by then. */
  async propose() {
    try {
      const { first_sequence: first } = await this.api.state();
      if (this.number.value !== "") return;
      this.number.value = first - 1;
      this.number.select();
    } catch {
      // It can be entered all the same.
    }
  }

  async send(event) {
    event.preventDefault();
    const after = this.number.value.trim();
    const wrong = /^\d{1,15}$/u.test(after) ? "" : "Enter a number, such as 0.";
    this.entry.tell(wrong);
    fill(this.note);
    if (wrong) return this.number.focus();
    try {
      await this.api.replay(this.endpoint, Number(after));
      this.taken = true;
      this.dialog.close();
    } catch (error) {
      if (tellFields(error, { after: this.entry }).length || !error.errors?.length) fill(this.note, refusal(error, "replay-refused"));
      else this.number.focus();
    }
    return undefined;
  }
}
