from __future__ import annotations

import hashlib
import inspect
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.tables import table_properties
from textward.adapters import dynamodb
from textward.adapters.dynamodb import keys, models
from textward.domain.conversation import ConversationPlace, PatientBox
from textward.domain.inbox import InboxList, Place

AT = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
SOURCES = sorted(Path(dynamodb.__file__).parent.rglob("*.py"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (keys.practice("PR"), ("PRACTICE#PR", "PRACTICE")),
        (keys.facility("PR", "FA"), ("PRACTICE#PR", "FACILITY#FA")),
        (keys.category("PR", "CA"), ("PRACTICE#PR", "CATEGORY#CA")),
        (keys.member("PR", "ME"), ("PRACTICE#PR", "MEMBER#ME")),
        (keys.role("PR", "RO"), ("PRACTICE#PR", "ROLE#RO")),
        (keys.number("9f2c"), ("NUMBER#9f2c", "NUMBER")),
        (keys.number_listed("9f2c"), ("NUMBERS", "9f2c")),
        (keys.login("su"), ("LOGIN#su", "LOGIN")),
        (keys.counter("PR", Place.of(InboxList.PENDING_UNASSIGNED, "ME")), ("COUNTS#PR", "UNASSIGNED")),
        (keys.counter("PR", Place.of(InboxList.PENDING_FOR_ME, "ME")), ("COUNTS#PR", "FOR#ME")),
        (keys.patient("PR", "PA"), ("PATIENT#PR#PA", "PATIENT")),
        (keys.verification("PR", "PA"), ("PATIENT#PR#PA", "VERIFICATION")),
        (keys.search("PR", "rtinez", "PA"), ("SEARCH#PR#r", "rtinez#PA")),
        (keys.search("PR", "constantinopoulos", "PA"), ("SEARCH#PR#c", "constantinopoulo#PA")),
        (keys.phone_owner("PR", "9f2c", "PA"), ("PHONE#PR#9f2c", "PATIENT#PA")),
        (keys.consent("PR", "9f2c"), ("PHONE#PR#9f2c", "CONSENT")),
        (keys.head("PR", "TH"), ("THREAD#PR#TH", "HEAD")),
        (keys.message("PR", "TH", "MS"), ("THREAD#PR#TH", "MSG#MS")),
        (keys.assignment("PR", "TH", "ME", "MS"), ("THREAD#PR#TH", "ASSIGN#ME#MS")),
        (keys.star("PR", "TH", "ME", "MS"), ("THREAD#PR#TH", "STAR#ME#MS")),
        (keys.gift("PR", "TH", "ME", "MS"), ("THREAD#PR#TH", "GAVE#ME#MS")),
        (keys.work("PR", "TH", "MS", "WO"), ("THREAD#PR#TH", "WORK#MS#WO")),
        (keys.roster("PR"), ("PRACTICE#PR", "ROSTER")),
        (keys.endpoint("PR", "EN"), ("EHRCLIENTS#PR", "ENDPOINT#EN")),
        (keys.feed_mark("PR"), ("EHRCLIENTS#PR", "FEED")),
        (keys.outward_event("PR", 42), ("FEED#PR", "EVENT#000000000042")),
        (keys.waiting_delivery("PR", "EN", 42), ("WEBHOOK#PR#EN", "WAITING#000000000042")),
        (keys.failed_delivery("PR", "EN", 42), ("WEBHOOK#PR#EN", "FAILED#000000000042")),
        (keys.group("PR", "GR"), ("PRACTICE#PR", "GROUP#GR")),
        (keys.portal("PR"), ("PRACTICE#PR", "PORTAL")),
        (keys.reminders("PR"), ("PRACTICE#PR", "REMINDERS")),
        (keys.basket_counts("PR", "direct", ""), ("COUNTS#PR", "BASKET#direct")),
        (keys.basket_counts("PR", "GR", "ME"), ("COUNTS#PR", "BASKET#GR#ME")),
        (keys.conversation("PR", "GCO"), ("THREAD#PR#GCO", "CONVERSATION")),
        (keys.portal_message("PR", "GCO", "MS"), ("THREAD#PR#GCO", "PMSG#MS")),
        (keys.holding("PR", "GCO", "ME"), ("THREAD#PR#GCO", "HAS#ME")),
        (keys.conversation_star("PR", "GCO", "ME"), ("THREAD#PR#GCO", "STAR#ME")),
        (keys.step("PR", "GCO", "WO"), ("THREAD#PR#GCO", "STEP#WO")),
        (keys.boxed("PR", "PA", "GCO"), ("BOX#PR#PA", "CONV#CO#G")),
        (keys.unread("PR", "PA"), ("BOX#PR#PA", "UNREAD")),
        (keys.search_by_phone("PR", "9f2c", "PA"), ("SEARCH#PR#PHONE", "9f2c#PA")),
        (keys.text("PR", "TH", "TX"), ("THREAD#PR#TH", "TEXT#TX")),
        (keys.claim("PR", "sms:SM1"), (f"CLAIM#PR#{_sha256('sms:SM1')}", "CLAIM")),
        (keys.provider_id("SM1"), ("SID#SM1", "SID")),
        (keys.link("token"), (f"LINK#{_sha256('token')}", "LINK")),
        (keys.session("51ab"), ("SESSION#51ab", "SESSION")),
        (keys.ticket("77e0"), ("TICKET#77e0", "TICKET")),
        (keys.connection("PR", "Lk2="), ("CONNECTIONS#PR", "CONN#Lk2=")),
        (keys.connection_owner("Lk2="), ("CONN#Lk2=", "CONN")),
        (keys.checkpoint("received:PR"), ("CHECKPOINT", "received:PR")),
        (keys.audit("PR", AT, "AU"), ("PRACTICE#PR#2026-11", "AU")),
    ],
)
def test_each_key_is_what_the_data_model_says(key: keys.Key, expected: tuple[str, str]) -> None:
    assert key == expected


