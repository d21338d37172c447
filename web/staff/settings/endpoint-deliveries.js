import { fill, h, icon } from "/shared/dom.js";
import { advice, answered, eventOf } from "./record-words.js";
import { loading } from "./trouble.js";

/**
 * Show what an endpoint has not taken yet, or not at all.
 * @param {object} endpoint @param {{api: import("./record-api.js").RecordSystemApi, services: object}} page
 * @returns {Promise<number|null>} after which event to send again, where that was asked for
 */
export function showDeliveries(endpoint, { api, services }) {
  return new Promise((resolve) => {
    const panel = new Deliveries(endpoint, api, services.calendar);
    panel.dialog.addEventListener("close", () => {
      panel.dialog.remove();
      resolve(panel.after);
    });
    document.body.append(panel.dialog);
    panel.dialog.showModal();
    panel.title.focus();
    panel.load();
  });
}

class Deliveries {
  constructor(endpoint, api, calendar) {
    Object.assign(this, { endpoint, api, calendar, cursor: null, after: null });
    this.title = h("h2", { id: "deliveries-title", tabindex: "-1" }, "Deliveries");
    this.rows = h("ul", { class: "deliveries" });
    this.place = h("div", {});
    this.more = h("button", { type: "button", class: "button button-quiet", hidden: true, "data-testid": "deliveries-more", onclick: () => this.load() }, "Show more");
    this.dialog = h("dialog", { class: "dialog dialog-edit dialog-group", "aria-labelledby": "deliveries-title", "data-testid": "deliveries-dialog" },
      this.title, h("p", {}, "What ", h("strong", { class: "code" }, endpoint.url), " has not taken. Whatever arrived is not listed."),
      this.rows, this.place, this.more,
      h("div", { class: "dialog-actions" }, h("button", { type: "button", class: "button button-primary", "data-testid": "deliveries-close", onclick: () => this.dialog.close() }, "Done")));
  }

  load() {
    return loading(this.place, async () => {
      const { items, next_cursor: next } = await this.api.deliveries(this.endpoint, this.cursor);
      this.cursor = next;
      this.rows.append(...items.map((item) => this.row(item)));
      this.more.hidden = !next;
      fill(this.place, !this.rows.children.length && h("div", { class: "empty", "data-testid": "deliveries-none" }, h("span", { class: "empty-mark" }, icon("check")), h("p", { class: "empty-title" }, "Nothing waits"), h("p", {}, "Everything that happened has been taken.")));
    }, "deliveries-trouble");
  }

  row(item) {
    const failed = item.state === "failed";
    return h("li", { class: "delivery", "data-testid": "delivery", "data-state": item.state },
      h("h3", { class: "card-name" }, eventOf(item.type).name),
      h("p", { class: "card-words" }, `Number ${item.sequence}, `, h("time", { datetime: item.since, title: this.calendar.full(item.since) }, this.calendar.moment(item.since))),
      h("p", { class: `mark mark-wrap endpoint-mark endpoint-${failed ? "failed" : "failing"}` }, icon(failed ? "alert" : "retry"), this.standing(item)),
      item.last_reason && h("p", { class: "card-words" }, advice({ status: item.last_status, reason: item.last_reason })),
      h("button", { type: "button", class: "button button-text", "aria-label": `Send again from number ${item.sequence}`, "data-testid": "delivery-replay", onclick: () => this.replay(item) }, icon("undo"), "Send again from here"));
  }

  standing({ state, tries, next_try_at: next, last_status: status, last_reason: reason }) {
    const tried = reason && ` (${answered(status)}, ${tries === 1 ? "1 try" : `${tries} tries`})`;
    return `${state === "failed" ? "Given up" : `Next try ${this.calendar.moment(next)}`}${tried ?? ""}`;
  }

  replay({ sequence }) {
    this.after = sequence - 1;
    this.dialog.close();
  }
}
