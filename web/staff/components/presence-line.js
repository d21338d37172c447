import { fill, h, icon } from "/shared/dom.js";
import { shortName } from "./names.js";

const DOINGS = {
  answered: { words: "just answered", icon: "send" },
  typing: { words: "is typing…", icon: "pen" },
  viewing: { words: "has this open", icon: "eye" },
};

/** What colleagues do in the open conversation, in words; one line, what matters most first. */
class PresenceLine extends HTMLElement {
  connectedCallback() {
    this.line = h("p", { class: "presence", role: "status", "data-testid": this.services.hook("presence") });
    this.append(this.line);
    this.services.store.watch(["colleagues"], (state) => this.show(state));
  }

  show({ colleagues, me }) {
    const order = Object.keys(DOINGS);
    const sorted = [...colleagues].sort((a, b) => order.indexOf(a.doing) - order.indexOf(b.doing));
    const state = JSON.stringify(sorted.map(({ memberId, doing }) => [memberId, doing]));
    if (state === this.state) return;
    this.state = state;
    const words = ({ memberId, doing }) => `${shortName(memberId, me)} ${DOINGS[doing].words}`;
    this.line.title = sorted.map(words).join(", ");
    fill(this.line, ...sorted.map((each) => h("span", { class: "mark presence-one", "data-doing": each.doing }, icon(DOINGS[each.doing].icon), h("span", { class: "presence-words" }, words(each)))));
  }
}

customElements.define("tw-presence-line", PresenceLine);
