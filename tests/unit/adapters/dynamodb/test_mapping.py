from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from textward.adapters.dynamodb import models
from textward.adapters.dynamodb.attributes import iso, moment_of
from textward.adapters.dynamodb.mapping import links, messages, patients, settings
from textward.domain.assistant_terms import StaffReason
from textward.domain.inbox import InboxList, places
from textward.domain.message import Delivery, DeliveryState, Direction, Message, Mode, WorkStatus
from textward.domain.patient import Patient, fold
from textward.domain.practice import Practice
from textward.domain.private import Private
from textward.domain.role import Member, Preferences, Role, TextPrivilege
from textward.domain.secure_link import PatientSession, SecureLink, SessionScope, Stage
from textward.domain.text import OutboundText, Purpose

if TYPE_CHECKING:
    from textward.adapters.dynamodb.models import Item

IDS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PRIVATE = WORDS.map(Private)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - made UTC here
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)
SOME_IDS = st.frozensets(IDS, max_size=3)
DELIVERIES = st.builds(
    Delivery,
    state=st.sampled_from(DeliveryState),
    at=MOMENTS,
    attempt=st.integers(1, 9),
    provider_id=st.none() | IDS,
    reason=st.none() | st.just("30003"),
)
MESSAGES = st.builds(
    Message,
    practice_id=IDS,
    thread_id=IDS,
    message_id=IDS,
    at=MOMENTS,
    direction=st.sampled_from(Direction),
    mode=st.sampled_from(Mode),
    body=PRIVATE,
    version=st.integers(1, 1000),
    patient_id=st.none() | IDS,
    facility_id=st.none() | IDS,
    party_name=st.none() | PRIVATE,
    party_phone=st.none() | PRIVATE,
    author_id=st.none() | IDS,
    status=st.none() | st.sampled_from(WorkStatus),
    assignees=SOME_IDS,
    assigned_by=SOME_IDS,
    starred_by=SOME_IDS,
    delivery=st.none() | DELIVERIES,
    flag=st.none() | st.sampled_from(StaffReason),
    written_at=st.none() | MOMENTS,
    link_id=st.none() | IDS,
    provider_id=st.none() | IDS,
)
TEXTS = st.builds(
    OutboundText,
    practice_id=IDS,
    thread_id=IDS,
    item_id=IDS,
    purpose=st.sampled_from(Purpose),
    to=PRIVATE,
    delivery=DELIVERIES,
    patient_id=st.none() | IDS,
    body=st.none() | PRIVATE,
    link_id=st.none() | IDS,
    code_counter=st.none() | st.integers(1, 99),
    claimed_at=st.none() | MOMENTS,
    redacted=st.booleans(),
)
PATIENTS = st.builds(
    Patient,
    practice_id=IDS,
    patient_id=IDS,
    number=WORDS,
    name=PRIVATE,
    date_of_birth=st.dates(),
    facility_id=st.none() | IDS,
    phone=st.none() | PRIVATE,
    text_notifications=st.booleans(),
    language=st.sampled_from(["en", "es", "fr"]),
    category_ids=SOME_IDS,
    care_team=SOME_IDS,
    record_id=st.none() | IDS,
)
MAYBE = st.none() | MOMENTS
LINKS = st.builds(
    SecureLink,
    practice_id=IDS,
    link_id=IDS,
    thread_id=IDS,
    patient_id=IDS | st.just(""),
    message_id=IDS | st.just(""),
    created_at=MOMENTS,
    expires_at=MOMENTS,
    code_counter=st.integers(1, 99),
    code_expires_at=MAYBE,
    code_tries=st.integers(0, 5),
    code_sent_at=MAYBE,
    resends=st.integers(0, 5),
    resends_since=MAYBE,
    opened_at=MAYBE,
    verified_at=MAYBE,
    revoked_at=MAYBE,
    version=st.integers(1, 99),
)
SESSIONS = st.builds(
    PatientSession,
    session_key=IDS,
    practice_id=IDS,
    patient_id=IDS,
    thread_id=IDS,
    link_id=IDS,
    stage=st.sampled_from(Stage),
    started_at=MOMENTS,
    last_seen_at=MOMENTS,
    scope=st.sampled_from(SessionScope),
)


