import { fill, h, icon } from "/shared/dom.js";

/**
 * A line to be copied, not changed, with a button that does it and says so where one looks.
 * @param {{id: string, value: string, what: string, testid: string, words?: string, copied?: () => void}} line `what` it is, in a word
 */
export function copyLine({ id, value, what, testid, words = "", copied = () => {} }) {
  const input = h("input", { class: "field-input", id, readonly: true, value, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-words`, "data-testid": testid, onfocus: () => input.select() });
  const button = h("button", { type: "button", class: "button button-quiet", "data-testid": `${testid}-copy`, onclick: () => copy() }, icon("link"), "Copy");
  const said = h("p", { class: "field-words", id: `${id}-words`, role: "status" }, words);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      fill(button, icon("check"), "Copied");
      said.textContent = words ? `${words} ` : "";
      said.append(h("span", { class: "visually-hidden" }, `The ${what} is copied.`));
      copied();
    } catch {
      input.focus(); // Its text is marked, ready to be copied by hand.
      said.textContent = `Press Ctrl+C to copy the ${what}.`;
    }
  };
  return [h("div", { class: "field-line" }, input, button), said];
}
