"""Buying the practice's number and giving it back (row A2): one order, one number, whatever fails on the way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.unit.services.clinic import BASE_URL, LONG_ENOUGH
from tests.unit.services.crashing import CrashError, Plan, watched
from textward.domain.audit import Action
from textward.domain.errors import (
    AddOnNeededError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NumberPresentError,
    NumberTakenError,
    OrderOpenError,
    ProviderUnavailableError,
    TextwardError,
)
from textward.domain.number_order import NumberOrder, OrderFailure, OrderKind, OrderState
from textward.services.number_ports import NotDoneError, OutcomeUnknownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.clinic import Clinic
    from textward.domain.practice import Practice
    from textward.domain.role import Viewer
    from textward.services.order_number import OrderNumber

NUMBER, ANOTHER = "+13125550111", "+13125550122"
LOST = "no answer"


@pytest.fixture
def shop(clinic: Clinic) -> Clinic:
    """Give a practice that has the add-on and no number yet."""
    clinic.world.practices.save(
        replace(clinic.demo.practice, number=None, texting_enabled=False, text_addon=True)
    )
    return clinic


@pytest.fixture
def owner(shop: Clinic) -> Clinic:
    """Give a practice that has bought a number."""
    assert _buy(shop).state is OrderState.DONE
    return shop


def _buy(clinic: Clinic, number: str = NUMBER, key: str = "key-1", by: Viewer | None = None) -> NumberOrder:
    viewer = by or clinic.demo.alice
    return clinic.order_number.buy(viewer, number, key, clinic.trail(viewer))


def _release(clinic: Clinic, version: int | None = None) -> NumberOrder:
    alice = clinic.demo.alice
    return clinic.order_number.release(alice, version or _practice(clinic).version, clinic.trail(alice))


def _practice(clinic: Clinic) -> Practice:
    return clinic.world.practices.get(clinic.practice_id)


def _owned(clinic: Clinic) -> list[str]:
    return [one.number for one in clinic.world.market.owned.values()]


def _holds_together(clinic: Clinic, number: str | None) -> None:
    """One number bought and recorded, or none; nothing open."""
    assert _practice(clinic).number == number
    assert _owned(clinic) == ([number] if number else [])
    order = clinic.world.texting.order(clinic.practice_id)
    assert order is None or not order.is_open


def test_a_bought_number_is_the_practices_with_our_webhook_set(shop: Clinic) -> None:
    order = _buy(shop, "(312) 555-0111")

    assert (order.state, order.number) == (OrderState.DONE, NUMBER)
    _holds_together(shop, NUMBER)
    assert shop.world.market.urls == {NUMBER: f"{BASE_URL}/webhooks/sms/messages"}
    assert shop.text_in("Hello?", to=NUMBER)
    lines = [(line.action, line.target_id) for line in shop.world.state.audit]
    assert lines == [(Action.NUMBER_ORDERED, order.order_id), (Action.NUMBER_BOUGHT, order.order_id)]


def test_the_same_request_again_buys_nothing_more(shop: Clinic) -> None:
    order = _buy(shop)

    assert _buy(shop) == order
    with pytest.raises(IdempotencyKeyReusedError):
        _buy(shop, ANOTHER)
    with pytest.raises(NumberPresentError):
        _buy(shop, ANOTHER, key="key-2")

    assert shop.world.market.sold == [NUMBER]
    _holds_together(shop, NUMBER)


def test_a_number_that_is_gone_is_told_and_another_can_be_had(shop: Clinic) -> None:
    shop.world.market.buy(NUMBER, "somebody else", "")
    with pytest.raises(NumberTakenError):
        _buy(shop)
    with pytest.raises(NumberTakenError):
        _buy(shop)
    assert _practice(shop).number is None
    assert shop.world.market.sold == [NUMBER]

    _buy(shop, ANOTHER, key="key-2")

    assert _practice(shop).number == ANOTHER


def test_a_provider_that_refuses_or_is_down_leaves_nothing_behind(shop: Clinic) -> None:
    shop.world.market.outcomes.append(NotDoneError())
    with pytest.raises(ProviderUnavailableError):
        _buy(shop)
    shop.world.market.down = True
    with pytest.raises(ProviderUnavailableError):
        _buy(shop, key="key-2")
    _holds_together_when_up(shop, None)

    _buy(shop, key="key-3")

    _holds_together(shop, NUMBER)


def _holds_together_when_up(clinic: Clinic, number: str | None) -> None:
    clinic.world.market.down = False
    _holds_together(clinic, number)


def test_an_answer_that_got_lost_is_looked_up_at_once(shop: Clinic) -> None:
    shop.world.market.outcomes.append(LOST)

    assert _buy(shop).state is OrderState.DONE

    assert shop.world.market.sold == [NUMBER]
    _holds_together(shop, NUMBER)


def test_a_request_that_got_lost_stays_open_until_the_list_can_be_believed(shop: Clinic) -> None:
    shop.world.market.outcomes.append(OutcomeUnknownError())

    assert _buy(shop).is_open
    assert _buy(shop).is_open
    with pytest.raises(OrderOpenError):
        _buy(shop, ANOTHER, key="key-2")
    assert shop.settle_orders() == 0
    assert shop.world.market.sold == []

    shop.world.advance(LONG_ENOUGH)
    assert shop.settle_orders() == 0
    _holds_together(shop, None)
    with pytest.raises(ProviderUnavailableError):
        _buy(shop)
    assert _buy(shop, ANOTHER, key="key-2").state is OrderState.DONE
    _holds_together(shop, ANOTHER)


def test_a_number_bought_without_our_knowing_is_found_by_its_order(
    shop: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer got lost, and so did the look at once."""
    market = shop.world.market
    looks = count()

    def flaky(number: str) -> object:
        if next(looks):
            raise NotDoneError
        return None

    def sold_and_lost(number: str, name: str, url: str) -> None:
        type(market)(owned=market.owned, sold=market.sold, urls=market.urls).buy(number, name, url)
        raise OutcomeUnknownError

    with monkeypatch.context() as patch:
        patch.setattr(market, "ours", flaky)
        patch.setattr(market, "buy", sold_and_lost)
        assert _buy(shop).is_open
    assert _owned(shop) == [NUMBER]
    assert _practice(shop).number is None

    shop.world.advance(LONG_ENOUGH)
    with pytest.raises(NumberPresentError):  # the next request settles it, and buys nothing more
        _buy(shop, ANOTHER, key="key-2")

    assert market.sold == [NUMBER]
    _holds_together(shop, NUMBER)
    assert shop.world.state.audit[-1].actor.kind == "system"


