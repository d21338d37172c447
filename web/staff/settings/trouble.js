import { fill, h, icon } from "/shared/dom.js";
import { explain, mayPass } from "/shared/request.js";

/** Words for what the API refused, in place. */
export function refusal(error, testid) {
  const { words, details, reference } = explain(error);
  return h("div", { class: "note note-danger", role: "alert", "data-testid": testid }, icon("alert"), h("p", { class: "note-body" }, [words, ...details, reference && `Reference: ${reference}`].filter(Boolean).join(" ")));
}

function coming() {
  return h("div", { class: "coming" }, h("span", { class: "visually-hidden" }, "Loading"), ...[1, 2, 3].map(() => h("span", { class: "skeleton coming-line", "aria-hidden": "true" })));
}

/** Load, or say why not and offer to try again. Until something has come, the place shows that it will. */
export async function loading(place, load, testid) {
  place.setAttribute("aria-busy", "true");
  if (!place.hasAttribute("data-loaded")) fill(place, coming());
  try {
    await load().catch((error) => (mayPass(error) ? load() : Promise.reject(error))); // It only reads: once more does no harm.
    place.setAttribute("data-loaded", "");
  } catch (error) {
    fill(place, refusal(error, testid), h("button", { type: "button", class: "button button-text", onclick: () => loading(place, load, testid) }, "Try again"));
  } finally {
    place.setAttribute("aria-busy", "false");
  }
}
