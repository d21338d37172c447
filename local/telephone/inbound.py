"""A text typed on a phone: onto the account, its keyword acted on, to the webhook of the number it was sent to.

Parameters: https://www.twilio.com/docs/messaging/guides/webhook-request.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from local.telephone import views
from local.telephone.delivery import API_VERSION, deliver, ring
from local.telephone.faults import FaultKind, SendPlan
from local.telephone.keywords import REPLIES, Keyword, is_yes, keyword_in
from local.telephone.phone_numbers import country_of
from local.telephone.records import Message, OptOut, PhoneText, new_sid
from local.telephone.segments import count_segments
from local.telephone.twiml import TwimlError, replies_in
from local.telephone.webhooks import Attempt, WebhookCall

if TYPE_CHECKING:
    from local.telephone.exchange import Exchange
    from local.telephone.records import Number
    from local.telephone.webhooks import Answer


def type_text(
    exchange: Exchange, phone: str, number: Number, body: str, service_sid: str | None = None
) -> Message:
    """Send a text from a phone to one of the account's numbers."""
    now = time.time()
    message = Message(
        sid=new_sid("SM"),
        direction="inbound",
        sender=phone,
        to=number.phone_number,
        body=body,
        status="received",
        created=now,
        updated=now,
        sent=now,
        messaging_service_sid=service_sid,
    )
    exchange.store.save(message)
    exchange.show(PhoneText(message.sid, phone, number.phone_number, from_phone=True, body=body, at=now))
    _obey_keyword(exchange, message)
    exchange.start(_forward(exchange, number, message))
    return message


def inbound_params(exchange: Exchange, message: Message) -> dict[str, str]:
    """Describe a text with the parameters of Twilio's request for an incoming message."""
    params = {
        "AccountSid": exchange.settings.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender or "",
        "FromCity": "",
        "FromCountry": country_of(message.sender or ""),
        "FromState": "",
        "FromZip": "",
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(count_segments(message.body)),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
        "ToCity": "",
        "ToCountry": country_of(message.to),
        "ToState": "",
        "ToZip": "",
    }
    if message.messaging_service_sid:
        params["MessagingServiceSid"] = message.messaging_service_sid
    return params


def _obey_keyword(exchange: Exchange, message: Message) -> None:
    keyword, store, phone = keyword_in(message.body), exchange.store, message.sender or ""
    if keyword is None:
        return
    stopped = store.has_opted_out(message.to, phone)
    if keyword is Keyword.STOP:
        if stopped:
            return
        _reply(exchange, message, REPLIES[keyword])
        store.save(OptOut(message.to, phone, time.time()))
    elif keyword is Keyword.START:
        store.delete_opt_out(message.to, phone)
        if stopped or not is_yes(message.body):
            _reply(exchange, message, REPLIES[keyword])
    elif not stopped:
        _reply(exchange, message, REPLIES[keyword])
    exchange.feed.publish("phone", views.phone_view(store, exchange.phone(phone)))


def _reply(exchange: Exchange, message: Message, body: str) -> None:
    """Answer a text from the number it was sent to."""
    now = time.time()
    reply = Message(
        sid=new_sid("SM"),
        direction="outbound-reply",
        sender=message.to,
        to=message.sender or "",
        body=body,
        status="queued",
        created=now,
        updated=now,
    )
    exchange.store.save(reply)
    ring(exchange, reply, SendPlan())
    exchange.start(deliver(exchange, reply, SendPlan()))


async def _forward(exchange: Exchange, number: Number, message: Message) -> None:
    if not number.sms_url:
        return
    phone = message.sender or ""
    duplicate = exchange.faults.take(FaultKind.DUPLICATE_INBOUND, phone)
    call = WebhookCall(
        kind="inbound",
        sid=message.sid,
        url=number.sms_url,
        method=number.sms_method,
        params=inbound_params(exchange, message),
        sign_with=exchange.faults.take(FaultKind.SIGN_WITH, phone),
    )
    exchange.tell_faults()
    for copy in range(duplicate.copies if duplicate else 1):
        answer = await _post_with_fallback(exchange, number, call)
        if answer is not None and copy == 0:
            _answer_phone(exchange, message, answer, call.url)


async def _post_with_fallback(exchange: Exchange, number: Number, call: WebhookCall) -> Answer | None:
    answer = await exchange.webhooks.post(call)
    if answer is not None or not number.sms_fallback_url:
        return answer
    params = {**call.params, "ErrorCode": "11200", "ErrorUrl": call.url}
    fallback = replace(call, url=number.sms_fallback_url, method=number.sms_fallback_method, params=params)
    return await exchange.webhooks.post(fallback)


def _answer_phone(exchange: Exchange, message: Message, answer: Answer, url: str) -> None:
    try:
        replies = replies_in(answer)
    except TwimlError as error:
        note = Attempt(
            time.time(), "inbound", message.sid, url, 0, answer.status, 0, "unreadable answer", error.code
        )
        exchange.webhooks.log.append(note)
        return
    for body in replies:
        if not exchange.store.has_opted_out(message.to, message.sender or ""):
            _reply(exchange, message, body)
