/** What a composer says and allows, by where it stands. */

/** Texts: secured or plain. Characters are the API's limits, and for a plain text the provider's. */
export const TEXTING = {
  modes: true,
  longest: { plain: 1600, secured: 4000 },
  placeholder: (mode) => (mode === "secured" ? "Write a secured message" : "Write a text message"),
  hint: (mode, { thread }) => (!thread || thread.party.patient_id !== null ? HINTS[mode] : `Secured needs a known patient. ${HINTS.plain}`),
  /** Why nothing can be sent. @returns {{detail: string}[]} */
  blockers: ({ thread, me }) => {
    if (!me.practice.texting_enabled) return [{ code: "texting_off", detail: "Two-way text is switched off for this practice." }];
    if (!thread || thread.can_message.allowed) return [];
    return thread.can_message.reasons.length ? thread.can_message.reasons : [{ code: "", detail: "This patient can’t be messaged now." }];
  },
};

const HINTS = {
  secured: "They get a link; a code and the date of birth open it.",
  plain: "An ordinary text. Leave out health details.",
};