def as_stored(model: type[Item], attributes: dict[str, Any]) -> Any:  # noqa: ANN401 - each test knows its item
    """Give an item as it comes back from the store."""
    raw = model("pk", "sk", **attributes).serialize()
    assert all(None not in value.values() for value in raw.values())
    return model.from_raw_data(raw)


@given(MESSAGES)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    attributes = messages.message_fields(message)
    for lists in messages.items_for(message).values():
        assert messages.message_of(as_stored(models.MessageItem, attributes | lists.fields())) == message


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: OutboundText) -> None:
    assert messages.text_of(as_stored(models.TextItem, messages.text_fields(text))) == text


@given(PATIENTS)
def test_a_patient_comes_back_as_it_was(patient: Patient) -> None:
    attributes = patients.patient_fields(patient)
    assert patients.patient_of(as_stored(models.PatientItem, attributes)) == patient
    entry = as_stored(models.SearchItem, patients.entry_fields(patient))
    assert patients.patient_of(entry) == replace(patient, care_team=frozenset())


@given(LINKS)
def test_a_link_comes_back_as_it_was(link: SecureLink) -> None:
    item = as_stored(models.LinkItem, links.link_fields(link))
    assert links.link_of(item) == link
    assert (item.due_pk is None) == (link.code_expires_at is None)


def test_every_attribute_of_a_link_is_stored() -> None:
    assert {field.name for field in fields(SecureLink)} <= set(models.LinkItem.get_attributes())


@given(SESSIONS)
def test_a_session_comes_back_as_it_was(session: PatientSession) -> None:
    item = as_stored(models.SessionItem, links.session_fields(session))
    assert links.session_of(session.session_key, item) == session


def test_a_session_from_before_there_was_a_portal_is_one_of_a_link() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    session = PatientSession("SE", "PR", "PA", "TH", "LI", Stage.VERIFIED, at, at)
    stored = {name: value for name, value in links.session_fields(session).items() if name != "scope"}
    assert links.session_of("SE", as_stored(models.SessionItem, stored)) == session


def test_a_practice_from_before_there_were_plans_has_no_groups() -> None:
    stored = settings.practice_fields(Practice("PR", "Lakeview Clinic", "UTC", paid_plan=True))
    del stored["paid_plan"]
    assert settings.practice_of(as_stored(models.PracticeItem, stored)).paid_plan is False


@given(
    st.builds(
        Practice,
        IDS,
        WORDS,
        WORDS,
        st.none() | IDS,
        st.booleans(),
        st.sampled_from(Mode),
        text_addon=st.booleans(),
        paid_plan=st.booleans(),
        version=st.integers(1, 99),
    )
)
def test_a_practice_comes_back_as_it_was(practice: Practice) -> None:
    assert (
        settings.practice_of(as_stored(models.PracticeItem, settings.practice_fields(practice))) == practice
    )


@given(
    st.builds(
        Member,
        IDS,
        IDS,
        WORDS,
        IDS,
        st.booleans(),
        SOME_IDS,
        st.builds(Preferences, st.booleans(), st.booleans()),
    ),
    st.builds(Role, IDS, WORDS, st.sampled_from(TextPrivilege), st.booleans(), st.booleans(), st.booleans()),
)
def test_members_and_roles_come_back_as_they_were(member: Member, role: Role) -> None:
    assert settings.member_of(as_stored(models.MemberItem, settings.member_fields(member))) == member
    assert settings.role_of(as_stored(models.RoleItem, settings.role_fields("PR", role))) == role


