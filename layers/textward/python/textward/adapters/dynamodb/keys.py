"""Every key of both tables, built here and nowhere else (`docs/data-model.md` lists them with their purpose).

Phone numbers come in as keyed hashes, claims and link tokens are hashed here: no key tells who a person is, but for
search entries, which are parts of names. All other parts are ids.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from textward.adapters.dynamodb.attributes import iso

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.conversation import ConversationPlace, PatientBox
    from textward.domain.inbox import Place

SUFFIX_LENGTH = 16
"""Characters of a word by which names are found; the rest of a longer word is compared in code."""

FACILITY_PREFIX = "FACILITY#"
CATEGORY_PREFIX = "CATEGORY#"
MEMBER_PREFIX = "MEMBER#"
ROLE_PREFIX = "ROLE#"
GROUP_PREFIX = "GROUP#"
"""Sorts before every member: no part of the roster's own range."""
PORTAL = "PORTAL"
REMINDERS = "REMINDERS"
ROSTER = "ROSTER"
"""Sorts after every member, role, group, setting and place: read backwards, the version comes before what it speaks of."""
MESSAGE_PREFIX = "MSG#"
CONVERSATION = "CONVERSATION"
PORTAL_MESSAGE_PREFIX = "PMSG#"
STEP_PREFIX = "STEP#"
BOX_PREFIX = "CONV#"
PATIENT = "PATIENT"
APPOINTMENT_PREFIX = "APPOINTMENT#"
OWNER = "OWNER"
ASSISTANT = "ASSISTANT"
"""Sorts after every appointment of the patient: one range holds both."""
TEXT_PREFIX = "TEXT#"
LINK_PREFIX = "LINK#"
DUE_TEXTS = "DUE#TEXT"
"""Partition of the `due` index: texts that the reconciliation should look at."""
DUE_CODES = "DUE#CODE"
"""Partition of the `due` index: codes that will expire."""
DUE_ORDERS = "DUE#NUMBER"
"""Partition of the `due` index: orders for numbers that nobody may have ended."""
DUE_REMINDERS = "DUE#REMINDER"
"""Partition of the `due` index: appointments with a reminder to come."""
DUE_REPLANS = "DUE#REPLAN"
"""Partition of the `due` index: practices whose appointments have yet to be planned by their new rules."""
DUE_NOTICES = "DUE#NOTICE"
"""Partition of the `due` index: record systems' automated texts whose time is to come."""
DUE_WEBHOOKS = "DUE#WEBHOOK"
"""Partition of the `due` index: endpoints for which something may wait."""
CLIENT_PREFIX = "CLIENT#"
ENDPOINT_PREFIX = "ENDPOINT#"
FEED_MARK = "FEED"
EVENT_PREFIX = "EVENT#"
WAITING_PREFIX = "WAITING#"
FAILED_PREFIX = "FAILED#"
"""Sorts before what waits: read backwards, what waits comes first."""
NUMBERS = "NUMBERS"
CONSENT = "CONSENT"
_AFTER_ANY_ID = "#~"


class Key(NamedTuple):
    """Where an item is."""

    pk: str
    sk: str


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def practice(practice_id: str) -> Key:
    """Give a practice's key, such as `PRACTICE#01J..PR` / `PRACTICE`."""
    return Key(f"PRACTICE#{practice_id}", "PRACTICE")


def facility(practice_id: str, facility_id: str) -> Key:
    """Give a facility's key, such as `PRACTICE#01J..PR` / `FACILITY#01J..FA`."""
    return Key(practice(practice_id).pk, FACILITY_PREFIX + facility_id)


def category(practice_id: str, category_id: str) -> Key:
    """Give a category's key, such as `PRACTICE#01J..PR` / `CATEGORY#01J..CA`."""
    return Key(practice(practice_id).pk, CATEGORY_PREFIX + category_id)


