import { fill, h, icon } from "/shared/dom.js";
import { placeBeside } from "./place.js";

/**
 * A button with a menu of actions (ARIA menu button pattern), in the top layer so that nothing clips it.
 * Set `face` (nodes of the button), `label` and `items` before it is connected; items are asked for at each opening.
 */
class Menu extends HTMLElement {
  /** @type {() => {words: string, icon?: string, danger?: boolean, key?: string, testid?: string, run: (button: Element) => void}[]} */
  items = () => [];
  face = [];
  label = "";
  testid = null;

  connectedCallback() {
    if (this.button) return;
    this.list = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": this.label, onkeydown: (event) => this.move(event) });
    this.button = h("button", { type: "button", class: "button button-icon", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": this.label, title: this.label, "data-testid": this.testid, onkeydown: (event) => this.openByKey(event) }, ...this.face);
    this.button.popoverTargetElement = this.list;
    this.list.addEventListener("beforetoggle", (event) => event.newState === "open" && this.draw());
    this.list.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    this.append(this.button, this.list);
  }

  draw() {
    const rows = this.items().map((item) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item menu-danger" : "menu-item", "data-testid": item.testid, onclick: () => this.pick(item) },
        item.icon && icon(item.icon), h("span", { class: "menu-words" }, item.words), item.key && h("kbd", { class: "key", "aria-hidden": "true" }, item.key)));
    fill(this.list, this.header?.() ?? null, ...rows);
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    placeBeside(this.button, this.list);
    this.rows()[0]?.focus();
  }

  pick(item) {
    this.list.hidePopover();
    this.button.focus();
    item.run(this.button);
  }

  rows() {
    return [...this.list.querySelectorAll("[role=menuitem]")];
  }

  openByKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.list.showPopover();
  }

  move(event) {
    const rows = this.rows();
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Tab") this.list.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    rows.at(to % rows.length)?.focus();
  }
}

customElements.define("tw-menu", Menu);

/** Make a menu button. */
export function menu({ label, face, items, header, testid = null }) {
  const element = document.createElement("tw-menu");
  return Object.assign(element, { label, face, items, header, testid });
}
