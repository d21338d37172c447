import { fill, h, icon } from "/shared/dom.js";
import { placeBeside } from "/shared/elements/place.js";
import { explain } from "/shared/request.js";

const KINDS = {
  completed: { words: "marked it as complete", icon: "check" },
  deleted: { words: "deleted it", icon: "trash" },
  restored: { words: "made it pending again", icon: "undo" },
};

/** Who did what with a message, and when (rows D6, D8), beside the button that asked. */
export async function showHistory(button, message, { api, calendar, store }) {
  const list = h("ol", { class: "history-list" });
  const panel = h("div", { class: "menu history", popover: "auto", role: "dialog", "aria-label": "History of this message", tabindex: "-1", "data-testid": "history-panel" }, h("h3", {}, "History"), list);
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
    const { items } = await api.history(message);
    fill(list, ...steps(items, message, calendar, store.state.me));
  } catch (error) {
    fill(list, h("li", { class: "history-step mark-danger" }, explain(error).words));
  }
  placeBeside(button, panel);
}

function steps(items, message, calendar, me) {
  const came = { at: message.at, icon: "inbox", words: "The message came in" };
  const name = ({ member_id: id, name: known }) => (id === me.member.id ? "You" : known || "Former member");
  return [came, ...items.map((item) => ({ at: item.at, icon: KINDS[item.kind]?.icon ?? "users", words: `${name(item.by)} ${KINDS[item.kind]?.words ?? given(item.members, name)}` }))]
    .map((step) => h("li", { class: "history-step", "data-testid": "history-step" }, icon(step.icon), h("span", {}, step.words, " ", h("time", { datetime: step.at, title: calendar.full(step.at) }, calendar.moment(step.at)))));
}

function given(members, name) {
  return members.length ? `assigned it to ${members.map(name).join(", ").replace(/\bYou\b/u, "you")}` : "unassigned it";
}
