"""The telephone's memory: dictionaries to read from, written through to one SQLite file so that a restart forgets nothing."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import TYPE_CHECKING

from local.telephone.records import Message, Number, OptOut, Phone, PhoneText

if TYPE_CHECKING:
    from pathlib import Path

Record = Message | Number | Phone | PhoneText | OptOut

_SCHEMA = """
create table if not exists records (
    seq integer primary key autoincrement, kind text not null, key text not null, content text not null,
    unique (kind, key)
)
"""


class Store:
    """Phones, messages, numbers and opt-outs of the one account. Not for use from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "telephone.sqlite3", isolation_level=None)
        # Safe against a killed process; only a power cut could lose the last texts of a stand-in.
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = off")
        self._database.execute(_SCHEMA)
        self._forget_all()
        self._load()

    def _forget_all(self) -> None:
        self.messages: dict[str, Message] = {}
        self.numbers: dict[str, Number] = {}
        self.phones: dict[str, Phone] = {}
        self.texts: dict[str, PhoneText] = {}
        self.opt_outs: dict[str, OptOut] = {}

    def _load(self) -> None:
        types: dict[str, type[Record]] = {
            kind.__name__: kind for kind in (Message, Number, Phone, PhoneText, OptOut)
        }
        for kind, content in self._database.execute("select kind, content from records order by seq"):
            self._remember(types[kind](**json.loads(content)))

    def _remember(self, record: Record) -> str:
        match record:
            case Message():
                self.messages[record.sid] = record
                return record.sid
            case Number():
                self.numbers[record.sid] = record
                return record.sid
            case Phone():
                self.phones[record.number] = record
                return record.number
            case PhoneText():
                self.texts[record.sid] = record
                return record.sid
            case OptOut():
                key = _pair(record.practice_number, record.phone)
                self.opt_outs[key] = record
                return key

    def save(self, record: Record) -> None:
        """Write a new or changed record."""
        key = self._remember(record)
        self._database.execute(
            "insert into records (kind, key, content) values (?, ?, ?) "
            "on conflict (kind, key) do update set content = excluded.content",
            (type(record).__name__, key, json.dumps(asdict(record))),
        )

    def delete_message(self, sid: str) -> None:
        """Forget a message at the provider; the phone keeps its text."""
        del self.messages[sid]
        self._erase("Message", sid)

    def delete_number(self, sid: str) -> None:
        """Give a number back."""
        del self.numbers[sid]
        self._erase("Number", sid)

    def delete_opt_out(self, practice_number: str, phone: str) -> bool:
        """Undo a STOP; True if there was one."""
        key = _pair(practice_number, phone)
        self._erase("OptOut", key)
        return self.opt_outs.pop(key, None) is not None

    def has_opted_out(self, practice_number: str, phone: str) -> bool:
        """Tell whether the phone has texted STOP to the number."""
        return _pair(practice_number, phone) in self.opt_outs

    def number_called(self, phone_number: str) -> Number | None:
        """Find one of the account's numbers by its digits."""
        return next((number for number in self.numbers.values() if number.phone_number == phone_number), None)

    def reset(self) -> None:
        """Forget everything."""
        self._database.execute("delete from records")
        self._forget_all()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _erase(self, kind: str, key: str) -> None:
        self._database.execute("delete from records where kind = ? and key = ?", (kind, key))


def _pair(practice_number: str, phone: str) -> str:
    return f"{practice_number} {phone}"