def member(practice_id: str, member_id: str) -> Key:
    """Give a member's key, such as `PRACTICE#01J..PR` / `MEMBER#01J..ME`."""
    return Key(practice(practice_id).pk, MEMBER_PREFIX + member_id)


def role(practice_id: str, role_id: str) -> Key:
    """Give a role's key, such as `PRACTICE#01J..PR` / `ROLE#01J..RO`."""
    return Key(practice(practice_id).pk, ROLE_PREFIX + role_id)


def roster(practice_id: str) -> Key:
    """Give the key of the roster's version, such as `PRACTICE#01J..PR` / `ROSTER`."""
    return Key(practice(practice_id).pk, ROSTER)


def group(practice_id: str, group_id: str) -> Key:
    """Give a message group's key, such as `PRACTICE#01J..PR` / `GROUP#01J..GR`."""
    return Key(practice(practice_id).pk, GROUP_PREFIX + group_id)


def reminders(practice_id: str) -> Key:
    """Give the key of a practice's rules for reminders, such as `PRACTICE#01J..PR` / `REMINDERS`."""
    return Key(practice(practice_id).pk, REMINDERS)


def portal(practice_id: str) -> Key:
    """Give the key of the portal's settings, such as `PRACTICE#01J..PR` / `PORTAL`."""
    return Key(practice(practice_id).pk, PORTAL)


def number(phone_hash: str) -> Key:
    """Give the key of a practice's number, such as `NUMBER#9f2c..` / `NUMBER`."""
    return Key(f"NUMBER#{phone_hash}", "NUMBER")


def number_listed(phone_hash: str) -> Key:
    """Give the key of a number among all practices' numbers, such as `NUMBERS` / `9f2c..`."""
    return Key(NUMBERS, phone_hash)


def number_order(practice_id: str) -> Key:
    """Give the key of the practice's latest order for a number, such as `PRACTICE#01J..PR` / `TEXTING#ORDER`."""
    return Key(practice(practice_id).pk, "TEXTING#ORDER")


def login(subject: str) -> Key:
    """Give the key of a sign-in, such as `LOGIN#6f1d-..` / `LOGIN`."""
    return Key(f"LOGIN#{subject}", "LOGIN")


def counter(practice_id: str, place: Place) -> Key:
    """Give a badge counter's key, such as `COUNTS#01J..PR` / `UNASSIGNED`, or `COUNTS#01J..PR` / `FOR#01J..ME`."""
    return Key(f"COUNTS#{practice_id}", f"FOR#{place.member_id}" if place.member_id else "UNASSIGNED")


def basket_counts(practice_id: str, basket: str, member_id: str) -> Key:
    """Give the key of a basket's counts, such as `COUNTS#01J..PR` / `BASKET#direct`; a member's own: `BASKET#direct#01J..ME`."""
    own = f"#{member_id}" if member_id else ""
    return Key(f"COUNTS#{practice_id}", f"BASKET#{basket}{own}")


def patient(practice_id: str, patient_id: str) -> Key:
    """Give a patient's key, such as `PATIENT#01J..PR#01J..PA` / `PATIENT`."""
    return Key(f"PATIENT#{practice_id}#{patient_id}", PATIENT)


def verification(practice_id: str, patient_id: str) -> Key:
    """Give the key of a patient's tries, such as `PATIENT#01J..PR#01J..PA` / `VERIFICATION`."""
    return Key(patient(practice_id, patient_id).pk, "VERIFICATION")


def appointment(practice_id: str, patient_id: str, appointment_id: str) -> Key:
    """Give an appointment's key, such as `PATIENT#01J..PR#01J..PA` / `APPOINTMENT#01J..AP`."""
    return Key(patient(practice_id, patient_id).pk, APPOINTMENT_PREFIX + appointment_id)


