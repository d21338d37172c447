"""The control API, for tests, the demo and the page: phones, texts, faults, the webhook log. JSON, this machine only."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from local.telephone import views
from local.telephone.fault_request import fault_from
from local.telephone.inbound import type_text
from local.telephone.phone_numbers import parse_phone_number

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from local.telephone.exchange import Exchange
    from local.telephone.records import Number, Phone

    Handler = Callable[[Exchange, Request], Awaitable[Response]]

_LONGEST_BODY = 1600


class ControlError(Exception):
    """A request that can't be done, in words for who wrote it."""

    def __init__(self, words: str, status: int = 400) -> None:
        self.status = status
        super().__init__(words)


def controlled(exchange: Exchange, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Answer what can't be done in words."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(exchange, request)
        except ControlError as error:
            return JSONResponse({"error": str(error)}, status_code=error.status)

    return endpoint


async def list_phones(exchange: Exchange, request: Request) -> Response:
    """List every phone with its texts."""
    del request
    phones = [views.phone_with_messages(exchange.store, phone) for phone in exchange.store.phones.values()]
    return JSONResponse({"phones": phones})


async def add_phone(exchange: Exchange, request: Request) -> Response:
    """Register a phone: `number`, and if wanted `label` and `mobile` (false for a landline)."""
    content = await _content(request)
    phone = exchange.register_phone(
        _phone_number(content.get("number")),
        _text(content, "label"),
        mobile=content.get("mobile") is not False,
    )
    return JSONResponse(views.phone_view(exchange.store, phone), status_code=201)


async def fetch_phone(exchange: Exchange, request: Request) -> Response:
    """Show one phone with its texts."""
    return JSONResponse(views.phone_with_messages(exchange.store, _known_phone(exchange, request)))


async def type_on_phone(exchange: Exchange, request: Request) -> Response:
    """Type a text on a phone: `body`, and `to` unless there is only one number to text."""
    content = await _content(request)
    body = _text(content, "body")
    if not body.strip() or len(body) > _LONGEST_BODY:
        raise ControlError(f"body: 1 to {_LONGEST_BODY} characters")
    phone = exchange.phone(_phone_number(request.path_params["number"])).number
    number = _texted_number(exchange, phone, _text(content, "to"))
    service_sid = _text(content, "messaging_service_sid") or None
    message = type_text(exchange, phone, number, body, service_sid)
    return JSONResponse({"sid": message.sid, "from": phone, "to": message.to}, status_code=201)


async def list_numbers(exchange: Exchange, request: Request) -> Response:
    """List the account's numbers."""
    del request
    return JSONResponse(
        {"numbers": [views.number_view(number) for number in exchange.store.numbers.values()]}
    )


async def list_faults(exchange: Exchange, request: Request) -> Response:
    """List the rules in force."""
    del request
    return JSONResponse({"faults": [views.fault_view(rule) for rule in exchange.faults.rules.values()]})


async def add_fault(exchange: Exchange, request: Request) -> Response:
    """Put a rule in force: `kind`, and what `FaultRule` names."""
    try:
        rule = fault_from(await _content(request), exchange.faults.next_id())
    except ValueError as error:
        raise ControlError(str(error)) from error
    if rule.signed_by == "secondary" and not exchange.settings.secondary_auth_token:
        raise ControlError("signed_by: this telephone was started without a secondary token")
    exchange.faults.add(rule)
    exchange.tell_faults()
    return JSONResponse(asdict(rule), status_code=201)


async def remove_fault(exchange: Exchange, request: Request) -> Response:
    """Take one rule, or all, out of force."""
    rule_id = request.path_params.get("fault_id")
    if rule_id is None:
        exchange.faults.clear()
    elif not exchange.faults.remove(rule_id):
        raise ControlError("no such fault", 404)
    exchange.tell_faults()
    return Response(status_code=204)


async def show_log(exchange: Exchange, request: Request) -> Response:
    """List the requests made to webhooks, oldest first; never their content."""
    del request
    return JSONResponse({"attempts": exchange.webhooks.history()})


async def reset(exchange: Exchange, request: Request) -> Response:
    """Forget everything; `keep_numbers` keeps the numbers that were bought."""
    content = await _content(request)
    await exchange.reset(keep_numbers=content.get("keep_numbers") is True)
    return Response(status_code=204)


async def show_health(exchange: Exchange, request: Request) -> Response:
    """Say that the telephone is up."""
    del request
    return JSONResponse(
        {"status": "ok", "numbers": len(exchange.store.numbers), "phones": len(exchange.store.phones)}
    )


async def _content(request: Request) -> dict[str, Any]:
    try:
        content = await request.json()
    except ValueError as error:
        raise ControlError("the body must be a JSON object") from error
    if not isinstance(content, dict):
        raise ControlError("the body must be a JSON object")
    return content


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise ControlError(f"{name}: must be text")
    return value


def _phone_number(value: object) -> str:
    number = parse_phone_number(value) if isinstance(value, str) else None
    if number is None:
        raise ControlError("number: a phone number such as +14155550132")
    return number


def _known_phone(exchange: Exchange, request: Request) -> Phone:
    phone = exchange.store.phones.get(_phone_number(request.path_params["number"]))
    if phone is None:
        raise ControlError("no such phone", 404)
    return phone


def _texted_number(exchange: Exchange, phone: str, to: str) -> Number:
    """Find the number to text: the one named, or the one last heard from, or the only one."""
    texts = [text.practice_number for text in exchange.store.texts.values() if text.phone == phone]
    if to:
        number = exchange.store.number_called(_phone_number(to))
    elif texts and (latest := exchange.store.number_called(texts[-1])):
        number = latest
    else:
        numbers = list(exchange.store.numbers.values())
        number = numbers[0] if len(numbers) == 1 else None
    if number is None:
        raise ControlError("to: one of the account's numbers", 404 if to else 400)
    return number
