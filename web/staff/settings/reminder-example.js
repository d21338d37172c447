/**
 * When the reminders of an example go out, by the same rules as the service's (textward/domain/reminder_times.py).
 * Times are minutes of the practice's own clock: an example needs no time zone.
 */

const DAY = 1440;
/** A reminder brought forward out of quiet hours goes out this long before they begin. */
const ROOM = 30;
const THURSDAY = 4;
const TEN = 600;

/** "21:00" as minutes of the day. */
export function minutes(clock) {
  const [hours, rest] = clock.split(":").map(Number);
  return hours * 60 + rest;
}

/** Lead times in words: whole days as days. */
export function leadWords(hours) {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** The first Thursday at ten that all reminders come before. @param {string} today YYYY-MM-DD */
export function exampleStart(today, leadHours) {
  const earliest = Date.parse(`${today}T00:00:00Z`) / 60000 + (Math.ceil(Math.max(0, ...leadHours) / 24) + 1) * DAY;
  const weekday = new Date(earliest * 60000).getUTCDay();
  return earliest + ((THURSDAY - weekday + 7) % 7) * DAY + TEN;
}

/**
 * @param {number} start minutes since 1970 by the practice's clock
 * @param {{lead_hours: number[], quiet_begin: string, quiet_end: string}} rules
 * @returns {{wanted: number, at: number}[]} earliest first; `at` is not `wanted` where that was in quiet hours
 */
export function remindersOf(start, { lead_hours: leads, quiet_begin: begin, quiet_end: end }) {
  const quiet = { begin: minutes(begin), end: minutes(end) };
  const due = new Map();
  for (const lead of [...leads].sort((one, other) => one - other)) {
    const wanted = start - lead * 60;
    const at = outside(quiet, wanted, start);
    if (at !== null && !due.has(at)) due.set(at, { wanted, at }); // Of two on one moment, the one closer to the appointment.
  }
  return [...due.values()].sort((one, other) => one.at - other.at);
}

function isQuiet({ begin, end }, moment) {
  const clock = moment % DAY;
  return begin <= end ? begin <= clock && clock < end : clock >= begin || clock < end;
}

/** The allowed moment nearest to one, before the appointment. */
function outside(quiet, moment, start) {
  if (!isQuiet(quiet, moment)) return moment;
  const midnight = moment - (moment % DAY);
  const near = [-DAY, 0, DAY].flatMap((offset) => [midnight + offset + quiet.end, midnight + offset + quiet.begin - ROOM]);
  const allowed = near.filter((other) => other < start && !isQuiet(quiet, other));
  allowed.sort((one, other) => Math.abs(one - moment) - Math.abs(other - moment) || one - other);
  return allowed[0] ?? null;
}