def appointment_owner(practice_id: str, appointment_id: str) -> Key:
    """Give the key of whose an appointment is, such as `APPOINTMENT#01J..PR#01J..AP` / `OWNER`."""
    return Key(f"APPOINTMENT#{practice_id}#{appointment_id}", OWNER)


def assistant(practice_id: str, patient_id: str) -> Key:
    """Give the key of the booking assistant's memory of a patient, such as `PATIENT#01J..PR#01J..PA` / `ASSISTANT`."""
    return Key(patient(practice_id, patient_id).pk, ASSISTANT)


def slot(practice_id: str, slot_id: str) -> Key:
    """Give a slot's key, such as `SLOT#01J..PR#01J..SL` / `SLOT`."""
    return Key(f"SLOT#{practice_id}#{slot_id}", "SLOT")


def appointments_of(practice_id: str, facility_id: str | None = None, *, for_staff: bool = False) -> str:
    """Give the list of a practice's appointments, such as `01J..PR#APPOINTMENTS`, or `01J..PR#APPOINTMENTS#STAFF#F#01J..FA`."""
    staff_part = "#STAFF" if for_staff else ""
    facility_part = f"#F#{facility_id}" if facility_id else ""
    return f"{practice_id}#APPOINTMENTS{staff_part}{facility_part}"


def slots_of(practice_id: str, facility_id: str | None, member_id: str | None) -> str:
    """Give the list of unbooked slots with one member at one facility, such as `01J..PR#SLOTS#01J..FA#01J..ME`."""
    return f"{practice_id}#SLOTS#{facility_id or '-'}#{member_id or '-'}"


def notice(practice_id: str, notice_id: str) -> Key:
    """Give the key of a record system's automated text, such as `NOTICE#01J..PR#4ZQ..` / `NOTICE`."""
    return Key(f"NOTICE#{practice_id}#{notice_id}", "NOTICE")


def search(practice_id: str, suffix: str, patient_id: str) -> Key:
    """Give a search entry's key, such as `SEARCH#01J..PR#r` / `rtinez#01J..PA` (of Martínez)."""
    return Key(search_partition(practice_id, suffix), f"{suffix[:SUFFIX_LENGTH]}#{patient_id}")


def search_partition(practice_id: str, word: str) -> str:
    """Give the partition that holds all suffixes starting like `word`, such as `SEARCH#01J..PR#m`."""
    return f"SEARCH#{practice_id}#{word[0]}"


def search_by_phone(practice_id: str, digits_hash: str, patient_id: str) -> Key:
    """Give the key of a search entry by a phone's last digits, hashed, such as `SEARCH#01J..PR#PHONE` / `9f2c..#01J..PA`."""
    return Key(search_by_phone_partition(practice_id), search_by_phone_prefix(digits_hash) + patient_id)


def search_by_phone_partition(practice_id: str) -> str:
    """Give the partition of the search entries by phone, such as `SEARCH#01J..PR#PHONE`; words have one of one character."""
    return f"SEARCH#{practice_id}#PHONE"


def search_by_phone_prefix(digits_hash: str) -> str:
    """Give the beginning of the entries of one keyed hash of last digits, such as `9f2c..#`."""
    return f"{digits_hash}#"


def phone_partition(practice_id: str, phone_hash: str) -> str:
    """Give the partition of all that a practice knows of a phone, such as `PHONE#01J..PR#9f2c..`."""
    return f"PHONE#{practice_id}#{phone_hash}"


def phone_owner(practice_id: str, phone_hash: str, patient_id: str) -> Key:
    """Give the key of one patient on a phone, such as `PHONE#01J..PR#9f2c..` / `PATIENT#01J..PA`."""
    return Key(phone_partition(practice_id, phone_hash), f"PATIENT#{patient_id}")


def consent(practice_id: str, phone_hash: str) -> Key:
    """Give the key of a phone's consent, such as `PHONE#01J..PR#9f2c..` / `CONSENT`."""
    return Key(phone_partition(practice_id, phone_hash), CONSENT)


