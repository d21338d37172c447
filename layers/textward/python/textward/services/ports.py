"""The ports: what the use cases need of the world. Adapters and the tests' fakes implement them; one contract suite holds them all.

Every write below is one transaction: all of it happens or none. Every read is one Query or GetItem (`docs/data-model.md`, AP-nn).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.consent import Consent
    from textward.domain.events import Event
    from textward.domain.group import Group
    from textward.domain.inbox import Badge, Place
    from textward.domain.message import DeliveryState, Message
    from textward.domain.paging import Page, PageRequest
    from textward.domain.patient import Patient
    from textward.domain.practice import Category, Facility, Practice
    from textward.domain.private import Private
    from textward.domain.role import Member, Preferences, Role, Roster, Viewer
    from textward.domain.secure_link import PatientSession, SecureLink, VerificationRecord
    from textward.domain.text import OutboundText
    from textward.domain.thread import Thread
    from textward.domain.work import WorkEntry


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Give the present moment, UTC, to the millisecond."""


class Ids(Protocol):
    """New ids."""

    def new(self) -> str:
        """Give a ULID that sorts after those given before in the same millisecond."""

    def secret(self) -> str:
        """Give 128 bits or more of randomness, URL-safe."""


class LinkKeys(Protocol):
    """What is derived from a secret key instead of being stored: link tokens, one-time passwords, hashes."""

    def token(self, link_id: str) -> str:
        """Give the token that stands in the link's URL fragment: at least 128 bits, URL-safe."""

    def code(self, link_id: str, counter: int) -> str:
        """Give the one-time password with that number (HOTP, RFC 4226, a secret per link)."""

    def code_matches(self, link_id: str, counter: int, code: str) -> bool:
        """Compare in constant time."""

    def session_key(self, cookie_value: str) -> str:
        """Hash a session cookie's value for storing."""

    def mark(self, words: Private) -> str:
        """Give a keyed hash by which the same words are known again."""


class PhoneBook(Protocol):
    """Phone numbers as people write them."""

    def parse(self, text: str) -> Private | None:
        """Give the E.164 form of a valid US or Canadian number, else None."""

    def display(self, e164: Private) -> str:
        """Give the national form, such as (212) 555-0100."""

    def number_thread(self, practice_id: str, e164: Private) -> str:
        """Give the id of the thread of a bare number: N and a keyed hash, 26 characters of Crockford's base 32."""


@dataclass(frozen=True, slots=True)
class PhoneOwner:
    """A patient whose number a phone is, with what a new message needs to know of them."""

    patient_id: str
    name: Private
    facility_id: str | None


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """All that a practice knows of one phone."""

    owners: tuple[PhoneOwner, ...]
    consent: Consent


class Practices(Protocol):
    """Practices and what belongs to their settings."""

    def by_number(self, e164: str) -> Practice | None:
        """Give the practice that a number belongs to (AP-01)."""

    def get(self, practice_id: str) -> Practice:
        """Give a practice (AP-02).

        Raises:
            NotFoundError: there is none.
        """

    def facilities(self, practice_id: str) -> tuple[Facility, ...]:
        """Give the practice's facilities, by name (AP-03)."""

    def save(self, practice: Practice) -> None:
        """Store a practice and, where it has one, its number; a number changed leaves the old one pointing nowhere.

        Raises:
            ConflictError: another practice has the number, or somebody else changed this one's meanwhile.
        """

    def save_facility(self, facility: Facility) -> None:
        """Store a facility."""

    def save_category(self, category: Category) -> None:
        """Store a patient category."""

    def all_with_numbers(self) -> tuple[Practice, ...]:
        """Give every practice that has a number, for the scheduled reconciliation (AP-04)."""


class Staff(Protocol):
    """Members and roles."""

    def viewer(self, subject: str) -> Viewer | None:
        """Give the active member, with role, whose sign-in has this subject (AP-05).

        The role may be up to 30 s old (row E5); whether the member is active is read each time, so deactivation holds at once.
        """

    def members(self, practice_id: str) -> tuple[Member, ...]:
        """Give all members of a practice, by name (AP-06)."""

    def roles(self, practice_id: str) -> tuple[Role, ...]:
        """Give all roles of a practice, by name (AP-06)."""

    def save_member(self, member: Member, subject: str | None = None) -> None:
        """Store a member and, when given, which sign-in is theirs."""

    def save_role(self, practice_id: str, role: Role) -> None:
        """Store a role."""

    def roster(self, practice_id: str) -> Roster:
        """Give all members and roles at one moment (AP-41)."""

    def change_roster(
        self,
        roster: Roster,
        *,
        member: Member | None = None,
        role: Role | None = None,
        groups: Sequence[Group] = (),
        audit: AuditEntry | None = None,
    ) -> None:
        """Store a member or role, new or changed, with the groups that change by it, if the roster is still the one given (AP-42).

        Raises:
            ConflictError: somebody changed a member or role meanwhile.
        """

    def subject_of(self, practice_id: str, member_id: str) -> str | None:
        """Give which sign-in is a member's."""

    def save_preferences(self, practice_id: str, member_id: str, preferences: Preferences) -> None:
        """Store a member's own switches.

        Raises:
            NotFoundError: no such member.
        """


