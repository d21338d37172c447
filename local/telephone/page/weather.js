/** Network weather: failures on purpose, in people's words. */

import { addFault, removeFault } from "./api.js";
import { memory } from "./memory.js";
import { make } from "./words.js";

const KINDS = [
  ["Text fails: phone unreachable (30003)", { kind: "final_status", status: "undelivered", code: 30003 }],
  ["Text fails: blocked (30004)", { kind: "final_status", status: "undelivered", code: 30004 }],
  ["Text fails: unknown number (30005)", { kind: "final_status", status: "undelivered", code: 30005 }],
  ["Text fails: a landline (30006)", { kind: "final_status", status: "undelivered", code: 30006 }],
  ["Text fails: filtered by the carrier (30007)", { kind: "final_status", status: "undelivered", code: 30007 }],
  ["Text fails: not registered (30034)", { kind: "final_status", status: "failed", code: 30034 }],
  ["Provider is too busy (429)", { kind: "refuse", code: 20429, retry_after: 2 }],
  ["Provider is broken (500)", { kind: "refuse", code: 20500 }],
  ["Provider says: invalid number (21211)", { kind: "refuse", code: 21211 }],
  ["Provider answers 3 seconds late", { kind: "delay", seconds: 3 }],
  ["Provider delivers, but never answers", { kind: "hang", seconds: 60 }],
  ["Provider delivers, but the connection breaks", { kind: "drop" }],
  ["Delivery status comes twice", { kind: "duplicate_callbacks", copies: 2 }],
  ["Delivery status comes in the wrong order", { kind: "reorder_callbacks" }],
  ["Delivery status comes before the answer", { kind: "early_callback" }],
  ["Delivery status never comes", { kind: "suppress_callbacks" }],
  ["A patient’s text is posted twice", { kind: "duplicate_inbound", copies: 2 }],
  ["Webhooks are signed wrongly", { kind: "sign_with", signed_by: "wrong" }],
];

const find = (id) => document.getElementById(id);

function wordsFor(rule) {
  const [words] = KINDS.find(([, made]) => made.kind === rule.kind && (made.code ?? 0) === rule.code) ?? [rule.kind];
  const phone = rule.phone ? (memory.phones.get(rule.phone)?.label ?? rule.phone) : "any phone";
  const times = rule.remaining === null ? "until removed" : rule.remaining === 1 ? "once" : `${rule.remaining} times`;
  return `${words}: ${phone}, ${times}`;
}

/** Draw the rules in force and the choices. */
export function drawWeather() {
  const rules = memory.faults;
  const items = rules.map((rule) => {
    const words = wordsFor(rule);
    const remove = make("button", { type: "button", className: "button quiet small", onclick: () => removeFault(rule.id) }, "Remove");
    remove.setAttribute("aria-label", `Remove: ${words}`);
    return make("li", {}, make("span", {}, words), remove);
  });
  find("weather-list").replaceChildren(...items);
  find("weather-clear").hidden = rules.length > 0;
  find("weather-count").hidden = rules.length === 0;
  find("weather-count").textContent = String(rules.length);
  const choice = find("weather-phone");
  const chosen = choice.value;
  const phones = [...memory.phones.values()].sort((a, b) => a.label.localeCompare(b.label));
  choice.replaceChildren(
    make("option", { value: "" }, "Any phone"),
    ...phones.map((phone) => make("option", { value: phone.number }, phone.label)),
  );
  choice.value = memory.phones.has(chosen) ? chosen : "";
}

function show(open) {
  find("weather").hidden = !open;
  find("desk").dataset.weather = open ? "open" : "closed";
  find("weather-button").setAttribute("aria-expanded", String(open));
  (open ? find("weather-kind") : find("weather-button")).focus();
}

export function setUpWeather() {
  find("weather-kind").replaceChildren(...KINDS.map(([words], index) => make("option", { value: String(index) }, words)));
  find("weather-button").addEventListener("click", () => show(find("weather").hidden));
  find("weather-close").addEventListener("click", () => show(false));
  find("weather").addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  find("weather-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [, rule] = KINDS[Number(find("weather-kind").value)];
    const times = find("weather-times").value;
    addFault({ ...rule, phone: find("weather-phone").value || null, times: times ? Number(times) : null });
  });
}
