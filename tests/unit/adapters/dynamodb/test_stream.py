from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.stream import events_from_record
from textward.domain.events import Event, EventType

AT = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
RECORD = "c4ca4238a0b923820dcc509a6f75849b"
Image = dict[str, dict[str, Any]]


def _image(key: keys.Key, **attributes: Any) -> Image:  # noqa: ANN401 - strings, numbers and sets
    image: Image = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
    for name, value in ({"practice_id": "PR", "thread_id": "TH"} | attributes).items():
        kind = "S" if isinstance(value, str) else "N" if isinstance(value, int) else "SS"
        image[name] = {kind: str(value) if kind == "N" else value}
    return image


def _message(**attributes: Any) -> Image:  # noqa: ANN401
    base = {"item_id": "MS", "direction": "in", "version": 1, "status": "pending", "body": "planted-secret"}
    return _image(keys.message("PR", "TH", "MS"), **(base | attributes))


def _sent(state: str = "queued", attempt: int = 1, **attributes: Any) -> Image:  # noqa: ANN401
    return _message(direction="out", delivery_state=state, attempt=attempt, **attributes)


def _text(state: str = "queued") -> Image:
    return _image(keys.text("PR", "TH", "TX"), item_id="TX", delivery_state=state, attempt=1)


def _link(**attributes: Any) -> Image:  # noqa: ANN401
    return _image(keys.link("token"), **({"message_id": "MS", "link_id": "LI"} | attributes))


def _conversation(**attributes: Any) -> Image:  # noqa: ANN401
    base = {"last_id": "MS", "last_direction": "in", "version": 1, "revision": 1, "subject": "planted-secret"}
    return _image(keys.conversation("PR", "GCO"), thread_id="GCO", **(base | attributes))


def _replied(*, done: bool) -> Image:
    return {"replied": {"BOOL": done}}


def _patient(**attributes: Any) -> Image:  # noqa: ANN401
    image = _image(keys.patient("PR", "PA"), patient_id="PA", name="planted-secret", **attributes)
    del image["thread_id"]
    return image


def _consent(*, opted_out: bool, **attributes: Any) -> Image:  # noqa: ANN401
    image = _image(keys.consent("PR", "9f2c"), **attributes) | {"opted_out": {"BOOL": opted_out}}
    del image["practice_id"], image["thread_id"]
    return image


def _appointment(**attributes: Any) -> Image:  # noqa: ANN401
    base = {"appointment_id": "AP", "patient_id": "PA", "status": "booked", "version": 1, "starts_at": "x"}
    image = _image(keys.appointment("PR", "PA", "AP"), **(base | attributes))
    del image["thread_id"]
    return image


