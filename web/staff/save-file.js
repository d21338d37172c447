import { h } from "/shared/dom.js";

const KEPT_MS = 10000;

/** Have the browser save a file. @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** The name that an answer gives its file (RFC 6266), or another one if it gives none. */
export function nameOf(headers, otherwise) {
  const [, name = otherwise] = /filename="?([\w.-]+)"?/u.exec(headers.get("content-disposition") ?? "") ?? [];
  return name;
}