def test_a_list_has_a_partition_for_the_practice_the_member_and_the_facility() -> None:
    assert keys.listed("PR", Place("completed")) == "PR#completed"
    assert keys.listed("PR", Place("completed"), "FA") == "PR#completed#F#FA"
    assert keys.listed("PR", Place("starred", "ME")) == "PR#starred#ME"
    assert keys.listed("PR", Place("starred", "ME"), "FA") == "PR#starred#ME#F#FA"


def test_appointments_have_a_list_of_all_and_one_of_those_that_need_a_person() -> None:
    assert keys.appointments_of("PR") == "PR#APPOINTMENTS"
    assert keys.appointments_of("PR", "FA") == "PR#APPOINTMENTS#F#FA"
    assert keys.appointments_of("PR", "FA", for_staff=True) == "PR#APPOINTMENTS#STAFF#F#FA"


def test_a_basket_has_a_list_for_everyone_and_for_a_member_and_a_patient_has_two() -> None:
    assert keys.basket_listed("PR", ConversationPlace("direct", "all")) == "PR#BASKET#direct#all"
    assert keys.basket_listed("PR", ConversationPlace("GR", "starred", "ME")) == "PR#BASKET#GR#starred#ME"
    assert keys.box_listed("PR", "PA", PatientBox.UNREAD) == "PR#BOX#PA#unread"


def test_the_rosters_version_comes_first_of_what_it_guards_and_its_own_range_holds_no_group() -> None:
    guarded = [
        keys.practice("PR"),
        keys.portal("PR"),
        keys.reminders("PR"),
        keys.facility("PR", "Z"),
        keys.category("PR", "Z"),
        keys.member("PR", "Z"),
        keys.role("PR", "Z"),
        keys.group("PR", "Z"),
    ]
    assert max(guarded).sk < keys.roster("PR").sk
    assert not keys.MEMBER_PREFIX <= keys.group("PR", "Z").sk <= keys.ROSTER


def test_a_patients_conversations_sort_by_their_beginning_whomever_they_are_with() -> None:
    begun = ["G01A", "D01B", "G01C"]
    assert sorted(begun, key=keys.box_place) == begun
    assert keys.box_place("D01A") < keys.unread("PR", "PA").sk


def test_what_is_due_sorts_by_time_and_the_end_takes_in_every_id_of_that_moment() -> None:
    later = AT.replace(microsecond=1000)
    for item_id in ("00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"):
        assert keys.due(AT, item_id) <= keys.due_until(AT) < keys.due(later, item_id)


def test_every_key_shows_an_example() -> None:
    builders = [
        function
        for name, function in inspect.getmembers(keys, inspect.isfunction)
        if function.__module__ == keys.__name__ and not name.startswith("_")
    ]
    without = [
        f.__name__ for f in builders if "such as `" not in (f.__doc__ or "") and f is not keys.due_until
    ]
    assert len(builders) > 30
    assert without == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_keys_are_built_nowhere_else_and_nothing_scans(source: Path) -> None:
    text = source.read_text()
    assert not re.search(r"\.scan\(|\bScan\b", text)
    if source.name != "keys.py":
        assert not re.search(r"f?\"[A-Z]+#", text)


def test_what_expires_is_cleaned_up_by_the_attribute_that_items_have() -> None:
    (cleaned,) = {
        item.expires_ttl.attr_name for item in vars(models).values() if hasattr(item, "expires_ttl")
    }
    assert table_properties("Table")["TimeToLiveSpecification"] == {"AttributeName": cleaned, "Enabled": True}


@pytest.mark.parametrize(
    ("logical_id", "model"), [("Table", models.TableItem), ("AuditTable", models.AuditItem)]
)
def test_the_templates_tables_have_the_models_keys_and_indexes(
    logical_id: str, model: type[models.Item]
) -> None:
    template, schema = table_properties(logical_id), model._get_schema()
    assert template["KeySchema"] == schema["key_schema"]
    made = {
        index["IndexName"]: (index["KeySchema"], index["Projection"]["ProjectionType"])
        for index in template.get("GlobalSecondaryIndexes", [])
    }
    assert made == {
        index["index_name"]: (index["key_schema"], index["projection"]["ProjectionType"])
        for index in schema["global_secondary_indexes"]
    }
