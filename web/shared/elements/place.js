/** Put a panel of the top layer beside what opened it: below if there is room, else above, never off the screen. */
export function placeBeside(anchor, panel) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.min(Math.max(8, at.right - width), innerWidth - width - 8);
  const below = at.bottom + 4 + height < innerHeight - 8;
  panel.style.left = `${left}px`;
  panel.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
}
