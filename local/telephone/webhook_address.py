"""A webhook's URL with Twilio's connection overrides in its fragment, such as `#rc=2&rp=all`.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides. The fragment is neither sent nor signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urlsplit

_LIMITS_MS = {"ct": (100, 10_000, 5_000), "rt": (100, 15_000, 15_000), "tt": (100, 15_000, 15_000)}
"""Lowest, highest and default value of the connect, read and total time-outs, in milliseconds."""

_MOST_RETRIES = 5
RETRY_CAUSES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where to post, how patiently (seconds), and which failures to try again after."""

    url: str
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    retries: int
    retry_causes: frozenset[str]

    def is_retried_after(self, cause: str) -> bool:
        """Tell whether a failure (ct, rt, 4xx or 5xx) is tried again."""
        return "all" in self.retry_causes or cause in self.retry_causes


def parse_webhook_address(text: str, default_policy: str) -> WebhookAddress:
    """Split a configured URL into address and overrides; nonsense in the overrides counts as not given."""
    url, fragment = urldefrag(text)
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    causes = frozenset(given.get("rp", default_policy).split(",")) & RETRY_CAUSES
    return WebhookAddress(
        url=url,
        connect_seconds=_milliseconds(given, "ct"),
        read_seconds=_milliseconds(given, "rt"),
        total_seconds=_milliseconds(given, "tt"),
        retries=min(int(given["rc"]), _MOST_RETRIES) if given.get("rc", "").isdecimal() else 1,
        retry_causes=causes,
    )


def is_web_url(text: str) -> bool:
    """Tell whether a text is an http or https URL with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _milliseconds(given: dict[str, str], name: str) -> float:
    lowest, highest, default = _LIMITS_MS[name]
    text = given.get(name, "")
    value = int(text) if text.isdecimal() else default
    return max(lowest, min(highest, value)) / 1000
