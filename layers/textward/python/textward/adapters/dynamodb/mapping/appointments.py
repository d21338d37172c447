"""Appointments, slots and the assistant's memory."""

from __future__ import annotations

import json
from datetime import time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import iso, moment_of
from textward.domain.appointment import Appointment, AppointmentStatus, Slot, SlotState, StaffCall
from textward.domain.assistant_terms import (
    Asked,
    Dialogue,
    OfferedSlot,
    Outcome,
    Saying,
    StaffReason,
    Stage,
)
from textward.domain.reading_replies import Intent
from textward.domain.reminder_times import QuietHours, ReminderRules
from textward.services.assistant_ports import Answer, Booking

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from textward.adapters.dynamodb.models import AgendaItem, RemindersItem, SlotItem

_Pair = list[str]


def appointment_fields(appointment: Appointment, remind_at: datetime | None) -> dict[str, Any]:
    """Give an appointment's attributes; it stands in the practice's lists, and in `due` while a reminder is to come."""
    call = appointment.needs_staff
    return {
        "practice_id": appointment.practice_id,
        "patient_id": appointment.patient_id,
        "appointment_id": appointment.appointment_id,
        "facility_id": appointment.facility_id,
        "member_id": appointment.member_id,
        "starts_at": appointment.starts_at,
        "status": appointment.status.value,
        "slot_id": appointment.slot_id,
        "version": appointment.version,
        "told": appointment.told or None,
        "record_id": appointment.record_id,
        "reply": appointment.reply.value if appointment.reply else None,
        "replied_at": appointment.replied_at,
        "needs_staff": call.reason.value if call else None,
        "needs_staff_message": call.message_id if call else None,
        "reminded_at": appointment.reminded_at,
        **appointment_places(appointment),
        **due_fields(appointment.appointment_id, remind_at),
    }


def appointment_places(appointment: Appointment) -> dict[str, str | None]:
    """Give the index keys of an appointment, by its time; those that need a person stand in a list of their own, too."""
    practice_id, facility_id = appointment.practice_id, appointment.facility_id
    called = appointment.needs_staff is not None
    listed = partial(keys.appointments_of, practice_id)
    return {
        "lists_pk": listed(),
        "lists_facility_pk": listed(facility_id) if facility_id else None,
        "all_pk": listed(for_staff=True) if called else None,
        "all_facility_pk": listed(facility_id, for_staff=True) if called and facility_id else None,
        "lists_sk": f"{iso(appointment.starts_at)}#{appointment.appointment_id}",
    }


def due_fields(appointment_id: str, remind_at: datetime | None) -> dict[str, str]:
    """Give the index keys of an appointment with a reminder to come; none without."""
    if remind_at is None:
        return {}
    return {"due_pk": keys.DUE_REMINDERS, "due_sk": keys.due(remind_at, appointment_id)}


def appointment_of(item: AgendaItem) -> Appointment:
    """Read an appointment."""
    if item.appointment_id is None or item.starts_at is None:
        raise KeyError(item.sk)
    return Appointment(
        practice_id=item.practice_id,
        appointment_id=item.appointment_id,
        patient_id=item.patient_id,
        facility_id=item.facility_id,
        member_id=item.member_id,
        starts_at=item.starts_at,
        status=AppointmentStatus(item.status),
        slot_id=item.slot_id,
        version=item.version,
        told=item.told or "",
        record_id=item.record_id,
        reply=Outcome(item.reply) if item.reply else None,
        replied_at=item.replied_at,
        needs_staff=_call_of(item),
        reminded_at=item.reminded_at,
    )


def _call_of(item: AgendaItem) -> StaffCall | None:
    if item.needs_staff is None or item.needs_staff_message is None:
        return None
    return StaffCall(StaffReason(item.needs_staff), item.needs_staff_message)


def booking_of(item: AgendaItem) -> Booking:
    """Read an appointment with when its next reminder is due."""
    due = item.due_sk.partition("#")[0] if item.due_sk else None
    return Booking(appointment_of(item), moment_of(due) if due else None)


def slot_fields(slot: Slot) -> dict[str, Any]:
    """Give a slot's attributes, with its place among those that can be booked."""
    listed = {} if slot.state is SlotState.BOOKED else slot_place(slot)
    return {
        "practice_id": slot.practice_id,
        "slot_id": slot.slot_id,
        "facility_id": slot.facility_id,
        "member_id": slot.member_id,
        "starts_at": slot.starts_at,
        "state": slot.state.value,
        "appointment_id": slot.appointment_id,
        "held_until": slot.held_until,
        "version": slot.version,
        "told": slot.told or None,
        "record_id": slot.record_id,
        **listed,
    }


