import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";

const PAUSE_MS = 140;

/**
 * Find a patient by any part of the name, by id, or by phone, the last digits too (ARIA combobox with a listbox).
 * Enter before the answer has come opens whom it names if that is one person, never one who was listed for other words.
 */
class PatientSearch extends HTMLElement {
  connectedCallback() {
    this.found = [];
    this.at = -1;
    this.input = h("input", {
      type: "search", id: "patient-search", class: "search-input", role: "combobox", placeholder: "Find a patient", "data-testid": "patient-search",
      "aria-label": "Find a patient by name, number or phone", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "patient-options", autocomplete: "off", spellcheck: "false", maxlength: "80",
      oninput: () => this.later(), onkeydown: (event) => this.key(event), onfocus: () => this.input.value && this.later(), onblur: () => this.close(),
    });
    this.options = h("ul", { id: "patient-options", class: "search-options", role: "listbox", "aria-label": "Patients", hidden: true, onpointerdown: (event) => event.preventDefault() });
    this.message = h("p", { class: "search-message", hidden: true });
    this.count = h("p", { class: "visually-hidden", role: "status" });
    this.append(h("div", { class: "search" }, icon("search"), this.input, this.options, this.message, this.count));
  }

  later() {
    clearTimeout(this.timer);
    this.late = true; // What is listed was found for other words.
    this.wanted = false;
    this.timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  async look() {
    this.asking?.abort();
    const text = this.input.value.trim();
    if (!text) return this.close();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const { items } = await this.services.api.patients(text, asking.signal);
      if (!asking.signal.aborted && document.activeElement === this.input) this.show(items);
    } catch (error) {
      if (!asking.signal.aborted) this.tell(explain(error).words);
    }
    return undefined;
  }

  show(items) {
    this.found = items;
    this.late = false;
    if (this.wanted && items.length === 1) return this.choose(0);
    this.wanted = false;
    this.at = items.length ? 0 : -1;
    if (!items.length) return this.tell("No patient matches. Try part of a name, a patient number, or the last four digits of the phone.");
    fill(this.options, ...items.map((item, index) => this.option(item, index)));
    this.message.hidden = true;
    this.options.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.count.textContent = items.length === 1 ? "1 patient" : `${items.length} patients`;
    this.mark();
    return undefined;
  }

  option(item, index) {
    const born = item.date_of_birth ? this.services.calendar.born(item.date_of_birth) : null;
    return h("li", { id: `patient-option-${index}`, class: "search-option", role: "option", "data-testid": "patient-option", onclick: () => this.choose(index), onpointermove: () => this.mark(index) },
      h("span", { class: "search-name" }, item.name),
      h("span", { class: "search-facts" }, [item.number, born, item.phone_display].filter(Boolean).join(" · ")));
  }

  mark(index = this.at) {
    this.at = index;
    [...this.options.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === index)));
    this.options.children[index]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `patient-option-${index}`);
  }

  key(event) {
    const last = this.found.length - 1;
    const open = !this.options.hidden;
    const moves = { ArrowDown: this.at >= last ? 0 : this.at + 1, ArrowUp: this.at <= 0 ? last : this.at - 1 };
    if (event.key === "Escape" && (open || this.input.value)) {
      event.preventDefault();
      if (!open) this.input.value = "";
      this.close();
    } else if (open && event.key in moves) {
      event.preventDefault();
      this.mark(moves[event.key]);
    } else if (event.key === "Enter" && this.input.value.trim()) {
      event.preventDefault();
      if (this.late) this.wanted = true;
      else if (open) this.choose(this.at);
    }
  }

  choose(index) {
    const patient = this.found[index];
    if (!patient) return;
    this.input.value = "";
    this.close();
    this.services.go(patient.thread_id, { write: true });
  }

  tell(words) {
    this.close();
    fill(this.message, words);
    this.message.hidden = false;
    this.count.textContent = words;
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.options.hidden = true;
    this.message.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("tw-patient-search", PatientSearch);
