/**
 * Show an editor's dialog until it is closed.
 * @param {{dialog: HTMLDialogElement, saved: object|null}} editor
 * @param {HTMLElement} first what is filled in first
 * @returns {Promise<object|null>} what was saved, or null
 */
export function openEditor(editor, first) {
  return new Promise((resolve) => {
    editor.dialog.addEventListener("close", () => {
      editor.dialog.remove();
      resolve(editor.saved);
    });
    document.body.append(editor.dialog);
    editor.dialog.showModal();
    first.focus();
  });
}
