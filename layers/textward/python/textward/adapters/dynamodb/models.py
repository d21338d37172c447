"""PynamoDB models of every item: attribute names and types, indexes and TTL. They name no table: `tables.Tables` binds them to one.

The mixed-in classes hold what several kinds of item share. Nothing outside this adapter sees a model.
"""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from textward.adapters.dynamodb.attributes import (
    Day,
    Flag,
    Moment,
    Number,
    OptionalMoment,
    OptionalNumber,
    OptionalPrivate,
    OptionalText,
    PrivateText,
    TextSet,
)


class Item(Model):
    """Any item: its key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ListsIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Lists by status, and members' own lists."""

    class Meta:
        """Settings."""

        index_name = "lists"
        projection = AllProjection()

    lists_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class ListsFacilityIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """The same lists, of one facility."""

    class Meta:
        """Settings."""

        index_name = "lists_facility"
        projection = AllProjection()

    lists_facility_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class AllIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Lists that cover every status."""

    class Meta:
        """Settings."""

        index_name = "all"
        projection = AllProjection()

    all_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class AllFacilityIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """The same lists, of one facility."""

    class Meta:
        """Settings."""

        index_name = "all_facility"
        projection = AllProjection()

    all_facility_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class DueIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Work for scheduled jobs; sparse, keys only."""

    class Meta:
        """Settings."""

        index_name = "due"
        projection = KeysOnlyProjection()

    due_pk = UnicodeAttribute(hash_key=True)
    due_sk = UnicodeAttribute(range_key=True)


class TableItem(Item):
    """Any item of the main table, with the table's indexes."""

    lists = ListsIndex()
    lists_facility = ListsFacilityIndex()
    all_messages = AllIndex()
    all_facility = AllFacilityIndex()
    due = DueIndex()


class DueItem(TableItem):
    """An item that a scheduled job may have to look at, and the bare keys that the `due` index gives."""

    due_pk = OptionalText()
    due_sk = OptionalText()


class ListedItem(TableItem):
    """An item that stands in inbox lists."""

    lists_pk = OptionalText()
    lists_facility_pk = OptionalText()
    all_pk = OptionalText()
    all_facility_pk = OptionalText()
    lists_sk = OptionalText()


class PracticeItem(TableItem):
    """A practice; the same attributes under its number's keys, so that the number alone finds all of it."""

    practice_id = UnicodeAttribute()
    name = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    number = OptionalText()
    texting_enabled = Flag()
    default_mode = UnicodeAttribute()
    assign_to_care_team = Flag()
    assign_to_last_sender = Flag()
    phone = OptionalText()


class NamedItem(TableItem):
    """A facility or a category."""

    practice_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    name = UnicodeAttribute()


class MemberItem(TableItem):
    """A member of staff."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    name = UnicodeAttribute()
    role_id = UnicodeAttribute()
    active = Flag()
    facility_ids = TextSet()
    sound = Flag()
    popup = Flag()
    subject = OptionalText()


class RoleItem(TableItem):
    """A role."""

    practice_id = UnicodeAttribute()
    role_id = UnicodeAttribute()
    name = UnicodeAttribute()
    text_messages = UnicodeAttribute()
    practice_admin = Flag()
    manage_groups = Flag()
    phr_settings = Flag()


class LoginItem(TableItem):
    """Whose a sign-in is."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()


class CounterItem(TableItem):
    """How many messages a counted list holds."""

    n = OptionalNumber()


class PatientFields(TableItem):
    """What is stored of a patient, in the patient's own item and in each search entry."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    number = UnicodeAttribute()
    name = PrivateText()
    date_of_birth = Day()
    facility_id = OptionalText()
    phone = OptionalPrivate()
    text_notifications = Flag()
    language = UnicodeAttribute()
    category_ids = TextSet()
    care_team = TextSet()


class PatientItem(PatientFields):
    """A patient."""

    revision = Number(default_for_new=1)
    """Grows with each save, so that two at once don't leave entries of a name or number that neither knows of."""


