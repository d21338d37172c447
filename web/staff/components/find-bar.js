import { h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";

/** Find words in the open conversation: Enter goes to older matches, Shift+Enter to newer ones. */
class FindBar extends HTMLElement {
  connectedCallback() {
    this.input = h("input", { type: "search", class: "search-input", "aria-label": "Find words in this conversation", placeholder: "Find in this conversation", autocomplete: "off", maxlength: "100", "data-testid": "find-in-thread", onkeydown: (event) => this.key(event), oninput: () => this.tell("") });
    this.count = h("span", { class: "find-count", role: "status", "data-testid": "find-count" });
    this.bar = h("form", { class: "find-bar", role: "search", "aria-label": "This conversation", hidden: true, onsubmit: (event) => event.preventDefault() },
      h("div", { class: "search" }, icon("search"), this.input), this.count,
      this.button("Older match", "up", "find-next", () => this.go(1)), this.button("Newer match", "down", "find-previous", () => this.go(-1)), this.button("Close", "close", "find-close", () => this.close()));
    this.append(this.bar);
    this.services.store.watch(["threadId"], () => this.close({ quietly: true }));
  }

  button(words, name, testid, run) {
    return h("button", { type: "button", class: "button button-icon", "aria-label": words, title: words, "data-testid": testid, onclick: run }, icon(name));
  }

  open() {
    this.bar.hidden = false;
    this.input.focus();
    this.input.select();
  }

  close({ quietly = false } = {}) {
    if (this.bar.hidden) return;
    this.bar.hidden = true;
    this.input.value = "";
    this.tell("");
    this.services.finder.stop();
    if (!quietly) this.closest(".talk").querySelector(".log").focus({ preventScroll: true });
  }

  key(event) {
    if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async go(by) {
    const words = this.input.value.trim();
    if (!words || this.busy) return;
    this.busy = true;
    this.tell("Looking");
    const { finder } = this.services;
    try {
      const id = await finder.step(words, by);
      this.tell(id ? finder.count : finder.found.length ? `No ${by > 0 ? "older" : "newer"} match` : "No match");
      if (id) this.services.reveal(id);
    } catch (error) {
      if (error.name !== "AbortError") this.tell(explain(error).words);
    } finally {
      this.busy = false;
    }
  }

  tell(words) {
    this.count.textContent = words;
  }
}

customElements.define("tw-find-bar", FindBar);
