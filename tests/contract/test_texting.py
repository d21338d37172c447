"""The `Texting` port: the practice's number, the orders for it, and its settings (rows A1, A2, A4-A6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import NOW, Material, a_number, an_id
from tests.contract.races import race
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NumberTakenError,
    OrderOpenError,
)
from textward.domain.message import Mode
from textward.domain.number_order import HELD, NumberOrder, OrderFailure, OrderKind, OrderState

if TYPE_CHECKING:
    from tests.contract.backends import Backend
    from textward.domain.practice import Practice


def an_order(practice: Practice, kind: OrderKind = OrderKind.PURCHASE, **changes: object) -> NumberOrder:
    number = practice.number if kind is OrderKind.RELEASE else a_number()
    order = NumberOrder(
        practice.practice_id, an_id(), kind, number or "", f"number:{an_id()}", at=NOW, held_at=NOW
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def without_number(backend: Backend, material: Material) -> Practice:
    practice = material.practice(number=None, texting_enabled=False, text_addon=True)
    backend.practices.save(practice)
    return practice


def bought(backend: Backend, practice: Practice) -> NumberOrder:
    order = an_order(practice)
    backend.texting.begin(order)
    backend.texting.record_bought(order)
    return order


def test_an_order_reads_back_whole(backend: Backend, material: Material) -> None:
    """AP-70, AP-71."""
    practice = without_number(backend, material)
    assert backend.texting.order(practice.practice_id) is None
    order, entry = an_order(practice), material.entry()

    backend.texting.begin(order, entry)

    assert backend.texting.order(practice.practice_id) == order
    assert backend.practices.get(practice.practice_id) == replace(practice, version=2)
    assert backend.audit_ids(practice.practice_id) == [entry.entry_id]


def test_one_order_of_a_practice_is_open_at_a_time(backend: Backend, material: Material) -> None:
    """AP-71, AP-75."""
    practice = without_number(backend, material)
    first = an_order(practice)
    backend.texting.begin(first)
    with pytest.raises(OrderOpenError):
        backend.texting.begin(an_order(practice))
    assert backend.texting.order(practice.practice_id) == first

    backend.texting.fail(first, OrderFailure.TAKEN)

    failed = replace(first, state=OrderState.FAILED, failure=OrderFailure.TAKEN)
    assert backend.texting.order(practice.practice_id) == failed
    second = an_order(practice)
    backend.texting.begin(second)
    assert backend.texting.order(practice.practice_id) == second


def test_the_same_request_begins_once(backend: Backend, material: Material) -> None:
    """AP-71."""
    practice = without_number(backend, material)
    order = bought(backend, practice)

    with pytest.raises(AlreadyDoneError):
        backend.texting.begin(an_order(practice, claim=order.claim, number=order.number))
    with pytest.raises(IdempotencyKeyReusedError):
        backend.texting.begin(an_order(practice, claim=order.claim))

    stored = backend.texting.order(practice.practice_id)
    assert stored
    assert (stored.order_id, stored.state) == (order.order_id, OrderState.DONE)


def test_a_purchase_needs_a_practice_without_a_number(backend: Backend, material: Material) -> None:
    """AP-71."""
    practice = material.practice()
    backend.practices.save(practice)

    with pytest.raises(ConflictError):
        backend.texting.begin(an_order(practice))
    with pytest.raises(ConflictError):
        backend.texting.begin(an_order(practice, OrderKind.RELEASE, number=a_number()))

    assert backend.texting.order(practice.practice_id) is None
    assert backend.practices.get(practice.practice_id) == practice


def test_a_bought_number_is_the_practices_and_finds_it(backend: Backend, material: Material) -> None:
    """AP-73, AP-01, AP-04."""
    practice = without_number(backend, material)
    order, entry = an_order(practice), material.entry()
    backend.texting.begin(order)

    backend.texting.record_bought(order, entry)

    now = backend.practices.get(practice.practice_id)
    assert now == replace(practice, number=order.number, version=3)
    assert backend.practices.by_number(order.number) == now
    assert now in backend.practices.all_with_numbers()
    assert backend.texting.order(practice.practice_id) == replace(order, state=OrderState.DONE)
    assert backend.audit_ids(practice.practice_id) == [entry.entry_id]
    with pytest.raises(ConflictError):
        backend.texting.record_bought(order)
    with pytest.raises(ConflictError):
        backend.texting.fail(order, OrderFailure.PROVIDER)


def test_a_number_of_another_practice_is_not_recorded(backend: Backend, material: Material) -> None:
    """AP-73."""
    practice, other = without_number(backend, material), Material().practice()
    backend.practices.save(other)
    order = an_order(practice, number=other.number)
    backend.texting.begin(order)

    with pytest.raises(NumberTakenError):
        backend.texting.record_bought(order)

    assert backend.practices.by_number(other.number or "") == other
    assert backend.practices.get(practice.practice_id).number is None
    assert backend.texting.order(practice.practice_id) == order


def test_a_released_number_is_nobodys_and_texting_is_off(backend: Backend, material: Material) -> None:
    """AP-74."""
    practice = material.practice()
    backend.practices.save(practice)
    order = an_order(practice, OrderKind.RELEASE)
    backend.texting.begin(order)

    backend.texting.record_released(order)

    now = backend.practices.get(practice.practice_id)
    assert (now.number, now.texting_enabled) == (None, False)
    assert backend.practices.by_number(order.number) is None
    assert practice.practice_id not in {p.practice_id for p in backend.practices.all_with_numbers()}
    heir = Material().practice(number=None)
    backend.practices.save(heir)
    again = an_order(heir, number=order.number)
    backend.texting.begin(again)
    backend.texting.record_bought(again)
    found = backend.practices.by_number(order.number)
    assert found
    assert found.practice_id == heir.practice_id


def test_an_order_taken_over_is_no_more_the_first_ones(backend: Backend, material: Material) -> None:
    """AP-72."""
    practice = without_number(backend, material)
    order = an_order(practice)
    backend.texting.begin(order)

    held = backend.texting.hold(order, material.later(2))

    assert backend.texting.order(practice.practice_id) == held == replace(order, held_at=material.later(2))
    with pytest.raises(ConflictError):
        backend.texting.hold(order, material.later(3))
    with pytest.raises(ConflictError):
        backend.texting.record_bought(order)
    with pytest.raises(ConflictError):
        backend.texting.fail(order, OrderFailure.PROVIDER)
    backend.texting.record_bought(held)
    assert backend.practices.get(practice.practice_id).number == order.number


def test_orders_are_found_when_nobody_holds_or_ended_them(backend: Backend, material: Material) -> None:
    """AP-76."""
    practice, other = without_number(backend, material), without_number(backend, Material())
    order, ended = an_order(practice), an_order(other)
    for each in (order, ended):
        backend.texting.begin(each)
    backend.texting.fail(ended, OrderFailure.PROVIDER)

    def mine(minutes: float) -> list[NumberOrder]:
        found = backend.texting.unsettled(material.later(minutes), 100)
        return [o for o in found if o.practice_id in {practice.practice_id, other.practice_id}]

    assert mine(0.5) == []
    assert mine(1) == [order]
    held = backend.texting.hold(order, order.held_at + HELD)
    assert mine(1.5) == []
    assert mine(2) == [held]
    backend.texting.record_bought(held)
    assert mine(9) == []


def test_settings_are_found_by_the_number_too(backend: Backend, material: Material) -> None:
    """AP-77, AP-01."""
    practice = material.practice(text_addon=True)
    backend.practices.save(practice)
    wanted = replace(
        practice,
        texting_enabled=False,
        default_mode=Mode.PLAIN,
        assign_to_care_team=True,
        assign_to_last_sender=False,
        version=2,
    )
    entry = material.entry()

    backend.texting.save_settings(wanted, entry)

    assert backend.practices.get(practice.practice_id) == wanted
    assert backend.practices.by_number(practice.number or "") == wanted
    assert wanted in backend.practices.all_with_numbers()
    assert backend.audit_ids(practice.practice_id) == [entry.entry_id]


def test_settings_seen_before_a_change_conflict(backend: Backend, material: Material) -> None:
    """AP-77."""
    practice = material.practice()
    backend.practices.save(practice)
    first = replace(practice, default_mode=Mode.PLAIN, version=2)
    backend.texting.save_settings(first)

    with pytest.raises(ConflictError):
        backend.texting.save_settings(replace(practice, assign_to_care_team=True, version=2))

    assert backend.practices.get(practice.practice_id) == first


def test_settings_of_a_practice_that_just_got_its_number_conflict(
    backend: Backend, material: Material
) -> None:
    """AP-77, AP-73."""
    practice = without_number(backend, material)
    order = bought(backend, practice)

    with pytest.raises(ConflictError):
        backend.texting.save_settings(replace(practice, assign_to_care_team=True, version=2))

    assert backend.practices.get(practice.practice_id).number == order.number


def test_of_admins_who_order_at_once_one_does(racing: Backend, material: Material) -> None:
    """AP-71."""
    practice = without_number(racing, material)
    orders = [an_order(practice) for _ in range(6)]

    def begin(number: int) -> NumberOrder:
        racing.texting.begin(orders[number])
        return orders[number]

    outcomes = race(len(orders), begin)

    assert len(outcomes.given) == 1
    assert racing.texting.order(practice.practice_id) == outcomes.given[0]


def test_of_workers_who_end_an_order_at_once_one_does(racing: Backend, material: Material) -> None:
    """AP-72, AP-73."""
    practice = without_number(racing, material)
    order = an_order(practice)
    racing.texting.begin(order)

    def end(number: int) -> bool:
        held = racing.texting.hold(order, material.later(number + 2))
        racing.texting.record_bought(held)
        return True

    outcomes = race(4, end)

    assert outcomes.given == [True]
    assert racing.practices.get(practice.practice_id).number == order.number
