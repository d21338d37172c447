import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { GroupSettingsApi } from "./group-api.js";
import { loading, refusal } from "./trouble.js";

const FACILITIES = {
  title: "Facilities", icon: "place", testid: "facility", action: "Close",
  ask: (name) => `Close ${name}?`,
  words: "It can no longer be chosen for groups or filters. Patients, threads and history stay as they are. This can’t be undone here.",
  done: (name) => `${name} is closed`,
  none: "No facilities.",
};

const CATEGORIES = {
  title: "Patient categories", icon: "users", testid: "category", action: "Delete",
  ask: (name) => `Delete the category ${name}?`,
  words: "No group can be limited to it any more. Patients stay as they are. This can’t be undone here.",
  done: (name) => `The category ${name} is deleted`,
  none: "No patient categories.",
};

/** Facilities and patient categories, and what becomes of groups when one goes (row G2). */
class Places extends HTMLElement {
  connectedCallback() {
    this.api = new GroupSettingsApi(this.services.api);
    this.place = h("div", { class: "settings-page-part" });
    this.append(h("div", { class: "settings-page-part" }, h("div", { class: "settings-tools" }, h("p", { class: "settings-lead" }, "Groups can be for one facility or one patient category. When it goes, groups for it alone are retired: opened to everyone, they would reach patients whom they are not for.")), this.place));
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      const { facilities, categories } = await this.api.places();
      fill(this.place,
        ...this.part(FACILITIES, facilities, (id) => this.api.closeFacility(id), facilities.length === 1 && "A practice keeps at least one facility."),
        ...this.part(CATEGORIES, categories, (id) => this.api.deleteCategory(id), ""));
    }, "places-trouble");
  }

  part(kind, items, remove, kept) {
    return [h("h3", { class: "settings-part-title" }, kind.title),
      h("div", { class: "cards", "data-testid": `${kind.testid}-list` }, ...items.map((item) => this.card(kind, item, remove, kept)), items.length === 0 && h("p", { class: "card card-words" }, kind.none))];
  }

  card(kind, item, remove, kept) {
    const { groups } = item;
    const card = h("div", { class: "card", "data-testid": `${kind.testid}-row`, "data-id": item.id },
      h("span", { class: "avatar", "aria-hidden": "true" }, icon(kind.icon)),
      h("div", { class: "card-body" }, h("h4", { class: "card-name" }, item.name), h("p", { class: "card-words" }, kept || (groups.length ? `Groups for it alone: ${groups.map(({ name }) => name).join(", ")}` : "No group is for it alone"))),
      h("div", { class: "card-side" }, h("button", { type: "button", class: "button button-quiet", disabled: Boolean(kept), "aria-label": `${kind.action} ${item.name}`, "data-testid": `${kind.testid}-remove`, onclick: () => this.remove(kind, item, remove, card) }, kind.action)),
      h("div", { class: "card-note" }));
    return card;
  }

  async remove(kind, item, remove, card) {
    const { groups } = item;
    const lead = groups.length ? ` ${groups.length === 1 ? "This group is for it alone and will be retired" : `These ${groups.length} groups are for it alone and will be retired`}: patients can’t write to ${groups.length === 1 ? "it" : "them"} any more; conversations stay with ${groups.length === 1 ? "its" : "their"} members.` : " No group is for it alone.";
    if (!(await confirmed({ title: kind.ask(item.name), words: `${kind.words}${lead}`, list: groups.map(({ name }) => name), action: kind.action }))) return;
    try {
      const { retired_groups: retired } = await remove(item.id);
      const also = retired.length ? `. Retired: ${retired.map(({ name }) => name).join(", ")}` : "";
      this.services.toasts.show(`${kind.done(item.name)}${also}`, "ok");
      await this.refresh();
    } catch (error) {
      fill(card.lastElementChild, refusal(error, "place-error"));
    }
  }
}

customElements.define("tw-settings-places", Places);