@given(MESSAGES)
def test_a_message_stands_in_exactly_the_lists_of_the_domain(message: Message) -> None:
    wanted = {
        (place.list_name, place.member_id, facility)
        for place in places(message)
        for facility in {"", message.facility_id or ""}
    }
    assert _listed(message) == wanted


def _listed(message: Message) -> set[tuple[str, str, str]]:
    """Read back from index keys which lists an item stands in."""
    found = set()
    for lists in messages.items_for(message).values():
        for name, key in lists.fields().items():
            if key is None or name == "lists_sk":
                continue
            list_part, _, facility = key.removeprefix(message.practice_id + "#").partition("#F#")
            list_name, _, member = list_part.partition("#")
            assert name.startswith("all" if list_name in messages.COVERS_EVERY_STATUS else "lists")
            found.add((list_name, member, facility))
    return found


@given(MESSAGES)
def test_only_the_messages_own_item_holds_what_was_written(message: Message) -> None:
    own = messages.message_key(message)
    assert own in messages.items_for(message)
    for key, lists in messages.items_for(message).items():
        assert lists.lists_sk == message.message_id
        assert key == own or key.sk.startswith(("ASSIGN#", "GAVE#", "STAR#"))


def test_a_text_is_looked_at_ten_minutes_after_its_last_change() -> None:
    delivery = Delivery(DeliveryState.QUEUED, datetime(2026, 11, 22, 4, 30, tzinfo=UTC))
    assert messages.delivery_fields(delivery, "MS")["due_sk"] == "2026-11-22T04:40:00.000Z#MS"


def test_only_an_outbound_message_with_a_number_has_a_text() -> None:
    message = _a_message(delivery=None)
    item = as_stored(models.MessageItem, messages.message_fields(message))
    assert messages.text_of_message(item) is None


def test_a_secured_messages_text_is_its_link_and_never_its_body() -> None:
    queued = Delivery(DeliveryState.QUEUED, datetime(2026, 11, 22, tzinfo=UTC))
    secured = _a_message(delivery=queued, mode=Mode.SECURED)
    text = messages.text_of_message(as_stored(models.MessageItem, messages.message_fields(secured)))
    assert text is not None
    assert (text.purpose, text.body, text.delivery) == (Purpose.LINK, None, queued)
    plain = messages.text_of_message(
        as_stored(models.MessageItem, messages.message_fields(_a_message(delivery=queued)))
    )
    assert plain is not None
    assert (plain.purpose, plain.body) == (Purpose.BODY, Private("Hello"))


def _a_message(delivery: Delivery | None, mode: Mode = Mode.PLAIN) -> Message:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Message(
        "PR",
        "TH",
        "MS",
        at,
        Direction.OUT,
        mode,
        Private("Hello"),
        delivery=delivery,
        party_phone=Private("+1"),
    )


@given(PATIENTS)
def test_any_part_of_a_word_leads_to_a_search_entry(patient: Patient) -> None:
    found = patients.search_keys(patient)
    for word in f"{fold(patient.name.reveal())} {fold(patient.number)}".split():
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                part = word[start:end]
                assert any(pk.endswith(f"#{part[0]}") and sk.startswith(part[:16]) for pk, sk in found), (
                    f"a part of {len(part)} characters is not found"
                )


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_text_and_come_back(one: datetime, other: datetime) -> None:
    assert moment_of(iso(one)) == one
    assert (iso(one) < iso(other)) == (one < other)
    assert iso(one).endswith("Z")


def test_no_item_shows_what_is_private_when_it_is_printed() -> None:
    secret = "planted-secret"
    patient = Patient("PR", "PA", "P-1", Private(secret), date(1980, 1, 1), phone=Private(secret))
    item = models.PatientItem("pk", "sk", **patients.patient_fields(patient))
    assert secret not in f"{item!r} {item}"


def test_lists_named_here_are_the_domains() -> None:
    assert {place.value for place in InboxList} >= messages.COVERS_EVERY_STATUS | messages.POINTED_AT
