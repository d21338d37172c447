"""Appointments, slots and the assistant's memory."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from textward.adapters.dynamodb.attributes import Flag, Moment, Number, OptionalMoment, OptionalText
from textward.adapters.dynamodb.models.base import DueItem, ListedItem, TableItem


class AgendaItem(DueItem, ListedItem):
    """An appointment, in the practice's lists, or the dialogue about all of a patient's: what one Query for the agenda gives."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    version = Number()
    appointment_id = OptionalText()
    facility_id = OptionalText()
    member_id = OptionalText()
    starts_at = OptionalMoment()
    status = OptionalText()
    slot_id = OptionalText()
    stage = OptionalText()
    memory = OptionalText()
    """The dialogue, as JSON: ids, times and names of states, nothing that anybody wrote."""
    answer = OptionalText()
    told = OptionalText()
    record_id = OptionalText()
    reply = OptionalText()
    replied_at = OptionalMoment()
    needs_staff = OptionalText()
    needs_staff_message = OptionalText()
    reminded_at = OptionalMoment()


class OwnerItem(TableItem):
    """Whose an appointment is: so a line that names its id finds it, whichever patient the line names."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    appointment_id = UnicodeAttribute()


class RemindersItem(DueItem):
    """A practice's rules for reminders, and how far its appointments have been planned by them."""

    practice_id = UnicodeAttribute()
    enabled = Flag()
    lead_hours = UnicodeAttribute()
    quiet_begin = UnicodeAttribute()
    quiet_end = UnicodeAttribute()
    version = Number()
    replanned_to = OptionalText()


class SlotItem(ListedItem):
    """A slot; it stands in the index while nobody has booked it."""

    practice_id = UnicodeAttribute()
    slot_id = UnicodeAttribute()
    facility_id = OptionalText()
    member_id = OptionalText()
    starts_at = Moment()
    state = UnicodeAttribute()
    appointment_id = OptionalText()
    held_until = OptionalMoment()
    version = Number()
    told = OptionalText()
    record_id = OptionalText()
