"""The `Records` port on DynamoDB: as many records in a request as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.appointments import appointment_item, follows, slot_item
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.appointments import appointment_of, slot_of
from textward.adapters.dynamodb.mapping.patients import patient_of
from textward.adapters.dynamodb.mapping.settings import category_fields, facility_fields
from textward.adapters.dynamodb.models import AgendaItem, NamedItem, OwnerItem, PatientItem, SlotItem
from textward.adapters.dynamodb.patient_entries import PatientChange, PatientEntries
from textward.adapters.dynamodb.transactions import LARGEST, ConditionFailedError, Writes, commit_each
from textward.domain.errors import TransientError
from textward.domain.practice import Facility
from textward.services.ehr_ports import AppointmentSave, KnownPatient, PatientSave, SlotSave

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.appointment import Appointment, Slot
    from textward.domain.practice import Category
    from textward.services.ehr_ports import Save


class DynamoRecords:
    """Records of a practice's record system.

    A save's steps, its line in the audit trail among them, are in one transaction; saves share one as long as they fit.
    """

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables
        self._entries = PatientEntries(tables)

    def patients(self, practice_id: str, patient_ids: Collection[str]) -> dict[str, KnownPatient]:
        """Give those patients that are there, by id (AP-99)."""
        wanted = [keys.patient(practice_id, one) for one in patient_ids]
        found = self._tables.many(PatientItem, wanted).values() if wanted else ()
        return {item.patient_id: KnownPatient(patient_of(item), item.revision) for item in found}

    def appointments(self, practice_id: str, wanted: Collection[tuple[str, str]]) -> dict[str, Appointment]:
        """Give those appointments that are there, by id, whosever they are by now (AP-99)."""
        guessed = {keys.appointment(practice_id, *one) for one in wanted}
        owners = [keys.appointment_owner(practice_id, one) for one in {one for _, one in wanted}]
        # An owner's item has no more than an appointment's has, so both are read at once.
        found = self._tables.many(AgendaItem, [*guessed, *owners]) if wanted else {}
        pointers = [found.pop(key) for key in owners if key in found]
        actual = {keys.appointment(practice_id, one.patient_id, one.appointment_id or "") for one in pointers}
        elsewhere = actual - guessed
        found |= self._tables.many(AgendaItem, elsewhere) if elsewhere else {}
        return {one.appointment_id: one for one in map(appointment_of, found.values())}

    def slots(self, practice_id: str, slot_ids: Collection[str]) -> dict[str, Slot]:
        """Give those slots that are there, by id (AP-99)."""
        wanted = [keys.slot(practice_id, one) for one in slot_ids]
        found = self._tables.many(SlotItem, wanted).values() if wanted else ()
        return {item.slot_id: slot_of(item) for item in found}

    def save(self, saves: Sequence[Save], is_over: Callable[[], bool]) -> tuple[bool, ...]:
        """Store records, each with its line in the audit trail or not at all (AP-131)."""
        prepared = [self._prepared(save) for save in saves]
        fitting = [number for number, writes in enumerate(prepared) if len(writes) <= LARGEST]
        committed = commit_each([prepared[number] for number in fitting], is_over)
        done = dict(zip(fitting, committed, strict=True))
        return tuple(
            done[number] if number in done else not is_over() and self._stepwise(save)
            for number, save in enumerate(saves)
        )

    def _prepared(self, save: Save) -> Writes:
        """Prepare a save as the steps of one transaction."""
        if isinstance(save, PatientSave):
            return self._entries.whole(_change(save))
        writes = Writes(self._tables.connection)
        if isinstance(save, AppointmentSave):
            self._put_appointment(writes, save)
        elif isinstance(save, SlotSave):
            writes.put("slot", slot_item(self._tables, save.after), follows(SlotItem, save.after.version))
        else:
            writes.put("place", self._place(save.after))
        note(writes, self._tables, save.audit)
        return writes

    def _put_appointment(self, writes: Writes, save: AppointmentSave) -> None:
        """Store an appointment, and whose it is where that is new; it is taken at once from whose it was."""
        after, withdrawn = save.after, save.withdrawn
        item = appointment_item(self._tables, after, save.remind_at)
        if not withdrawn and not save.is_new:
            return writes.put("appointment", item, follows(AgendaItem, after.version))
        owner = self._tables.of(OwnerItem)(
            *keys.appointment_owner(after.practice_id, after.appointment_id),
            practice_id=after.practice_id,
            patient_id=after.patient_id,
            appointment_id=after.appointment_id,
        )
        writes.put("appointment", item, AgendaItem.pk.does_not_exist())
        if withdrawn is None:
            return writes.put("owner", owner, OwnerItem.pk.does_not_exist())
        before = withdrawn.before
        old = self._tables.of(AgendaItem)(
            *keys.appointment(before.practice_id, before.patient_id, before.appointment_id)
        )
        writes.put("owner", owner, OwnerItem.patient_id == before.patient_id)
        writes.delete("withdrawn", old, AgendaItem.version == before.version)
        return note(writes, self._tables, withdrawn.audit)

    def _stepwise(self, save: Save) -> bool:
        """Store a patient whose name has more parts than a transaction holds."""
        if not isinstance(save, PatientSave):
            raise TypeError(save)
        try:
            self._entries.in_steps(_change(save))
        except (ConditionFailedError, TransientError):
            return False
        return True

    def _place(self, place: Facility | Category) -> NamedItem:
        model = self._tables.of(NamedItem)
        if isinstance(place, Facility):
            return model(*keys.facility(place.practice_id, place.facility_id), **facility_fields(place))
        return model(*keys.category(place.practice_id, place.category_id), **category_fields(place))


def _change(save: PatientSave) -> PatientChange:
    before = save.before
    return PatientChange(
        before.patient if before else None, before.revision if before else 0, save.after, save.audit
    )
