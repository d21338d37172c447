/** The chosen phone: its conversation with one practice number, and writing a text. */

import { typeText } from "./api.js";
import { memory, practiceNumberOf } from "./memory.js";
import { clock, dayOf, make, withLinks } from "./words.js";

const find = (id) => document.getElementById(id);
const log = find("log");
const words = find("words");
const choice = find("practice-number");
const PAUSE = 5 * 60 * 1000;

const chosenPhone = () => memory.phones.get(memory.chosen);

function bubble(text, next, fresh) {
  if (text.status === "lost") {
    return [make("p", { className: "lost" }, `A text did not arrive · ${text.error_code} ${text.error}`)];
  }
  const mine = text.direction === "from_phone";
  const pause = !next || new Date(next.at) - new Date(text.at) > PAUSE;
  const follows = !pause && next.direction === text.direction && next.status !== "lost";
  const classes = ["bubble", mine && "mine", !follows && "last", fresh && "fresh"].filter(Boolean).join(" ");
  const who = make("span", { className: "unseen" }, mine ? "Sent: " : "Received: ");
  const nodes = [make("div", { className: classes }, who, ...withLinks(text.body))];
  if (pause) nodes.push(make("p", { className: mine ? "stamp mine" : "stamp" }, clock(new Date(text.at))));
  return nodes;
}

function conversation(phone) {
  const number = practiceNumberOf(phone);
  return phone.texts.filter((text) => text.practice_number === number);
}

function drawLog(phone, freshSid) {
  const texts = conversation(phone);
  const nodes = [];
  texts.forEach((text, index) => {
    const day = dayOf(new Date(text.at));
    if (index === 0 || day !== dayOf(new Date(texts[index - 1].at))) nodes.push(make("p", { className: "day" }, day));
    nodes.push(...bubble(text, texts[index + 1], text.sid === freshSid));
  });
  if (!texts.length) nodes.push(make("p", { className: "quiet-log" }, "No texts yet. Write the first one."));
  log.replaceChildren(...nodes);
  log.scrollTop = log.scrollHeight;
}

const nameOf = (number) =>
  number.label === number.national ? number.national : `${number.national} · ${number.label}`;

function drawContact(phone) {
  const number = practiceNumberOf(phone);
  const known = memory.numbers.find((one) => one.number === number);
  find("contact-name").textContent = known && known.label !== known.national ? known.label : "The practice";
  find("contact-number").textContent = known?.national ?? (number || "No practice has a number yet");
  const several = memory.numbers.length > 1;
  find("contact-choice").hidden = !several;
  find("contact-number").hidden = several;
  choice.replaceChildren(...memory.numbers.map((one) => make("option", { value: one.number }, nameOf(one))));
  choice.value = number;
  find("stopped").hidden = !phone.stopped.includes(number);
}

/** Draw the chosen phone; `freshSid` names the text that has just come. */
export function drawHandset(freshSid) {
  const phone = chosenPhone();
  find("phone").hidden = find("phone-owner").hidden = !phone;
  find("nobody").hidden = Boolean(phone);
  if (!phone) return;
  find("phone-label").textContent = phone.label;
  find("phone-number").textContent = phone.label === phone.national ? "" : phone.national;
  drawContact(phone);
  drawLog(phone, freshSid);
}

function fitWords() {
  words.rows = 1;
  words.rows = Math.min(5, Math.max(1, Math.round((words.scrollHeight - 20) / 22)));
}

async function send(event) {
  event.preventDefault();
  const phone = chosenPhone();
  const body = words.value;
  if (!phone || !body.trim()) return;
  words.value = find("problem").textContent = "";
  fitWords();
  try {
    await typeText(phone.number, practiceNumberOf(phone), body);
  } catch (error) {
    words.value = body;
    find("problem").textContent = memory.numbers.length ? error.message : "No practice has a number to text yet.";
  }
}

export function setUpHandset(onBack) {
  const composer = find("composer");
  composer.addEventListener("submit", send);
  words.addEventListener("input", fitWords);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  choice.addEventListener("change", () => {
    memory.practice.set(memory.chosen, choice.value);
    drawHandset();
  });
  find("back").addEventListener("click", onBack);
  const tick = () => (find("clock").textContent = clock(new Date()));
  tick();
  setInterval(tick, 10_000);
}