def _types(new: Image | None, old: Image | None) -> list[EventType]:
    return [event.type for event in events_from_record(new, old, RECORD, AT)]


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (_message(), None, [EventType.MESSAGE_RECEIVED]),
        (_sent(), None, [EventType.MESSAGE_QUEUED]),
        (_text(), None, [EventType.CODE_QUEUED]),
        (_sent("sending"), _sent(), [EventType.MESSAGE_DELIVERY_CHANGED]),
        (_sent("delivered"), _sent("sent"), [EventType.MESSAGE_DELIVERY_CHANGED]),
        (_sent("queued", 2), _sent("failed", 1), [EventType.MESSAGE_QUEUED]),
        (_sent("queued"), _sent("sending"), [EventType.MESSAGE_DELIVERY_CHANGED]),
        (_consent(opted_out=True), None, [EventType.CONSENT_CHANGED]),
        (_consent(opted_out=False), _consent(opted_out=True), [EventType.CONSENT_CHANGED]),
        (_message(version=2), _message(), [EventType.MESSAGE_CHANGED]),
        (_message(status="completed"), _message(), [EventType.MESSAGE_CHANGED]),
        (_message(assignees=["A"]), _message(), [EventType.MESSAGE_CHANGED]),
        (_message(), _message(assignees=["A"]), [EventType.MESSAGE_CHANGED]),
        (
            _message(version=2, starred_by=["A", "B"]),
            _message(starred_by=["A"]),
            [EventType.MESSAGE_CHANGED],
        ),
        (
            _sent("failed", version=2),
            _sent("sent"),
            [EventType.MESSAGE_DELIVERY_CHANGED, EventType.MESSAGE_CHANGED],
        ),
        (_link(opened_at="2026-11-22T04:30:00.000Z"), _link(), [EventType.LINK_CHANGED]),
        (_link(verified_at="2026-11-22T04:30:00.000Z"), _link(), [EventType.LINK_CHANGED]),
        (_link(revoked_at="2026-11-22T04:30:00.000Z"), _link(), [EventType.LINK_CHANGED]),
        (_conversation(), None, [EventType.CONVERSATION_RECEIVED]),
        (_conversation(last_id="NEW", version=2), _conversation(), [EventType.CONVERSATION_RECEIVED]),
        (
            _conversation(last_id="NEW", last_direction="out", version=2),
            _conversation(),
            [EventType.CONVERSATION_CHANGED],
        ),
        (_conversation(version=2, assignees=["A"]), _conversation(), [EventType.CONVERSATION_CHANGED]),
        (_conversation(revision=2, unread=0), _conversation(unread=1), [EventType.CONVERSATION_CHANGED]),
        (_patient(care_team=["A"]), _patient(), [EventType.CARE_TEAM_CHANGED]),
        (_patient(), _patient(care_team=["A"]), [EventType.CARE_TEAM_CHANGED]),
        (_message(flag="opted_out"), _message(), [EventType.MESSAGE_CHANGED]),
        (_appointment(status="confirmed"), _appointment(), [EventType.APPOINTMENT_CHANGED]),
        (_appointment(starts_at="y"), _appointment(), [EventType.APPOINTMENT_CHANGED]),
        (_appointment(reply="moved"), _appointment(), [EventType.APPOINTMENT_CHANGED]),
        (_appointment(needs_staff="opted_out"), _appointment(), [EventType.APPOINTMENT_CHANGED]),
        (_appointment(), _appointment(needs_staff="opted_out"), [EventType.APPOINTMENT_CHANGED]),
        (None, _appointment(), [EventType.APPOINTMENT_CHANGED]),
    ],
)
def test_a_change_tells_what_has_happened(new: Image, old: Image | None, expected: list[EventType]) -> None:
    assert _types(new, old) == expected


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (None, _message()),
        ({}, _message()),
        (None, None),
        (_message(), _message()),
        (_message(starred_by=["A", "B"]), _message(starred_by=["A"])),
        (_message(), _message(starred_by=["A"])),
        (_message(assignees=["A", "B"]), _message(assignees=["B", "A"])),
        (_sent("sent", delivery_provider_id="SM1"), _sent("sent")),
        (_sent("delivered", redacted=1), _sent("delivered")),
        (_text("sending"), _text("queued")),
        (_link(), None),
        (_link(code_tries=2, version=2), _link(code_tries=1)),
        (_image(keys.head("PR", "TH"), last_message_at="x"), None),
        (_image(keys.assignment("PR", "TH", "ME", "MS"), message_id="MS"), None),
        (_image(keys.star("PR", "TH", "ME", "MS"), message_id="MS"), None),
        (_image(keys.gift("PR", "TH", "ME", "MS"), message_id="MS"), None),
        (_image(keys.work("PR", "TH", "MS", "WO"), message_id="MS"), None),
        (_patient(language="es"), _patient()),
        (_patient(care_team=["A", "B"]), _patient(care_team=["B", "A"])),
        (_patient(care_team=["A"]), None),
        (_image(keys.verification("PR", "PA"), care_team=["A"]), _image(keys.verification("PR", "PA"))),
        (
            _image(keys.phone_owner("PR", "9f2c", "PA"), name="x"),
            _image(keys.phone_owner("PR", "9f2c", "PA")),
        ),
        (_consent(opted_out=False), None),
        (_consent(opted_out=True, changed_at="later"), _consent(opted_out=True)),
        (_appointment(), None),
        (
            _image(keys.appointment_owner("PR", "AP"), patient_id="B"),
            _image(keys.appointment_owner("PR", "AP")),
        ),
        (None, _image(keys.assistant("PR", "PA"))),
        (_appointment(due_sk="x", reminded_at="x", version=2), _appointment()),
        (_image(keys.assistant("PR", "PA"), status="x"), _image(keys.assistant("PR", "PA"))),
        (_conversation(starred_by=["A"]), _conversation()),
        (_image(keys.portal_message("PR", "GCO", "MS"), message_id="MS", body="x"), None),
        (_image(keys.holding("PR", "GCO", "ME")), None),
        (_image(keys.conversation_star("PR", "GCO", "ME")), None),
        (_image(keys.step("PR", "GCO", "WO"), message_id="MS"), None),
        (_image(keys.boxed("PR", "PA", "GCO"), thread_id="GCO"), _image(keys.boxed("PR", "PA", "GCO"))),
        (_image(keys.group("PR", "GR"), version=2), _image(keys.group("PR", "GR"), version=1)),
        (_link(message_id="", opened_at="x"), _link(message_id="")),
        (_image(keys.claim("PR", "sms:SM1")), None),
        (_image(keys.practice("PR"), name="x"), _image(keys.practice("PR"))),
        (_image(keys.connection("PR", "CO")), None),
    ],
)
def test_other_changes_tell_nothing(new: Image | None, old: Image | None) -> None:
    assert _types(new, old) == []


