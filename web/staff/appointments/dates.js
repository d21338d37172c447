/** Calendar days as the API has them: YYYY-MM-DD, without a zone. */

const DAY = /^(20\d{2})-(\d{2})-(\d{2})$/u;
const DAY_MS = 86400000;

/** Whether it is a day of the calendar, in the years that matter. */
export function isDay(text) {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && shift(text, 0) === text;
}

/** The day so many days later. */
export function shift(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** "Today", "Tomorrow", "Yesterday", or nothing. */
export function nearness(day, today) {
  return { [today]: "Today", [shift(today, 1)]: "Tomorrow", [shift(today, -1)]: "Yesterday" }[day] ?? "";
}
