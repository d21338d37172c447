/** The appointments on screen: those of one day, or those that need a person on any day to come. */
import { coalesce } from "../model/coalesce.js";
import { FILTERS } from "./words.js";

const CHOICE = "textward.agenda";
const MOST_PAGES = 20;
const REST = { view: null, items: [], phase: "loading", error: null, cut: false, conflicts: new Map() };

export class Agenda {
  /** @param {import("./api.js").AppointmentsApi} api @param {object} store @param {import("/shared/format.js").Calendar} calendar */
  constructor(api, store, calendar) {
    Object.assign(this, { api, store, calendar, turn: 0 });
    const before = JSON.parse(sessionStorage.getItem(CHOICE) ?? "{}");
    const known = store.state.me.facilities.some(({ id }) => id === before.facility);
    store.set({ ...REST, filter: FILTERS[0].id, facility: known ? before.facility : "", mine: before.mine === true });
  }

  /** Today in the practice's zone. */
  get today() {
    return this.calendar.dayKey(Date.now());
  }

  /** Whose role has assigned messages only sees their own. */
  get ownOnly() {
    const { text_messages: texts, practice_admin: admin } = this.store.state.me.privileges;
    return texts !== "all" && !admin;
  }

  /** @param {{waiting: boolean, day: string|null}} view `day`: none for today, whichever that is when one looks */
  open(view) {
    const { view: before } = this.store.state;
    if (before && before.waiting === view.waiting && before.day === view.day) return this.refresh();
    return this.begin(view);
  }

  choose({ facility = this.store.state.facility, mine = this.store.state.mine }) {
    sessionStorage.setItem(CHOICE, JSON.stringify({ facility, mine }));
    this.store.set({ facility, mine });
    return this.begin(this.store.state.view);
  }

  begin(view) {
    this.turn += 1;
    this.store.set({ ...REST, view, conflicts: new Map() });
    return this.load();
  }

  /** Another page is shown. */
  rest() {
    this.turn += 1;
    this.store.set(REST);
  }

  /** Look again at what is on screen. */
  refresh = coalesce(() => this.load());

  async load() {
    const { turn } = this;
    const { view, facility, mine, phase } = this.store.state;
    if (!view) return;
    const day = view.day ?? this.today;
    const asked = { day, facility, mine: mine || this.ownOnly };
    try {
      for await (const { items, cut, last } of this.pages((cursor) => (view.waiting ? this.api.waiting({ ...asked, cursor }) : this.api.ofDay({ ...asked, cursor })))) {
        if (turn !== this.turn) return;
        if (phase !== "ready" || last) this.store.set({ day, items, phase: "ready", error: null, cut });
      }
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  /** Page after page, so that what is counted is the whole day: all that has come so far, each time. */
  async *pages(ask) {
    let items = [];
    let cursor = null;
    for (let page = 1; page === 1 || (cursor && page <= MOST_PAGES); page += 1) {
      const fetched = await ask(cursor);
      items = [...items, ...fetched.items];
      cursor = fetched.next_cursor;
      yield { items, cut: Boolean(cursor) && page === MOST_PAGES, last: !cursor || page === MOST_PAGES };
    }
  }

  failed(error) {
    const gone = error.status === 403 || error.status === 404;
    if (gone || this.store.state.phase !== "ready") this.store.set({ items: [], phase: "error", error });
  }

  /** Show one as the server gave it. */
  take(appointment, conflict = "") {
    const { items, view, conflicts } = this.store.state;
    const stays = !view?.waiting || appointment.needs_staff;
    const now = new Map(conflicts);
    if (conflict) now.set(appointment.id, conflict);
    else now.delete(appointment.id);
    this.store.set({ conflicts: now, items: items.flatMap((each) => (each.id === appointment.id ? (stays ? [appointment] : []) : [each])) });
  }
}
