/** The list of phones. */

import { lastText, memory, unread } from "./memory.js";
import { briefly, hueOf, initials, make, ownerOf } from "./words.js";

const list = document.getElementById("phone-list");
const search = document.getElementById("search");
const count = document.getElementById("phones-count");

function matches(phone, words) {
  const digits = words.replace(/\D/g, "");
  return phone.label.toLowerCase().includes(words) || (digits !== "" && phone.number.includes(digits));
}

function card(phone, choose) {
  const last = lastText(phone);
  const waiting = unread(phone);
  const avatar = make("span", { className: "avatar", ariaHidden: "true" }, initials(phone.label));
  avatar.style.setProperty("--hue", hueOf(phone.number));
  const preview = last ? (last.direction === "from_phone" ? `You: ${last.body}` : last.body) : phone.national;
  const dot = waiting
    ? make("span", { className: "dot" }, make("span", {}, String(waiting)), make("span", { className: "unseen" }, " unread"))
    : "";
  const button = make(
    "button",
    { type: "button", className: waiting ? "phone-card unread" : "phone-card", onclick: () => choose(phone.number) },
    avatar,
    make("span", { className: "phone-name" }, ownerOf(phone.label)),
    make("span", { className: "phone-time" }, last ? briefly(new Date(last.at)) : ""),
    make("span", { className: "phone-last" }, preview),
    dot,
  );
  button.dataset.number = phone.number;
  if (phone.number === memory.chosen) button.setAttribute("aria-current", "true");
  return make("li", {}, button);
}

/** Draw the list, the phones last heard from on top. */
export function drawPhones(choose) {
  const words = search.value.trim().toLowerCase();
  const phones = [...memory.phones.values()].filter((phone) => matches(phone, words));
  phones.sort((a, b) => (lastText(b)?.at ?? "").localeCompare(lastText(a)?.at ?? "") || a.label.localeCompare(b.label));
  const focused = document.activeElement?.dataset?.number;
  list.replaceChildren(...phones.map((phone) => card(phone, choose)));
  if (focused) list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
  count.textContent = phones.length === 1 ? "1 phone" : `${phones.length} phones`;
  document.getElementById("no-phones").hidden = memory.phones.size > 0;
}

export function setUpSearch(choose) {
  search.addEventListener("input", () => drawPhones(choose));
}
