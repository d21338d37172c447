"""How each kind of the record system's records is read and stored (row J10); `upsert_records` is the frame around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, AppointmentStatus, Slot, SlotState
from textward.domain.audit import Action
from textward.domain.ehr import Fields, Outcome, RecordKind, told
from textward.domain.errors import InvalidInputError
from textward.domain.patient import Patient, fold
from textward.domain.practice import Category, Facility
from textward.domain.private import Private
from textward.domain.reminder_times import next_reminder_at
from textward.domain.role import Member
from textward.services.ehr_ports import AppointmentSave, PatientSave, PlaceSave, SlotSave, Withdrawal
from textward.services.record_lookups import (
    categories_named,
    facility_named,
    member_named,
    patient_named,
)
from textward.services.upsert_records import Batch, Known, Line, OneByOne, Upserter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textward.domain.audit import AuditEntry
    from textward.services.ehr_ports import Records, Save
    from textward.services.manage_roster import ManageRoster
    from textward.services.ports import Clock, PhoneBook

LANGUAGES = ("en", "es", "fr")
LONGEST_PHONE = 40
LONGEST_EMAIL = 254
_SLOT_STATES = (SlotState.OPEN.value, SlotState.BOOKED.value)
_STATUSES = tuple(status.value for status in AppointmentStatus)


@dataclass(frozen=True, slots=True)
class RecordUpserters:
    """For each kind, what its lines are about and what is to be stored for each."""

    records: Records
    roster: ManageRoster
    phone_book: PhoneBook
    clock: Clock

    def all(self) -> Mapping[RecordKind, Upserter | OneByOne]:
        """Give how each kind is stored."""
        patient = RecordKind.PATIENTS
        return {
            RecordKind.FACILITIES: Upserter(_book, self.facility),
            RecordKind.CATEGORIES: Upserter(_book, self.category),
            RecordKind.MEMBERS: OneByOne(self.member),
            RecordKind.PATIENTS: Upserter(self._patients, self.patient),
            RecordKind.CARE_TEAMS: Upserter(
                self._patients, self.care_team, id_name="patient", id_kind=patient
            ),
            RecordKind.APPOINTMENTS: Upserter(self._appointments, self.appointment),
            RecordKind.SLOTS: Upserter(self._slots, self.slot),
        }

    def _patients(self, batch: Batch, lines: Sequence[Line]) -> Known:
        return Known(self.records.patients(batch.practice_id, [line.own_id for line in lines]))

    def _slots(self, batch: Batch, lines: Sequence[Line]) -> Known:
        return Known(slots=self.records.slots(batch.practice_id, [line.own_id for line in lines]))

    def _appointments(self, batch: Batch, lines: Sequence[Line]) -> Known:
        """Read the appointments, and the patients who are to have them, where they haven't yet."""
        wanted = {(patient, line.own_id) for line in lines if (patient := patient_named(batch, line))}
        there = self.records.appointments(batch.practice_id, wanted)
        patients = {patient for patient, _ in wanted - {(one.patient_id, key) for key, one in there.items()}}
        return Known(self.records.patients(batch.practice_id, patients), there)

    def facility(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store a facility."""
        del known
        line.fields.only("id", "name")
        facility = Facility(batch.practice_id, line.own_id, line.fields.text("name"), line.their_id)
        there = next((one for one in batch.book.facilities if one.facility_id == line.own_id), None)
        return _place_save(batch, there, facility, line)

    def category(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store a category."""
        del known
        line.fields.only("id", "name")
        category = Category(batch.practice_id, line.own_id, line.fields.text("name"))
        there = next((one for one in batch.book.categories if one.category_id == line.own_id), None)
        return _place_save(batch, there, category, line)

    def member(self, batch: Batch, line: Line) -> Outcome:
        """Store a member with their sign-in; an inactive one's access ends at once."""
        fields = line.fields
        fields.only("id", "name", "email", "role", "active")
        email = fields.text("email", LONGEST_EMAIL)
        if "@" not in email or " " in email:
            raise InvalidInputError("`email` must be an e-mail address.", "/email")
        wanted = fold(fields.text("role"))
        role = next((one for one in batch.book.roster.roles if fold(one.name) == wanted), None)
        if role is None:
            raise InvalidInputError("There is no role of that name.", "/role")
        member = Member(
            batch.practice_id,
            line.own_id,
            fields.text("name"),
            role.role_id,
            active=fields.flag("active", default=True),
            record_id=line.their_id,
        )
        return self.roster.follow_record(member, Private(email), batch.trail)

    def patient(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store a patient; the care team stays as it is. With another phone or date of birth codes and visits end."""
        fields = line.fields
        fields.only(*_PATIENT_MEMBERS)
        now = known.patients.get(line.own_id)
        patient = Patient(
            practice_id=batch.practice_id,
            patient_id=line.own_id,
            number=fields.text("number", 64),
            name=Private(fields.text("name")),
            date_of_birth=fields.birth_date("date_of_birth", self.clock.now().date()),
            facility_id=facility_named(batch, fields),
            phone=self._phone(fields),
            text_notifications=fields.flag("text_notifications", default=True),
            language=fields.choice("language", LANGUAGES, "en"),
            category_ids=categories_named(batch, fields),
            record_id=line.their_id,
        ).after(now.patient if now else None, self.clock.now())
        if now and now.patient == patient:
            return None
        return PatientSave(patient, now, _entry(batch, line, line.own_id))

    def care_team(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store who cares for a patient; the members must be there already."""
        line.fields.only("patient", "members")
        now = known.patients.get(line.own_id)
        if now is None:
            raise InvalidInputError("There is no such patient. Send the patient first.", "/patient")
        team = frozenset(batch.id_of(RecordKind.MEMBERS, one) for one in line.fields.ids("members"))
        if not team <= {member.member_id for member in batch.book.roster.members}:
            raise InvalidInputError("Some members are unknown. Send them first.", "/members")
        if now.patient.care_team == team:
            return None
        return PatientSave(replace(now.patient, care_team=team), now, _entry(batch, line, line.own_id))

    def appointment(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store an appointment and when to remind of it.

        The same line again changes nothing, even where the patient has confirmed, moved or cancelled since: only a line that
        says something new has the last word. One that names another patient takes the appointment from whose it was.
        """
        fields = line.fields
        fields.only("id", "patient", "facility", "member", "starts_at", "status", "slot")
        patient_id = batch.id_of(RecordKind.PATIENTS, fields.id("patient"))
        slot = fields.optional_id("slot")
        appointment = Appointment(
            practice_id=batch.practice_id,
            appointment_id=line.own_id,
            patient_id=patient_id,
            facility_id=facility_named(batch, fields),
            member_id=member_named(batch, fields),
            starts_at=fields.moment("starts_at"),
            status=AppointmentStatus(fields.choice("status", _STATUSES, AppointmentStatus.BOOKED.value)),
            slot_id=batch.id_of(RecordKind.SLOTS, slot) if slot else None,
            record_id=line.their_id,
        )
        appointment = replace(appointment, told=_told_of(appointment))
        now = known.appointments.get(line.own_id)
        if (now is None or now.patient_id != patient_id) and patient_id not in known.patients:
            raise InvalidInputError("There is no such patient. Send the patient first.", "/patient")
        if now and now.told == appointment.told:
            return None
        after = appointment.after(now)
        zone = ZoneInfo(batch.book.practice.time_zone)
        due = next_reminder_at(after, batch.rules, zone, self.clock.now())
        return AppointmentSave(
            after, due, _entry(batch, line, patient_id), _withdrawn(batch, line, now, after)
        )

    def slot(self, batch: Batch, known: Known, line: Line) -> Save | None:
        """Store a time that can be booked; the same line again changes nothing, whoever has taken it since."""
        fields = line.fields
        fields.only("id", "facility", "member", "starts_at", "state")
        slot = Slot(
            practice_id=batch.practice_id,
            slot_id=line.own_id,
            facility_id=facility_named(batch, fields),
            member_id=member_named(batch, fields),
            starts_at=fields.moment("starts_at"),
            state=SlotState(fields.choice("state", _SLOT_STATES, SlotState.OPEN.value)),
            record_id=line.their_id,
        )
        slot = replace(slot, told=_told_of(slot))
        now = known.slots.get(line.own_id)
        if now and now.told == slot.told:
            return None
        return SlotSave(replace(slot, version=now.version + 1 if now else 1), _entry(batch, line))

    def _phone(self, line: Fields) -> Private | None:
        typed = line.optional_text("phone", LONGEST_PHONE)
        if typed is None:
            return None
        parsed = self.phone_book.parse(typed)
        if parsed is None:
            raise InvalidInputError("`phone` must be a valid US or Canadian number, or null.", "/phone")
        return parsed


_PATIENT_MEMBERS = (
    "id",
    "number",
    "name",
    "date_of_birth",
    "phone",
    "language",
    "text_notifications",
    "facility",
    "categories",
)


def _book(batch: Batch, lines: Sequence[Line]) -> Known:
    """Read nothing: facilities and categories are in the batch's book."""
    del batch, lines
    return Known()


def _place_save(
    batch: Batch, there: Facility | Category | None, place: Facility | Category, line: Line
) -> Save | None:
    now = batch.saved.get(line.own_id, there)
    return None if now == place else PlaceSave(place, _entry(batch, line), is_new=now is None)


def _told_of(said: Appointment | Slot) -> str:
    """Mark what a line says of an appointment or slot."""
    where_and_when = (said.facility_id, said.member_id, said.starts_at)
    if isinstance(said, Slot):
        return told(*where_and_when, said.state.value)
    return told(*where_and_when, said.status.value, said.patient_id, said.slot_id)


def _withdrawn(batch: Batch, line: Line, now: Appointment | None, after: Appointment) -> Withdrawal | None:
    """Give from whom an appointment is taken, with that patient's line in the audit trail."""
    if now is None or now.patient_id == after.patient_id:
        return None
    return Withdrawal(now, _entry(batch, line, now.patient_id))


def _entry(batch: Batch, line: Line, patient_id: str | None = None) -> AuditEntry:
    """Make the change's line in the audit trail."""
    trail = batch.trail
    return trail.entry(batch.practice_id, Action.RECORD_SAVED, patient_id=patient_id, target_id=line.own_id)