def slot_place(slot: Slot) -> dict[str, str]:
    """Give the index keys of a slot that nobody has booked."""
    return {
        "lists_pk": keys.slots_of(slot.practice_id, slot.facility_id, slot.member_id),
        "lists_sk": f"{iso(slot.starts_at)}#{slot.slot_id}",
    }


def slot_of(item: SlotItem) -> Slot:
    """Read a slot."""
    return Slot(
        practice_id=item.practice_id,
        slot_id=item.slot_id,
        facility_id=item.facility_id,
        member_id=item.member_id,
        starts_at=item.starts_at,
        state=SlotState(item.state),
        appointment_id=item.appointment_id,
        held_until=item.held_until,
        version=item.version,
        told=item.told or "",
        record_id=item.record_id,
    )


def memory_of(dialogue: Dialogue) -> str:
    """Write a dialogue, all but its version and stage, as JSON."""
    return json.dumps(
        {
            "asked": _pairs((asked.appointment_id, asked.starts_at) for asked in dialogue.asked),
            "asked_at": iso(dialogue.asked_at) if dialogue.asked_at else None,
            "wish": dialogue.wish.value if dialogue.wish else None,
            "choices": _pairs((asked.appointment_id, asked.starts_at) for asked in dialogue.choices),
            "subject": _pairs(
                (asked.appointment_id, asked.starts_at) for asked in filter(None, [dialogue.subject])
            ),
            "offered": _pairs((slot.slot_id, slot.starts_at) for slot in dialogue.offered),
            "passed_over": sorted(dialogue.passed_over),
            "taken": dialogue.taken,
            "offers": dialogue.offers,
            "misread": dialogue.misread,
            "answering": dialogue.answering,
            "seen": list(dialogue.seen),
            "outcome": dialogue.outcome.value if dialogue.outcome else None,
            "reminders": list(dialogue.reminders),
        },
        separators=(",", ":"),
    )


def dialogue_of(item: AgendaItem) -> Dialogue:
    """Read a dialogue."""
    memory = json.loads(item.memory or "{}")
    return Dialogue(
        stage=Stage(item.stage),
        asked=_asked(memory["asked"]),
        asked_at=moment_of(memory["asked_at"]) if memory["asked_at"] else None,
        wish=Intent(memory["wish"]) if memory["wish"] else None,
        choices=_asked(memory["choices"]),
        subject=next(iter(_asked(memory["subject"])), None),
        offered=tuple(OfferedSlot(slot_id, moment_of(at)) for slot_id, at in memory["offered"]),
        passed_over=frozenset(memory["passed_over"]),
        taken=memory["taken"],
        offers=memory["offers"],
        misread=memory["misread"],
        answering=memory["answering"],
        seen=tuple(memory["seen"]),
        outcome=Outcome(memory["outcome"]) if memory["outcome"] else None,
        reminders=tuple(memory["reminders"]),
        version=item.version,
    )


def answer_text(answer: Answer | None) -> str | None:
    """Write an answer as JSON."""
    if answer is None:
        return None
    return json.dumps(
        {
            "message_id": answer.message_id,
            "saying": answer.saying.value if answer.saying else None,
            "times": [iso(moment) for moment in answer.times],
            "reason": answer.reason.value if answer.reason else None,
            "settled": answer.settled,
        },
        separators=(",", ":"),
    )


def answer_of(item: AgendaItem) -> Answer | None:
    """Read an answer."""
    if item.answer is None:
        return None
    said = json.loads(item.answer)
    return Answer(
        message_id=said["message_id"],
        saying=Saying(said["saying"]) if said["saying"] else None,
        times=tuple(map(moment_of, said["times"])),
        reason=StaffReason(said["reason"]) if said["reason"] else None,
        settled=said["settled"],
    )


def rules_fields(rules: ReminderRules) -> dict[str, Any]:
    """Give the attributes of a practice's rules for reminders; lead times are whole hours."""
    return {
        "enabled": rules.enabled,
        "lead_hours": json.dumps([lead // timedelta(hours=1) for lead in rules.lead_times]),
        "quiet_begin": rules.quiet.begin.isoformat("minutes"),
        "quiet_end": rules.quiet.end.isoformat("minutes"),
        "version": rules.version,
    }


def rules_of(item: RemindersItem) -> ReminderRules:
    """Read a practice's rules for reminders."""
    return ReminderRules(
        lead_times=tuple(timedelta(hours=hours) for hours in json.loads(item.lead_hours)),
        quiet=QuietHours(time.fromisoformat(item.quiet_begin), time.fromisoformat(item.quiet_end)),
        enabled=item.enabled,
        version=item.version,
    )


def _pairs(pairs: Iterable[tuple[str, datetime]]) -> list[_Pair]:
    return [[name, iso(moment)] for name, moment in pairs]


def _asked(pairs: list[_Pair]) -> tuple[Asked, ...]:
    return tuple(Asked(appointment_id, moment_of(at)) for appointment_id, at in pairs)
