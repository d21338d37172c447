"""Numbers to buy and numbers bought (https://www.twilio.com/docs/phone-numbers/api)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from local.telephone.faults import FaultKind
from local.telephone.number_stock import is_taken, stock, view_of
from local.telephone.paging import page_of
from local.telephone.phone_numbers import national_form, parse_phone_number
from local.telephone.records import Number, new_sid
from local.telephone.resources import account_path, number_resource
from local.telephone.rest_access import answer_through_trouble, read_form
from local.telephone.rest_messages import refuse_if_told
from local.telephone.twilio_errors import TwilioError
from local.telephone.webhook_address import is_web_url

if TYPE_CHECKING:
    from starlette.datastructures import ImmutableMultiDict
    from starlette.requests import Request

    from local.telephone.exchange import Exchange
    from local.telephone.store import Store

_URLS = {
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
    "VoiceUrl": "voice_url",
}
_METHODS = {
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
    "VoiceMethod": "voice_method",
}


async def list_available(exchange: Exchange, request: Request) -> Response:
    """List numbers that can be bought, by country, area code and pattern."""
    country, query = request.path_params["country"], request.query_params
    if country not in {"US", "CA"}:
        raise TwilioError(20404, request.url.path)
    found = stock(exchange.store, country, query.get("AreaCode"), query.get("Contains"))
    size = min(int(query["PageSize"]), 1000) if query.get("PageSize", "").isdecimal() else 50
    path = f"{account_path(exchange.settings.account_sid)}/AvailablePhoneNumbers/{country}/Local.json"
    uri = f"{path}?{request.url.query}" if request.url.query else path
    shown = [view_of(number, country) for number in found[:size]]
    return JSONResponse({"available_phone_numbers": shown, "uri": uri})


async def buy_number(exchange: Exchange, request: Request) -> Response:
    """Buy a number, given itself or by area code."""
    form = await read_form(request)
    wanted = _wanted(form, exchange.store)
    faults = exchange.faults
    refuse_if_told(faults.take(FaultKind.REFUSE, wanted), wanted)
    delay, hang, drop = (
        faults.take(kind, wanted) for kind in (FaultKind.DELAY, FaultKind.HANG, FaultKind.DROP)
    )
    exchange.tell_faults()
    if delay is not None:
        await asyncio.sleep(delay.seconds)
    if is_taken(exchange.store, wanted):
        raise TwilioError(21422, wanted)
    now = time.time()
    number = Number(new_sid("PN"), wanted, form.get("FriendlyName") or national_form(wanted), now, now)
    _configure(number, form)
    exchange.store.save(number)
    exchange.tell_numbers()
    content = number_resource(exchange.settings.account_sid, number)
    return await answer_through_trouble(request, content, hang=hang, drop=drop)


async def list_numbers(exchange: Exchange, request: Request) -> Response:
    """List the account's numbers, by number or name."""
    account_sid, query = exchange.settings.account_sid, request.query_params
    found = list(exchange.store.numbers.values())
    if pattern := query.get("PhoneNumber"):
        digits = parse_phone_number(pattern) or pattern.replace(" ", "+")
        found = [number for number in found if digits in number.phone_number]
    if name := query.get("FriendlyName"):
        found = [number for number in found if number.friendly_name == name]
    content = page_of(
        found,
        query,
        f"{account_path(account_sid)}/IncomingPhoneNumbers.json",
        "incoming_phone_numbers",
        lambda number: number.sid,
        lambda number: number_resource(account_sid, number),
    )
    return JSONResponse(content)


async def fetch_number(exchange: Exchange, request: Request) -> Response:
    """Show one of the account's numbers."""
    return JSONResponse(number_resource(exchange.settings.account_sid, _number(exchange, request)))


async def update_number(exchange: Exchange, request: Request) -> Response:
    """Change a number's name or webhooks."""
    number, form = _number(exchange, request), await read_form(request)
    number.friendly_name = form.get("FriendlyName", number.friendly_name)
    _configure(number, form)
    number.updated = time.time()
    exchange.store.save(number)
    exchange.tell_numbers()
    return JSONResponse(number_resource(exchange.settings.account_sid, number))


async def release_number(exchange: Exchange, request: Request) -> Response:
    """Give a number back."""
    exchange.store.delete_number(_number(exchange, request).sid)
    exchange.tell_numbers()
    return Response(status_code=204)


def _wanted(form: ImmutableMultiDict[str, str], store: Store) -> str:
    if text := form.get("PhoneNumber"):
        number = parse_phone_number(text)
        if number is None:
            raise TwilioError(21421, text)
        return number
    if area_code := form.get("AreaCode"):
        found = stock(store, "US", area_code, None) or stock(store, "CA", area_code, None)
        if not found:
            raise TwilioError(21452, area_code)
        return found[0]
    raise TwilioError(21450)


def _configure(number: Number, form: ImmutableMultiDict[str, str]) -> None:
    for name in _URLS.keys() & form.keys():
        if form[name] and not is_web_url(form[name]):
            raise TwilioError(21402, form[name])
    for name in _METHODS.keys() & form.keys():
        if form[name] not in {"GET", "POST"}:
            raise TwilioError(20001, f"{name}: {form[name]}")
    for name, field in (_URLS | _METHODS).items():
        if name in form:
            setattr(number, field, form[name])


def _number(exchange: Exchange, request: Request) -> Number:
    number = exchange.store.numbers.get(request.path_params["sid"])
    if number is None:
        raise TwilioError(20404, request.url.path)
    return number
