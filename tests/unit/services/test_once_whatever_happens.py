"""The promise of row J2 on outbound texts, against any run of crashes, lost answers, callbacks and retries."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.unit.services.clinic import LONG_ENOUGH, Clinic
from tests.unit.services.crashing import CrashError, Plan, planned
from textward.domain.errors import InvalidInputError, TransientError
from textward.domain.message import DeliveryState, Message, Mode
from textward.services.record_delivery import DeliveryReport

if TYPE_CHECKING:
    from tests.fakes.state import ItemKey

_REPORTED = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.UNDELIVERED, DeliveryState.FAILED)
_PICK = st.integers(0, 1_000)


class TextsLeaveOnce(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.clinic = Clinic()
        self.sms = self.clinic.world.sms
        self.messages: list[Message] = []
        self.keys = 0

    @rule(body=st.sampled_from(["Please call us.", "See you at 3."]), mode=st.sampled_from(Mode))
    def send(self, body: str, mode: Mode) -> None:
        self.keys += 1
        message, _ = self.clinic.compose(body, mode=mode, key=f"key-{self.keys}")
        self.messages.append(message)

    @rule(fate=st.sampled_from(["lose_answer", "lose_request", "not_take", "refuse"]))
    def provider_misbehaves_next(self, fate: str) -> None:
        if fate == "lose_answer":
            self.sms.lose_answer_of_next()
        elif fate == "lose_request":
            self.sms.lose_request_of_next()
        elif fate == "not_take":
            self.sms.not_take_next()
        else:
            self.sms.refuse_next("21614")

    @precondition(lambda self: self.clinic.world.state.texts)
    @rule(pick=_PICK, at_call=st.integers(1, 12), after=st.booleans())
    def worker_takes_a_text_and_may_crash(self, pick: int, at_call: int, *, after: bool) -> None:
        with suppress(CrashError, TransientError):
            planned(self.clinic, Plan(at_call, after))(*self._text(pick))

    @rule(seconds=st.sampled_from([1, 31, 61, 700]))
    def time_passes(self, seconds: int) -> None:
        self.clinic.world.advance(timedelta(seconds=seconds))

    @precondition(lambda self: self.sms.texts)
    @rule(pick=_PICK, state=st.sampled_from(_REPORTED))
    def provider_reports(self, pick: int, state: DeliveryState) -> None:
        provider_id = sorted(self.sms.texts)[pick % len(self.sms.texts)]
        if self.sms.texts[provider_id].state.may_become(state):
            self.sms.report(provider_id, state)
        query = parse_qs(urlsplit(self.sms.status_urls[provider_id]).query)
        practice_id, thread_id, item_id, attempt = (query[name][0] for name in "ptma")
        report = DeliveryReport(practice_id, thread_id, item_id, int(attempt), provider_id, state)
        self.clinic.record_delivery(report)

    @rule()
    def schedule_runs(self) -> None:
        self.clinic.reconcile()

    @precondition(lambda self: self.messages)
    @rule(pick=_PICK)
    def member_retries(self, pick: int) -> None:
        message, alice = self.messages[pick % len(self.messages)], self.clinic.demo.alice
        self.keys += 1
        ids = (message.thread_id, message.message_id)
        with suppress(InvalidInputError):
            self.clinic.retry(alice, ids, f"key-{self.keys}", self.clinic.trail(alice))

    @invariant()
    def nothing_rings_more_often_than_it_was_sent(self) -> None:
        rung = self.clinic.rings()
        for body in set(rung):
            assert rung.count(body) <= self._attempts_at(body)

    def teardown(self) -> None:
        """Let everything come to rest: then each attempt has one text at the provider, or failed before any."""
        self.sms.outcomes.clear()
        for _ in range(2):
            self.clinic.world.advance(LONG_ENOUGH)
            for key in list(self.clinic.world.state.texts):
                self.clinic.deliver(*key)
        holders = self.clinic.world.state.provider_ids
        assert set(holders) == set(self.sms.texts), "a text rang that no attempt knows of"
        assert len(set(holders.values())) == len(holders), "an attempt rang twice"
        for text in self.clinic.world.state.texts.values():
            settled = text.delivery.provider_id or text.delivery.state is DeliveryState.FAILED
            assert settled, "a text never left, and nobody knows"

    def _text(self, pick: int) -> ItemKey:
        keys = sorted(self.clinic.world.state.texts)
        return keys[pick % len(keys)]

    def _attempts_at(self, body: str) -> int:
        """Say how many attempts there were at texts that say this on the phone."""
        texts = self.clinic.world.state.texts.values()
        recipient = self.clinic.recipients.of_thread(
            self.clinic.practice_id, self.clinic.demo.maria.thread_id
        )
        saying = [text for text in texts if self.clinic.deliver._body(text, recipient).reveal() == body]
        return sum(text.delivery.attempt for text in saying)


TestTextsLeaveOnce = TextsLeaveOnce.TestCase
TestTextsLeaveOnce.settings = settings(max_examples=80, stateful_step_count=40)
