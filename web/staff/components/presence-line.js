import { fill, h, icon } from "/shared/dom.js";
import { shortName } from "./names.js";

const DOINGS = {
  answered: { words: "just answered", icon: "send" },
  typing: { words: "is typing…", icon: "pen" },
  viewing: { words: "has this open", icon: "eye" },
};

/** What colleagues do in the open conversation, in words. */
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
    fill(this.line, ...sorted.map(({ memberId, doing }) => h("span", { class: "mark presence-one", "data-doing": doing }, icon(DOINGS[doing].icon), `${shortName(memberId, me)} ${DOINGS[doing].words}`)));
  }
}

customElements.define("tw-presence-line", PresenceLine);