def test_two_admins_at_once_buy_one_number(shop: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first waits for the provider."""
    market, refused = shop.world.market, []
    sell = market.buy

    def meanwhile(number: str, name: str, url: str) -> object:
        with pytest.raises(OrderOpenError) as error:
            _buy(shop, ANOTHER, key="key-of-the-second")
        refused.append(error)
        return sell(number, name, url)

    monkeypatch.setattr(market, "buy", meanwhile)
    _buy(shop)

    assert len(refused) == 1
    assert market.sold == [NUMBER]
    _holds_together(shop, NUMBER)


def test_a_double_click_buys_one_number(shop: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    market, second = shop.world.market, []
    sell = market.buy

    def meanwhile(number: str, name: str, url: str) -> object:
        second.append(_buy(shop))
        return sell(number, name, url)

    monkeypatch.setattr(market, "buy", meanwhile)
    first = _buy(shop)

    assert [order.is_open for order in second] == [True]
    assert second[0].order_id == first.order_id
    assert market.sold == [NUMBER]


def test_a_number_of_another_practice_in_our_own_record_goes_back(
    shop: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(_practice(shop), practice_id=shop.world.ids.new(), number=NUMBER)
    shop.world.practices.save(other)

    with pytest.raises(NumberTakenError):
        _buy(shop)

    assert _owned(shop) == []
    assert shop.world.practices.by_number(NUMBER) == other
    assert _practice(shop).number is None


def test_a_worker_that_was_taken_over_leaves_the_order_to_the_other(
    shop: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited so long for the provider that the schedule came first."""
    market = shop.world.market
    sell = market.buy

    def slow(number: str, name: str, url: str) -> object:
        bought = sell(number, name, url)
        shop.world.advance(LONG_ENOUGH)
        assert shop.settle_orders() == 0
        return bought

    monkeypatch.setattr(market, "buy", slow)

    assert _buy(shop).state is OrderState.DONE
    assert market.sold == [NUMBER]
    _holds_together(shop, NUMBER)


def test_bad_wishes_order_nothing(shop: Clinic) -> None:
    for number in ("+44 20 7946 0000", "12", ""):
        with pytest.raises(InvalidInputError) as refused:
            _buy(shop, number)
        assert refused.value.pointer == "/number"
    for viewer in (shop.demo.bob, shop.demo.carol):
        with pytest.raises(NotAllowedError):
            _buy(shop, by=viewer)
        with pytest.raises(NotAllowedError):
            shop.order_number.release(viewer, 1, shop.trail(viewer))
    with pytest.raises(NotFoundError):
        _release(shop)
    assert shop.world.texting.order(shop.practice_id) is None


def test_a_practice_without_the_add_on_buys_nothing(clinic: Clinic) -> None:
    with pytest.raises(AddOnNeededError):
        _buy(clinic)
    assert clinic.world.market.sold == []


def test_a_released_number_is_given_back_and_texting_is_off(owner: Clinic) -> None:
    owner.world.practices.save(replace(_practice(owner), texting_enabled=True))

    order = _release(owner)

    assert (order.kind, order.state) == (OrderKind.RELEASE, OrderState.DONE)
    _holds_together(owner, None)
    assert not _practice(owner).texting_enabled
    assert owner.world.state.audit[-1].action is Action.NUMBER_RELEASED
    assert _buy(owner, ANOTHER, key="key-2").state is OrderState.DONE
    _holds_together(owner, ANOTHER)


def test_a_release_seen_before_a_colleague_changed_something_conflicts(owner: Clinic) -> None:
    with pytest.raises(ConflictError):
        _release(owner, version=_practice(owner).version - 1)

    _holds_together(owner, NUMBER)


def test_a_release_that_the_provider_refuses_keeps_the_number(owner: Clinic) -> None:
    owner.world.market.outcomes.append(NotDoneError())

    with pytest.raises(ProviderUnavailableError):
        _release(owner)

    _holds_together(owner, NUMBER)
    order = owner.world.texting.order(owner.practice_id)
    assert order
    assert order.failure is OrderFailure.PROVIDER


@pytest.mark.parametrize("is_done", [True, False])
def test_a_release_whose_answer_got_lost_is_carried_through(owner: Clinic, *, is_done: bool) -> None:
    owner.world.market.outcomes.append(LOST if is_done else OutcomeUnknownError())

    assert _release(owner).is_open
    with pytest.raises((OrderOpenError, NumberPresentError)):
        _buy(owner, ANOTHER, key="key-2")
    owner.world.advance(LONG_ENOUGH)
    assert owner.settle_orders() == 0

    _holds_together(owner, None)


def test_a_number_that_is_gone_at_the_provider_can_still_be_released(owner: Clinic) -> None:
    owner.world.market.owned.clear()

    assert _release(owner).state is OrderState.DONE
    _holds_together(owner, None)


def test_what_can_not_be_settled_now_is_told_and_comes_again(shop: Clinic) -> None:
    shop.world.market.outcomes.append(OutcomeUnknownError())
    _buy(shop)
    shop.world.advance(LONG_ENOUGH)
    shop.world.market.down = True

    assert shop.settle_orders() == 1
    with pytest.raises(OrderOpenError):
        _buy(shop, key="key-2")

    shop.world.market.down = False
    shop.world.advance(LONG_ENOUGH)
    assert shop.settle_orders() == 0
    _holds_together(shop, None)


# --- a process that dies ------------------------------------------------------------------------------------------------


def _dying(clinic: Clinic, plan: Plan) -> OrderNumber:
    """Give the ordering use cases with every call of a port that matters going through the plan."""
    texting, market = (
        cast("Any", watched(port, plan)) for port in (clinic.world.texting, clinic.world.market)
    )
    settle = replace(clinic.settle_order, texting=texting, market=market)
    return replace(clinic.order_number, texting=texting, market=market, settle=settle)


def _crashes(clinic: Clinic, at_call: int, *, after: bool, release: bool) -> bool:
    """Let the process die at a call; tell whether there was such a call."""
    plan = Plan(at_call, after)
    use_case, alice = _dying(clinic, plan), clinic.demo.alice
    with suppress(CrashError):
        if release:
            use_case.release(alice, _practice(clinic).version, clinic.trail(alice))
        else:
            use_case.buy(alice, NUMBER, "key-1", clinic.trail(alice))
    return plan.happened


CALLS = [(at_call, after) for at_call in range(1, 7) for after in (False, True)]


def _retry_same(clinic: Clinic) -> None:
    _buy(clinic)


def _retry_other(clinic: Clinic) -> None:
    _buy(clinic, ANOTHER, key="key-2")


def _schedule(clinic: Clinic) -> None:
    assert clinic.settle_orders() == 0


@pytest.mark.parametrize("then", [_retry_same, _retry_other, _schedule])
@pytest.mark.parametrize("pause", [False, True])
@pytest.mark.parametrize(("at_call", "after"), CALLS)
def test_a_purchase_that_dies_anywhere_leaves_one_number_or_none(
    shop: Clinic, *, at_call: int, after: bool, pause: bool, then: Callable[[Clinic], None]
) -> None:
    died = _crashes(shop, at_call, after=after, release=False)
    assert died or at_call > 5

    if pause:
        shop.world.advance(LONG_ENOUGH)
    with suppress(TextwardError):
        then(shop)
    shop.world.advance(LONG_ENOUGH)
    assert shop.settle_orders() == 0

    number = _practice(shop).number
    _holds_together(shop, number)
    assert shop.world.market.sold in ([], [NUMBER], [ANOTHER])
    if number is None:
        _buy(shop, ANOTHER, key="key-3")
        _holds_together(shop, ANOTHER)


@pytest.mark.parametrize(("at_call", "after"), CALLS)
def test_a_release_that_dies_anywhere_is_carried_through_or_never_began(
    owner: Clinic, *, at_call: int, after: bool
) -> None:
    died = _crashes(owner, at_call, after=after, release=True)
    assert died or at_call > 5

    owner.world.advance(LONG_ENOUGH)
    assert owner.settle_orders() == 0

    number = _practice(owner).number
    _holds_together(owner, number)
    order = owner.world.texting.order(owner.practice_id)
    assert order
    assert (order.kind is OrderKind.PURCHASE) == (number is not None)
