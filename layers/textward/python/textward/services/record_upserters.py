"""How each kind of the record system's records is read and stored (row J10); `upsert_records` is the frame around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, AppointmentStatus, Slot, SlotState
from textward.domain.audit import Action
from textward.domain.ehr import Fields, Outcome, RecordKind, told
from textward.domain.errors import InvalidInputError, NotFoundError
from textward.domain.patient import Patient, fold
from textward.domain.practice import Category, Facility
from textward.domain.private import Private
from textward.domain.reminder_times import DEFAULT_RULES, next_reminder_at
from textward.domain.role import Member
from textward.services.upsert_records import Batch, Upserter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textward.services.assistant_ports import Appointments, Slots
    from textward.services.manage_roster import ManageRoster
    from textward.services.ports import Clock, Patients, PhoneBook, Practices

LANGUAGES = ("en", "es", "fr")
LONGEST_PHONE = 40
LONGEST_EMAIL = 254
_SLOT_STATES = (SlotState.OPEN.value, SlotState.BOOKED.value)
_STATUSES = tuple(status.value for status in AppointmentStatus)


@dataclass(frozen=True, slots=True)
class RecordUpserters:
    """One method for each kind."""

    practices: Practices
    roster: ManageRoster
    patients: Patients
    appointments: Appointments
    slots: Slots
    phone_book: PhoneBook
    clock: Clock

    def all(self) -> Mapping[RecordKind, Upserter]:
        """Give how each kind is stored."""
        patient = RecordKind.PATIENTS
        return {
            RecordKind.FACILITIES: Upserter(self.facility),
            RecordKind.CATEGORIES: Upserter(self.category),
            RecordKind.MEMBERS: Upserter(self.member, alone=True),
            RecordKind.PATIENTS: Upserter(self.patient),
            RecordKind.CARE_TEAMS: Upserter(self.care_team, id_name="patient", id_kind=patient),
            RecordKind.APPOINTMENTS: Upserter(self.appointment),
            RecordKind.SLOTS: Upserter(self.slot),
        }

    def facility(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store a facility."""
        line.only("id", "name")
        facility = Facility(batch.practice_id, own_id, line.text("name"), line.id("id"))
        there = next((one for one in batch.book.facilities if one.facility_id == own_id), None)
        now = batch.saved.get(own_id, there)
        return _stored(batch, own_id, now, facility, lambda: self.practices.save_facility(facility))

    def category(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store a category."""
        line.only("id", "name")
        category = Category(batch.practice_id, own_id, line.text("name"))
        there = next((one for one in batch.book.categories if one.category_id == own_id), None)
        now = batch.saved.get(own_id, there)
        return _stored(batch, own_id, now, category, lambda: self.practices.save_category(category))

    def member(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store a member with their sign-in; an inactive one's access ends at once."""
        line.only("id", "name", "email", "role", "active")
        email = line.text("email", LONGEST_EMAIL)
        if "@" not in email or " " in email:
            raise InvalidInputError("`email` must be an e-mail address.", "/email")
        wanted = fold(line.text("role"))
        role = next((one for one in batch.book.roster.roles if fold(one.name) == wanted), None)
        if role is None:
            raise InvalidInputError("There is no role of that name.", "/role")
        member = Member(
            batch.practice_id,
            own_id,
            line.text("name"),
            role.role_id,
            active=line.flag("active", default=True),
            record_id=line.id("id"),
        )
        return self.roster.follow_record(member, Private(email), batch.trail)

    def patient(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store a patient; the care team stays as it is."""
        line.only(*_PATIENT_MEMBERS)
        now = self._known(batch, own_id)
        patient = Patient(
            practice_id=batch.practice_id,
            patient_id=own_id,
            number=line.text("number", 64),
            name=Private(line.text("name")),
            date_of_birth=line.birth_date("date_of_birth", self.clock.now().date()),
            facility_id=_facility(batch, line),
            phone=self._phone(line),
            text_notifications=line.flag("text_notifications", default=True),
            language=line.choice("language", LANGUAGES, "en"),
            category_ids=_categories(batch, line),
            care_team=now.care_team if now else frozenset(),
            record_id=line.id("id"),
        )
        return _stored(batch, own_id, now, patient, lambda: self.patients.save(patient), patient_id=own_id)

    def care_team(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store who cares for a patient; the members must be there already."""
        line.only("patient", "members")
        now = self._known(batch, own_id)
        if now is None:
            raise InvalidInputError("There is no such patient. Send the patient first.", "/patient")
        team = frozenset(batch.id_of(RecordKind.MEMBERS, one) for one in line.ids("members"))
        if not team <= {member.member_id for member in batch.book.roster.members}:
            raise InvalidInputError("Some members are unknown. Send them first.", "/members")
        after = replace(now, care_team=team)
        return _stored(batch, own_id, now, after, lambda: self.patients.save(after), patient_id=own_id)

    def appointment(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store an appointment and when to remind of it.

        The same line again changes nothing, even where the patient has confirmed, moved or cancelled since: only a line that
        says something new has the last word.
        """
        line.only("id", "patient", "facility", "member", "starts_at", "status", "slot")
        patient_id = batch.id_of(RecordKind.PATIENTS, line.id("patient"))
        slot = line.optional_id("slot")
        appointment = Appointment(
            practice_id=batch.practice_id,
            appointment_id=own_id,
            patient_id=patient_id,
            facility_id=_facility(batch, line),
            member_id=_member(batch, line),
            starts_at=line.moment("starts_at"),
            status=AppointmentStatus(line.choice("status", _STATUSES, AppointmentStatus.BOOKED.value)),
            slot_id=batch.id_of(RecordKind.SLOTS, slot) if slot else None,
            told=told(line),
            record_id=line.id("id"),
        )
        if self._known(batch, patient_id) is None:
            raise InvalidInputError("There is no such patient. Send the patient first.", "/patient")
        agenda = self.appointments.agenda(batch.practice_id, patient_id)
        now = next((one for one in agenda.appointments if one.appointment_id == own_id), None)
        if now and now.told == appointment.told:
            return Outcome.UNCHANGED
        after = appointment.after(now)
        zone = ZoneInfo(batch.book.practice.time_zone)
        due = next_reminder_at(after, DEFAULT_RULES, zone, self.clock.now())
        return _stored(
            batch, own_id, now, after, lambda: self.appointments.save(after, due), patient_id=patient_id
        )

    def slot(self, batch: Batch, own_id: str, line: Fields) -> Outcome:
        """Store a time that can be booked; the same line again changes nothing, whoever has taken it since."""
        line.only("id", "facility", "member", "starts_at", "state")
        slot = Slot(
            practice_id=batch.practice_id,
            slot_id=own_id,
            facility_id=_facility(batch, line),
            member_id=_member(batch, line),
            starts_at=line.moment("starts_at"),
            state=SlotState(line.choice("state", _SLOT_STATES, SlotState.OPEN.value)),
            told=told(line),
            record_id=line.id("id"),
        )
        now = self.slots.get(batch.practice_id, own_id)
        if now and now.told == slot.told:
            return Outcome.UNCHANGED
        after = replace(slot, version=now.version + 1 if now else 1)
        return _stored(batch, own_id, now, after, lambda: self.slots.save(after))

    def _known(self, batch: Batch, patient_id: str) -> Patient | None:
        try:
            return self.patients.get(batch.practice_id, patient_id)
        except NotFoundError:
            return None

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


def _stored(
    batch: Batch,
    own_id: str,
    now: object,
    after: object,
    save: Callable[[], None],
    *,
    patient_id: str | None = None,
) -> Outcome:
    """Save what changed, after its line in the audit trail: a change that is not in it can't be."""
    if now == after:
        return Outcome.UNCHANGED
    trail = batch.trail
    entry = trail.entry(batch.practice_id, Action.RECORD_SAVED, patient_id=patient_id, target_id=own_id)
    trail.audit.append(entry)
    save()
    batch.saved[own_id] = after
    return Outcome.UPDATED if now else Outcome.CREATED


def _facility(batch: Batch, line: Fields) -> str | None:
    theirs = line.optional_id("facility")
    if theirs is None:
        return None
    own_id = batch.id_of(RecordKind.FACILITIES, theirs)
    if own_id not in {one.facility_id for one in batch.book.facilities}:
        raise InvalidInputError("There is no such facility. Send the facility first.", "/facility")
    return own_id


def _categories(batch: Batch, line: Fields) -> frozenset[str]:
    wanted = frozenset(batch.id_of(RecordKind.CATEGORIES, one) for one in line.ids("categories"))
    if not wanted <= {one.category_id for one in batch.book.categories}:
        raise InvalidInputError("Some categories are unknown. Send them first.", "/categories")
    return wanted


def _member(batch: Batch, line: Fields) -> str | None:
    theirs = line.optional_id("member")
    if theirs is None:
        return None
    own_id = batch.id_of(RecordKind.MEMBERS, theirs)
    if own_id not in {one.member_id for one in batch.book.roster.members}:
        raise InvalidInputError("There is no such member. Send the member first.", "/member")
    return own_id
