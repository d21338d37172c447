"""A patient signs in to the portal without a password: phone, one-time password, date of birth (row H4; limits of rows C1-C8).

The code belongs to the phone, the date of birth to the patient. Several patients may share the phone: the date says which of
them it is, and where even that is the same (twins), the patient chooses, having shown both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotFoundError, NotVerifiedError
from textward.domain.message import Delivery, DeliveryState
from textward.domain.patient import PATIENT_THREAD
from textward.domain.secure_link import (
    LINK_LIFETIME,
    PatientSession,
    SecureLink,
    SessionScope,
    Stage,
    portal_access,
)
from textward.domain.text import OutboundText, Purpose
from textward.services.verify_code import with_next_code

if TYPE_CHECKING:
    from datetime import date

    from textward.domain.patient import Patient
    from textward.domain.private import Private
    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Ids, Patients, PhoneBook
    from textward.services.recipients import Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.text_ports import Texts


@dataclass(frozen=True, slots=True)
class PortalPhones:
    """A phone's way into the portal, and the patients who have the phone."""

    patients: Patients
    links: Links
    phone_book: PhoneBook

    def link_id(self, practice_id: str, phone: Private) -> str:
        """Give the id of the phone's way in: a keyed hash, never the number."""
        return self.phone_book.number_thread(practice_id, phone)

    def is_locked(self, practice_id: str, phone: Private) -> bool:
        """Tell whether too many wrong codes in a row were tried for this phone.

        They count for the phone's way in, never for its patients: whoever knows a number can ask for codes and waste them, and
        must not thereby shut patients out of their secure links.
        """
        return self.patients.verification(practice_id, self.link_id(practice_id, phone)).locked

    def unlocked(self, practice_id: str, phone: Private) -> tuple[str, ...]:
        """Give the patients with this phone who are not locked out by wrong dates of birth."""
        owners = self.patients.phone(practice_id, phone).owners
        return tuple(
            owner.patient_id
            for owner in owners
            if not self.patients.verification(practice_id, owner.patient_id).locked
        )


@dataclass(frozen=True, slots=True)
class RequestPortalCode:
    """The first step: a code is texted, if there is anyone to text."""

    phones: PortalPhones
    texts: Texts
    recipients: Recipients
    clock: Clock
    ids: Ids

    def __call__(self, practice_id: str, phone_text: str, trail: AuditTrail) -> None:
        """Text a code if a patient of the practice has the phone and the limits allow; say nothing either way (row C5)."""
        phone = self.phones.phone_book.parse(phone_text)
        if phone is None or self.phones.is_locked(practice_id, phone):
            return
        thread_id = self._thread(practice_id, phone)
        if thread_id is None:
            return
        now = self.clock.now()
        wanted = portal_access(practice_id, self.phones.link_id(practice_id, phone), thread_id, now)
        link = self.phones.links.open(wanted)
        link = replace(link, expires_at=max(link.expires_at, now + LINK_LIFETIME), thread_id=thread_id)
        if link.may_resend(now):
            self._send(link, phone, trail)

    def _thread(self, practice_id: str, phone: Private) -> str | None:
        """Give the thread of a patient with this phone who can be texted."""
        for patient_id in self.phones.unlocked(practice_id, phone):
            try:
                recipient = self.recipients.of_thread(practice_id, PATIENT_THREAD + patient_id)
            except NotFoundError:
                continue
            if not recipient.refusals and recipient.phone == phone:
                return recipient.thread_id
        return None

    def _send(self, link: SecureLink, phone: Private, trail: AuditTrail) -> None:
        now = self.clock.now()
        today = link.resends_today(now)
        moved = replace(
            with_next_code(link, self.clock),
            resends=link.resends + 1 if today else 1,
            resends_since=link.resends_since if today else now,
        )
        text = OutboundText(
            practice_id=link.practice_id,
            thread_id=link.thread_id,
            item_id=self.ids.new(),
            purpose=Purpose.PORTAL_CODE,
            to=phone,
            delivery=Delivery(DeliveryState.QUEUED, now),
            link_id=link.link_id,
            code_counter=moved.code_counter,
        )
        entry = replace(trail.entry(link.practice_id, Action.CODE_RESENT), target_id=link.link_id)
        try:
            self.texts.queue([text], moved, entry)
        except ConflictError:
            return  # another request has just asked for the same


