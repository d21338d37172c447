import "/shared/elements/icon.js";
import "/shared/elements/menu.js";
import "/shared/elements/toasts.js";
import "./components/bulk-bar.js";
import "./components/composer.js";
import "./components/conversation-head.js";
import "./components/conversation-log.js";
import "./components/conversation-pane.js";
import "./components/find-bar.js";
import "./components/inbox-pane.js";
import "./components/patient-search.js";
import "./components/presence-line.js";
import "./components/shell.js";
import "./components/sign-in.js";
import "./components/top-bar.js";
import { fill, h, icon } from "/shared/dom.js";
import { explain, requestJson } from "/shared/request.js";
import { StaffApi } from "./api.js";
import { Auth } from "./auth.js";
import { closeAbove } from "./components/close-above.js";
import { part } from "./components/part.js";
import { createSession } from "./session.js";

/** The staff page: the door, or the inbox behind it. */
class App extends HTMLElement {
  async connectedCallback() {
    this.toasts = h("tw-toasts");
    this.view = h("div", { class: "view" });
    this.append(this.view, this.toasts);
    document.querySelector(".skip-link").addEventListener("click", (event) => this.skip(event));
    await this.start();
  }

  async start() {
    try {
      const config = await requestJson("/config.json");
      const home = new URL(config.auth.redirectUri);
      if (home.origin !== location.origin) return location.replace(home); // Sign-in comes back there: start there too.
      this.auth = new Auth(config.auth);
      const trouble = await this.auth.finish();
      if (!this.auth.signedIn) return this.door(trouble);
      await this.open(config);
    } catch (error) {
      if (error.status === 401) return this.door("Your session has ended. Sign in again.");
      if (error.status === 403) return this.door(`${explain(error).words} Your access may have ended.`);
      this.trouble(error);
    }
    return undefined;
  }

  /** To the content; the address keeps naming what is open, so that a reload comes back to it. */
  skip(event) {
    event.preventDefault();
    document.getElementById("content")?.focus();
  }

  async open({ liveUrl }) {
    const api = new StaffApi(this.auth);
    const me = await api.me();
    const session = createSession({ me, api, auth: this.auth, liveUrl, toasts: this.toasts });
    this.auth.addEventListener("ended", ({ detail: why }) => {
      session.live.stop();
      this.door(why || "Your session has ended. Sign in again: what you typed is kept.");
    });
    fill(this.view, part("tw-shell", session));
    if (me.privileges.text_messages !== "none") {
      session.inbox.start();
      session.outbox.start();
    }
    session.groups.inbox.badge();
    session.groups.outbox.start();
    session.live.start();
  }

  door(notice) {
    closeAbove();
    document.title = "Sign in · Textward";
    fill(this.view, Object.assign(document.createElement("tw-sign-in"), { auth: this.auth, notice }));
  }

  trouble(error) {
    const { words, reference } = explain(error);
    fill(this.view, h("main", { class: "door", id: "content", tabindex: "-1" },
      h("div", { class: "door-card" }, h("span", { class: "door-mark" }, icon("brand")), h("h1", {}, "Textward"),
        h("p", { class: "note note-danger", role: "alert" }, icon("alert"), h("span", { class: "note-body" }, [words, reference && `Reference: ${reference}`].filter(Boolean).join(" "))),
        h("button", { type: "button", class: "button button-primary", onclick: () => location.reload() }, "Try again"),
        this.auth?.signedIn && h("button", { type: "button", class: "button button-quiet", onclick: () => this.auth.signOut() }, "Sign out"))));
  }
}

customElements.define("tw-app", App);