def test_an_event_carries_ids_and_nothing_that_was_written() -> None:
    (event,) = events_from_record(_message(), None, RECORD, AT)
    assert event == Event(f"{RECORD}-message.received", EventType.MESSAGE_RECEIVED, "PR", "TH", "MS", AT)
    assert "planted-secret" not in repr(event)


def test_a_conversation_is_known_by_its_last_message_and_a_care_team_by_its_patient() -> None:
    (received,) = events_from_record(_conversation(), None, RECORD, AT)
    (changed,) = events_from_record(_patient(care_team=["A"]), _patient(), RECORD, AT)
    assert (received.practice_id, received.thread_id, received.message_id) == ("PR", "GCO", "MS")
    assert (changed.practice_id, changed.thread_id, changed.message_id) == ("PR", "PPA", "PA")
    assert "planted-secret" not in f"{received} {changed}"


def test_a_state_is_told_where_one_changed() -> None:
    changes = [
        (_sent("failed", version=2), _sent("sent"), ["failed", ""]),
        (_message(status="completed", version=2), _message(), ["completed"]),
        (_message(assignees=["A"]), _message(), [""]),
        (_consent(opted_out=True), None, ["opted_out"]),
        (_consent(opted_out=False), _consent(opted_out=True), ["opted_in"]),
        (_message(), None, [""]),
        (_conversation(), None, [""]),
        (
            _conversation(last_id="NEW", last_direction="out", version=2) | _replied(done=True),
            _conversation(),
            ["answered"],
        ),
        (
            _conversation(version=2) | _replied(done=True),
            _conversation() | _replied(done=False),
            ["completed"],
        ),
        (_conversation(version=2) | _replied(done=False), _conversation() | _replied(done=True), [""]),
        (_conversation(version=2, assignees=["A"]), _conversation(), [""]),
    ]
    for new, old, states in changes:
        assert [event.state for event in events_from_record(new, old, RECORD, AT)] == states


def test_a_phones_consent_is_known_by_its_hash() -> None:
    (event,) = events_from_record(_consent(opted_out=True), None, RECORD, AT)
    assert (event.practice_id, event.thread_id, event.message_id) == ("PR", "9f2c", "9f2c")


def test_an_appointment_is_known_by_its_own_id_in_its_patients_thread() -> None:
    (changed,) = events_from_record(_appointment(status="cancelled"), _appointment(), RECORD, AT)
    (gone,) = events_from_record(None, _appointment(), RECORD, AT)
    for event in (changed, gone):
        assert (event.practice_id, event.thread_id, event.message_id) == ("PR", "PPA", "AP")


def test_a_code_is_known_by_its_own_id_and_a_link_by_its_messages() -> None:
    (code,) = events_from_record(_text(), None, RECORD, AT)
    (link,) = events_from_record(_link(opened_at="x"), _link(), RECORD, AT)
    assert (code.message_id, link.message_id, link.thread_id) == ("TX", "MS", "TH")


def test_the_same_record_read_again_gives_the_same_ids_and_each_event_its_own() -> None:
    new, old = _sent("failed", version=2), _sent("sent")
    first, again = (events_from_record(new, old, RECORD, AT) for _ in range(2))
    assert first == again
    assert len({event.event_id for event in first}) == 2
    assert all(len(event.event_id) <= 128 for event in first)  # SNS: MessageDeduplicationId


def test_an_item_that_lacks_what_all_have_is_refused() -> None:
    broken = _message()
    del broken["thread_id"]
    with pytest.raises(KeyError):
        events_from_record(broken, None, RECORD, AT)
