/** The page: fetches the picture, follows what changes, and lets people choose. */

import { addPhone, listFaults, listNumbers, listPhones, listen } from "./api.js";
import { drawHandset, setUpHandset } from "./handset.js";
import { learnPhone, learnText, markRead, memory } from "./memory.js";
import { drawPhones, setUpSearch } from "./phones.js";
import { drawWeather, setUpWeather } from "./weather.js";

const find = (id) => document.getElementById(id);
const desk = find("desk");

function choose(number) {
  memory.chosen = number;
  const phone = memory.phones.get(number);
  if (phone) markRead(phone);
  desk.dataset.showing = phone ? "phone" : "list";
  history.replaceState(null, "", phone ? `#${number}` : "#");
  drawPhones(choose);
  drawHandset();
  if (phone && matchMedia("(hover: hover)").matches) find("words").focus();
}

function drawAll() {
  drawPhones(choose);
  drawHandset();
  drawWeather();
}

async function refresh() {
  const [phones, numbers, faults] = await Promise.all([listPhones(), listNumbers(), listFaults()]);
  memory.phones.clear();
  phones.forEach(learnPhone);
  Object.assign(memory, { numbers, faults });
  say("live", "Live");
  const wanted = memory.chosen ?? decodeURIComponent(location.hash.slice(1));
  if (memory.phones.has(wanted)) {
    memory.chosen = wanted;
    markRead(memory.phones.get(wanted));
    desk.dataset.showing = "phone";
  } else {
    memory.chosen = null;
    desk.dataset.showing = "list";
  }
  drawAll();
}

function say(state, words) {
  const line = find("link-state");
  line.dataset.state = state;
  line.textContent = words;
}

const handlers = {
  text(text) {
    if (!learnText(text)) return;
    const here = text.phone === memory.chosen;
    if (here && !document.hidden) markRead(memory.phones.get(text.phone));
    drawPhones(choose);
    if (here) drawHandset(text.sid);
  },
  phone(phone) {
    learnPhone(phone);
    drawAll();
  },
  numbers({ numbers }) {
    memory.numbers = numbers;
    drawHandset();
  },
  faults({ faults }) {
    memory.faults = faults;
    drawWeather();
  },
  reset: refresh,
};

function setUpAdding() {
  const dialog = find("add-dialog");
  find("add-button").addEventListener("click", () => dialog.showModal());
  find("add-cancel").addEventListener("click", () => dialog.close());
  find("add-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    find("add-problem").textContent = "";
    try {
      const phone = await addPhone(find("add-number").value, find("add-label").value);
      learnPhone(phone);
      dialog.close();
      event.target.reset();
      choose(phone.number);
    } catch (error) {
      find("add-problem").textContent = error.message;
    }
  });
}

setUpSearch(choose);
setUpWeather();
setUpAdding();
setUpHandset(() => {
  const number = memory.chosen;
  choose(null);
  document.querySelector(`[data-number="${CSS.escape(number ?? "")}"]`)?.focus();
});
document.addEventListener("visibilitychange", () => {
  const phone = memory.phones.get(memory.chosen);
  if (phone && !document.hidden) {
    markRead(phone);
    drawPhones(choose);
  }
});
listen(handlers, refresh, () => say("lost", "Reconnecting"));
