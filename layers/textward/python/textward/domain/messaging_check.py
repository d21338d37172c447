"""May this person be texted? Every reason against it at once (row B6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textward.domain.consent import Consent
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice


class RefusalCode(Enum):
    """Why a person can't be texted."""

    TEXTING_OFF = "texting_off"
    NOTIFICATIONS_OFF = "notifications_off"
    OPTED_OUT = "opted_out"
    NO_MOBILE = "no_mobile"
    NO_PATIENT = "no_patient"


_WORDS = {
    RefusalCode.TEXTING_OFF: "Two-way texting is off. A practice admin can switch it on under Practice settings, Texting.",
    RefusalCode.NOTIFICATIONS_OFF: "Text notifications are off for this patient. Turn them on in the patient's preferences first.",
    RefusalCode.OPTED_OUT: "This phone has opted out of texts by STOP. Only the patient can undo that, by texting START.",
    RefusalCode.NO_MOBILE: "There is no valid mobile number on file. Add one to the patient's record first.",
    RefusalCode.NO_PATIENT: "Secured messages need a known patient, whose date of birth can be confirmed. Match the number first.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, with words that say what to do."""

    code: RefusalCode

    @property
    def detail(self) -> str:
        """Give the words for staff."""
        return _WORDS[self.code]


def check_patient(practice: Practice, patient: Patient, consent: Consent) -> tuple[Refusal, ...]:
    """Give every reason why this patient can't be texted now; none means they can."""
    codes = []
    if not (practice.texting_enabled and practice.number):
        codes.append(RefusalCode.TEXTING_OFF)
    if not patient.text_notifications:
        codes.append(RefusalCode.NOTIFICATIONS_OFF)
    if patient.phone is None:
        codes.append(RefusalCode.NO_MOBILE)
    elif consent.opted_out:
        codes.append(RefusalCode.OPTED_OUT)
    return tuple(Refusal(code) for code in codes)


def check_number(practice: Practice, consent: Consent) -> tuple[Refusal, ...]:
    """Give every reason why a bare number, of no known or several patients, can't be texted now."""
    codes = []
    if not (practice.texting_enabled and practice.number):
        codes.append(RefusalCode.TEXTING_OFF)
    if consent.opted_out:
        codes.append(RefusalCode.OPTED_OUT)
    return tuple(Refusal(code) for code in codes)
