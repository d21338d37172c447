"""A notice is filled in from the records as they are now, and becomes a message of the patient's thread (row A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.notice import first_allowed
from textward.domain.notice_wording import first_and_last
from textward.services.automated_text import automated_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from textward.domain.message import Message
    from textward.domain.notice_wording import Wording
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.domain.private import Private
    from textward.services.assistant_ports import ReminderSettings
    from textward.services.ports import Clock, Ids, Practices
    from textward.services.recipients import Recipient


@dataclass(frozen=True, slots=True)
class WriteNotice:
    """What sending a notice at once and sending it when it is due have in common."""

    practices: Practices
    clock: Clock
    ids: Ids
    reminders: ReminderSettings

    def allowed_from(self, moment: datetime, practice: Practice) -> datetime:
        """Give the first moment from `moment` on outside the practice's quiet hours, those of its reminders."""
        quiet = self.reminders.rules(practice.practice_id).quiet
        return first_allowed(moment, quiet, ZoneInfo(practice.time_zone))

    def known(self, wording: Wording, practice: Practice, patient: Patient) -> Mapping[str, str | None]:
        """Give the built-in fields; the facility only where a text has it, since it takes a look."""
        first, last = first_and_last(patient.name)
        return {
            "first_name": first,
            "last_name": last,
            "practice": practice.name,
            "practice_phone": practice.phone,
            "facility": self._facility(patient) if "facility" in wording.blanks() else None,
        }

    def message(self, recipient: Recipient, patient: Patient, body: Private) -> Message:
        """Make the message, filled in."""
        return automated_text(recipient, patient, body, self.ids.new(), self.clock.now())

    def _facility(self, patient: Patient) -> str | None:
        facilities = self.practices.facilities(patient.practice_id)
        return next((one.name for one in facilities if one.facility_id == patient.facility_id), None)
