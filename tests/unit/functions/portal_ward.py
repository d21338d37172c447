"""A practice whose members have all answered: what the search for their identity on the patient's side walks through (row I6)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.state import ItemKey
from tests.unit.functions.portal_visit import MARIAS, PortalVisit
from textward.domain.errors import ConflictError
from textward.domain.group import Answering
from textward.domain.role import TextPrivilege

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.functions.stack import Answer, PortalStack
    from textward.domain.conversation import Conversation
    from textward.domain.role import Viewer

WORDS = "Yes, with a glass of water."
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")
_BETWEEN_CODES = timedelta(seconds=61)


@dataclass
class Ward:
    """Maria has written to a group, to a group whose care team answers, and to Dorothea herself."""

    stack: PortalStack
    swapped: bool = False
    """Whether the members change places: who would have answered first answers last."""
    answers: list[Answer] = field(default_factory=list)
    """All that came back to the patient."""

    def __post_init__(self) -> None:
        self.clinic = clinic = self.stack.clinic
        self.dora = self._member("Dorothea Wexcombe", TextPrivilege.ALL)
        self.xanthe, self.quill = self._member("Xanthe Zykovski"), self._member("Quillan Jaquith")
        clinic.settings(excluded=frozenset({clinic.demo.alice.member_id, clinic.demo.bob.member_id}))
        xanthe, quill = self.xanthe.member_id, self.quill.member_id
        self.nurses = clinic.group(
            "Night Nurses", admins=frozenset({xanthe, self.dora.member_id}), users=frozenset({quill})
        )
        self.carers = clinic.group(
            "Carers", answering=Answering.CARE_TEAM, admins=frozenset({xanthe}), users=frozenset()
        )
        clinic.care_team(clinic.demo.maria, self.dora, self.quill)
        self.of_group, self.of_team = clinic.write(self.nurses), clinic.write(self.carers)
        self.direct = clinic.write(self.dora)
        self.foreign = clinic.write(self.nurses, by=clinic.demo.child)
        self._work()
        self.page, self.app = self.visit(), self.visit("token")
        for visit in (self.page, self.app):
            visit.sign_in()
            clinic.world.advance(_BETWEEN_CODES)

    def _member(self, name: str, privilege: TextPrivilege = TextPrivilege.NONE) -> Viewer:
        viewer = self.clinic.member(name, privilege)
        sign_in = f"{name.lower().replace(' ', '.')}@lakeview.example"
        self.clinic.world.staff.save_member(viewer.member, sign_in)
        return viewer

    def _work(self) -> None:
        """Let everybody answer, and do whatever else leaves a member's id in a conversation."""
        clinic = self.clinic
        clinic.route_all()
        clinic.give(self.of_group, self.xanthe, self.quill)
        clinic.work.star(self.quill, self.of_group.thread_id, clinic.trail(self.quill), starred=True)
        self._answer(self.of_group, self.xanthe, self.quill)
        self._answer(self.of_team, self.quill, self.dora)
        self._answer(self.direct, clinic.demo.alice, self.dora)
        for _ in range(25):
            more = clinic.write(self.nurses)
            clinic.give(more, self.xanthe, self.quill)
            self._answer(more, self.quill, self.xanthe)

    def _answer(self, conversation: Conversation, first: Viewer, second: Viewer) -> None:
        for member in (second, first) if self.swapped else (first, second):
            self.clinic.world.advance(timedelta(minutes=1))
            self.clinic.answer(conversation, member, WORDS)

    def visit(self, session: str = "cookie") -> PortalVisit:
        """Give a page or app at which nobody is signed in; what comes back to it is kept with the rest."""
        return PortalVisit(self.stack, session, answers=self.answers)

    def fresh_code(self, phone: str = MARIAS) -> str:
        """Give a new code; what came back when it was asked for is another row's."""
        self.clinic.world.advance(_BETWEEN_CODES)
        return PortalVisit(self.stack).code(phone)

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """Let every store fail for a while, with all members' names in the error's words."""

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError(" ".join(self.marks()))

        world = self.clinic.world
        with pytest.MonkeyPatch.context() as patch:
            for store in (world.links, world.practices, world.patients, world.conversations, world.groups):
                for name in [name for name in dir(store) if not name.startswith("_") and name != "state"]:
                    patch.setattr(store, name, fail)
            yield

    @contextlib.contextmanager
    def contested(self) -> Iterator[None]:
        """Let a member always have been first: the error carries the conversation with all that members did to it."""

        def lose(before: Conversation, *_: object, **__: object) -> None:
            raise ConflictError(before)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.clinic.world.conversations, "append", lose)
            yield

    def marks(self) -> set[str]:
        """Give everything by which a member can be known: ids, names, sign-ins, roles, initials."""
        state = self.clinic.world.state
        found = set(state.logins)
        for member in state.members.values():
            words = member.name.split()
            found |= {member.member_id, member.role_id, member.name, *words}
            if len(words) > 1:
                first, last = words[0][0], words[1][0]
                found |= {first + last, f"{first}.{last}.", f"{first}. {last}.", f"{first}. {words[1]}"}
        return found

    def found_in(self, answer: Answer) -> set[str]:
        """Give the marks that stand anywhere in an answer: status line, headers, cookies, body, and what is encoded in them."""
        raw = {**answer.raw, "body": self._without_chosen(answer)}
        text = json.dumps(raw, ensure_ascii=False)
        whole = " ".join([text, *(_decoded(token) for token in _TOKEN.findall(text))])
        return {
            mark
            for mark in self.marks()
            if re.search(rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])", whole, re.IGNORECASE)
        }

    def _without_chosen(self, answer: Answer) -> str:
        """Give an answer's body without all that it may say of members: whom this patient may write to, or wrote to."""
        if not answer.text or not answer.headers.get("content-type", "").startswith("application/json"):
            return answer.text
        content = answer.json
        for item in [content, *content.get("items", [])]:
            for name in [name for name in item if self._may_say(item, name)]:
                del item[name]
        return json.dumps(content, ensure_ascii=False)

    def _may_say(self, item: dict[str, Any], name: str) -> bool:
        """Tell whether it is Dorothea as a recipient, as whom the direct conversation is with, or as its sender."""
        dora = self.dora.member
        if item == {"kind": "member", "id": dora.member_id, "name": dora.name, "description": ""}:
            return name in {"id", "name"}
        if item.get("id") == self.direct.thread_id:
            return name == "with" and item[name] == {"kind": "member", "name": dora.name}
        key = ItemKey(self.clinic.practice_id, self.direct.thread_id, str(item.get("id")))
        return name == "sender" and item[name] == dora.name and key in self.clinic.world.state.portal_messages


def _decoded(token: str) -> str:
    """Give what a token says to who decodes it, as far as it is text."""
    try:
        content: Any = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_")
    except (binascii.Error, ValueError):
        return ""
    return str(content.decode("utf-8", "ignore"))
