import { fill, h, icon } from "/shared/dom.js";

/**
 * A button with a menu of actions (ARIA menu button pattern), in the top layer so that nothing clips it.
 * Set `face` (nodes of the button), `label` and `items` before it is connected; items are asked for at each opening.
 */
class Menu extends HTMLElement {
  /** @type {() => {words: string, icon?: string, danger?: boolean, run: () => void}[]} */
  items = () => [];
  face = [];
  label = "";

  connectedCallback() {
    if (this.button) return;
    this.list = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": this.label, onkeydown: (event) => this.move(event) });
    this.button = h("button", { type: "button", class: "button button-icon", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": this.label, title: this.label, onkeydown: (event) => this.openByKey(event) }, ...this.face);
    this.button.popoverTargetElement = this.list;
    this.list.addEventListener("beforetoggle", (event) => event.newState === "open" && this.draw());
    this.list.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    this.append(this.button, this.list);
  }

  draw() {
    const rows = this.items().map((item) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item menu-danger" : "menu-item", onclick: () => this.pick(item) }, item.icon && icon(item.icon), h("span", {}, item.words)));
    fill(this.list, this.header?.() ?? null, ...rows);
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.place();
    this.rows()[0]?.focus();
  }

  place() {
    const anchor = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.list;
    const left = Math.min(Math.max(8, anchor.right - width), innerWidth - width - 8);
    const below = anchor.bottom + 4 + height < innerHeight - 8;
    this.list.style.left = `${left}px`;
    this.list.style.top = `${below ? anchor.bottom + 4 : Math.max(8, anchor.top - height - 4)}px`;
  }

  pick(item) {
    this.list.hidePopover();
    this.button.focus();
    item.run();
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
export function menu({ label, face, items, header }) {
  const element = document.createElement("tw-menu");
  return Object.assign(element, { label, face, items, header });
}
