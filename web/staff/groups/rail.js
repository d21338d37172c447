import { fill, h, icon, keep } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { basketName } from "./names.js";

/** My groups, direct messages first: what waits in each, and where I am an Admin (row I1). */
class GroupRail extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.list = h("ul", { class: "rail-list" });
    this.end = h("div", { class: "rail-end" });
    this.append(h("nav", { class: "rail", "aria-labelledby": "rail-title", "data-testid": "group-rail" }, h("h2", { class: "rail-title", id: "rail-title" }, "Group messages"), this.list, this.end));
    store.watch(["baskets", "basketsPhase", "facility"], (state) => this.show(state));
  }

  show({ baskets, basketsPhase, basketsError, facility, me }) {
    keep(this.list, baskets, ({ id }) => id, () => this.create(), (row, basket) => this.update(row, basket, basket.id === facility));
    const none = basketsPhase === "ready" && baskets.length === 0;
    if (basketsPhase === "loading") fill(this.end, ...[1, 2, 3].map(() => h("span", { class: "skeleton rail-skeleton", "aria-hidden": "true" })));
    else if (basketsPhase === "error") fill(this.end, this.trouble(basketsError));
    else fill(this.end, none && empty(me));
  }

  create() {
    const link = h("a", { class: "rail-item", "data-testid": "group-link", onclick: (event) => {
      event.preventDefault();
      this.services.visit(link.getAttribute("href"));
    } });
    return h("li", {}, link);
  }

  update(row, basket, current) {
    const link = row.firstElementChild;
    const { id, kind, standing, retired, counts } = basket;
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const signature = JSON.stringify(basket);
    if (link.signature === signature) return;
    link.signature = signature;
    link.setAttribute("href", `#/groups/${id}`);
    link.dataset.groupId = id;
    const waiting = counts.not_replied;
    fill(link, h("span", { class: "rail-icon" }, icon(kind === "direct" ? "text" : "users")),
      h("span", { class: "rail-body" }, h("span", { class: "rail-name" }, basketName(basket)),
        kind === "group" && standing === "admin" && h("span", { class: "tag", "data-testid": "admin-tag" }, "Admin"),
        retired && h("span", { class: "tag" }, "Retired")),
      h("span", { class: "rail-count", "data-testid": "group-waiting", hidden: waiting === 0 }, h("span", { "aria-hidden": "true" }, String(waiting)), h("span", { class: "visually-hidden" }, `${waiting} not replied`)));
  }

  focusBasket(id) {
    this.querySelector(`[data-group-id="${id}"]`)?.focus();
  }

  trouble(error) {
    return h("div", { class: "note note-danger", role: "alert" }, icon("alert"), h("div", { class: "note-body" }, h("p", {}, explain(error).words), h("button", { type: "button", class: "button button-text", onclick: () => this.services.inbox.badge() }, "Try again")));
  }
}

function empty({ privileges }) {
  return h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("users")), h("p", { class: "empty-title" }, "You are in no group yet"),
    privileges.manage_groups ? h("a", { class: "button button-quiet", href: "#/settings/groups" }, "Set up groups") : h("p", {}, "Ask your practice’s administrator if you should be."));
}

customElements.define("tw-group-rail", GroupRail);