class Patients(Protocol):
    """Patients, their phones, and what is known of their verification."""

    def get(self, practice_id: str, patient_id: str) -> Patient:
        """Give a patient (AP-07).

        Raises:
            NotFoundError: none of this practice has that id.
        """

    def many(self, practice_id: str, patient_ids: Sequence[str]) -> dict[str, Patient]:
        """Give patients by id, in one BatchGetItem (AP-90): at most 100."""

    def search(self, practice_id: str, query: str, limit: int) -> tuple[Patient, ...]:
        """Give patients whose name, any part of it folded, or number holds every word of `query`, by name (AP-08).

        They come without their care teams, which no search shows. Four digits or more, written as in a phone number, also find
        those whose phone ends with them.
        """

    def save(self, patient: Patient) -> None:
        """Store a patient, the search entries and the phone entry, dropping those of an earlier name or number."""

    def phone(self, practice_id: str, e164: Private) -> PhoneRecord:
        """Give whose a phone is and what it has consented to (AP-09)."""

    def save_consent(self, practice_id: str, e164: Private, consent: Consent) -> None:
        """Store what a phone has said last about being texted; an older word never overwrites a newer."""

    def verification(self, practice_id: str, patient_id: str) -> VerificationRecord:
        """Give how the patient has fared with codes and dates of birth (AP-10)."""

    def count_code_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at a code before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked: as many tries in a row as are allowed, over all links.
        """

    def count_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at the date of birth before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked.
        """

    def give_back_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Take back one counted try of a patient who, on a shared phone, was not the one that signed in."""

    def clear_code_tries(self, practice_id: str, patient_id: str) -> None:
        """Forget the wrong codes, after a right one."""

    def unlock(self, practice_id: str, patient_id: str, audit: AuditEntry | None) -> None:
        """Forget wrong codes and dates of birth; with the audit entry, in one transaction."""


class Threads(Protocol):
    """Threads and their messages: what each list shows and what each badge counts follow from `domain.inbox`."""

    def head(self, practice_id: str, thread_id: str) -> Thread | None:
        """Give a thread's head (AP-11)."""

    def add(
        self,
        message: Message,
        *,
        claim: str,
        fingerprint: str = "",
        link: SecureLink | None = None,
        code: OutboundText | None = None,
        audit: AuditEntry | None = None,
    ) -> None:
        """Store a new message, the thread's head, its places in lists, the badge counts, and the claim (AP-12).

        `claim` makes it once only: `sms:<MessageSid>` for a text that came in, `key:<who>:<Idempotency-Key>` for one that
        goes out or a secure reply. With a secured message come its link and the text that will bring the code.

        Raises:
            AlreadyDoneError: the claim is taken, by the same fingerprint.
            IdempotencyKeyReusedError: the claim is taken, by another fingerprint.
        """

    def claimed(self, practice_id: str, claim: str) -> Message | None:
        """Give the message that took a claim (AP-13)."""

    def message(self, practice_id: str, thread_id: str, message_id: str) -> Message:
        """Give one message (AP-14).

        Raises:
            NotFoundError: there is none.
        """

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[Message]:
        """Give a page of a conversation, newest first (AP-15)."""

    def change(
        self, before: Message, after: Message, audit: AuditEntry | None = None, work: WorkEntry | None = None
    ) -> None:
        """Store a changed work status or assignees with lists, counts and history, if nobody changed `before` meanwhile (AP-16).

        Raises:
            ConflictError: somebody did; it carries the message as it is now.
        """

    def inbox(
        self, practice_id: str, place: Place, facility_id: str | None, page: PageRequest
    ) -> Page[Message]:
        """Give a page of one list, newest first (AP-17)."""

    def badge(self, practice_id: str, member_id: str) -> Badge:
        """Give what waits for a member (AP-18)."""

    def star(
        self, message: Message, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        """Set or take away a member's star; members' stars and others' work on the message never get in each other's way (AP-38).

        Raises:
            NotFoundError: the message is gone.
        """

    def flag(self, message: Message, flag: StaffReason, audit: AuditEntry | None = None) -> None:
        """Note why a message is for staff; nothing when it is noted already, or the message is gone.

        Other work on the message never gets in the way, nor does this in its.
        """

    def history(self, practice_id: str, thread_id: str, message_id: str) -> tuple[WorkEntry, ...]:
        """Give what was done with a message, oldest first (AP-39)."""

    def matching(self, practice_id: str, thread_id: str, words: str, page: PageRequest) -> Page[Message]:
        """Give the messages among the next `page.limit` of a conversation that hold every word of `words`, folded, newest first.

        One call looks at no more than `page.limit` messages, so a page may hold few or none and still have a next (AP-40).
        """

    def is_assigned(self, practice_id: str, thread_id: str, member_id: str) -> bool:
        """Tell whether some message of the thread is assigned to the member (AP-19)."""


class Texts(Protocol):
    """Outbound texts on their way: messages' own texts, links and codes. The claim-and-record steps of sending once."""

    def get(self, practice_id: str, thread_id: str, item_id: str) -> OutboundText | None:
        """Give a text by the id of the message or code (AP-20)."""

    def queue(self, texts: Sequence[OutboundText], link: SecureLink, audit: AuditEntry | None = None) -> None:
        """Store further texts (a code, or link and code, sent again) with the link as it changed, at once (AP-21).

        Raises:
            ConflictError: the link was changed meanwhile: the stored version isn't `link.version - 1`.
        """

    def retry(self, text: OutboundText, now: datetime, claim: str, audit: AuditEntry | None = None) -> None:
        """Put a failed text of a message back to queued as the next attempt (AP-22).

        Raises:
            ConflictError: it isn't failed any more.
            AlreadyDoneError: the claim is taken: the same retry came before.
        """

    def claim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Move queued to sending before the provider is called: from here the outcome is unknown (AP-23).

        Keeps `claimed_from` and `claimed_mark` as `text` has them.

        Raises:
            ConflictError: another worker has claimed it.
        """

    def reclaim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Set out once more with a text whose earlier hand-over is known not to have reached the provider.

        Keeps `claimed_from` and `claimed_mark` as `text` has them.

        Raises:
            ConflictError: `text.claimed_at` isn't the stored one any more.
        """

    def release(self, text: OutboundText) -> None:
        """Put a claimed text back to queued, when the provider surely did not take it."""

    def record_sent(self, text: OutboundText, provider_id: str, now: datetime) -> bool:
        """Record the provider's id, never one that another text holds (AP-24); False when this id is another text's."""

    def record_delivery(
        self,
        text: OutboundText,
        state: DeliveryState,
        now: datetime,
        *,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> bool:
        """Move a text forward (AP-25); False, and no change, when the report is not news or belongs to an earlier attempt."""

    def mark_redacted(self, text: OutboundText) -> None:
        """Record that the provider's copy is empty, which ends the scheduled work on the text."""

    def due(self, before: datetime, limit: int) -> tuple[OutboundText, ...]:
        """Give texts that the scheduled reconciliation should look at, oldest first (AP-26)."""


class Links(Protocol):
    """Secure links and the sessions opened through them."""

    def by_token(self, token: str) -> SecureLink | None:
        """Give the link with that token (AP-27)."""

    def get(self, link_id: str) -> SecureLink | None:
        """Give the link with that id (AP-27): the token is derived from it."""

    def open(self, link: SecureLink) -> SecureLink:
        """Store a phone's way into the portal unless there is one; give the one that is stored (AP-68)."""

    def many(self, link_ids: Sequence[str]) -> dict[str, SecureLink]:
        """Give links by id, in one BatchGetItem (AP-28): at most 100."""

    def count_try(self, link: SecureLink, now: datetime) -> SecureLink:
        """Count a try at the current code before looking at it, and note the first opening (AP-29).

        Raises:
            NotVerifiedError: link or code is not live, the tries are used up, or the code was moved meanwhile.
        """

    def accept_code(self, link: SecureLink, session: PatientSession, audit: AuditEntry) -> None:
        """Use the code up and start the session, at once (AP-30).

        At a phone's way into the portal the count of codes sent starts anew: who signs in often is not to be refused.

        Raises:
            NotVerifiedError: the code was used or moved meanwhile.
        """

    def confirm_identity(
        self, link: SecureLink, old: PatientSession, new: PatientSession, audit: AuditEntry
    ) -> None:
        """End the first session, start the verified one, note the first verification, clear the patient's wrong dates (AP-31).

        Raises:
            NotVerifiedError: the old session is gone, or the link was revoked meanwhile.
        """

    def revoke(self, link: SecureLink, now: datetime, audit: AuditEntry) -> None:
        """Revoke a link for good: sessions opened through it end with it (AP-32)."""

    def expire_codes(self, now: datetime, limit: int) -> int:
        """Void codes whose time has passed (row C8); gives how many (AP-33)."""

    def session(self, session_key: str) -> PatientSession | None:
        """Give a session (AP-34)."""

    def touch(self, session: PatientSession, now: datetime) -> None:
        """Note that the session was just used."""

    def end_session(self, session_key: str) -> None:
        """Forget a session."""


class Audit(Protocol):
    """The audit trail, for views; changes commit their entry with the change."""

    def append(self, entry: AuditEntry) -> None:
        """Add a line, before the answer goes out (AP-46)."""

    def entries(self, practice_id: str, month: str, page: PageRequest) -> Page[AuditEntry]:
        """Give a page of a month's trail (`YYYY-MM`, UTC), newest first (AP-43)."""


@dataclass(frozen=True, slots=True)
class ProviderText:
    """A text as the provider has it."""

    provider_id: str
    state: DeliveryState
    reason: str | None = None
    body: Private | None = None
    from_number: str = ""
    to_number: Private | None = None
    at: datetime | None = None


class SmsSender(Protocol):
    """The SMS provider."""

    def send(self, sender: str, to: Private, body: Private, status_url: str) -> ProviderText:
        """Hand over one text.

        Raises:
            SmsRefusedError: the provider refused it for good; nothing was sent.
            SmsNotTakenError: surely not taken, but may be later.
            SmsOutcomeUnknownError: no answer: it may or may not have been taken.
        """

    def find(self, sender: str, to: Private, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts from this sender to this recipient made since then.

        Raises:
            SmsNotTakenError: the provider could not be asked.
        """

    def fetch(self, provider_id: str) -> ProviderText | None:
        """Give one text; None when the provider has none."""

    def received_since(self, number: str, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts that came in to a number since then, oldest first."""

    def redact(self, provider_id: str) -> None:
        """Empty the provider's copy of a text."""


class SmsError(Exception):
    """The provider did not take a text."""


class SmsRefusedError(SmsError):
    """Refused for good."""

    def __init__(self, code: str) -> None:
        """Carry the provider's error code."""
        super().__init__(code)
        self.code = code


class SmsNotTakenError(SmsError):
    """Surely not taken; may be later."""


class SmsOutcomeUnknownError(SmsError):
    """May or may not have been taken."""


class EventPublisher(Protocol):
    """The events topic."""

    def publish(self, events: Sequence[Event]) -> None:
        """Publish in order within a thread.

        Raises:
            TransientError: some may not have been published.
        """


@dataclass(frozen=True, slots=True)
class Connection:
    """A member's open page."""

    practice_id: str
    connection_id: str
    member_id: str
    sees_all: bool
    thread_id: str | None = None
    """The thread that the page has open."""
    doing: str = ""
    """`viewing` or `typing`."""


class Connections(Protocol):
    """Open pages and the one-time tickets that let them connect."""

    def issue_ticket(self, ticket_key: str, viewer: Viewer, expires_at: datetime) -> None:
        """Store a ticket under the hash of its value."""

    def redeem(self, ticket_key: str, connection_id: str, now: datetime) -> bool:
        """Turn a live ticket into a connection, once; False for any other (AP-35)."""

    def forget(self, connection_id: str) -> None:
        """Drop a connection (AP-36)."""

    def get(self, connection_id: str) -> Connection | None:
        """Give one open page (AP-44)."""

    def watch(self, connection: Connection) -> None:
        """Store which thread the page has open, and what its member does there; nothing when the page is gone."""

    def of_practice(self, practice_id: str) -> tuple[Connection, ...]:
        """Give the practice's open pages (AP-37)."""


class StaffPush(Protocol):
    """The WebSocket."""

    def push(self, connection_id: str, payload: dict[str, str]) -> bool:
        """Push to one page; False when it is gone."""

    def close(self, connection_id: str) -> None:
        """Close a page's connection; nothing when it is gone."""


class SignIns(Protocol):
    """Members' sign-ins, at the identity provider."""

    def switch(self, subject: str, *, enabled: bool) -> None:
        """Let a sign-in work, or stop it and end its sessions."""

    def invite(self, member_id: str, email: Private) -> str:
        """Make a member's sign-in and send them an invitation; give its subject, that of the first time when asked again.

        Raises:
            InvalidInputError: the address signs somebody else in.
        """

    def has_moved(self, subject: str, email: Private) -> bool:
        """Tell whether a sign-in is by another address than this; False when it is gone."""

    def readdress(self, subject: str, email: Private) -> None:
        """Let a member sign in by another address, and not by the earlier one any more; nothing when the sign-in is gone.

        Raises:
            InvalidInputError: the address signs somebody else in.
        """


class Checkpoints(Protocol):
    """How far a scheduled job has come."""

    def get(self, name: str) -> datetime | None:
        """Give the moment up to which the job has looked (AP-45)."""

    def save(self, name: str, at: datetime) -> None:
        """Store it."""