@dataclass(frozen=True, slots=True)
class VerifyPortalCode:
    """The second step: something the patient has, the phone."""

    phones: PortalPhones
    link_keys: LinkKeys
    clock: Clock
    ids: Ids

    def __call__(self, practice_id: str, phone_text: str, code: str, trail: AuditTrail) -> str:
        """Use the code up and start a session that knows no patient yet; give its secret.

        Each try is counted before the code is looked at.

        Raises:
            NotVerifiedError: whatever is wrong; the answer never tells what.
        """
        phone = self.phones.phone_book.parse(phone_text)
        link = self.phones.links.get(self.phones.link_id(practice_id, phone)) if phone else None
        if phone is None or link is None or link.practice_id != practice_id:
            raise NotVerifiedError
        try:
            return self._try(link, phone, code, trail)
        except NotVerifiedError:
            trail.view(practice_id, Action.CODE_REFUSED)
            raise

    def _try(self, link: SecureLink, phone: Private, code: str, trail: AuditTrail) -> str:
        now = self.clock.now()
        if not self.phones.unlocked(link.practice_id, phone) or not link.code_is_live(now):
            raise NotVerifiedError
        self.phones.patients.count_code_try(link.practice_id, link.link_id)
        link = self.phones.links.count_try(link, now)
        if not self.link_keys.code_matches(link.link_id, link.code_counter, code):
            raise NotVerifiedError
        secret = self.ids.secret()
        session = PatientSession(
            session_key=self.link_keys.session_key(secret),
            practice_id=link.practice_id,
            patient_id="",
            thread_id=link.thread_id,
            link_id=link.link_id,
            stage=Stage.CODE_ACCEPTED,
            started_at=now,
            last_seen_at=now,
            scope=SessionScope.PORTAL,
        )
        entry = replace(trail.entry(link.practice_id, Action.CODE_ACCEPTED), target_id=link.link_id)
        self.phones.links.accept_code(link, session, entry)
        self.phones.patients.clear_code_tries(link.practice_id, link.link_id)
        return secret


@dataclass(frozen=True, slots=True)
class Identified:
    """What the date of birth came to: a session, or a choice between patients who share phone and date of birth."""

    secret: str | None
    choices: tuple[Patient, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmPortalIdentity:
    """The third step: something the patient knows."""

    phones: PortalPhones
    links: Links
    link_keys: LinkKeys
    clock: Clock
    ids: Ids

    def __call__(self, secret: str, date_of_birth: date, choice: int | None, trail: AuditTrail) -> Identified:
        """Turn a session that has passed the code into a verified one of one patient.

        `choice` (from 1) picks among the patients that an earlier answer to the same date named.

        Raises:
            NotVerifiedError: whatever is wrong: no session, every patient locked, or another date.
        """
        session = self.links.session(self.link_keys.session_key(secret))
        now = self.clock.now()
        waiting = session is not None and session.stage is Stage.CODE_ACCEPTED and session.is_live(now)
        if session is None or not waiting or session.scope is not SessionScope.PORTAL:
            raise NotVerifiedError
        matching = self._matching(session, date_of_birth, trail)
        if choice is not None and not 1 <= choice <= len(matching):
            trail.view(session.practice_id, Action.IDENTITY_REFUSED)
            raise NotVerifiedError
        if choice is None and len(matching) > 1:
            self._give_back(matching)
            return Identified(None, matching)
        chosen = matching[(choice or 1) - 1]
        self._give_back(tuple(patient for patient in matching if patient is not chosen))
        return Identified(self._enter(session, chosen, trail))

    def _matching(
        self, session: PatientSession, date_of_birth: date, trail: AuditTrail
    ) -> tuple[Patient, ...]:
        """Count a try for every patient who may be meant, and give those born that day, by name."""
        patients = [self._patient(session.practice_id, patient_id) for patient_id in self._owners(session)]
        counted = [patient for patient in patients if patient and self._counted(patient)]
        matching = [patient for patient in counted if patient.date_of_birth == date_of_birth]
        if not matching:
            trail.view(session.practice_id, Action.IDENTITY_REFUSED)
            raise NotVerifiedError
        self._give_back(tuple(patient for patient in counted if patient not in matching))
        return tuple(sorted(matching, key=lambda patient: (patient.name.reveal(), patient.patient_id)))

    def _owners(self, session: PatientSession) -> tuple[str, ...]:
        """Give the unlocked patients who have the phone now: it is that of the patient whose thread the code went to."""
        patient = self._patient(session.practice_id, session.thread_id[1:])
        if patient is None or patient.phone is None:
            return ()
        if self.phones.link_id(session.practice_id, patient.phone) != session.link_id:
            return ()
        return self.phones.unlocked(session.practice_id, patient.phone)

    def _patient(self, practice_id: str, patient_id: str) -> Patient | None:
        try:
            return self.phones.patients.get(practice_id, patient_id)
        except NotFoundError:
            return None

    def _counted(self, patient: Patient) -> bool:
        try:
            self.phones.patients.count_birth_date_try(patient.practice_id, patient.patient_id)
        except NotVerifiedError:
            return False
        return True

    def _give_back(self, patients: tuple[Patient, ...]) -> None:
        for patient in patients:
            self.phones.patients.give_back_birth_date_try(patient.practice_id, patient.patient_id)

    def _enter(self, session: PatientSession, patient: Patient, trail: AuditTrail) -> str:
        link = self.links.get(session.link_id)
        if link is None:
            raise NotVerifiedError
        secret, now = self.ids.secret(), self.clock.now()
        verified = replace(
            session,
            session_key=self.link_keys.session_key(secret),
            patient_id=patient.patient_id,
            thread_id=patient.thread_id,
            stage=Stage.VERIFIED,
            started_at=now,
            last_seen_at=now,
        )
        entry = trail.entry(session.practice_id, Action.IDENTITY_CONFIRMED, patient_id=patient.patient_id)
        self.links.confirm_identity(link, session, verified, replace(entry, target_id=link.link_id))
        return secret
