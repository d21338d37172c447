import { keep } from "/shared/dom.js";

const MOST = 150;
const SPARE_PX = 900;
const ROUNDS = 4; // Heights are guessed until rows have been drawn: look again until they agree.

/**
 * A long list of which only the rows in and around view are in the page. Rows may differ in height; what the reader sees stays where it is.
 */
export class Windowed {
  /**
   * @param {{scroller: HTMLElement, list: HTMLElement, keyOf: (item: object) => string, create: (item: object) => Element, update: (node: Element, item: object) => void, estimate: number, holds?: (item: object) => boolean, newOnTop?: boolean}} parts
   *   `estimate`: usual height of a row in CSS pixels; `holds`: whether the view may be held by that row; `newOnTop`: at the very top, what is new pushes the rest down
   */
  constructor(parts) {
    Object.assign(this, parts, { items: [], heights: new Map(), offsets: [0], indexOf: new Map() });
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(this.list);
  }

  /** @param {object[]} items @param {{toEnd?: boolean, around?: () => void}} [how] `around`: draws what else is scrolled, which may move the rows */
  show(items, { toEnd = false, around } = {}) {
    const anchor = this.scroller.scrollTop > 0 || !this.newOnTop ? this.anchor() : null;
    around?.();
    this.items = items;
    this.indexOf = new Map(items.map((item, index) => [this.keyOf(item), index]));
    this.add();
    this.settle(() => (toEnd ? this.bottom() : this.hold(anchor)));
  }

  /** Bring a row into the middle of the view. @returns {Element|null} */
  reveal(key) {
    const index = this.indexOf.get(key);
    if (index === undefined) return null;
    this.settle(() => {
      this.scroller.scrollTop = this.top() + this.offsets[index] - Math.max(0, (this.scroller.clientHeight - this.height(index)) / 2);
    });
    return this.node(key);
  }

  /** Bring a row into view with as little movement as can be. @returns {Element|null} */
  touch(key) {
    const index = this.indexOf.get(key);
    if (index === undefined) return null;
    this.settle(() => {
      const from = this.top() + this.offsets[index];
      const to = from + this.height(index) - this.scroller.clientHeight;
      if (this.scroller.scrollTop > from) this.scroller.scrollTop = from;
      else if (this.scroller.scrollTop < to) this.scroller.scrollTop = to;
    });
    return this.node(key);
  }

  toEnd() {
    this.settle(() => this.bottom());
  }

  node(key) {
    return this.nodes?.get(key) ?? null;
  }

  bottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  settle(place) {
    for (let round = 0; round < ROUNDS; round += 1) {
      place();
      if (!this.draw()) break;
    }
    place();
  }

  /** Rows that turn out taller or lower than thought must not push what the reader sees. */
  scrolled() {
    const anchor = this.anchor();
    if (this.draw()) this.hold(anchor);
  }

  /** The first row in view, and where it stands. */
  anchor() {
    const edge = this.scroller.getBoundingClientRect().top;
    for (const [key, node] of this.nodes ?? []) {
      const { top, bottom } = node.getBoundingClientRect();
      if (bottom > edge + 1 && (this.holds?.(this.items[this.indexOf.get(key)]) ?? true)) return { key, at: top - edge };
    }
    return null;
  }

  hold(anchor) {
    const index = anchor && this.indexOf.get(anchor.key);
    if (index !== null && index !== undefined) this.scroller.scrollTop = this.top() + this.offsets[index] - anchor.at;
  }

  /** Where the rows begin in what is scrolled. */
  top() {
    return this.list.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop + this.inset;
  }

  height(index) {
    return this.offsets[index + 1] - this.offsets[index];
  }

  add() {
    this.offsets = new Array(this.items.length + 1).fill(0);
    this.items.forEach((item, index) => {
      this.offsets[index + 1] = this.offsets[index] + (this.heights.get(this.keyOf(item)) ?? this.estimate);
    });
  }

  /** Draw the rows around the view. @returns {boolean} whether heights turned out otherwise than thought */
  draw() {
    const style = getComputedStyle(this.list);
    this.inset ??= parseFloat(style.paddingTop);
    this.outset ??= parseFloat(style.paddingBottom);
    this.gap = parseFloat(style.rowGap) || 0;
    const [from, to] = this.range();
    keep(this.list, this.items.slice(from, to), this.keyOf, (item) => this.create(item), (node, item) => this.update(node, item));
    this.nodes = new Map([...this.list.children].map((node, at) => [this.keyOf(this.items[from + at]), node]));
    this.list.style.paddingTop = `${this.inset + this.offsets[from]}px`;
    this.list.style.paddingBottom = `${this.outset + this.offsets[this.items.length] - this.offsets[to]}px`;
    this.drawn?.(from, to);
    return this.measure();
  }

  /** Draw every row, as for paper, or again only those around the view. */
  whole(all) {
    this.all = all;
    this.settle(() => {});
  }

  range() {
    if (this.all) return [0, this.items.length];
    const at = this.scroller.scrollTop - this.top();
    const from = Math.max(0, this.search(at - SPARE_PX));
    const to = Math.min(this.items.length, this.search(at + this.scroller.clientHeight + SPARE_PX) + 1, from + MOST);
    return [from, Math.max(from, to)];
  }

  /** The row at a height, by halving. */
  search(offset) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle + 1] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  measure() {
    let changed = false;
    for (const [key, node] of this.nodes) {
      const height = node.getBoundingClientRect().height + this.gap;
      if (Math.abs((this.heights.get(key) ?? this.estimate) - height) < 0.5) continue;
      this.heights.set(key, height);
      changed = true;
    }
    if (changed) this.add();
    return changed;
  }

  resized() {
    const width = this.list.clientWidth;
    if (width === this.width) return;
    const anchor = this.anchor();
    this.width = width;
    this.heights.clear();
    if (width) this.settle(() => this.hold(anchor));
  }
}
