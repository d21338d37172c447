"""The way of an outbound message: onto the phone, through its statuses, with a status callback for each change.

https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks: no callback for the status that
a message is created with. Twilio keeps no order between callbacks; here they keep it unless a rule says otherwise.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.telephone.faults import SendPlan
from local.telephone.records import FINAL_STATUSES, PhoneText
from local.telephone.twilio_errors import DELIVERY_ERRORS
from local.telephone.webhooks import WebhookCall

if TYPE_CHECKING:
    from local.telephone.exchange import Exchange
    from local.telephone.records import Message

API_VERSION = "2010-04-01"
_ANNOUNCED = frozenset({"queued", "sent", "delivered", "undelivered", "failed", "canceled"})
_DEFAULT_FAILURE_CODE = 30008


def ring(exchange: Exchange, message: Message, plan: SendPlan) -> None:
    """Put an accepted message on its phone at once, or note it as lost where the plan says so."""
    lost = plan.final_status
    text = PhoneText(
        sid=message.sid,
        phone=message.to,
        practice_number=message.sender or first_number(exchange),
        from_phone=False,
        body=message.body,
        at=message.created,
        arrived=lost is None,
        error_code=_failure_code(plan),
    )
    exchange.show(text)


def first_number(exchange: Exchange) -> str:
    """Give the number that a Messaging Service sends from: it holds all of the account's, and takes the oldest."""
    return next((number.phone_number for number in exchange.store.numbers.values()), "")


async def deliver(exchange: Exchange, message: Message, plan: SendPlan) -> None:
    """Bring a message to its final status, step by step, and post its status callbacks."""
    if message.status == "scheduled":
        await asyncio.sleep(max(0.0, (message.send_at or 0.0) - time.time()))
        if message.status == "canceled":
            return
        ring(exchange, message, plan)
    held: list[tuple[str, dict[str, str]]] = []
    for status in _statuses_ahead(message, plan):
        await asyncio.sleep(0 if plan.early else exchange.settings.step_seconds)
        if message.sid not in exchange.store.messages:
            return
        _advance(exchange, message, status, plan)
        if status not in _ANNOUNCED:
            continue
        params = callback_params(exchange, message)
        if plan.reorder:
            held.insert(0, (status, params))
        else:
            await announce(exchange, message, params, plan)
    for _, params in held:
        await announce(exchange, message, params, plan)


def resume(exchange: Exchange) -> None:
    """Carry on with the messages that a stop of the telephone interrupted."""
    for message in tuple(exchange.store.messages.values()):
        if message.status not in FINAL_STATUSES:
            exchange.start(deliver(exchange, message, SendPlan()))


def callback_params(exchange: Exchange, message: Message) -> dict[str, str]:
    """Describe a message's present status with the parameters of Twilio's request to the StatusCallback URL."""
    params = {
        "AccountSid": exchange.settings.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender or "",
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    if message.messaging_service_sid:
        params["MessagingServiceSid"] = message.messaging_service_sid
    if message.error_code:
        params["ErrorCode"] = str(message.error_code)
        params["ErrorMessage"] = DELIVERY_ERRORS.get(message.error_code, "Unknown error")
    if message.status in {"delivered", "undelivered"}:
        params["RawDlrDoneDate"] = datetime.fromtimestamp(message.updated, UTC).strftime("%y%m%d%H%M")
    return params


async def announce(exchange: Exchange, message: Message, params: dict[str, str], plan: SendPlan) -> None:
    """Post one status callback, or as many as the plan says."""
    if message.status_callback is None or plan.suppress:
        return
    call = WebhookCall("status", message.sid, message.status_callback, "POST", params, plan.sign_with)
    for _ in range(plan.copies):
        await exchange.webhooks.post(call)


def _statuses_ahead(message: Message, plan: SendPlan) -> list[str]:
    way = ["scheduled", "accepted", "queued", "sending", "sent", "delivered"]
    if plan.final_status is not None and plan.final_status.status == "undelivered":
        way[-1] = "undelivered"
    elif plan.final_status is not None:
        way[-2:] = ["failed"]
    return way[way.index(message.status) + 1 :] if message.status in way else []


def _advance(exchange: Exchange, message: Message, status: str, plan: SendPlan) -> None:
    message.status, message.updated = status, time.time()
    if message.sender is None:
        message.sender = first_number(exchange)
    if status == "sent":
        message.sent = message.updated
    if status in {"failed", "undelivered"}:
        message.error_code = _failure_code(plan)
    exchange.store.save(message)


def _failure_code(plan: SendPlan) -> int | None:
    return (plan.final_status.code or _DEFAULT_FAILURE_CODE) if plan.final_status else None
