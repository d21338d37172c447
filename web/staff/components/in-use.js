const LET_GO_MS = 150;

/** Tell whether a menu is open or a button is held down: news must not take it away from under the pointer; draw when it is let go. */
export function inUse(node, draw) {
  const openMenu = node.querySelector("[role=menu]:popover-open");
  if (openMenu) openMenu.addEventListener("toggle", draw, { once: true });
  else if (node.matches(":active")) setTimeout(draw, LET_GO_MS);
  else return false;
  return true;
}
