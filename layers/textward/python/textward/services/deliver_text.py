"""Hand one text to the provider, once, whatever crashes on the way (rows J1, J2).

The claim (queued to sending) comes before the call, the provider's id after it. A text found in sending has an unknown
outcome: the provider is asked, and only a text that it surely never took is handed over again. Twilio's create request
has no idempotency key.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from textward.domain.consent import Consent
from textward.domain.delivery_reasons import (
    CONSENT_GONE,
    LINK_GONE,
    NUMBER_CHANGED,
    OPTED_OUT,
    REFUSED,
    UNKNOWN,
)
from textward.domain.errors import ConflictError, NotFoundError, TransientError
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.domain.secure_link import LinkState
from textward.domain.text import OutboundText, Purpose
from textward.domain.wording import alert_text, code_text, link_text, portal_code_text
from textward.services.text_ports import SmsNotTakenError, SmsOutcomeUnknownError, SmsRefusedError

if TYPE_CHECKING:
    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Patients
    from textward.services.recipients import Recipient, Recipients
    from textward.services.text_ports import ProviderText, SmsSender, Texts

LOOK_AFTER = timedelta(seconds=60)
"""How long after a claim the provider's list is believed when it does not show a text: well past the call's time-out."""
_CLOCK_SKEW = timedelta(seconds=30)
_OF_NO_LINK = frozenset({Purpose.BODY, Purpose.ALERT})


@dataclass(frozen=True, slots=True)
class DeliverText:
    """The use case behind the send queue; also run by the scheduled reconciliation for texts that got stuck."""

    recipients: Recipients
    patients: Patients
    texts: Texts
    links: Links
    link_keys: LinkKeys
    sender: SmsSender
    clock: Clock
    public_base_url: str

    def __call__(self, practice_id: str, thread_id: str, item_id: str) -> None:
        """Bring a text as far as it will go now.

        Raises:
            TransientError: not handed over, or the outcome is unknown: bring the work again.
        """
        text = self.texts.get(practice_id, thread_id, item_id)
        if text is None or text.delivery.state.rank > DeliveryState.SENDING.rank or text.delivery.provider_id:
            return
        recipient = self._recipient(text)
        if text.delivery.state is DeliveryState.SENDING:
            self._find_out(text, recipient)
            return
        refusal = self._refusal(text, recipient)
        if refusal or recipient is None:
            self._fail(text, refusal)
            return
        body = self._body(text, recipient)
        try:
            claimed = self.texts.claim(self._marked(text, recipient, body), self.clock.now())
        except ConflictError as error:
            raise TransientError from error
        self._hand_over(claimed, recipient, body)

    def _marked(self, text: OutboundText, recipient: Recipient, body: Private) -> OutboundText:
        """Note what the text says and where it leaves from, so that it is known again at the provider whatever changes."""
        return replace(text, claimed_from=recipient.practice.number, claimed_mark=self.link_keys.mark(body))

    def _fail(self, text: OutboundText, reason: str | None) -> None:
        self.texts.record_delivery(text, DeliveryState.FAILED, self.clock.now(), reason=reason)

    def _recipient(self, text: OutboundText) -> Recipient | None:
        try:
            return self.recipients.of_thread(text.practice_id, text.thread_id)
        except NotFoundError:
            return None

    def _refusal(self, text: OutboundText, recipient: Recipient | None) -> str | None:
        """Check once more what was checked when it was queued: consent, number, and that link and code still stand."""
        if recipient is None or recipient.refusals:
            codes = {refusal.code.value for refusal in recipient.refusals} if recipient else set()
            return CONSENT_GONE if "opted_out" in codes else REFUSED
        if recipient.phone != text.to:
            return NUMBER_CHANGED
        return None if text.purpose in _OF_NO_LINK or self._link_stands(text) else LINK_GONE

    def _link_stands(self, text: OutboundText) -> bool:
        link, now = self.links.get(text.link_id or ""), self.clock.now()
        if link is None or link.state(now) is not LinkState.ACTIVE:
            return False
        if text.purpose is Purpose.LINK:
            return True
        return text.code_counter == link.code_counter and link.code_is_live(now)

    def _hand_over(self, text: OutboundText, recipient: Recipient, body: Private) -> None:
        sender = recipient.practice.number or ""
        try:
            taken = self.sender.send(sender, text.to, body, self._status_url(text))
        except SmsRefusedError as error:
            self._refused(text, error.code)
        except SmsNotTakenError as error:
            self.texts.release(text)
            raise TransientError from error
        except SmsOutcomeUnknownError as error:
            raise TransientError from error
        else:
            self._taken(text, taken)

    def _taken(self, text: OutboundText, taken: ProviderText) -> bool:
        now = self.clock.now()
        if not self.texts.record_sent(text, taken.provider_id, now):
            return False
        if taken.state.rank > DeliveryState.SENDING.rank:
            self.texts.record_delivery(
                text, taken.state, now, provider_id=taken.provider_id, reason=taken.reason
            )
        return True

    def _refused(self, text: OutboundText, code: str) -> None:
        if code == OPTED_OUT:
            # As of setting out: a START that came while the provider answered is the newer word.
            consent = Consent(opted_out=True, changed_at=text.claimed_at or self.clock.now())
            self.patients.save_consent(text.practice_id, text.to, consent)
        self._fail(text, code)

    def _find_out(self, text: OutboundText, recipient: Recipient | None) -> None:
        """Ask the provider what became of a text whose hand-over did not end."""
        if text.claimed_at is None or self.clock.now() - text.claimed_at < LOOK_AFTER:
            raise TransientError
        if not text.claimed_from:
            self._fail(text, UNKNOWN)
            return
        try:
            found = self.sender.find(text.claimed_from, text.to, text.claimed_at - _CLOCK_SKEW)
        except SmsNotTakenError as error:
            raise TransientError from error
        same = (one for one in found if one.body and self.link_keys.mark(one.body) == text.claimed_mark)
        if not any(self._taken(text, candidate) for candidate in same):
            self._set_out_again(text, recipient)

    def _set_out_again(self, text: OutboundText, recipient: Recipient | None) -> None:
        """Hand over a text that the provider surely never took, if it may still leave."""
        refusal = self._refusal(text, recipient)
        body = None if refusal or recipient is None else self._body(text, recipient)
        wanted = self._marked(text, recipient, body) if recipient and body else text
        try:
            again = self.texts.reclaim(wanted, self.clock.now())
        except ConflictError as error:
            raise TransientError from error
        if recipient and body:
            self._hand_over(again, recipient, body)
        else:
            self._fail(again, refusal)

    def _body(self, text: OutboundText, recipient: Recipient) -> Private:
        """Compose what the text says; links and codes are derived here and stored nowhere."""
        language = recipient.patient.language if recipient.patient else "en"
        if text.purpose is Purpose.BODY and text.body is not None:
            return text.body
        if text.purpose is Purpose.ALERT:
            url = f"{self.public_base_url}/portal/#{text.practice_id}"
            return Private(alert_text(language, recipient.practice.name, url))
        if text.purpose in {Purpose.CODE, Purpose.PORTAL_CODE}:
            code = self.link_keys.code(text.link_id or "", text.code_counter or 0)
            words = code_text if text.purpose is Purpose.CODE else portal_code_text
            return Private(words(language, code))
        url = f"{self.public_base_url}/m/#{self.link_keys.token(text.link_id or '')}"
        return Private(link_text(language, recipient.practice.name, url))

    def _status_url(self, text: OutboundText) -> str:
        ids = {"p": text.practice_id, "t": text.thread_id, "m": text.item_id, "a": text.delivery.attempt}
        return f"{self.public_base_url}/webhooks/sms/status?{urlencode(ids)}"
