"""The exchange: what the account and the phones have in common, and the work that goes on behind an answer."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from local.telephone import views
from local.telephone.faults import Faults
from local.telephone.feed import Feed
from local.telephone.phone_numbers import national_form
from local.telephone.records import Phone
from local.telephone.store import Store
from local.telephone.webhooks import WebhookPoster

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from local.telephone.records import PhoneText
    from local.telephone.settings import Settings


class Exchange:
    """One account's exchange. Everything runs on one event loop, so its state needs no locks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.state_dir)
        self.faults = Faults()
        self.feed = Feed()
        self.webhooks = WebhookPoster(settings)
        self._work: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Do something in the background until it ends or the exchange closes."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def stop_work(self) -> None:
        """Stop all background work."""
        tasks = tuple(self._work)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Stop for good; deliveries under way are resumed at the next start."""
        self.feed.close()
        await self.stop_work()
        await self.webhooks.close()
        self.store.close()

    def register_phone(self, number: str, label: str = "", *, mobile: bool = True) -> Phone:
        """Make a phone known, or give a known one another label."""
        phone = Phone(number, label or national_form(number), time.time(), mobile)
        self.store.save(phone)
        self.feed.publish("phone", views.phone_view(self.store, phone))
        return phone

    def phone(self, number: str) -> Phone:
        """Find a phone; one never heard of becomes known."""
        return self.store.phones.get(number) or self.register_phone(number)

    def show(self, text: PhoneText) -> None:
        """Put a text on its phone and on every open page."""
        self.phone(text.phone)
        self.store.save(text)
        self.feed.publish("text", views.text_view(text))

    def tell_faults(self) -> None:
        """Tell every open page which rules are in force."""
        self.feed.publish(
            "faults", {"faults": [views.fault_view(rule) for rule in self.faults.rules.values()]}
        )

    def tell_numbers(self) -> None:
        """Tell every open page which numbers the account has."""
        self.feed.publish(
            "numbers", {"numbers": [views.number_view(number) for number in self.store.numbers.values()]}
        )

    async def reset(self, *, keep_numbers: bool) -> None:
        """Forget phones, texts, messages and rules, and the numbers too unless told to keep them."""
        await self.stop_work()
        numbers = tuple(self.store.numbers.values()) if keep_numbers else ()
        self.store.reset()
        for number in numbers:
            self.store.save(number)
        self.faults.clear()
        self.webhooks.log.clear()
        self.feed.publish("reset", {})
