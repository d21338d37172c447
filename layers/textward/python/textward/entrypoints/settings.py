"""A function's settings, from the environment that template.yaml gives it."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Names and addresses; secrets are named here and read from Secrets Manager."""

    table_name: str
    audit_table_name: str
    events_topic_arn: str
    poison_queue_url: str
    app_secret_id: str
    twilio_secret_id: str
    public_base_url: str
    """Where patients and the SMS provider reach us; no slash at the end."""
    twilio_base_url: str
    """Empty for Twilio's own address."""
    live_endpoint: str
    """The WebSocket API's address for pushing to its connections."""
    user_pool_id: str
    """Where members sign in."""

    webhook_loopback: str
    """`true` where endpoints may be on this machine: on a local engine only."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the settings; a function that doesn't use one need not have it."""
        return cls(**{name: os.environ.get(name.upper(), "") for name in cls.__slots__})
