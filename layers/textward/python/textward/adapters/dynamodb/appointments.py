"""The booking assistant's ports on DynamoDB: every change is of the version that was read, every step one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign, iso
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.due_index import due_places
from textward.adapters.dynamodb.mapping.appointments import (
    answer_of,
    answer_text,
    appointment_fields,
    appointment_of,
    booking_of,
    dialogue_of,
    due_fields,
    memory_of,
    slot_fields,
    slot_of,
)
from textward.adapters.dynamodb.models import AgendaItem, SlotItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.assistant_terms import Dialogue
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.paging import Page
from textward.services.assistant_ports import Agenda, SlotTakenError

if TYPE_CHECKING:
    from datetime import datetime

    from pynamodb.expressions.condition import Condition

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.appointment import Appointment, Slot
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import PageRequest
    from textward.services.assistant_ports import Booking, Span, Step


class DynamoAppointments:
    """Appointments, and when each should next be reminded of."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def agenda(self, practice_id: str, patient_id: str) -> Agenda:
        """Give a patient's appointments and the dialogue about them, as of one moment (AP-80)."""
        model = self._tables.of(AgendaItem)
        pk = keys.patient(practice_id, patient_id).pk
        among = model.sk.between(keys.APPOINTMENT_PREFIX, keys.ASSISTANT)
        found = list(model.query(pk, among, consistent_read=True))
        memory = next((item for item in found if item.sk == keys.ASSISTANT), None)
        return Agenda(
            appointments=tuple(appointment_of(item) for item in found if item is not memory),
            dialogue=dialogue_of(memory) if memory else Dialogue(),
            answer=answer_of(memory) if memory else None,
        )

    def save(self, appointment: Appointment, remind_at: datetime | None) -> None:
        """Store an appointment, and when its next reminder is due, if any (AP-81).

        Raises:
            ConflictError: it has been stored or changed meanwhile.
        """
        item = appointment_item(self._tables, appointment, remind_at)
        try:
            single(lambda: item.save(condition=follows(AgendaItem, appointment.version)))
        except ConditionFailedError:
            raise ConflictError from None

    def get(self, practice_id: str, patient_id: str, appointment_id: str) -> Booking:
        """Give an appointment (AP-88).

        Raises:
            NotFoundError: there is none.
        """
        item = self._tables.get(AgendaItem, keys.appointment(practice_id, patient_id, appointment_id))
        if item is None:
            raise NotFoundError
        return booking_of(item)

    def page(self, practice_id: str, wanted: Span, page: PageRequest) -> Page[Booking]:
        """Give a page of the practice's appointments, or of those that need a person, earliest first (AP-89)."""
        model = self._tables.of(AgendaItem)
        index = "all" if wanted.for_staff else "lists"
        # The next place after one is that with the lowest character behind it.
        begin = f"{page.after} " if page.after else iso(wanted.begin)
        # One more than the page: it tells whether there is a next.
        found = list(
            model.query(
                keys.appointments_of(practice_id, wanted.facility_id, for_staff=wanted.for_staff),
                model.lists_sk.between(begin, iso(wanted.end)) if wanted.end else model.lists_sk >= begin,
                index_name=f"{index}_facility" if wanted.facility_id else index,
                limit=page.limit + 1,
            )
        )
        more = found[page.limit - 1].lists_sk if len(found) > page.limit else None
        return Page(tuple(booking_of(item) for item in found[: page.limit]), more)

    def change(
        self,
        appointment: Appointment,
        remind_at: datetime | None,
        *,
        slot: Slot | None = None,
        audit: AuditEntry | None = None,
    ) -> None:
        """Store an appointment as its next version, with a slot that is taken up or freed by it, at once (AP-91).

        Raises:
            SlotTakenError: the slot has been changed meanwhile, and nothing else stood in the way.
            ConflictError: the appointment has been changed meanwhile.
        """
        writes = Writes(self._tables.connection)
        item = appointment_item(self._tables, appointment, remind_at)
        writes.put("appointment", item, follows(AgendaItem, appointment.version))
        if slot:
            writes.put("slot", slot_item(self._tables, slot), follows(SlotItem, slot.version))
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise (SlotTakenError if failed.names == {"slot"} else ConflictError) from None

    def to_remind(self, now: datetime, limit: int, after: str | None = None) -> Page[Appointment]:
        """Give appointments whose reminder is due, those that have waited longest first (AP-82)."""
        places = due_places(self._tables, keys.DUE_REMINDERS, now, limit, after)
        stored = self._tables.many(AgendaItem, places.items) if places.items else {}
        until = keys.due_until(now)
        still = (stored[key] for key in places.items if key in stored)
        items = tuple(appointment_of(item) for item in still if item.due_sk and item.due_sk <= until)
        return Page(items, places.next_after)

    def remind_at(
        self, appointment: Appointment, moment: datetime | None, reminded_at: datetime | None = None
    ) -> None:
        """Note when the next reminder is due, and that one has gone out just now; the appointment's version stays (AP-83).

        Raises:
            ConflictError: the appointment has been changed meanwhile.
        """
        item = self._tables.of(AgendaItem)(
            *keys.appointment(appointment.practice_id, appointment.patient_id, appointment.appointment_id)
        )
        due = due_fields(appointment.appointment_id, moment)
        actions = [assign(AgendaItem.due_pk, due.get("due_pk")), assign(AgendaItem.due_sk, due.get("due_sk"))]
        if reminded_at:
            actions.append(AgendaItem.reminded_at.set(reminded_at))
        try:
            single(lambda: item.update(actions, condition=AgendaItem.version == appointment.version))
        except ConditionFailedError:
            raise ConflictError from None


