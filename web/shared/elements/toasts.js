import { h, icon } from "/shared/dom.js";

const STAY_MS = 6000;
const KINDS = { ok: "check-circle", info: "info", danger: "alert" };

/** Short notices at the edge of the page. Trouble stays until it is closed; the rest goes by itself. */
class Toasts extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
    this.spoken = h("p", { class: "visually-hidden" });
    this.append(this.spoken);
  }

  /** @param {string} words @param {"ok"|"info"|"danger"} [kind] */
  show(words, kind = "info") {
    const close = () => toast.remove();
    const toast = h("div", { class: `toast toast-${kind}`, role: kind === "danger" ? "alert" : null },
      icon(KINDS[kind]),
      h("p", {}, words),
      h("button", { type: "button", class: "button button-icon", "aria-label": "Dismiss", onclick: close }, icon("close")));
    this.append(toast);
    if (kind !== "danger") setTimeout(close, STAY_MS);
    while (this.querySelectorAll(".toast").length > 3) this.querySelector(".toast").remove();
  }

  /** Say something to screen readers only. */
  say(words) {
    this.spoken.textContent = words;
  }
}

customElements.define("tw-toasts", Toasts);
