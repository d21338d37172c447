import { h, icon } from "/shared/dom.js";

/** The frame of a step: where one is, what is asked, and a place for gentle errors. */
export function stepFrame({ t, step, steps, heading, lead, mark = "lock" }, ...content) {
  return h("main", { class: "step" },
    h("span", { class: "step-mark" }, icon(mark)),
    step && h("p", { class: "step-count" }, t("step", { step, steps })),
    h("h1", { tabindex: "-1" }, heading),
    lead && h("p", { class: "step-lead" }, lead),
    ...content);
}

/** An empty place that speaks when it is filled. */
export function alertPlace(id) {
  return h("div", { class: "step-alert", role: "alert", id });
}

/** Put words, and what may help, into an alert place; "" empties it. */
export function tell(place, words, kind = "danger", ...more) {
  place.textContent = "";
  if (words) place.append(h("p", { class: `note note-${kind}` }, icon(kind === "danger" ? "info" : "check-circle"), h("span", { class: "note-body" }, words, ...more)));
}

/** The address that calls a phone. */
export const callAddress = (phone) => `tel:${(phone ?? "").replace(/[^+\d]/gu, "")}`;
