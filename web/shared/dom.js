/**
 * Building the page from nodes, never from markup: what people write can only ever become text.
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `class`, any attribute, and `onclick`-like listeners; false, null and undefined are left out
 * @param {...(Node|string|null|undefined|false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.textContent = "";
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
}

/** An icon of icons.svg; give a label only where no words stand beside it. */
export function icon(name, label = "") {
  return h("tw-icon", { name, label: label || null });
}

const rows = new WeakMap();

/**
 * Keep a list's children in step with data, reusing nodes so that focus, scroll and selection stay where they are.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} create
 * @param {(node: Element, item: T) => void} update
 */
export function keep(parent, items, keyOf, create, update) {
  const known = rows.get(parent) ?? new Map();
  const next = new Map();
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const node = known.get(key) ?? create(item);
    update(node, item);
    next.set(key, node);
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const [key, node] of known) if (!next.has(key)) node.remove();
  rows.set(parent, next);
}

/** Random text for keys that must not repeat (128 bits, base64url). */
export function randomKey(bytes = 16) {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** Bytes as base64url without padding (RFC 4648 section 5). */
export function base64url(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
