"""The staff API's requests and answers about when patients are reminded (row F1)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated

from pydantic import Field

from textward.domain.reminder_times import LONGEST_LEAD_TIME, MOST_LEAD_TIMES, QuietHours, ReminderRules
from textward.entrypoints.api_models import Input, Model

HOUR = timedelta(hours=1)
LeadHours = Annotated[int, Field(ge=1, le=LONGEST_LEAD_TIME // HOUR)]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class RemindersChange(Input):
    """The rules as they shall be."""

    enabled: bool
    lead_hours: list[LeadHours] = Field(
        min_length=1, max_length=MOST_LEAD_TIMES, description="How long before an appointment, each once"
    )
    quiet_begin: ClockTime = Field(description="By the practice's clock; both the same: none")
    quiet_end: ClockTime
    version: int = Field(ge=0, description="The one that the admin saw")

    def rules(self) -> ReminderRules:
        """Give them as the product's own."""
        return ReminderRules(
            lead_times=tuple(timedelta(hours=hours) for hours in self.lead_hours),
            quiet=QuietHours(time.fromisoformat(self.quiet_begin), time.fromisoformat(self.quiet_end)),
            enabled=self.enabled,
            version=self.version,
        )


class RemindersView(Model):
    """When patients are reminded of their appointments, and not texted by the product itself."""

    enabled: bool
    lead_hours: list[int] = Field(description="The longest first; whole days are counted on the calendar")
    quiet_begin: str
    quiet_end: str
    time_zone: str = Field(description="The practice's, by which all of it goes")
    version: int = Field(description="0 while the practice has what every practice begins with")


def reminders_view(rules: ReminderRules, time_zone: str) -> RemindersView:
    """Show the rules."""
    return RemindersView(
        enabled=rules.enabled,
        lead_hours=[lead // HOUR for lead in rules.lead_times],
        quiet_begin=rules.quiet.begin.isoformat("minutes"),
        quiet_end=rules.quiet.end.isoformat("minutes"),
        time_zone=time_zone,
        version=rules.version,
    )
