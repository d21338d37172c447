import { fill, h, icon } from "/shared/dom.js";
import { Lookout } from "/shared/patients/lookout.js";
import { callAddress } from "/shared/patients/step.js";
import { sessionEnded } from "/shared/patients/trouble.js";
import * as api from "../api.js";
import { Box } from "../model/box.js";
import { NEW, address } from "../place.js";

const LOOK_MS = 20000;

/**
 * The signed-in patient's page: a list, and beside it (on a phone: instead of it) a conversation or a new message.
 * Set before it is connected: `language`, `practice`, `person` (the answer of /me), `place`, `foot` (a node below the list), `ended` and `leave`.
 */
class Mailbox extends HTMLElement {
  connectedCallback() {
    this.box = new Box(this.place.box);
    this.box.addEventListener("ended", () => this.over());
    this.list = Object.assign(document.createElement("tw-letter-list"), { language: this.language, box: this.box, practiceId: this.practice.id, foot: this.foot });
    this.pane = h("section", { class: "pane", "aria-label": this.language.t("portal_pane") });
    this.append(this.bar(), h("main", { class: "mail" }, this.list, this.pane));
    this.lookout = new Lookout(LOOK_MS, () => this.look(), () => (this.readAgain(), this.renew()));
    this.lookout.start();
    this.box.load();
    this.list.showPerson(this.person);
    this.go(this.place);
  }

  disconnectedCallback() {
    this.lookout.stop();
  }

  bar() {
    const { t } = this.language;
    const { name, phone } = this.practice;
    return h("header", { class: "bar" }, h("span", { class: "bar-mark" }, icon("inbox")),
      h("div", { class: "bar-title" }, h("p", { class: "bar-practice", "data-testid": "practice-name" }, name), h("p", { class: "bar-person", "data-testid": "patient-name" }, this.person.patient.name)),
      phone && h("a", { class: "button button-icon", href: callAddress(phone), "aria-label": t("call", { practice: name }), "data-testid": "call" }, icon("phone")),
      h("button", { type: "button", class: "button button-text", "data-testid": "sign-out", onclick: () => this.leave() }, icon("leave"), t("sign_out")));
  }

  /** Show what an address names; focus follows. */
  go(place) {
    const before = this.shown;
    const same = before !== undefined && before.id === place.id;
    this.place = place;
    this.shown = place;
    this.dataset.view = place.id ? "one" : "list";
    this.box.open = place.id;
    this.box.choose(place.box);
    this.list.showPlace(place);
    if (same) return;
    fill(this.pane, this.content(place.id));
    if (before === undefined) return;
    if (place.id) this.pane.querySelector("h1")?.focus();
    else this.list.focusOn(before.id);
  }

  content(id) {
    const { t } = this.language;
    const common = { language: this.language, practice: this.practice, back: () => address(this.practice.id, this.place.box), changed: () => this.changed(), over: () => this.over() };
    if (!id) return h("p", { class: "pane-empty" }, icon("inbox"), t("portal_pane_empty"));
    if (id === NEW) return Object.assign(document.createElement("tw-letter-form"), common, { person: this.person, sent: (letter) => this.sent(letter) });
    const view = Object.assign(document.createElement("tw-letter-view"), common, { letterId: id, known: this.box.items.find((item) => item.id === id), fresh: this.fresh === id });
    this.fresh = "";
    return view;
  }

  /** A new message has left: show it, in its list. */
  sent(letter) {
    this.fresh = letter.id;
    location.replace(address(this.practice.id, "sent", letter.id));
    this.box.refresh();
  }

  /** Ask whether there is news; only then, lists and messages are asked for again (each such reading is a line of the audit trail). */
  async look() {
    const { unread, messages } = this.person;
    if (!(await this.renew())) return;
    if (unread !== this.person.unread || messages !== this.person.messages) this.readAgain();
  }

  readAgain() {
    this.box.refresh();
    this.pane.firstElementChild?.load?.();
  }

  /** What the patient did in the pane shows in the list. */
  async changed() {
    this.box.refresh();
    await this.renew();
  }

  /** @returns {Promise<boolean>} whether the patient's numbers are as new as can be */
  async renew() {
    try {
      this.person = await api.me();
    } catch (error) {
      if (sessionEnded(error)) this.over();
      return false;
    }
    this.list.showPerson(this.person);
    return true;
  }

  over() {
    if (this.finished) return;
    this.finished = true;
    this.pane.firstElementChild?.keepUnsent?.();
    this.ended();
  }
}

customElements.define("tw-mailbox", Mailbox);
