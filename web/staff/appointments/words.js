/** How an appointment stands, in words; each status an icon too, never colour alone. */

export const STATUS = {
  booked: { words: "Booked", icon: "calendar" },
  confirmed: { words: "Confirmed", icon: "check-circle" },
  cancelled: { words: "Cancelled", icon: "close" },
  fulfilled: { words: "Has been here", icon: "check-double" },
  no_show: { words: "Did not come", icon: "alert" },
};

export const REPLY = {
  none: "",
  confirmed: "Patient confirmed",
  cancelled: "Patient cancelled",
  moved: "Patient chose this time",
};

/** The API counts to a hundred. */
export function shortCount(count) {
  return count > 99 ? "99+" : String(count);
}

/** What a day can be narrowed to. */
export const FILTERS = [
  { id: "all", name: "All", none: "No appointments this day", hint: "What your record system books for this day appears here by itself.", fits: () => true },
  { id: "confirmed", name: "Confirmed", none: "Nobody has confirmed yet", hint: "Appointments that patients confirm appear here.", fits: ({ status }) => status === "confirmed" },
  { id: "open", name: "Not answered", none: "Nobody is left to answer", hint: "Appointments without an answer appear here.", fits: ({ status, reply }) => status === "booked" && reply === "none" },
  { id: "cancelled", name: "Cancelled", none: "Nobody has cancelled", hint: "Cancelled appointments appear here.", fits: ({ status }) => status === "cancelled" },
  { id: "staff", name: "Needs a person", none: "Nobody is waiting for a person", hint: "Appointments whose patients need an answer from you appear here.", fits: ({ needs_staff: flag }) => Boolean(flag) },
];