class DynamoSlots:
    """Times that can be booked."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def get(self, practice_id: str, slot_id: str) -> Slot | None:
        """Give a slot (AP-84)."""
        item = self._tables.get(SlotItem, keys.slot(practice_id, slot_id))
        return slot_of(item) if item else None

    def unbooked(
        self,
        practice_id: str,
        facility_id: str | None,
        member_id: str | None,
        after: datetime,
        limit: int,
    ) -> tuple[Slot, ...]:
        """Give the next slots with one member at one facility that nobody has booked, held ones too, by time (AP-85)."""
        model = self._tables.of(SlotItem)
        pk = keys.slots_of(practice_id, facility_id, member_id)
        # What follows the moment sorts after it with its id, and "~" after every id.
        later = model.lists_sk > f"{iso(after)}#~"
        return tuple(map(slot_of, model.query(pk, later, index_name="lists", limit=limit)))

    def save(self, slot: Slot) -> None:
        """Store a slot that is new, or the next version of the one stored: held, booked or freed (AP-86).

        Raises:
            ConflictError: somebody else was faster.
        """
        item = slot_item(self._tables, slot)
        try:
            single(lambda: item.save(condition=follows(SlotItem, slot.version)))
        except ConditionFailedError:
            raise ConflictError from None


class DynamoDialogues:
    """The assistant's steps."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def record(self, step: Step) -> None:
        """Store a step with all that it changes, at once (AP-87).

        Raises:
            SlotTakenError: a slot has been changed meanwhile, and nothing else stood in the way.
            ConflictError: the dialogue or an appointment has been changed meanwhile.
        """
        writes, version = Writes(self._tables.connection), step.dialogue.version + 1
        memory = self._tables.of(AgendaItem)(
            *keys.assistant(step.practice_id, step.patient_id),
            practice_id=step.practice_id,
            patient_id=step.patient_id,
            version=version,
            stage=step.dialogue.stage.value,
            memory=memory_of(step.dialogue),
            answer=answer_text(step.answer),
        )
        writes.put("dialogue", memory, follows(AgendaItem, version))
        for appointment, remind_at in step.appointments:
            item = appointment_item(self._tables, appointment, remind_at)
            writes.put("appointment", item, follows(AgendaItem, appointment.version))
        for slot in step.slots:
            writes.put("slot", slot_item(self._tables, slot), follows(SlotItem, slot.version))
        for entry in step.audit:
            note(writes, self._tables, entry)
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise (SlotTakenError if failed.names == {"slot"} else ConflictError) from None


def appointment_item(tables: Tables, appointment: Appointment, remind_at: datetime | None) -> AgendaItem:
    """Give an appointment's item."""
    key = keys.appointment(appointment.practice_id, appointment.patient_id, appointment.appointment_id)
    return tables.of(AgendaItem)(*key, **appointment_fields(appointment, remind_at))


def slot_item(tables: Tables, slot: Slot) -> SlotItem:
    """Give a slot's item."""
    return tables.of(SlotItem)(*keys.slot(slot.practice_id, slot.slot_id), **slot_fields(slot))


def follows(model: type[AgendaItem | SlotItem], version: int) -> Condition:
    """Require that this version is the next: of nothing, if it is the first."""
    return model.pk.does_not_exist() if version == 1 else model.version == version - 1
