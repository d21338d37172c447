/** Fields of settings forms: a name, the control, words, and what is wrong with it right beside it. */
import { fill, h, icon } from "/shared/dom.js";

/**
 * @param {{name: string, words?: string, control: HTMLElement, testid: string}} parts `control` has an id
 * @returns {{row: HTMLElement, tell: (problem: string) => void}}
 */
export function field({ name, words = "", control, testid }) {
  const hint = words && h("p", { class: "field-words", id: `${control.id}-words` }, words);
  const trouble = h("p", { class: "field-error", id: `${control.id}-error`, role: "alert", "data-testid": testid });
  const told = hint ? hint.id : null;
  if (told) control.setAttribute("aria-describedby", told);
  const tell = (problem) => {
    fill(trouble, problem && icon("alert"), problem);
    if (problem) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    const described = [told, problem && trouble.id].filter(Boolean).join(" ");
    if (described) control.setAttribute("aria-describedby", described);
    else control.removeAttribute("aria-describedby");
  };
  return { row: h("div", { class: "field" }, h("label", { class: "field-name", for: control.id }, name), control, hint, trouble), tell };
}

/** A select of {id, name} with an entry for "any" first. */
export function choose({ id, any, items, chosen, testid }) {
  return h("span", { class: "field-select-wrap" }, h("select", { class: "field-select", id, "data-testid": testid },
    h("option", { value: "" }, any), ...items.map((item) => h("option", { value: item.id, selected: item.id === chosen }, item.name))));
}

/** A radio button or a box to tick, with words below its name. */
export function choice({ type, group, id, name, words, testid, checked, changed }) {
  return h("label", { class: "choice" }, h("input", { type, name: group, value: id, checked, "data-testid": testid, onchange: changed }), h("span", {}, name), words && h("span", { class: "choice-words" }, words));
}

/** What the API says about each field: `pointer` names it ("/name"). @returns {string[]} what belongs to none of them */
export function tellFields(error, fields) {
  const rest = [];
  for (const { pointer = "", detail } of error.errors ?? []) {
    const known = fields[pointer.split("/")[1]];
    if (known) known.tell(detail);
    else if (detail) rest.push(detail);
  }
  return rest;
}
