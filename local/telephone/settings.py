"""What one telephone is started with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The account that the telephone plays, and its pace.

    `step_seconds` is the pause between two statuses of a message. `retry_policy` is what Twilio calls `rp`: the failures
    after which a webhook is tried again when its URL doesn't say (https://www.twilio.com/docs/usage/webhooks/
    webhooks-connection-overrides); Twilio's own default is `ct`: only when no connection came about.
    """

    state_dir: Path
    account_sid: str
    auth_token: str
    secondary_auth_token: str = ""
    step_seconds: float = 0.2
    retry_policy: str = "ct"
