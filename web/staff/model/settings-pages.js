/** The pages of the practice's settings, and whose they are by the privileges of their role; the API refuses others. */
const admins = ({ practice_admin: admin }) => admin;

const PAGES = [
  { id: "roles", name: "Roles", may: admins },
  { id: "members", name: "Members", may: admins },
  { id: "texting", name: "Texting", may: admins },
  { id: "reminders", name: "Reminders", may: admins },
  { id: "groups", name: "Groups", may: ({ manage_groups: may }) => may },
  { id: "portal", name: "Portal", may: ({ phr_settings: may }) => may },
  { id: "places", name: "Places", may: admins },
  { id: "record-system", name: "Record system", may: admins },
  { id: "audit", name: "Audit trail", may: admins },
];

/** @param {Record<string, unknown>} privileges of the member's role */
export function settingsFor(privileges) {
  return PAGES.filter(({ may }) => may(privileges));
}