def thread(practice_id: str, thread_id: str) -> str:
    """Give a thread's partition, such as `THREAD#01J..PR#P01J..PA`."""
    return f"THREAD#{practice_id}#{thread_id}"


def head(practice_id: str, thread_id: str) -> Key:
    """Give the key of a thread's head, such as `THREAD#01J..PR#P01J..PA` / `HEAD`."""
    return Key(thread(practice_id, thread_id), "HEAD")


def message(practice_id: str, thread_id: str, message_id: str) -> Key:
    """Give a message's key, such as `THREAD#01J..PR#P01J..PA` / `MSG#01J..MS`."""
    return Key(thread(practice_id, thread_id), MESSAGE_PREFIX + message_id)


def assignment(practice_id: str, thread_id: str, member_id: str, message_id: str) -> Key:
    """Give the key of a message's place in a member's lists, such as `THREAD#..` / `ASSIGN#01J..ME#01J..MS`."""
    return Key(thread(practice_id, thread_id), assignments_of(member_id) + message_id)


def assignments_of(member_id: str) -> str:
    """Give the beginning of a member's assignments in a thread, such as `ASSIGN#01J..ME#`."""
    return f"ASSIGN#{member_id}#"


def star(practice_id: str, thread_id: str, member_id: str, message_id: str) -> Key:
    """Give the key of a member's star on a message, such as `THREAD#..` / `STAR#01J..ME#01J..MS`."""
    return Key(thread(practice_id, thread_id), f"STAR#{member_id}#{message_id}")


def gift(practice_id: str, thread_id: str, member_id: str, message_id: str) -> Key:
    """Give the key of a message's place among those that a member gave to others, such as `THREAD#..` / `GAVE#01J..ME#01J..MS`."""
    return Key(thread(practice_id, thread_id), f"GAVE#{member_id}#{message_id}")


def work(practice_id: str, thread_id: str, message_id: str, entry_id: str) -> Key:
    """Give the key of a step of a message's history, such as `THREAD#..` / `WORK#01J..MS#01J..WO`."""
    return Key(thread(practice_id, thread_id), work_of(message_id) + entry_id)


def work_of(message_id: str) -> str:
    """Give the beginning of a message's history, such as `WORK#01J..MS#`."""
    return f"WORK#{message_id}#"


def conversation(practice_id: str, thread_id: str) -> Key:
    """Give the key of a conversation from the portal, such as `THREAD#01J..PR#G01J..CO` / `CONVERSATION`."""
    return Key(thread(practice_id, thread_id), CONVERSATION)


def portal_message(practice_id: str, thread_id: str, message_id: str) -> Key:
    """Give the key of what was said in a conversation, such as `THREAD#01J..PR#G01J..CO` / `PMSG#01J..MS`."""
    return Key(thread(practice_id, thread_id), PORTAL_MESSAGE_PREFIX + message_id)


def holding(practice_id: str, thread_id: str, member_id: str) -> Key:
    """Give the key of a conversation's place in an assignee's lists, such as `THREAD#..` / `HAS#01J..ME`."""
    return Key(thread(practice_id, thread_id), f"HAS#{member_id}")


def conversation_star(practice_id: str, thread_id: str, member_id: str) -> Key:
    """Give the key of a member's star on a conversation, such as `THREAD#..` / `STAR#01J..ME`."""
    return Key(thread(practice_id, thread_id), f"STAR#{member_id}")


def step(practice_id: str, thread_id: str, entry_id: str) -> Key:
    """Give the key of a step of a conversation's history, such as `THREAD#01J..PR#G01J..CO` / `STEP#01J..WO`."""
    return Key(thread(practice_id, thread_id), STEP_PREFIX + entry_id)


def box(practice_id: str, patient_id: str) -> str:
    """Give the partition of a patient's conversations, such as `BOX#01J..PR#01J..PA`."""
    return f"BOX#{practice_id}#{patient_id}"


