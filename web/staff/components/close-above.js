/** What stands above a page belongs to it: a question, an editor or a menu goes when the page does, and nothing is done. */
export function closeAbove() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  for (const panel of document.querySelectorAll("[popover]:popover-open")) panel.hidePopover();
}
