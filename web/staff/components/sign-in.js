import { h, icon } from "/shared/dom.js";

/** The door: one button, and words when something went wrong before. */
class SignIn extends HTMLElement {
  connectedCallback() {
    this.append(
      h("main", { class: "door", id: "content", tabindex: "-1" },
        h("div", { class: "door-card" },
          h("span", { class: "door-mark" }, icon("brand")),
          h("h1", {}, "Textward"),
          h("p", { class: "door-lead" }, "Your practice’s text messages, in one calm place."),
          this.notice && h("p", { class: "note note-warn", role: "alert" }, icon("info"), h("span", { class: "note-body" }, this.notice)),
          h("button", { type: "button", class: "button button-primary", onclick: () => this.auth.begin() }, "Sign in"))));
  }
}

customElements.define("tw-sign-in", SignIn);