def boxed(practice_id: str, patient_id: str, thread_id: str) -> Key:
    """Give the key of a conversation among its patient's, such as `BOX#01J..PR#01J..PA` / `CONV#01J..CO#G`."""
    return Key(box(practice_id, patient_id), box_place(thread_id))


def box_place(thread_id: str) -> str:
    """Give a place among a patient's conversations by their beginning, such as `CONV#01J..CO#G`: the kind comes last."""
    return f"{BOX_PREFIX}{thread_id[1:]}#{thread_id[:1]}"


def unread(practice_id: str, patient_id: str) -> Key:
    """Give the key of how many conversations wait to be read, such as `BOX#01J..PR#01J..PA` / `UNREAD`."""
    return Key(box(practice_id, patient_id), "UNREAD")


def text(practice_id: str, thread_id: str, item_id: str) -> Key:
    """Give the key of a code's text, or a link's sent again, such as `THREAD#01J..PR#P01J..PA` / `TEXT#01J..TX`."""
    return Key(thread(practice_id, thread_id), TEXT_PREFIX + item_id)


def claim(practice_id: str, name: str) -> Key:
    """Give a claim's key, such as `CLAIM#01J..PR#<SHA-256 of sms:SM12..>` / `CLAIM`."""
    return Key(f"CLAIM#{practice_id}#{_sha256(name)}", "CLAIM")


def provider_id(sid: str) -> Key:
    """Give the key of a provider's id, such as `SID#SM12..` / `SID`."""
    return Key(f"SID#{sid}", "SID")


def link(token: str) -> Key:
    """Give a link's key, such as `LINK#<SHA-256 of the token>` / `LINK`; the token itself is stored nowhere."""
    return Key(LINK_PREFIX + _sha256(token), "LINK")


def session(session_key: str) -> Key:
    """Give the key of a patient's session, such as `SESSION#51ab..` / `SESSION`."""
    return Key(f"SESSION#{session_key}", "SESSION")


def ticket(ticket_key: str) -> Key:
    """Give the key of a one-time ticket, such as `TICKET#77e0..` / `TICKET`."""
    return Key(f"TICKET#{ticket_key}", "TICKET")


def connections(practice_id: str) -> str:
    """Give the partition of a practice's open pages, such as `CONNECTIONS#01J..PR`."""
    return f"CONNECTIONS#{practice_id}"


def connection(practice_id: str, connection_id: str) -> Key:
    """Give the key of an open page among its practice's, such as `CONNECTIONS#01J..PR` / `CONN#Lk2..=`."""
    return Key(connections(practice_id), f"CONN#{connection_id}")


def connection_owner(connection_id: str) -> Key:
    """Give the key that tells whose an open page is, such as `CONN#Lk2..=` / `CONN`."""
    return Key(f"CONN#{connection_id}", "CONN")


def ehr_clients(practice_id: str) -> str:
    """Give the partition of the record systems' clients that a practice lets in, such as `EHRCLIENTS#01J..PR`."""
    return f"EHRCLIENTS#{practice_id}"


def ehr_client(practice_id: str, client_id: str) -> Key:
    """Give the key of a client's grant, such as `EHRCLIENTS#01J..PR` / `CLIENT#4hd..`."""
    return Key(ehr_clients(practice_id), CLIENT_PREFIX + client_id)


def endpoint(practice_id: str, endpoint_id: str) -> Key:
    """Give the key of an endpoint for events, such as `EHRCLIENTS#01J..PR` / `ENDPOINT#01J..EN`."""
    return Key(ehr_clients(practice_id), ENDPOINT_PREFIX + endpoint_id)


def feed_mark(practice_id: str) -> Key:
    """Give the key of how far a practice's feed reaches, such as `EHRCLIENTS#01J..PR` / `FEED`."""
    return Key(ehr_clients(practice_id), FEED_MARK)


