/** Tell whether a menu is open in a row: news must not take it away from under the pointer; draw when it closes. */
export function inUse(node, draw) {
  const openMenu = node.querySelector("[role=menu]:popover-open");
  openMenu?.addEventListener("toggle", draw, { once: true });
  return Boolean(openMenu);
}
