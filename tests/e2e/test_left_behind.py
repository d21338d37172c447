"""What the whole run left behind: nothing undone, and nothing that a person wrote where it doesn't belong (rows J1, J3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.running.site import Site


@pytest.fixture(scope="module")
def planted(site: Site) -> Site:
    """Have something planted even when this module runs alone."""
    person = site.people.patient()
    visit = site.verified(person, site.planted.text("The last message."))
    visit.reply(site.planted.text("The last reply."))
    site.staff.find(person.name)
    return site


def test_dead_letter_queues_are_empty(planted: Site) -> None:
    sqs = planted.stack.client("sqs")
    waiting = {}
    for name, url in planted.stack.outputs.items():
        if name.endswith("DeadLettersUrl"):
            counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
            waiting[name] = int(counts["Attributes"]["ApproximateNumberOfMessages"])
    assert len(waiting) == 7
    assert not any(waiting.values()), waiting


def test_no_log_file_holds_what_people_wrote_or_who_they_are(planted: Site) -> None:
    found = {}
    for path in planted.stack.home.logs.glob("*.log"):
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.stem != "telephone":  # it is the provider's and the patients', and holds what they hold
            found[path.name] = planted.planted.found_in(text)
    assert "engine.log" in found
    assert not any(found.values()), found


def test_no_log_group_holds_it(planted: Site) -> None:
    lines = list(_log_lines(planted.stack.client("logs")))
    assert lines
    assert not planted.planted.found_anywhere(lines)


def test_no_event_and_no_queue_holds_it(planted: Site) -> None:
    events = planted.tap.events()
    assert events
    assert not planted.planted.found_anywhere(events)
    assert not planted.planted.found_anywhere(_queued(planted))


def test_no_webhook_address_holds_it(planted: Site) -> None:
    addresses = [attempt["url"] for attempt in planted.telephone.attempts()]
    assert addresses
    assert not planted.planted.found_anywhere(addresses)


def test_what_was_planted_is_found_where_it_belongs(planted: Site) -> None:
    """The search itself can find: the table holds what was planted."""
    scanned = planted.stack.client("dynamodb").scan(TableName=planted.stack.outputs["TableName"])
    assert planted.planted.found_in(repr(scanned["Items"]))


def _log_lines(logs: Any) -> Iterator[str]:  # noqa: ANN401 - boto3 makes a class per service as it runs
    for group in logs.describe_log_groups()["logGroups"]:
        more: dict[str, str] = {}
        while True:
            page = logs.filter_log_events(logGroupName=group["logGroupName"], **more)
            yield from (event["message"] for event in page["events"])
            if "nextToken" not in page:
                break
            more = {"nextToken": page["nextToken"]}


def _queued(site: Site) -> Iterator[str]:
    sqs = site.stack.client("sqs")
    for name, url in site.stack.outputs.items():
        if name.endswith("Url") and "Queue" in name:
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
            yield from (message["Body"] for message in found.get("Messages", []))
