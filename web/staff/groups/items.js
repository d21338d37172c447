import { fill, h, icon } from "/shared/dom.js";
import { ItemsPane } from "../components/items-pane.js";
import { createItem, updateItem } from "./item.js";
import { FILTERS } from "./list.js";
import { basketName } from "./names.js";

/** The conversations of one group, by where they stand (row I2). */
class GroupItems extends ItemsPane {
  connectedCallback() {
    const { store } = this.services;
    this.makeList({ label: "Conversations", create: () => createItem(this.services) });
    this.name = h("h2", { class: "group-name", id: "basket-name", tabindex: "-1" });
    this.about = h("p", { class: "group-about" });
    this.buttons = FILTERS.map(({ id, name }) => h("button", { type: "button", class: "chip", "data-testid": `group-filter-${id.replace("_", "-")}`, "data-filter": id, onclick: () => this.choose(id) }, name));
    const filters = this.buttons.slice(0, -1);
    const star = this.buttons.at(-1);
    this.append(h("section", { class: "inbox", "aria-labelledby": "basket-name" },
      h("div", { class: "inbox-tools" },
        h("div", { class: "group-head" }, h("button", { type: "button", class: "button button-icon group-back", "aria-label": "Back to the groups", "data-testid": "group-back", onclick: () => this.services.leave() }, icon("back")), h("div", { class: "group-title" }, this.name, this.about), star),
        h("div", { class: "chips", role: "group", "aria-label": "Show" }, ...filters)),
      this.scroll));
    this.watchEnd();
    store.watch(["facility", "baskets", "list"], (state) => this.showHead(state));
    store.watch(["items", "threadId", "inboxPhase", "inboxError", "itemsCursor", "list", "baskets"], (state) => this.show(state));
  }

  offers(list) {
    return FILTERS.some(({ id }) => id === list);
  }

  choose(list = this.services.store.state.list) {
    this.seen = null;
    this.scroll.scrollTop = 0;
    this.services.inbox.choose(list, this.services.store.state.facility);
  }

  showHead({ facility, baskets, list }) {
    const basket = baskets.find(({ id }) => id === facility);
    fill(this.name, basket ? basketName(basket) : "Messages", basket?.kind === "group" && basket.standing === "admin" && h("span", { class: "tag" }, "Admin"), basket?.retired && h("span", { class: "tag" }, "Retired"));
    fill(this.about, basket && words(basket));
    const { not_replied: waiting = 0, replied = 0, trash = 0 } = basket?.counts ?? {};
    const counts = { all: waiting + replied, not_replied: waiting, replied, trash };
    for (const button of this.buttons) {
      const { filter } = button.dataset;
      const { name } = FILTERS.find(({ id }) => id === filter);
      button.setAttribute("aria-pressed", String(filter === list));
      fill(button, filter === "starred" ? icon("star-line", name) : name, counts[filter] > 0 && h("span", { class: "chip-count", "data-testid": "group-filter-count" }, String(counts[filter])));
    }
  }

  update(row, item) {
    const { threadId } = this.services.store.state;
    updateItem(row, item, { services: this.services, selected: item.id === threadId, fresh: Boolean(this.seen && !this.seen.has(item.id)) });
  }

  nameOf({ patient }) {
    return patient.name;
  }

  emptyState({ list }) {
    return list;
  }

  empty({ list }) {
    const { none, hint } = FILTERS.find(({ id }) => id === list) ?? FILTERS[0];
    return h("div", { class: "empty", "data-testid": "group-empty" }, h("span", { class: "empty-mark" }, icon("check")), h("p", { class: "empty-title" }, none), h("p", {}, hint));
  }
}

function words({ kind, standing, answering, retired }) {
  if (retired) return "Patients can’t write to it any more. What it has can still be answered.";
  if (kind === "direct") return standing === "admin" ? "What patients write to members by name." : "What patients write to you by name.";
  if (standing === "user") return "You see what is assigned to you.";
  return answering === "care_team" ? "Each patient’s care team answers; you see everything." : "You see everything.";
}

customElements.define("tw-group-items", GroupItems);
