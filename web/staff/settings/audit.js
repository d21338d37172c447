import { fill, h, icon } from "/shared/dom.js";
import { saveFile } from "../save-file.js";
import { ACTIONS, detailOf } from "./audit-words.js";
import { loading, refusal } from "./trouble.js";

const MONTHS = 24;

/** The audit trail, a month at a time (row J3): who did what, when, from where. Reading it is itself written there. */
class Audit extends HTMLElement {
  connectedCallback() {
    this.month = h("select", { class: "field-select", "aria-label": "Month", "data-testid": "audit-month", onchange: () => this.start() }, ...months(MONTHS).map(({ id, name }) => h("option", { value: id }, name)));
    this.action = h("select", { class: "field-select", "aria-label": "What was done", "data-testid": "audit-action", onchange: () => this.show() }, h("option", { value: "" }, "Everything"), ...Object.entries(ACTIONS).map(([id, name]) => h("option", { value: id }, name)));
    this.words = h("input", { type: "search", class: "field-input audit-filter", "aria-label": "Member, id or address", placeholder: "Member, id or address", autocomplete: "off", "data-testid": "audit-filter", oninput: () => this.show() });
    this.count = h("p", { class: "card-words", role: "status", "data-testid": "audit-count" });
    this.rows = h("tbody", {});
    this.more = h("button", { type: "button", class: "button button-quiet", hidden: true, "data-testid": "audit-more", onclick: () => this.load() }, "Show more");
    this.place = h("div", {});
    this.table = h("div", { class: "audit-table-wrap", tabindex: "0", role: "region", "aria-label": "Audit trail" },
      h("table", { class: "audit-table", "data-testid": "audit-table" }, h("thead", {}, h("tr", {}, ...["When", "Who", "What", "Of", "From"].map((name) => h("th", { scope: "col" }, name)))), this.rows));
    this.append(h("div", { class: "settings-page-part" },
      h("div", { class: "settings-tools" }, this.month, this.action, this.words, h("div", { class: "audit-exports" }, this.exporter("csv", "CSV"), this.exporter("jsonl", "JSON lines"))),
      this.count, this.place, this.table, this.more));
    this.start();
  }

  exporter(form, name) {
    return h("button", { type: "button", class: "button button-quiet", "data-testid": `audit-export-${form}`, onclick: (event) => this.save(form, event.currentTarget) }, icon("download"), name);
  }

  start() {
    Object.assign(this, { lines: [], cursor: null });
    this.place.removeAttribute("data-loaded");
    this.count.textContent = "";
    this.table.hidden = true;
    this.more.hidden = true;
    return this.load();
  }

  load() {
    const month = this.month.value;
    return loading(this.place, async () => {
      const page = await this.services.settings.audit(month, this.cursor);
      if (month !== this.month.value) return;
      fill(this.place);
      this.lines.push(...page.items);
      this.cursor = page.next_cursor;
      this.show();
    }, "audit-trouble");
  }

  show() {
    const { me } = this.services.store.state;
    const wanted = this.words.value.trim().toLocaleLowerCase();
    const found = this.lines.filter((line) => (!this.action.value || line.action === this.action.value) && (!wanted || [who(line, me), ...Object.values(line)].some((value) => String(value ?? "").toLocaleLowerCase().includes(wanted))));
    fill(this.rows, ...found.map((line) => this.row(line, me)));
    this.table.hidden = found.length === 0;
    this.more.hidden = !this.cursor;
    const some = found.length === this.lines.length ? linesOf(found.length) : `${found.length} of ${linesOf(this.lines.length)}`;
    this.count.textContent = this.lines.length ? `${some}${this.cursor ? " loaded; there are more" : ""}` : "Nothing is written down for this month.";
  }

  row(line, me) {
    const { calendar } = this.services;
    return h("tr", { "data-testid": "audit-line", "data-action": line.action },
      h("td", { class: "audit-when" }, h("time", { datetime: line.at, title: calendar.full(line.at) }, calendar.moment(line.at))),
      h("td", {}, who(line, me)),
      h("td", {}, ACTIONS[line.action] ?? line.action),
      h("td", { class: "audit-id" }, detailOf(line, me)),
      h("td", { class: "audit-id" }, line.source_ip || "—"));
  }

  /** All of the month, not only what is loaded. */
  async save(form, button) {
    const { settings, toasts } = this.services;
    const month = this.month.value;
    button.disabled = true;
    try {
      const blob = await settings.exportAudit(month, form, (parts) => parts > 1 && (this.count.textContent = `${parts} parts so far`));
      saveFile(blob, `audit-${month}.${form}`);
      toasts.show(`Exported ${month}`, "ok");
    } catch (error) {
      fill(this.place, refusal(error, "audit-error"));
    } finally {
      button.disabled = false;
      button.focus();
    }
  }
}

const linesOf = (many) => (many === 1 ? "1 line" : `${many} lines`);

function who({ actor_kind: kind, actor_id: id }, me) {
  if (kind === "patient") return "Patient";
  if (kind === "system") return "Automatically";
  if (kind === "record_system") return "Record system";
  return me.members.find((member) => member.id === id)?.name ?? `Former member ${id}`;
}

/** This month and those before, newest first; the trail's months are UTC. */
function months(many) {
  const now = new Date();
  const name = new Intl.DateTimeFormat(navigator.language, { timeZone: "UTC", year: "numeric", month: "long" });
  return Array.from({ length: many }, (_, back) => {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return { id: first.toISOString().slice(0, 7), name: name.format(first) };
  });
}

customElements.define("tw-settings-audit", Audit);
