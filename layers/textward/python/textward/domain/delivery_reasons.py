"""Why a text did not arrive, in words that tell staff what to do next (row B7).

The codes are Twilio's, from its error and warning dictionary; those that start with a letter are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

OPTED_OUT = "21610"
"""Twilio: attempt to send to a recipient who has replied STOP."""
CONSENT_GONE = "W-consent"
REFUSED = "W-refused"
NUMBER_CHANGED = "W-number"
LINK_GONE = "W-link"
UNKNOWN = "W-unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened and what to do."""

    title: str
    advice: str
    can_retry: bool = True


_CALL = "Call the patient, or check the number in the record."
_LATER = "Try again in a few minutes."

_REASONS = {
    "21211": Reason("The number is not a valid phone number", _CALL, can_retry=False),
    "21610": Reason(
        "This phone has opted out by STOP",
        "Only the patient can undo that, by texting START. Call instead.",
        can_retry=False,
    ),
    "21611": Reason("Too many texts are waiting at the provider", _LATER),
    "21614": Reason("The number can't receive texts (not a mobile)", _CALL, can_retry=False),
    "21617": Reason("The text is too long", "Shorten it, or send it secured.", can_retry=False),
    "30001": Reason("The provider's queue overflowed", _LATER),
    "30002": Reason(
        "The practice's texting account is suspended", "Ask your practice admin to contact the SMS provider."
    ),
    "30003": Reason(
        "The phone could not be reached", "It may be off or out of reach. Try again later, or call."
    ),
    "30004": Reason(
        "The phone or its carrier blocks this text", "Call the patient; they may have blocked the number."
    ),
    "30005": Reason("The number is unknown or no longer in service", _CALL),
    "30006": Reason("The number is a landline or can't be reached by text", _CALL),
    "30007": Reason(
        "The carrier filtered the text as unwanted",
        "Reword it without links or promotional wording, or call.",
    ),
    "30008": Reason("The carrier gave no reason", "Try again; if it fails again, call the patient."),
    "30022": Reason("Too many texts in a short time for the carrier", _LATER),
    "30034": Reason(
        "The practice's number is not registered with the carriers (A2P 10DLC)",
        "Ask your practice admin to finish the registration.",
    ),
    CONSENT_GONE: Reason("The patient opted out before the text left", "Call instead.", can_retry=False),
    REFUSED: Reason(
        "The patient can't be texted any more",
        "Check the patient's preferences and mobile number, then send it again.",
    ),
    NUMBER_CHANGED: Reason(
        "The patient's mobile number was changed before the text left",
        "Send the message again: it will go to the new number.",
        can_retry=False,
    ),
    LINK_GONE: Reason(
        "The secure link or its code was no longer good when the text was to leave",
        "Send the message again if it is still wanted.",
        can_retry=False,
    ),
    UNKNOWN: Reason(
        "The provider could not say what became of the text", "Ask the patient before sending it again."
    ),
}
_OTHER = Reason("The provider could not deliver the text", "Try again; if it fails again, call the patient.")


def reason_for(code: str | None) -> Reason:
    """Give the words for a provider's or our own code."""
    return _REASONS.get(code or "", _OTHER)
