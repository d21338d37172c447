/** Times and people as words. Times are UTC in the API and shown in one zone: the practice's for staff, the phone's for patients. */

const DAY_MS = 86400000;

export class Calendar {
  /** @param {string} locale @param {string|undefined} timeZone IANA name; undefined = the device's */
  constructor(locale, timeZone) {
    const make = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
    this.timeFormat = make({ hour: "numeric", minute: "2-digit" });
    this.weekdayFormat = make({ weekday: "short" });
    this.dateFormat = make({ month: "short", day: "numeric" });
    this.dayFormat = make({ weekday: "long", month: "long", day: "numeric" });
    this.dayYearFormat = make({ year: "numeric", month: "long", day: "numeric" });
    // Who reads the practice's times may be in another zone: the whole time names it.
    this.fullFormat = make(timeZone ? { weekday: "long", year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" } : { dateStyle: "full", timeStyle: "short" });
    this.keyFormat = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    this.relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    this.plainFormat = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", month: "long", day: "numeric" });
    this.plainYearFormat = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short", year: "numeric", month: "long", day: "numeric" });
    this.bornFormat = new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" });
  }

  time(at) {
    return this.timeFormat.format(new Date(at));
  }

  full(at) {
    return this.fullFormat.format(new Date(at));
  }

  /** The calendar day in the zone, as a sortable key. */
  dayKey(at) {
    return this.keyFormat.format(new Date(at));
  }

  /** 0 today, 1 yesterday, and so on, by calendar days in the zone. */
  daysAgo(at, now = Date.now()) {
    const day = (value) => Date.parse(`${this.dayKey(value)}T00:00:00Z`);
    return Math.round((day(now) - day(at)) / DAY_MS);
  }

  /** A short mark for lists: time today, "Yesterday", weekday this week, else the date. */
  short(at) {
    const days = this.daysAgo(at);
    if (days <= 0) return this.time(at);
    if (days === 1) return this.relativeFormat.format(-1, "day");
    return days < 7 ? this.weekdayFormat.format(new Date(at)) : this.dateFormat.format(new Date(at));
  }

  /** A short mark with the time, for events not far from today. */
  moment(at) {
    return this.daysAgo(at) === 0 ? this.time(at) : `${this.dateFormat.format(new Date(at))}, ${this.time(at)}`;
  }

  /** A heading for one day of a conversation. @param {{today: string, yesterday: string}} words */
  day(at, words) {
    const days = this.daysAgo(at);
    if (days <= 0) return words.today;
    if (days === 1) return words.yesterday;
    return (days < 300 ? this.dayFormat : this.dayYearFormat).format(new Date(at));
  }

  /** A calendar day (YYYY-MM-DD) in words; with the year where it is another. */
  date(day) {
    const sameYear = day.slice(0, 4) === this.dayKey(Date.now()).slice(0, 4);
    return (sameYear ? this.plainFormat : this.plainYearFormat).format(new Date(`${day}T00:00:00Z`));
  }

  /** A date of birth (YYYY-MM-DD) in words. */
  born(date) {
    return this.bornFormat.format(new Date(`${date}T00:00:00Z`));
  }
}

/** Whole years from a date of birth to now. */
export function age(date, now = new Date()) {
  const [year, month, day] = date.split("-").map(Number);
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
  return now.getFullYear() - year - (before ? 1 : 0);
}

/** Up to two initials of a name. */
export function initials(name) {
  const words = name.trim().split(/\s+/u);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => [...word][0] ?? "").join("").toLocaleUpperCase();
}