class SearchItem(PatientFields):
    """A search entry: the patient, under one suffix of one word."""


class VerificationItem(TableItem):
    """A patient's tries at codes and dates of birth."""

    code_failures = OptionalNumber()
    birth_date_failures = OptionalNumber()
    tried_at = OptionalMoment()
    """The last try that was counted: the moment of the lock, once a limit is reached."""


class PhoneItem(TableItem):
    """A patient on a phone, or the phone's consent."""

    patient_id = OptionalText()
    name = OptionalPrivate()
    facility_id = OptionalText()
    opted_out = Flag()
    changed_at = OptionalMoment()


class HeadItem(TableItem):
    """A thread's head."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    phone = OptionalPrivate()
    patient_id = OptionalText()
    facility_id = OptionalText()
    last_message_at = OptionalMoment()
    last_sender_id = OptionalText()
    last_sent_at = OptionalMoment()


class OutboundItem(DueItem):
    """A message or text on its way to the provider: how far it has come."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    patient_id = OptionalText()
    body = OptionalPrivate()
    link_id = OptionalText()
    delivery_state = OptionalText()
    delivery_rank = OptionalNumber()
    delivery_at = OptionalMoment()
    delivery_provider_id = OptionalText()
    delivery_reason = OptionalText()
    attempt = OptionalNumber()
    claimed_at = OptionalMoment()
    redacted = Flag()


class MessageItem(OutboundItem, ListedItem):
    """A message of either direction."""

    at = Moment()
    direction = UnicodeAttribute()
    mode = UnicodeAttribute()
    version = Number()
    facility_id = OptionalText()
    party_name = OptionalPrivate()
    party_phone = OptionalPrivate()
    author_id = OptionalText()
    status = OptionalText()
    assignees = TextSet()
    starred_by = TextSet()
    provider_id = OptionalText()


class TextItem(OutboundItem):
    """The text of a code, or of a link sent again."""

    purpose = UnicodeAttribute()
    to = PrivateText()
    code_counter = OptionalNumber()


class PointerItem(ListedItem):
    """A message's place in a member's own lists: an assignment or a star."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()


class ClaimItem(TableItem):
    """That something has been done, once: by which message, with what content."""

    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    expires_ttl = TTLAttribute()


class ProviderIdItem(TableItem):
    """Which attempt of which text holds a provider's id."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    attempt = Number()
    expires_ttl = TTLAttribute()


class LinkItem(DueItem):
    """A secure link, and the sessions opened through it within their lifetime."""

    practice_id = UnicodeAttribute()
    link_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    created_at = Moment()
    expires_at = Moment()
    code_counter = Number()
    code_expires_at = OptionalMoment()
    code_tries = Number()
    code_sent_at = OptionalMoment()
    resends = Number()
    resends_since = OptionalMoment()
    opened_at = OptionalMoment()
    verified_at = OptionalMoment()
    revoked_at = OptionalMoment()
    version = Number()
    sessions = TextSet()
    """`<started at>#<session key>` of each: revoking ends them in the same transaction."""


class SessionItem(TableItem):
    """A patient's session."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    link_id = UnicodeAttribute()
    stage = UnicodeAttribute()
    started_at = Moment()
    last_seen_at = Moment()
    expires_ttl = TTLAttribute()


class TicketItem(TableItem):
    """A one-time ticket of a member's page."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    sees_all = Flag()
    expires_at = Moment()
    expires_ttl = TTLAttribute()


class ConnectionItem(TableItem):
    """A member's open page, under its practice and under its own id."""

    practice_id = UnicodeAttribute()
    connection_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    sees_all = Flag()
    expires_ttl = TTLAttribute()


class CheckpointItem(TableItem):
    """How far a scheduled job has come."""

    at = Moment()


class AuditItem(Item):
    """A line of the audit table."""

    practice_id = UnicodeAttribute()
    at = Moment()
    actor_kind = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    source_ip = OptionalText()
    request_id = OptionalText()
    action = UnicodeAttribute()
    thread_id = OptionalText()
    message_id = OptionalText()
    patient_id = OptionalText()
