"""The settings API's routes for two-way texting: shapes, problems, replays (rows A1, A2, A4-A6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import reconcile_provider
import settings_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from tests.unit.services.clinic import LONG_ENOUGH
from textward.services.number_ports import NotDoneError, OutcomeUnknownError

if TYPE_CHECKING:
    from tests.unit.functions.stack import Stack

NUMBER = "+13125550111"
CHANGE = {
    "enabled": False,
    "default_mode": "plain",
    "assign_to_care_team": True,
    "assign_to_last_sender": False,
    "version": 1,
}


def _ask(
    stack: Stack,
    method: str,
    path: str,
    body: object = None,
    key: str | None = "key-1",
    version: int | None = None,
) -> Answer:
    return stack.http(
        settings_api.handler,
        method,
        f"/v1/settings/{path}",
        body=body,
        headers={"idempotency-key": key} if key else {},
        query={"version": version} if version else {},
        subject="subject-alice",
    )


def _set(stack: Stack, **changes: object) -> None:
    practice = replace(stack.clinic.demo.practice, **changes)  # type: ignore[arg-type]
    stack.clinic.world.practices.save(practice)


@pytest.fixture
def shop(stack: Stack) -> Stack:
    _set(stack, number=None, texting_enabled=False, text_addon=True)
    return stack


def test_everything_of_texting_is_shown(stack: Stack) -> None:
    answer = _ask(stack, "GET", "texting")

    assert answer.status == 200
    assert answer.json == {
        "addon": False,
        "enabled": True,
        "number": "+13125550100",
        "number_display": "(312) 555-0100",
        "default_mode": "secured",
        "assign_to_care_team": False,
        "assign_to_last_sender": True,
        "version": 1,
        "order": None,
    }


def test_settings_are_changed_once_per_look(stack: Stack) -> None:
    changed = _ask(stack, "PUT", "texting", CHANGE)

    assert (changed.status, changed.json["version"]) == (200, 2)
    assert {name: changed.json[name] for name in CHANGE} == CHANGE | {"version": 2}
    assert _ask(stack, "PUT", "texting", CHANGE).problem == "conflict"
    me = stack.http(settings_api.handler, "GET", "/v1/me", subject="subject-alice")
    assert me.json["practice"]["default_mode"] == "plain"


def test_texting_needs_the_add_on(stack: Stack) -> None:
    """Row A1."""
    refused = _ask(stack, "PUT", "texting", CHANGE | {"enabled": True})
    assert (refused.status, refused.problem) == (403, "add-on-needed")
    search = {"country": "US", "area_code": "312"}
    assert _ask(stack, "POST", "numbers/search", search).problem == "add-on-needed"
    assert _ask(stack, "POST", "numbers", {"number": NUMBER}).problem == "add-on-needed"


@pytest.mark.parametrize(
    "change", [{"default_mode": "loud"}, {"version": 0}, {"enabled": None}, {"number": NUMBER}]
)
def test_bad_settings_are_refused(stack: Stack, change: dict[str, object]) -> None:
    assert _ask(stack, "PUT", "texting", CHANGE | change).problem == "invalid-input"


@pytest.mark.parametrize(
    "search",
    [{"country": "MX", "area_code": "312"}, {"country": "US", "area_code": "12"}, {"country": "US"}],
)
def test_bad_searches_are_refused(shop: Stack, search: dict[str, str]) -> None:
    assert _ask(shop, "POST", "numbers/search", search).problem == "invalid-input"


def test_a_number_is_found_bought_and_given_back(shop: Stack) -> None:
    """Row A2."""
    found = _ask(shop, "POST", "numbers/search", {"country": "CA", "area_code": "416"})
    assert found.status == 200
    assert found.json["items"][0] == {
        "number": "+14165550100",
        "number_display": "(416) 555-0100",
        "locality": "Town",
        "region": "ON",
    }

    bought = _ask(shop, "POST", "numbers", {"number": "+14165550100"})
    assert bought.status == 201
    assert (bought.json["number"], bought.json["enabled"]) == ("+14165550100", False)
    assert (bought.json["order"]["kind"], bought.json["order"]["state"]) == ("purchase", "done")
    again = _ask(shop, "POST", "numbers", {"number": "+14165550100"})
    assert (again.status, again.json) == (201, bought.json)

    seen = bought.json["version"]
    assert _ask(shop, "DELETE", "numbers/current", version=seen - 1).problem == "conflict"
    released = _ask(shop, "DELETE", "numbers/current", version=seen)
    assert (released.status, released.json["number"]) == (200, None)
    assert _ask(shop, "DELETE", "numbers/current", version=seen + 2).problem == "not-found"


def test_each_trouble_with_a_purchase_has_its_own_problem(shop: Stack) -> None:
    market = shop.clinic.world.market
    assert _ask(shop, "POST", "numbers", {"number": "+441632960000"}).problem == "invalid-input"
    assert _ask(shop, "POST", "numbers", {"number": NUMBER}, key=None).problem == "invalid-input"
    market.buy("+13125550155", "somebody else", "")
    taken = _ask(shop, "POST", "numbers", {"number": "+13125550155"}, key="key-2")
    assert (taken.status, taken.problem) == (409, "number-taken")
    market.outcomes.append(NotDoneError())
    failed = _ask(shop, "POST", "numbers", {"number": NUMBER}, key="key-3")
    assert (failed.status, failed.problem) == (503, "provider-unavailable")
    assert _ask(shop, "GET", "texting").json["order"]["failure"] == "provider-unavailable"
    assert _ask(shop, "POST", "numbers", {"number": NUMBER}, key="key-4").status == 201
    present = _ask(shop, "POST", "numbers", {"number": "+13125550112"}, key="key-5")
    assert (present.status, present.problem) == (409, "number-present")
    other = _ask(shop, "POST", "numbers", {"number": "+13125550112"}, key="key-4")
    assert (other.status, other.problem) == (422, "idempotency-key-reused")


def test_a_purchase_without_an_answer_is_accepted_and_settled_by_the_schedule(shop: Stack) -> None:
    market = shop.clinic.world.market
    market.outcomes.append(OutcomeUnknownError())

    open_ = _ask(shop, "POST", "numbers", {"number": NUMBER})
    assert (open_.status, open_.json["order"]["state"]) == (202, "open")
    second = _ask(shop, "POST", "numbers", {"number": "+13125550112"}, key="key-2")
    assert (second.status, second.problem) == (409, "order-open")

    shop.clinic.world.advance(LONG_ENOUGH)
    done = reconcile_provider.handler(sample("reconcile_provider"), LambdaContext())
    assert done["left"] == 0
    shown = _ask(shop, "GET", "texting").json
    assert (shown["number"], shown["order"]["state"]) == (None, "failed")
    assert market.sold == []
