/** The life of a secure link as staff see it (row J13). */
import { h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";

/** Sent, opened, verified: how far the patient has come, with times. */
export function linkLine(link, calendar) {
  const ended = { revoked: { words: "Link revoked", icon: "link-off" }, expired: { words: "Link expired", icon: "ended" } }[link.state];
  const steps = [
    { words: "Link sent", at: link.sent_at, icon: "link" },
    { words: "Opened", at: link.opened_at, icon: "eye" },
    { words: "Verified", at: link.verified_at, icon: "verified" },
  ].filter(({ at }) => at);
  const reached = link.verified_at ? "verified" : link.opened_at ? "opened" : "sent";
  return h("div", { class: "link-line", "data-testid": "link-state", "data-state": ended ? link.state : reached },
    ...steps.map((step) => h("span", { class: step.words === "Verified" ? "mark mark-ok" : "mark" }, icon(step.icon), `${step.words} `, h("time", { datetime: step.at, title: calendar.full(step.at) }, calendar.moment(step.at)))),
    !ended && !link.opened_at && h("span", { class: "mark" }, "Not opened yet"),
    ended && h("span", { class: "mark mark-danger" }, icon(ended.icon), ended.words));
}

export function linkActions(message, actions) {
  const items = [{ words: "Resend link and code", icon: "link", run: () => actions.resendLink(message) }];
  if (message.link.state === "active") items.push({ words: "Revoke link", icon: "link-off", danger: true, run: () => revoke(message, actions) });
  return items;
}

async function revoke(message, actions) {
  const sure = await confirmed({ title: "Revoke this link?", words: "The patient can no longer open it. You can send a new one at any time.", action: "Revoke link" });
  if (sure) actions.revokeLink(message);
}