def padded(sequence: int) -> str:
    """Write a sequence so that it sorts as text, such as `000000000042`."""
    return f"{sequence:012d}"


def feed(practice_id: str) -> str:
    """Give the partition of a practice's feed of events, such as `FEED#01J..PR`."""
    return f"FEED#{practice_id}"


def outward_event(practice_id: str, sequence: int) -> Key:
    """Give the key of an event of the feed, such as `FEED#01J..PR` / `EVENT#000000000042`."""
    return Key(feed(practice_id), EVENT_PREFIX + padded(sequence))


def deliveries(practice_id: str, endpoint_id: str) -> str:
    """Give the partition of what waits for an endpoint, such as `WEBHOOK#01J..PR#01J..EN`."""
    return f"WEBHOOK#{practice_id}#{endpoint_id}"


def waiting_delivery(practice_id: str, endpoint_id: str, sequence: int) -> Key:
    """Give the key of an event that waits for an endpoint, such as `WEBHOOK#01J..PR#01J..EN` / `WAITING#000000000042`."""
    return Key(deliveries(practice_id, endpoint_id), WAITING_PREFIX + padded(sequence))


def failed_delivery(practice_id: str, endpoint_id: str, sequence: int) -> Key:
    """Give the key of a delivery that was given up, such as `WEBHOOK#01J..PR#01J..EN` / `FAILED#000000000042`."""
    return Key(deliveries(practice_id, endpoint_id), FAILED_PREFIX + padded(sequence))


def due_deliveries(practice_id: str, endpoint_id: str) -> str:
    """Give an endpoint's partition of the `due` index, such as `DUE#WEBHOOK#01J..PR#01J..EN`."""
    return f"{DUE_WEBHOOKS}#{practice_id}#{endpoint_id}"


def checkpoint(name: str) -> Key:
    """Give the key of a job's checkpoint, such as `CHECKPOINT` / `received:01J..PR`."""
    return Key("CHECKPOINT", name)


def audit(practice_id: str, at: datetime, entry_id: str) -> Key:
    """Give the key of a line of the audit table, by practice and month, such as `PRACTICE#01J..PR#2026-11` / `01J..AU`."""
    return Key(audit_partition(practice_id, iso(at)[:7]), entry_id)


def audit_partition(practice_id: str, month: str) -> str:
    """Give the partition of a month of the audit table (UTC), such as `PRACTICE#01J..PR#2026-11`."""
    return f"PRACTICE#{practice_id}#{month}"


def listed(practice_id: str, place: Place, facility_id: str | None = None) -> str:
    """Give an inbox list's partition in an index, such as `01J..PR#completed` or `01J..PR#starred#01J..ME#F#01J..FA`."""
    member_part = f"#{place.member_id}" if place.member_id else ""
    facility_part = f"#F#{facility_id}" if facility_id else ""
    return f"{practice_id}#{place.list_name}{member_part}{facility_part}"


def basket_listed(practice_id: str, place: ConversationPlace) -> str:
    """Give a basket's list's partition in an index, such as `01J..PR#BASKET#direct#replied`, or `..#replied#01J..ME`."""
    member_part = f"#{place.member_id}" if place.member_id else ""
    return f"{practice_id}#BASKET#{place.basket}#{place.filter_name}{member_part}"


def box_listed(practice_id: str, patient_id: str, name: PatientBox) -> str:
    """Give a patient's list's partition in an index, such as `01J..PR#BOX#01J..PA#unread`."""
    return f"{practice_id}#BOX#{patient_id}#{name.value}"


def due(at: datetime, item_id: str) -> str:
    """Give a place in the `due` index, such as `2026-11-22T04:30:00.000Z#01J..MS`."""
    return f"{iso(at)}#{item_id}"


def due_until(at: datetime) -> str:
    """Give the last place of all that is due at `at`."""
    return iso(at) + _AFTER_ANY_ID
