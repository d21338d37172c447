"""Each access pattern makes exactly the requests that `docs/data-model.md` says: on that index, with that consistency."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.letters import Letters
from tests.contract.material import an_id
from textward.adapters.dynamodb.appointments import DynamoAppointments, DynamoDialogues, DynamoSlots
from textward.adapters.dynamodb.audit import DynamoAudit
from textward.adapters.dynamodb.checkpoints import DynamoCheckpoints
from textward.adapters.dynamodb.connections import DynamoConnections
from textward.adapters.dynamodb.conversations import DynamoConversations
from textward.adapters.dynamodb.ehr_clients import DynamoEhrClients
from textward.adapters.dynamodb.endpoints import DynamoEndpoints
from textward.adapters.dynamodb.feeds import DynamoFeeds
from textward.adapters.dynamodb.groups import DynamoGroups
from textward.adapters.dynamodb.links import DynamoLinks
from textward.adapters.dynamodb.notices import DynamoNotices
from textward.adapters.dynamodb.patients import DynamoPatients
from textward.adapters.dynamodb.practices import DynamoPractices
from textward.adapters.dynamodb.records import DynamoRecords
from textward.adapters.dynamodb.reminder_settings import DynamoReminderSettings
from textward.adapters.dynamodb.staff import DynamoStaff
from textward.adapters.dynamodb.texting import DynamoTexting
from textward.adapters.dynamodb.texts import DynamoTexts
from textward.adapters.dynamodb.threads import DynamoThreads
from textward.adapters.dynamodb.webhook_deliveries import DynamoDeliveries
from textward.domain.assistant_terms import Dialogue
from textward.domain.conversation import ConversationFilter, ConversationPlace, PatientBox
from textward.domain.inbox import InboxList, Place
from textward.domain.message import DeliveryState, WorkStatus
from textward.domain.number_order import NumberOrder, OrderFailure, OrderKind
from textward.domain.outward import CHOICES, FeedMark, OutwardEvent, OutwardType
from textward.domain.paging import PageRequest
from textward.domain.reminder_times import DEFAULT_RULES
from textward.domain.role import Viewer
from textward.domain.secure_link import CODE_LIFETIME, Stage, portal_access
from textward.domain.webhook import Endpoint, Tried
from textward.domain.work import WorkEntry, WorkKind
from textward.services import (
    assistant_ports,
)
from textward.services.ehr_ports import SlotSave
from textward.services.webhook_ports import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.material import Material
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.message import Message
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText

DOCUMENT = Path(__file__).parents[4] / "docs" / "data-model.md"
REQUESTS = dict(re.findall(r"^\| (AP-\d+) \|[^|]*\|[^|]*\| ([^|]*) \|", DOCUMENT.read_text(), re.MULTILINE))


POINTED_AT = {
    InboxList.PENDING_FOR_ME,
    InboxList.ASSIGNED_TO_ME,
    InboxList.ASSIGNED_BY_ME,
    InboxList.STARRED,
}
OF_EVERY_STATUS = {InboxList.ALL, InboxList.ASSIGNED_TO_ME, InboxList.ASSIGNED_BY_ME}


@dataclass
class Store:
    """All repositories, and a few things stored."""

    tables: Tables
    material: Material

    def __post_init__(self) -> None:
        self.practices = DynamoPractices(self.tables)
        self.staff = DynamoStaff(self.tables)
        self.patients = DynamoPatients(self.tables)
        self.threads = DynamoThreads(self.tables)
        self.texts = DynamoTexts(self.tables)
        self.links = DynamoLinks(self.tables)
        self.connections = DynamoConnections(self.tables)

    def stored(self) -> Message:
        message = self.material.inbound()
        self.threads.add(message, claim="sms:stored")
        return message

    def queued(self) -> OutboundText:
        message = self.material.outbound()
        self.threads.add(message, claim="key:queued")
        text = self.texts.get(message.practice_id, message.thread_id, message.message_id)
        assert text is not None
        return text

    def secured(self) -> SecureLink:
        message, link, code = self.material.secured()
        self.threads.add(message, claim="key:secured", link=link, code=code)
        return link

    def ticket(self) -> Viewer:
        viewer = Viewer(self.material.member(), self.material.role())
        self.connections.issue_ticket("ticket", viewer, self.material.later())
        return viewer


def _settings(store: Store) -> dict[str, Callable[[], object]]:
    practice, role = store.material.practice(), store.material.role()
    member = store.material.member(role_id=role.role_id)
    store.practices.save(practice)
    store.staff.save_role(practice.practice_id, role)
    store.staff.save_member(member, "subject")
    roster = store.staff.roster(practice.practice_id)
    return {
        "AP-01": lambda: store.practices.by_number(practice.number or ""),
        "AP-02": lambda: store.practices.get(practice.practice_id),
        "AP-03": lambda: store.practices.facilities(practice.practice_id),
        "AP-04": store.practices.all_with_numbers,
        "AP-05": lambda: store.staff.viewer("subject"),
        "AP-06": lambda: store.staff.members(practice.practice_id),
        "AP-41": lambda: store.staff.roster(practice.practice_id),
        "AP-42": lambda: store.staff.change_roster(roster, member=member, audit=store.material.entry()),
    }


def _numbers(store: Store) -> dict[str, Callable[[], object]]:
    texting, material = DynamoTexting(store.tables), store.material
    practice = material.practice(number=None, texting_enabled=False)
    leaving, luckless = (replace(practice, practice_id=an_id(), number=n) for n in ("+13125550111", None))
    for one in (practice, leaving, luckless):
        store.practices.save(one)
    order, back, failed = (
        NumberOrder(p.practice_id, an_id(), kind, number, f"number:{an_id()}", material.now, material.now)
        for p, kind, number in (
            (practice, OrderKind.PURCHASE, "+13125550110"),
            (leaving, OrderKind.RELEASE, "+13125550111"),
            (luckless, OrderKind.PURCHASE, "+13125550112"),
        )
    )
    texting.begin(back)
    texting.begin(failed)
    texting.hold(back, material.later(5))
    back = replace(back, held_at=material.later(5))
    held = replace(order, held_at=material.later(2))
    changed = replace(practice, number=order.number, version=4)
    return {
        "AP-75": lambda: texting.fail(failed, OrderFailure.TAKEN),
        "AP-71": lambda: texting.begin(order, material.entry()),
        "AP-70": lambda: texting.order(practice.practice_id),
        "AP-76": lambda: texting.unsettled(material.later(1), 10),
        "AP-72": lambda: texting.hold(order, held.held_at),
        "AP-73": lambda: texting.record_bought(held, material.entry()),
        "AP-77": lambda: texting.save_settings(changed, material.entry()),
        "AP-74": lambda: texting.record_released(back, material.entry()),
    }


def _appointments(store: Store) -> dict[str, Callable[[], object]]:
    appointments, slots = DynamoAppointments(store.tables), DynamoSlots(store.tables)
    now, made = store.material.now, store.material.appointment()
    where = (made.practice_id, made.patient_id)
    free, old = store.material.slot(), store.material.slot()
    slots.save(free)
    slots.save(old)
    moved = (made.moved_to(free), None)
    again = made.moved_to(free).seen_to()
    step = assistant_ports.Step(*where, Dialogue(), (moved,), (free.booked_by("a"), old.booked_by("b")))
    return {
        "AP-81": lambda: appointments.save(made, now),
        "AP-80": lambda: appointments.agenda(*where),
        "AP-88": lambda: appointments.get(*where, made.appointment_id),
        "AP-89": lambda: appointments.page(made.practice_id, assistant_ports.Span(now), PageRequest()),
        "AP-82": lambda: appointments.to_remind(now, 10),
        "AP-83": lambda: appointments.remind_at(made, None),
        "AP-84": lambda: slots.get(free.practice_id, free.slot_id),
        "AP-85": lambda: slots.unbooked(free.practice_id, free.facility_id, free.member_id, now, 3),
        "AP-87": lambda: DynamoDialogues(store.tables).record(step),
        "AP-86": lambda: slots.save(store.material.slot()),
        "AP-91": lambda: appointments.change(again, None, audit=store.material.entry()),
    }


def _reminders(store: Store) -> dict[str, Callable[[], object]]:
    reminders, practice_id = DynamoReminderSettings(store.tables), store.material.practice_id
    rules, now = replace(DEFAULT_RULES, version=1), store.material.now
    replanning = assistant_ports.Replanning(practice_id, rules)
    return {
        "AP-93": lambda: reminders.save(practice_id, rules, now, store.material.entry()),
        "AP-92": lambda: reminders.rules(practice_id),
        "AP-94": lambda: reminders.to_replan(now, 10),
        "AP-95": lambda: reminders.note(replanning, None),
    }


def _patients(store: Store) -> dict[str, Callable[[], object]]:
    patient = store.material.patient("Ann Lee")
    store.patients.save(patient)
    where = (patient.practice_id, patient.patient_id)
    return {
        "AP-07": lambda: store.patients.get(*where),
        "AP-08": lambda: store.patients.search(patient.practice_id, "ann", 20),
        "AP-09": lambda: store.patients.phone(patient.practice_id, store.material.phone),
        "AP-10": lambda: store.patients.verification(*where),
        "AP-90": lambda: store.patients.many(patient.practice_id, [patient.patient_id]),
    }


def _threads(store: Store) -> dict[str, Callable[[], object]]:
    message, practice_id, member = store.stored(), store.material.practice_id, an_id()
    where = (practice_id, message.thread_id)
    unassigned = Place.of(InboxList.PENDING_UNASSIGNED, member)
    completed = message.with_status(WorkStatus.COMPLETED)
    step = WorkEntry(an_id(), *where, message.message_id, message.at, member, WorkKind.COMPLETED)
    return {
        "AP-11": lambda: store.threads.head(*where),
        "AP-12": lambda: store.threads.add(store.material.inbound(), claim="sms:new"),
        "AP-13": lambda: store.threads.claimed(practice_id, "sms:stored"),
        "AP-14": lambda: store.threads.message(*where, message.message_id),
        "AP-15": lambda: store.threads.messages(*where, PageRequest()),
        "AP-16": lambda: store.threads.change(message, completed, store.material.entry(), step),
        "AP-17": lambda: store.threads.inbox(practice_id, unassigned, None, PageRequest()),
        "AP-18": lambda: store.threads.badge(practice_id, member),
        "AP-19": lambda: store.threads.is_assigned(*where, member),
        "AP-38": lambda: store.threads.star(message, member, starred=True),
        "AP-39": lambda: store.threads.history(*where, message.message_id),
        "AP-40": lambda: store.threads.matching(*where, "hello", PageRequest()),
    }


def _texts(store: Store) -> dict[str, Callable[[], object]]:
    text, now, link = store.queued(), store.material.now, store.secured()
    again = replace(link, version=2, code_counter=2)
    return {
        "AP-20": lambda: store.texts.get(text.practice_id, text.thread_id, text.item_id),
        "AP-21": lambda: store.texts.queue([store.material.code(again)], again),
        "AP-23": lambda: store.texts.claim(text, now),
        "AP-24": lambda: store.texts.record_sent(text, "SM1", now),
        "AP-26": lambda: store.texts.due(store.material.later(10), 1),
        "AP-140": lambda: store.texts.put_off(text, now),
    }


def _reports(store: Store) -> dict[str, Callable[[], object]]:
    text, now = store.texts.claim(store.queued(), store.material.now), store.material.now
    store.texts.record_sent(text, "SM1", now)
    failed = replace(text, delivery=replace(text.delivery, provider_id="SM1"))
    return {
        "AP-25": lambda: store.texts.record_delivery(failed, DeliveryState.FAILED, now, provider_id="SM1"),
        "AP-22": lambda: store.texts.retry(failed, now, "retry:1"),
    }


def _links(store: Store) -> dict[str, Callable[[], object]]:
    link, now, entry = store.secured(), store.material.now, store.material.entry
    first, second = store.material.session(link), store.material.session(link, Stage.VERIFIED)
    return {
        "AP-27": lambda: store.links.get(link.link_id),
        "AP-28": lambda: store.links.many([link.link_id, an_id()]),
        "AP-29": lambda: store.links.count_try(link, now),
        "AP-30": lambda: store.links.accept_code(link, first, entry()),
        "AP-34": lambda: store.links.session(first.session_key),
        "AP-31": lambda: store.links.confirm_identity(link, first, second, entry()),
    }


def _codes(store: Store) -> dict[str, Callable[[], object]]:
    link, now = store.secured(), store.material.now
    return {
        "AP-33": lambda: store.links.expire_codes(now + CODE_LIFETIME, 10),
        "AP-32": lambda: store.links.revoke(link, now, store.material.entry()),
    }


def _pages(store: Store) -> dict[str, Callable[[], object]]:
    store.ticket()
    checkpoints, audit = DynamoCheckpoints(store.tables), DynamoAudit(store.tables)
    return {
        "AP-35": lambda: store.connections.redeem("ticket", "connection", store.material.now),
        "AP-37": lambda: store.connections.of_practice(store.material.practice_id),
        "AP-44": lambda: store.connections.get("connection"),
        "AP-36": lambda: store.connections.forget("connection"),
        "AP-43": lambda: audit.entries(store.material.practice_id, "2026-03", PageRequest()),
        "AP-45": lambda: checkpoints.get("name"),
        "AP-46": lambda: audit.append(store.material.entry()),
    }


def _record_systems(store: Store) -> dict[str, Callable[[], object]]:
    clients, practice_id = DynamoEhrClients(store.tables), store.material.practice_id
    one, two = frozenset({"one"}), frozenset({"two"})
    records, slot = DynamoRecords(store.tables), store.material.slot()
    return {
        "AP-131": lambda: records.save([SlotSave(slot, store.material.entry())], lambda: False),
        "AP-99": lambda: records.slots(practice_id, [slot.slot_id, "another"]),
        "AP-96": lambda: clients.is_granted(practice_id, "one"),
        "AP-97": lambda: clients.granted(practice_id),
        "AP-98": lambda: clients.change(practice_id, one, two, store.material.entry()),
    }


def _notices(store: Store) -> dict[str, Callable[[], object]]:
    notices, made, message = (
        DynamoNotices(store.tables),
        store.material.scheduled(),
        store.material.outbound(),
    )
    waiting = store.material.scheduled()
    notices.save(made)
    notices.save(waiting)
    left = made.queued(message.message_id, made.send_at)
    return {
        "AP-116": lambda: notices.get(made.practice_id, made.notice_id),
        "AP-117": lambda: notices.save(left, replace(message, author_id=None), store.material.entry()),
        "AP-118": lambda: notices.due(made.send_at, 10),
    }


def _events(store: Store) -> dict[str, Callable[[], object]]:
    feeds, endpoints = DynamoFeeds(store.tables), DynamoEndpoints(store.tables)
    deliveries, practice_id, now = (
        DynamoDeliveries(store.tables),
        store.material.practice_id,
        store.material.now,
    )
    endpoint = Endpoint(practice_id, an_id(), "https://records.example/", frozenset(CHOICES), now)
    endpoints.save(endpoint, store.material.entry())
    event, other = (OutwardEvent(practice_id, an_id(), OutwardType.MESSAGE_SENT, now, {}) for _ in range(2))
    before = feeds.audience(practice_id)
    recorded, (delivery,) = feeds.record(other, before, now)
    where, later = (practice_id, endpoint.endpoint_id), store.material.later(10)
    replaying = endpoint.replaying(0, 1)
    return {
        "AP-100": lambda: feeds.audience(practice_id),
        "AP-101": lambda: feeds.recorded(practice_id, other.event_id),
        "AP-102": lambda: feeds.record(
            event, Audience(before.client_ids, before.endpoints, FeedMark(1)), now
        ),
        "AP-103": lambda: feeds.events(practice_id, 0, 10),
        "AP-104": lambda: feeds.owners(practice_id, "hash"),
        "AP-105": lambda: endpoints.get(*where),
        "AP-108": lambda: endpoints.due(later, 10),
        "AP-109": lambda: endpoints.note(endpoint),
        "AP-110": lambda: endpoints.rest(endpoint, now),
        "AP-111": lambda: deliveries.due(endpoint, later, 10),
        "AP-112": lambda: deliveries.claim(delivery, now),
        "AP-113": lambda: deliveries.settle(delivery.begun(now), Tried(200), now),
        "AP-114": lambda: deliveries.page(*where, PageRequest()),
        "AP-106": lambda: endpoints.save(replaying, store.material.entry(), now),
        "AP-115": lambda: deliveries.queue_again(replaying, [recorded], now),
        "AP-107": lambda: endpoints.delete(endpoint, store.material.entry()),
    }


def _groups(store: Store) -> dict[str, Callable[[], object]]:
    groups, letters, now = DynamoGroups(store.tables), Letters(), store.material.now
    store.practices.save(letters.practice(paid_plan=True))
    book, group = groups.book(letters.practice_id), letters.group()
    way_in = portal_access(letters.practice_id, an_id(), letters.thread_id, now)
    return {
        "AP-50": lambda: groups.book(letters.practice_id),
        "AP-51": lambda: groups.change(book, groups=[group], audit=[letters.entry()]),
        "AP-52": lambda: groups.all(letters.practice_id),
        "AP-53": lambda: groups.get(letters.practice_id, group.group_id),
        "AP-54": lambda: groups.portal(letters.practice_id),
        "AP-68": lambda: store.links.open(way_in),
    }


def _conversations(store: Store) -> dict[str, Callable[[], object]]:
    conversations, letters = DynamoConversations(store.tables), Letters()
    begun = letters.letter()
    answer = letters.said(begun)
    answered = begun.with_answer(answer)
    where, who = (begun.practice_id, begun.thread_id), (begun.practice_id, begun.patient_id)
    mine = ConversationPlace(begun.basket, ConversationFilter.STARRED.value, "ME")
    return {
        "AP-55": lambda: conversations.start(
            begun, letters.first(begun), claim="one", fingerprint="", audit=letters.entry()
        ),
        "AP-56": lambda: conversations.append(
            begun,
            answered,
            answer,
            claim="two",
            fingerprint="",
            work=letters.work(answered),
            audit=letters.entry(),
        ),
        "AP-57": lambda: conversations.claimed(begun.practice_id, "two"),
        "AP-58": lambda: conversations.head(*where),
        "AP-59": lambda: conversations.messages(*where, PageRequest()),
        "AP-69": lambda: conversations.message(*where, answer.message_id),
        "AP-63": lambda: conversations.star(answered, "ME", starred=True, audit=letters.entry()),
        "AP-61": lambda: conversations.listed(begun.practice_id, mine, PageRequest()),
        "AP-62": lambda: conversations.counts(begun.practice_id, [(begun.basket, ""), ("direct", "ME")]),
        "AP-64": lambda: conversations.history(*where),
        "AP-65": lambda: conversations.box(*who, PatientBox.UNREAD, PageRequest()),
        "AP-66": lambda: conversations.with_counterparts(
            *who, frozenset({begun.counterpart_id}), PageRequest()
        ),
        "AP-67": lambda: conversations.unread(*who),
        "AP-60": lambda: conversations.change(
            answered, answered.moved_to_trash(), audit=letters.entry(), work=letters.work(answered)
        ),
    }


SCENES = [
    _settings,
    _numbers,
    _appointments,
    _reminders,
    _patients,
    _threads,
    _texts,
    _reports,
    _links,
    _codes,
    _pages,
    _record_systems,
    _notices,
    _events,
    _groups,
    _conversations,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__.strip("_"))
def test_each_access_pattern_makes_the_requests_that_are_documented(
    scene: Callable[[Store], dict[str, Callable[[], object]]],
    tables: Tables,
    material: Material,
    requests: list[tuple[str, dict[str, Any]]],
) -> None:
    made = {}
    for name, act in scene(Store(tables, material)).items():
        requests.clear()
        act()
        made[name] = ", ".join(_shown(*request) for request in requests)
    assert made == {name: REQUESTS[name] for name in made}


def _shown(operation: str, arguments: dict[str, Any]) -> str:
    """Write a request as the document does."""
    consistency = "strong" if "'ConsistentRead': True" in str(arguments) else "eventual"
    if operation == "Query":
        return f"Query {arguments.get('IndexName', 'table')} {consistency}"
    if operation == "TransactWriteItems":
        return f"{operation} {len(arguments['TransactItems'])}"
    return f"{operation} {consistency}" if "Get" in operation else operation


def test_every_documented_access_pattern_is_tried() -> None:
    """That the ports name no other is held by the contract suite."""
    assert set(re.findall(r'"(AP-\d+)":', Path(__file__).read_text())) == set(REQUESTS)


def test_a_text_that_comes_in_costs_one_query_and_one_transaction(
    tables: Tables, material: Material, requests: list[tuple[str, dict[str, Any]]]
) -> None:
    DynamoPatients(tables).phone(material.practice_id, material.phone)
    DynamoThreads(tables).add(material.inbound(), claim="sms:one")
    assert [operation for operation, _ in requests] == ["Query", "TransactWriteItems"]


@pytest.mark.parametrize("name", InboxList)
@pytest.mark.parametrize("facility", [None, "FA"])
def test_a_page_of_any_list_is_one_query_and_for_a_members_own_one_batch(
    tables: Tables,
    material: Material,
    requests: list[tuple[str, dict[str, Any]]],
    name: InboxList,
    facility: str | None,
) -> None:
    threads, member = DynamoThreads(tables), an_id()
    for number in range(3):
        message = material.inbound(
            facility_id="FA",
            assignees=frozenset({member}),
            assigned_by=frozenset({member}),
            starred_by=frozenset({member}),
        )
        threads.add(message, claim=f"sms:{number}")
    requests.clear()
    threads.inbox(material.practice_id, Place.of(name, member), facility, PageRequest(2))
    operations = [operation for operation, _ in requests]
    pointed_at = name in POINTED_AT
    assert operations == (["Query", "BatchGetItem"] if pointed_at else ["Query"])
    index = requests[0][1]["IndexName"]
    assert index.startswith("all" if name in OF_EVERY_STATUS else "lists")
    assert index.endswith("_facility") == (facility is not None)


@pytest.mark.parametrize("name", ConversationFilter)
@pytest.mark.parametrize("member", ["", "ME"])
def test_a_page_of_any_basket_is_one_query_and_for_a_members_own_one_batch(
    tables: Tables, requests: list[tuple[str, dict[str, Any]]], name: ConversationFilter, member: str
) -> None:
    conversations, letters = DynamoConversations(tables), Letters()
    trashed = name is ConversationFilter.TRASH
    for number in range(3):
        begun = letters.letter(
            group_id="GR",
            assignees=frozenset({"ME"}),
            trashed=trashed,
            replied=name is ConversationFilter.REPLIED,
        )
        audit = letters.entry()
        conversations.start(begun, letters.first(begun), claim=f"{number}", fingerprint="", audit=audit)
        conversations.star(begun, "ME", starred=True)
    requests.clear()
    place = ConversationPlace("GR", name.value, member)
    page = conversations.listed(letters.practice_id, place, PageRequest(2))
    assert [operation for operation, _ in requests] == (
        ["Query", "BatchGetItem"] if page.items and member else ["Query"]
    )
    assert requests[0][1]["IndexName"] == ("all" if name is ConversationFilter.ALL else "lists")
    starred = name is ConversationFilter.STARRED
    assert len(page.items) == (0 if starred and not member else 2)


@pytest.mark.parametrize(
    ("box", "index"), [(PatientBox.INBOX, "all"), (PatientBox.UNREAD, "lists"), (PatientBox.SENT, None)]
)
def test_a_page_of_any_of_the_patients_lists_is_one_query_and_one_batch(
    tables: Tables, requests: list[tuple[str, dict[str, Any]]], box: PatientBox, index: str | None
) -> None:
    conversations, letters = DynamoConversations(tables), Letters()
    for number in range(3):
        begun = letters.letter(answered=True, unread=1)
        audit = letters.entry()
        conversations.start(begun, letters.first(begun), claim=f"{number}", fingerprint="", audit=audit)
    requests.clear()
    page = conversations.box(letters.practice_id, letters.patient_id, box, PageRequest(2))
    assert len(page.items) == 2
    assert [operation for operation, _ in requests] == ["Query", "BatchGetItem"]
    assert requests[0][1].get("IndexName") == index


def test_an_item_is_addressed_by_the_tables_own_names(
    tables: Tables, requests: list[tuple[str, Any]]
) -> None:
    DynamoCheckpoints(tables).get("name")
    ((_, arguments),) = requests
    assert arguments["Key"] == {"pk": {"S": "CHECKPOINT"}, "sk": {"S": "name"}}
