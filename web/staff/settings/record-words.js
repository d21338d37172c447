/** What record systems are told, and how it fared, in words that say what to do. */

const EVENTS = {
  "message.received": { name: "Message received", words: "A patient wrote, by text, through a secure link or from the portal." },
  "message.sent": { name: "Message sent", words: "The texting provider has taken a message, or the portal shows an answer." },
  "message.delivered": { name: "Message delivered", words: "It has reached the phone." },
  "message.failed": { name: "Message failed", words: "It has not reached the phone, and why." },
  "message.completed": { name: "Message completed", words: "Staff, or the booking assistant, have dealt with it." },
  "appointment.changed": { name: "Appointment changed", words: "Confirmed, cancelled or moved, or in need of a person." },
  "consent.changed": { name: "Consent changed", words: "A patient’s phone opted out of texts, or in again." },
};

/** @param {string} type @returns {{id: string, name: string, words: string}} */
export function eventOf(type) {
  return { id: type, ...(EVENTS[type] ?? { name: type, words: "" }) };
}

/** Answers that say what is wrong (RFC 9110). */
const STATUSES = {
  401: "It did not accept the signature. Check that it has this endpoint’s secret, and that its clock is right.",
  403: "It did not accept the signature. Check that it has this endpoint’s secret, and that its clock is right.",
  404: "There is nothing at this address. Check the address.",
  405: "It takes no events at this address. Check the address.",
  413: "It found the event too large. Ask its operator to allow more.",
  429: "It was asked too often. Nothing to do: it is tried again later.",
};

const REASONS = {
  gone: "It answered that it is gone, so it was switched off. Switch it on again when it is back.",
  redirect: "It sends elsewhere, which isn’t followed. Enter the final address.",
  "no-answer": "It hung up without an answer. Its operator’s log says more.",
  "time-out": "It did not answer within 10 seconds. It should answer first, and work afterwards.",
  unreachable: "Nothing answers at this address. Check that the system is running.",
  "unknown-host": "Its name can’t be found. Check the address.",
  "private-address": "Its name leads into a private network, where nothing is sent. It must be reachable from the internet.",
  "bad-certificate": "Its certificate can’t be trusted. Ask its operator to renew it.",
  expired: "It was not taken within 30 days, and is no longer kept.",
};

/** What to do about a try that failed. @param {{status: number|null, reason: string|null}} outcome */
export function advice({ status, reason }) {
  if (REASONS[reason]) return REASONS[reason];
  if (STATUSES[status]) return STATUSES[status];
  return status >= 500 ? "It has trouble of its own. Its operator’s log says more." : "It refused the event. Its operator’s log says why.";
}

/** A status as one speaks of it. */
export function answered(status) {
  return status === null ? "no answer" : `answered ${status}`;
}
