"""The table, reached around the product where a test must move time, which is real everywhere else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from local.stack.deployment import STACK

if TYPE_CHECKING:
    from local.stack import LocalStack

_READING_SECONDS = 4
"""A reply that comes within three seconds after the question is not taken as its answer."""


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def ago(**span: float) -> datetime:
    """Give a moment in the past."""
    return datetime.now(UTC) - timedelta(**span)


@dataclass
class Store:
    """Items of the main table, and functions run by hand."""

    stack: LocalStack

    def __post_init__(self) -> None:
        """Open the clients once."""
        self._dynamodb = self.stack.client("dynamodb")
        self._lambda = self.stack.client("lambda")

    def link(self, token: str) -> dict[str, Any]:
        """Give a link's item, as DynamoDB has it."""
        return self._item(self._link_key(token))

    def set_link_times(self, token: str, **moments: datetime) -> None:
        """Give a link other times; the index of codes that are due follows."""
        key = self._link_key(token)
        values = {name: _iso(moment) for name, moment in moments.items()}
        if "code_expires_at" in values and "due_sk" in self._item(key):
            values["due_sk"] = values["code_expires_at"] + self._item(key)["due_sk"]["S"][24:]
        self._set(key, values)

    def claimed_long_ago(self, practice_id: str, thread_id: str, message_id: str) -> None:
        """Let a text look as if it had been claimed, and become due, long ago."""
        key = {"pk": {"S": f"THREAD#{practice_id}#{thread_id}"}, "sk": {"S": f"MSG#{message_id}"}}
        item, then = self._item(key), _iso(ago(minutes=15))
        values = {"due_sk": then + item["due_sk"]["S"][24:]}
        if "claimed_at" in item:
            values["claimed_at"] = _iso(ago(seconds=90))
        self._set(key, values)

    def order_held_long_ago(self, practice_id: str) -> None:
        """Let a practice's open order for a number look as if its worker had left it minutes ago."""
        key = {"pk": {"S": f"PRACTICE#{practice_id}"}, "sk": {"S": "TEXTING#ORDER"}}
        then = _iso(ago(minutes=5))
        self._set(key, {"held_at": then, "due_sk": then + self._item(key)["due_sk"]["S"][24:]})

    def question_was_read(self, practice_id: str, patient_id: str) -> None:
        """Let the assistant's last question look older than a patient needs to read it: what comes sooner answers another."""
        key = {"pk": {"S": f"PATIENT#{practice_id}#{patient_id}"}, "sk": {"S": "ASSISTANT"}}
        item = self._found(key)
        memory = json.loads(item["memory"]["S"]) if item else {}
        latest = _iso(ago(seconds=_READING_SECONDS))
        if memory.get("asked_at") and memory["asked_at"] > latest:
            self._set(key, {"memory": json.dumps(memory | {"asked_at": latest}, separators=(",", ":"))})

    def replan_now(self, practice_id: str) -> None:
        """Let a practice's new rules for reminders be followed at the next run of the job, instead of half a minute later."""
        self._bring_forward({"pk": {"S": f"PRACTICE#{practice_id}"}, "sk": {"S": "REMINDERS"}})

    def notice_is_due(self, practice_id: str, notice_id: str) -> None:
        """Let a scheduled notice's time have come."""
        key = {"pk": {"S": f"NOTICE#{practice_id}#{notice_id}"}, "sk": {"S": "NOTICE"}}
        self._set(key, {"send_at": _iso(ago(seconds=1))})
        self._bring_forward(key)

    def forget_pauses(self) -> None:
        """Let every phone's last code for the portal look as if it had been sent minutes ago, so that another may be."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self.stack.outputs["TableName"],
            FilterExpression="begins_with(pk, :link) AND patient_id = :nobody",
            ExpressionAttributeValues={":link": {"S": "LINK#"}, ":nobody": {"S": ""}},
        )
        for item in (item for page in pages for item in page["Items"]):
            self._set({"pk": item["pk"], "sk": item["sk"]}, {"code_sent_at": _iso(ago(minutes=2))})

    def run(self, function: str) -> dict[str, Any]:
        """Run a scheduled function now; give what it answers."""
        answer = self._lambda.invoke(FunctionName=f"{STACK}-{function}:live", Payload=b"{}")
        content: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, content
        return content

    def _bring_forward(self, key: dict[str, Any]) -> None:
        """Let what is due later be due now."""
        self._set(key, {"due_sk": _iso(ago(seconds=1)) + self._item(key)["due_sk"]["S"][24:]})

    def _item(self, key: dict[str, Any]) -> dict[str, Any]:
        item = self._found(key)
        assert item, key
        return item

    def _found(self, key: dict[str, Any]) -> dict[str, Any]:
        answer = self._dynamodb.get_item(
            TableName=self.stack.outputs["TableName"], Key=key, ConsistentRead=True
        )
        return dict(answer.get("Item", {}))

    def _link_key(self, token: str) -> dict[str, Any]:
        return {"pk": {"S": f"LINK#{hashlib.sha256(token.encode()).hexdigest()}"}, "sk": {"S": "LINK"}}

    def _set(self, key: dict[str, Any], values: dict[str, str]) -> None:
        self._dynamodb.update_item(
            TableName=self.stack.outputs["TableName"],
            Key=key,
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
        )
