"""What only this adapter can get wrong: other writers between its own reading and writing, and saves in several steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.material import an_id
from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.links import REVOKE_TRIES, DynamoLinks
from textward.adapters.dynamodb.models import LinkItem
from textward.adapters.dynamodb.patient_entries import SAVES
from textward.adapters.dynamodb.patients import DynamoPatients
from textward.adapters.dynamodb.practices import DynamoPractices
from textward.adapters.dynamodb.records import DynamoRecords
from textward.adapters.dynamodb.staff import CACHE_SECONDS, DynamoStaff
from textward.adapters.dynamodb.texts import DynamoTexts
from textward.adapters.dynamodb.threads import DynamoThreads
from textward.domain.errors import ConflictError, NotFoundError, TransientError
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.domain.role import Preferences, TextPrivilege, Viewer
from textward.domain.secure_link import BIRTH_DATE_TRIES, Stage, portal_access
from textward.services.ehr_ports import PatientSave
from textward.services.ports import PhoneOwner

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.material import Material
    from textward.adapters.dynamodb.tables import Tables

LONG_NAME = "Abcdefghijklm Nopqrstuvwxyz " * 5


# --- patients ------------------------------------------------------------------------------------------------------------


def test_a_patient_saved_by_two_at_once_leaves_the_entries_of_neither_before(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    patients = DynamoPatients(tables)
    patient = material.patient("Ann Lee", phone=None)
    patients.save(patient)
    other = replace(patient, name=Private("Zoe Quinn"), phone=Private("+12125550111"))
    meanwhile("TransactWriteItems", lambda: patients.save(other))
    last = replace(patient, name=Private("Ivy Moss"), phone=Private("+12125550122"))
    patients.save(last)
    assert patients.get(patient.practice_id, patient.patient_id) == last
    assert patients.search(patient.practice_id, "zoe", 5) == ()
    assert patients.search(patient.practice_id, "lee", 5) == ()
    assert patients.search(patient.practice_id, "ivy", 5) == (last,)
    assert patients.phone(patient.practice_id, Private("+12125550111")).owners == ()
    assert len(patients.phone(patient.practice_id, Private("+12125550122")).owners) == 1


def test_a_patient_whom_others_save_all_the_time_is_a_passing_trouble(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    patients = DynamoPatients(tables)
    patient = material.patient("Bo", number="1")
    patients.save(patient)
    meanwhile("TransactWriteItems", lambda: patients.save(patient), times=SAVES)
    with pytest.raises(TransientError):
        patients.save(replace(patient, name=Private("Ivy Moss")))


def test_a_name_of_more_entries_than_a_transaction_holds_is_saved_found_and_dropped(
    tables: Tables, material: Material
) -> None:
    patients = DynamoPatients(tables)
    long = material.patient(
        LONG_NAME + "Unpronounceable-Schwarzenegger-Constantinopoulos-Featherstonehaugh" * 2
    )
    patients.save(long)
    assert patients.search(long.practice_id, "feather", 5) == (long,)
    short = replace(long, name=Private("Bo"), phone=Private("+12125550133"))
    patients.save(short)
    assert patients.search(long.practice_id, "feather", 5) == ()
    assert patients.search(long.practice_id, "bo", 5) == (short,)
    assert patients.phone(long.practice_id, material.phone).owners == ()
    owner = PhoneOwner(short.patient_id, short.name, short.facility_id)
    assert patients.phone(long.practice_id, Private("+12125550133")).owners == (owner,)


def test_a_long_save_broken_off_and_made_again_ends_right(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    patients = DynamoPatients(tables)
    old = material.patient(
        LONG_NAME + "Unpronounceable-Schwarzenegger-Constantinopoulos-Featherstonehaugh" * 2
    )
    patients.save(old)
    new = replace(old, name=Private("Bo"))

    def break_off() -> None:
        raise ConnectionError

    meanwhile("TransactWriteItems", break_off)
    with pytest.raises(ConnectionError):
        patients.save(new)
    patients.save(new)
    assert patients.search(old.practice_id, "feather", 5) == ()
    assert patients.search(old.practice_id, "bo", 5) == (new,)


def test_a_patient_of_many_entries_is_there_only_with_all_of_them(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    """A record system that sends the same again must not be told that nothing has changed."""
    records = DynamoRecords(tables)
    patient = material.patient(
        LONG_NAME + "Unpronounceable-Schwarzenegger-Constantinopoulos-Featherstonehaugh" * 2
    )

    def break_off() -> None:
        raise ConnectionError

    meanwhile("BatchWriteItem", break_off)
    with pytest.raises(ConnectionError):
        records.save([PatientSave(patient, None, material.entry())], lambda: False)
    assert records.patients(patient.practice_id, [patient.patient_id]) == {}
    assert records.save([PatientSave(patient, None, material.entry())], lambda: False) == (True,)
    assert DynamoPatients(tables).search(patient.practice_id, "feather", 5) == (patient,)


def test_a_word_longer_than_the_index_keeps_is_compared_to_its_end(
    tables: Tables, material: Material
) -> None:
    patients = DynamoPatients(tables)
    patient = material.patient("Featherstonehaughworthy")
    patients.save(patient)
    assert patients.search(patient.practice_id, "featherstonehaughworthy", 5) == (patient,)
    assert patients.search(patient.practice_id, "featherstonehaughwrong", 5) == ()


def test_a_patient_is_locked_at_the_moment_of_the_last_try(tables: Tables, material: Material) -> None:
    patients = DynamoPatients(tables, _ClockAt(material))
    for _ in range(BIRTH_DATE_TRIES):
        patients.count_birth_date_try("PR", "PA")
    assert patients.verification("PR", "PA").locked_at == material.now


class _ClockAt:
    def __init__(self, material: Material) -> None:
        self._now = material.now

    def now(self) -> Any:  # noqa: ANN401
        return self._now


# --- practices and staff -------------------------------------------------------------------------------------------------


def test_a_number_that_another_practice_has_is_not_taken_over(tables: Tables, material: Material) -> None:
    practices = DynamoPractices(tables)
    first = material.practice()
    practices.save(first)
    second = material.practice(practice_id="ANOTHER", number=first.number)
    with pytest.raises(ConflictError):
        practices.save(second)
    assert practices.by_number(first.number or "") == first
    with pytest.raises(NotFoundError):
        practices.get("ANOTHER")


def test_a_number_changed_by_two_at_once_leaves_no_number_behind(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    practices = DynamoPractices(tables)
    practice = material.practice(number="+15550001111")
    practices.save(practice)
    other = replace(practice, number="+15550002222")
    meanwhile("TransactWriteItems", lambda: practices.save(other))
    with pytest.raises(ConflictError):
        practices.save(replace(practice, number="+15550003333"))
    assert practices.all_with_numbers() == (other,)
    assert practices.by_number("+15550001111") is None


def test_a_role_is_known_for_thirty_seconds_and_looked_up_again_after(
    tables: Tables, material: Material, requests: list[tuple[str, Any]]
) -> None:
    moment = [100.0]
    staff, elsewhere = DynamoStaff(tables, lambda: moment[0]), DynamoStaff(tables)
    role = material.role()
    member = material.member(role_id=role.role_id)
    staff.save_role(material.practice_id, role)
    staff.save_member(member, "subject")
    assert staff.viewer("subject") == Viewer(member, role)
    changed = replace(role, text_messages=TextPrivilege.ALL)
    elsewhere.save_role(material.practice_id, changed)
    made = len(requests)
    moment[0] += CACHE_SECONDS - 0.1
    assert staff.viewer("subject") == Viewer(member, role)
    assert [operation for operation, _ in requests[made:]] == ["GetItem"]
    moment[0] += 0.2
    assert staff.viewer("subject") == Viewer(member, changed)


def test_what_another_process_does_to_a_member_holds_at_once(tables: Tables, material: Material) -> None:
    """Row E5: only the way to the member and the role are remembered."""
    staff, elsewhere = DynamoStaff(tables), DynamoStaff(tables)
    role, other = material.role(), material.role("Other")
    member = material.member(role_id=role.role_id)
    for each in (role, other):
        staff.save_role(material.practice_id, each)
    staff.save_member(member, "subject")
    assert staff.viewer("subject") == Viewer(member, role)
    moved = replace(member, role_id=other.role_id, preferences=Preferences(sound=False))
    elsewhere.save_member(moved)
    assert staff.viewer("subject") == Viewer(moved, other)
    elsewhere.save_member(replace(moved, active=False))
    assert staff.viewer("subject") is None
    elsewhere.save_member(moved, "another")
    assert staff.viewer("subject") is None
    assert staff.viewer("another") == Viewer(moved, other)


def test_a_process_sees_its_own_changes_of_staff_at_once(tables: Tables, material: Material) -> None:
    staff = DynamoStaff(tables)
    role = material.role()
    member = material.member(role_id=role.role_id)
    staff.save_role(material.practice_id, role)
    staff.save_member(member, "subject")
    assert staff.viewer("subject") is not None
    staff.save_preferences(material.practice_id, member.member_id, Preferences(sound=False))
    viewer = staff.viewer("subject")
    assert viewer is not None
    assert viewer.member.preferences == Preferences(sound=False)


def test_a_sign_in_replaced_by_another_stops_working(tables: Tables, material: Material) -> None:
    staff = DynamoStaff(tables)
    role = material.role()
    member = material.member(role_id=role.role_id)
    staff.save_role(material.practice_id, role)
    staff.save_member(member, "first")
    staff.save_member(member, "second")
    staff.save_member(replace(member, name="Ann Lee"))
    assert staff.viewer("first") is None
    viewer = staff.viewer("second")
    assert viewer is not None
    assert viewer.member.name == "Ann Lee"


# --- texts and links -----------------------------------------------------------------------------------------------------


def test_a_text_that_moved_while_its_answer_was_awaited_is_not_moved_back(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    threads, texts = DynamoThreads(tables), DynamoTexts(tables)
    message = material.outbound()
    threads.add(message, claim="c")
    text = texts.get(message.practice_id, message.thread_id, message.message_id)
    assert text is not None
    claimed = texts.claim(text, material.now)
    meanwhile(
        "TransactWriteItems",
        lambda: texts.record_delivery(claimed, DeliveryState.DELIVERED, material.later(), provider_id="SM1"),
    )
    assert texts.record_sent(claimed, "SM1", material.later(2))
    stored = texts.get(message.practice_id, message.thread_id, message.message_id)
    assert stored is not None
    assert (stored.delivery.state, stored.delivery.provider_id) == (DeliveryState.DELIVERED, "SM1")
    assert stored.delivery.at == material.later()


def test_a_text_that_the_provider_reports_is_not_set_out_with_again(
    tables: Tables, material: Material
) -> None:
    threads, texts = DynamoThreads(tables), DynamoTexts(tables)
    message = material.outbound()
    threads.add(message, claim="c")
    text = texts.get(message.practice_id, message.thread_id, message.message_id)
    assert text is not None
    claimed = texts.claim(text, material.now)
    assert texts.record_delivery(claimed, DeliveryState.SENT, material.now, provider_id="SM1")
    with pytest.raises(ConflictError):
        texts.reclaim(claimed, material.later())
    texts.release(claimed)
    stored = texts.get(message.practice_id, message.thread_id, message.message_id)
    assert stored is not None
    assert stored.delivery.state is DeliveryState.SENT


def test_messages_and_codes_are_due_ten_minutes_after_their_last_change(
    tables: Tables, material: Material
) -> None:
    threads, texts = DynamoThreads(tables), DynamoTexts(tables)
    _, link, code = material.secured()
    message = material.outbound()
    threads.add(message, claim="c", link=link, code=code)
    found = texts.due(material.later(10), 10)
    assert {text.item_id for text in found} == {message.message_id, code.item_id}
    assert texts.due(material.later(9.9), 10) == ()
    assert len(texts.due(material.later(10), 1)) == 1


def test_a_link_revoked_while_a_code_is_accepted_ends_that_session_too(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    threads, links = DynamoThreads(tables), DynamoLinks(tables)
    message, link, code = material.secured()
    threads.add(message, claim="c", link=link, code=code)
    tried = links.count_try(link, material.now)
    session = material.session(link)
    meanwhile("TransactWriteItems", lambda: links.accept_code(tried, session, material.entry()))
    links.revoke(link, material.now, material.entry())
    assert links.session(session.session_key) is None
    stored = links.get(link.link_id)
    assert stored is not None
    assert stored.revoked_at == material.now


def test_a_link_that_changes_all_the_time_is_a_passing_trouble(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    threads, links = DynamoThreads(tables), DynamoLinks(tables)
    message, link, code = material.secured()
    threads.add(message, claim="c", link=link, code=code)
    meanwhile("TransactWriteItems", lambda: links.count_try(link, material.now), times=REVOKE_TRIES)
    with pytest.raises(TransientError):
        links.revoke(link, material.now, material.entry())


def test_no_link_no_revoking(tables: Tables, material: Material) -> None:
    _, link, _ = material.secured()
    with pytest.raises(NotFoundError):
        DynamoLinks(tables).revoke(link, material.now, material.entry())


def test_a_code_moved_since_the_index_was_read_is_not_voided(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    threads, links, texts = DynamoThreads(tables), DynamoLinks(tables), DynamoTexts(tables)
    message, link, code = material.secured()
    threads.add(message, claim="c", link=link, code=code)
    moved = replace(link, code_counter=2, code_expires_at=material.later(300), version=2)
    meanwhile("UpdateItem", lambda: texts.queue([material.code(moved)], moved))
    assert links.expire_codes(material.later(120), 10) == 0
    assert links.get(link.link_id) == moved


# --- ways into the portal ------------------------------------------------------------------------------------------------


def test_a_way_in_that_another_request_has_just_made_is_the_one(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    links = DynamoLinks(tables)
    first = portal_access(material.practice_id, an_id(), material.thread_id, material.now)
    meanwhile("PutItem", lambda: links.open(first))
    later = replace(first, thread_id="P" + an_id(), created_at=material.later(), expires_at=material.later())
    assert links.open(later) == first
    assert links.get(first.link_id) == first


def test_a_way_in_remembers_no_visit_and_a_link_each(tables: Tables, material: Material) -> None:
    links, texts, threads = DynamoLinks(tables), DynamoTexts(tables), DynamoThreads(tables)
    message, link, code = material.secured()
    threads.add(message, claim="c", link=link, code=code)
    way_in = links.open(portal_access(material.practice_id, an_id(), material.thread_id, material.now))
    coded = replace(way_in, code_counter=1, code_expires_at=material.later(9), version=2)
    texts.queue([], coded)
    remembered = []
    for one in (coded, link):
        first, second = material.session(one), replace(material.session(one), stage=Stage.VERIFIED)
        links.accept_code(links.count_try(one, material.now), first, material.entry())
        links.confirm_identity(one, first, replace(second, patient_id="PA"), material.entry())
        item = tables.get(LinkItem, keys.link(tables.link_token(one.link_id)))
        assert item is not None
        remembered.append(len(item.sessions or ()))
    assert remembered == [0, 2]


def test_a_try_given_back_after_all_were_forgotten_leaves_none(
    tables: Tables, material: Material, meanwhile: Callable[..., None]
) -> None:
    patients, patient_id = DynamoPatients(tables), an_id()
    patients.count_birth_date_try(material.practice_id, patient_id)
    meanwhile("UpdateItem", lambda: patients.unlock(material.practice_id, patient_id, None))
    patients.give_back_birth_date_try(material.practice_id, patient_id)
    assert patients.verification(material.practice_id, patient_id).birth_date_failures == 0
    patients.count_birth_date_try(material.practice_id, patient_id)
    assert patients.verification(material.practice_id, patient_id).birth_date_failures == 1
