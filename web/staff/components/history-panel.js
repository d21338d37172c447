import { fill, h, icon } from "/shared/dom.js";
import { placeBeside } from "/shared/elements/place.js";
import { explain } from "/shared/request.js";

const KINDS = {
  answered: { words: "answered", icon: "send" },
  completed: { words: "marked it as complete", icon: "check" },
  deleted: { words: "deleted it", icon: "trash" },
  reopened: { words: "reopened it", icon: "clock" },
  restored: { words: "made it pending again", icon: "undo" },
};

/** Who did what with a message, and when (rows D6, D8), beside the button that asked. */
export function showHistory(button, message, services) {
  return showSteps(button, { title: "History of this message", came: { at: message.at, words: "The message came in" }, load: () => services.api.history(message) }, services);
}

/**
 * The same for whatever has a history.
 * @param {{title: string, came: {at: string, words: string}, load: () => Promise<{items: object[]}>, words?: Record<string, string>}} of `words`: what steps are called, where not as for a message
 */
export async function showSteps(button, { title, came, load, words = {} }, { calendar, store }) {
  const list = h("ol", { class: "history-list" });
  const panel = h("div", { class: "menu history", popover: "auto", role: "dialog", "aria-label": title, tabindex: "-1", "data-testid": "history-panel" }, h("h3", {}, "History"), list);
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    panel.remove();
    if (document.activeElement === document.body) button.focus();
  });
  fill(list, h("li", { class: "history-step" }, "Loading"));
  document.body.append(panel);
  panel.showPopover();
  placeBeside(button, panel);
  panel.focus();
  try {
    const { items } = await load();
    fill(list, ...steps(items, { came, words, me: store.state.me }, calendar));
  } catch (error) {
    fill(list, h("li", { class: "history-step mark-danger" }, explain(error).words));
  }
  placeBeside(button, panel);
}

function steps(items, { came, words, me }, calendar) {
  const name = ({ member_id: id, name: known }) => (id === me.member.id ? "You" : known || "Former member");
  const told = (item) => words[item.kind] ?? KINDS[item.kind]?.words ?? given(item.members, name);
  return [{ ...came, icon: "inbox" }, ...items.map((item) => ({ at: item.at, icon: KINDS[item.kind]?.icon ?? "users", words: item.by ? `${name(item.by)} ${told(item)}` : `Automatically ${told(item)}` }))]
    .map((step) => h("li", { class: "history-step", "data-testid": "history-step" }, icon(step.icon), h("span", {}, step.words, " ", h("time", { datetime: step.at, title: calendar.full(step.at) }, calendar.moment(step.at)))));
}

function given(members, name) {
  return members.length ? `assigned it to ${members.map(name).join(", ").replace(/\bYou\b/u, "you")}` : "unassigned it";
}
