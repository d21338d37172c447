"""Messages: create, list, fetch, update and delete (https://www.twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from local.telephone.delivery import announce, callback_params, deliver, ring
from local.telephone.faults import FaultKind, SendPlan
from local.telephone.message_request import message_from
from local.telephone.message_search import search
from local.telephone.paging import page_of
from local.telephone.records import FINAL_STATUSES
from local.telephone.resources import account_path, message_resource
from local.telephone.rest_access import answer_through_trouble, read_form
from local.telephone.twilio_errors import TwilioError

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.telephone.exchange import Exchange
    from local.telephone.faults import FaultRule
    from local.telephone.records import Message


async def create_message(exchange: Exchange, request: Request) -> Response:
    """Accept a message and send it on its way."""
    form = await read_form(request)
    to = form.get("To", "")
    refuse_if_told(exchange.faults.take(FaultKind.REFUSE, to), to)
    plan = exchange.faults.plan_for(to)
    exchange.tell_faults()
    if plan.delay is not None:
        await asyncio.sleep(plan.delay.seconds)
    message = message_from(form, exchange.store)
    exchange.store.save(message)
    content = message_resource(exchange.settings.account_sid, message)
    if message.status != "scheduled":
        ring(exchange, message, plan)
    if plan.early:
        await deliver(exchange, message, plan)
    else:
        exchange.start(deliver(exchange, message, plan))
    return await answer_through_trouble(request, content, hang=plan.hang, drop=plan.drop)


async def list_messages(exchange: Exchange, request: Request) -> Response:
    """List messages, newest first."""
    account_sid = exchange.settings.account_sid
    content = page_of(
        search(exchange.store.messages.values(), request.query_params),
        request.query_params,
        f"{account_path(account_sid)}/Messages.json",
        "messages",
        lambda message: message.sid,
        lambda message: message_resource(account_sid, message),
    )
    return JSONResponse(content)


async def fetch_message(exchange: Exchange, request: Request) -> Response:
    """Show one message."""
    return JSONResponse(message_resource(exchange.settings.account_sid, _message(exchange, request)))


async def update_message(exchange: Exchange, request: Request) -> Response:
    """Redact the body (`Body=`), or cancel a scheduled message (`Status=canceled`)."""
    message, form = _message(exchange, request), await read_form(request)
    if form.get("Status") is not None:
        _cancel(exchange, message, form["Status"])
    if form.get("Body") is not None:
        _redact(message, form["Body"])
    message.updated = time.time()
    exchange.store.save(message)
    return JSONResponse(message_resource(exchange.settings.account_sid, message))


async def delete_message(exchange: Exchange, request: Request) -> Response:
    """Erase a message at the provider; the phone keeps its text."""
    message = _message(exchange, request)
    _require_final(message)
    exchange.store.delete_message(message.sid)
    return Response(status_code=204)


def refuse_if_told(rule: FaultRule | None, detail: str) -> None:
    """Answer with the error that a rule names.

    Raises:
        TwilioError: always, if there is a rule.
    """
    if rule is not None:
        raise TwilioError(rule.code or 20500, detail, status=rule.http_status, retry_after=rule.retry_after)


def _message(exchange: Exchange, request: Request) -> Message:
    message = exchange.store.messages.get(request.path_params["sid"])
    if message is None:
        raise TwilioError(20404, request.url.path)
    return message


def _require_final(message: Message) -> None:
    if message.status not in FINAL_STATUSES:
        raise TwilioError(20009)


def _redact(message: Message, body: str) -> None:
    if body:
        raise TwilioError(20001, "Body: only an empty one is taken, to redact the message")
    _require_final(message)
    message.body = ""


def _cancel(exchange: Exchange, message: Message, status: str) -> None:
    if status != "canceled":
        raise TwilioError(20001, f"Status: {status}")
    if message.status != "scheduled":
        raise TwilioError(30409)
    message.status = "canceled"
    exchange.start(announce(exchange, message, callback_params(exchange, message), SendPlan()))
