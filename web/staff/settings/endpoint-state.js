import { h, icon } from "/shared/dom.js";
import { advice, answered } from "./record-words.js";

/** Where an endpoint stands: what was delivered, what waits, what to do. */
export function endpointState(endpoint, calendar) {
  const { name, kind, words, more } = standing(endpoint, calendar);
  return h("div", { "data-testid": "endpoint-state", "data-state": kind },
    h("p", { class: `mark mark-wrap endpoint-mark endpoint-${kind}` }, icon(name), words),
    more && h("p", { class: "card-words" }, more));
}

function standing({ active, last_delivery: last, waiting, replaying }, calendar) {
  const gone = last?.reason === "gone";
  if (!active) return { name: "link-off", kind: gone ? "failed" : "off", words: "Switched off", more: gone ? advice(last) : "Nothing is sent. Events are kept for 30 days and can be sent later, with Replay." };
  const onTheWay = [replaying && "Events are being sent again.", waiting > 0 && `${events(waiting)} on the way.`].filter(Boolean).join(" ");
  if (!last) return { name: "info", kind: "new", words: "Nothing sent yet", more: onTheWay || "Send a test to see that it arrives." };
  const at = calendar.moment(last.at);
  if (last.outcome === "delivered") return { name: "check-circle", kind: "delivered", words: `Delivered ${at}`, more: onTheWay };
  if (last.outcome === "failing") return { name: "retry", kind: "failing", words: `Not arriving (${answered(last.status)}, ${at})`, more: `${advice(last)} ${waiting === 1 ? "1 event waits and is" : `${many(waiting)} events wait and are`} tried again for three days.` };
  return { name: "alert", kind: "failed", words: `Given up (${answered(last.status)}, ${at})`, more: `${advice(last)} Then send again what it missed, with Replay.` };
}

const MOST_COUNTED = 100;

function many(waiting) {
  return waiting >= MOST_COUNTED ? `${MOST_COUNTED} or more` : String(waiting);
}

function events(waiting) {
  return waiting === 1 ? "1 event" : `${many(waiting)} events`;
}
