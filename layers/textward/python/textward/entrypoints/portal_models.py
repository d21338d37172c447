"""The portal API's requests and answers, as documented in docs/api/portal.json.

No answer has a place for who in the practice wrote (row I6): a conversation is with the group or member that the patient chose.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from textward.domain.conversation import BODY_LIMIT, SUBJECT_LIMIT
from textward.entrypoints.api_models import Input, Instant, Model

ID = r"^[0-9A-Z]{26}$"
CONVERSATION_ID = r"^[DG][0-9A-Z]{26}$"

PracticeId = Annotated[str, Field(pattern=ID, description="Stands in the address of the practice's portal")]
Phone = Annotated[
    str,
    Field(max_length=40, description="The patient's mobile number, as people in the US or Canada write it"),
]
SessionMode = Annotated[
    Literal["cookie", "token"],
    Field(
        description="`cookie` for pages of this site; `token` for apps, which send it back as a bearer token"
    ),
]
Token = Annotated[
    str | None, Field(description="The session's token, where `token` was asked for; keep it secret")
]
RecipientName = Literal["group", "member"]
Writer = Literal["you", "practice"]


class PortalPractice(Model):
    """What anyone may know of a practice with a portal."""

    id: str
    name: str
    phone: str | None = Field(description="The office's number for people to call")
    messages: bool = Field(description="Whether patients may write from the portal")


class CodeRequest(Input):
    """Asks for a one-time code."""

    practice: PracticeId
    phone: Phone


class CodeRequested(Model):
    """The same whether or not a code was texted."""

    resend_in: int = Field(description="Seconds after which another may be asked for")


class CodeEntered(Input):
    """The code that was texted."""

    practice: PracticeId
    phone: Phone
    code: str = Field(max_length=20)
    session: SessionMode = "cookie"


class CodeAccepted(Model):
    """What comes after the code."""

    next: Literal["date_of_birth"]
    token: Token


class Identity(Input):
    """What the patient knows."""

    date_of_birth: str = Field(max_length=32, description="ISO 8601, such as 1984-03-12")
    choice: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Which of the `people` of the answer before, where there was one",
    )
    session: SessionMode = "cookie"


class Choice(Model):
    """One of those who share phone and date of birth."""

    choice: int
    name: str


class Identified(Model):
    """Signed in, or a choice to make first: then the request is sent again with `choice`."""

    next: Literal["inbox", "choose"]
    token: Token
    people: list[Choice] = Field(description="Empty unless there is a choice to make")


class SignedIn(Model):
    """The patient who is signed in."""

    name: str


class OwnPractice(Model):
    """The patient's practice."""

    id: str
    name: str
    phone: str | None


class PortalMe(Model):
    """All that a page or app needs to start, and what to poll."""

    patient: SignedIn
    practice: OwnPractice
    language: str = Field(description="The patient's language on record: `en`, `es` or `fr`")
    messages: bool = Field(description="Whether patients may write from the portal now")
    unread: int = Field(description="Conversations with an answer that the patient hasn't read")


class RecipientView(Model):
    """Somebody whom the patient may write to."""

    kind: RecipientName
    id: str
    name: str
    description: str


class Recipients(Model):
    """Everybody whom the patient may write to: groups first, each kind by name."""

    items: list[RecipientView]


class CounterpartView(Model):
    """The group or member that the patient chose."""

    kind: RecipientName
    name: str


class PortalConversation(Model):
    """A conversation as lists show it."""

    id: str
    with_: CounterpartView = Field(serialization_alias="with")
    subject: str
    preview: str = Field(description="The beginning of the last message")
    last_at: Instant
    last_from: Writer
    unread: bool
    can_reply: bool = Field(description="Whether they still take messages from this patient")
    started_at: Instant


class LetterMessage(Model):
    """One message. The practice's carry the name of whom the patient wrote to, whoever answered."""

    id: str
    at: Instant
    from_: Writer = Field(serialization_alias="from")
    sender: str | None = Field(
        description="Name of the group or member that the patient chose; null when from you"
    )
    body: str


class CounterpartSearch(Input):
    """Part of a group's or member's name; what is typed stays out of URLs."""

    query: str = Field(max_length=100)
    cursor: str | None = Field(default=None, max_length=400)


class Addressee(Input):
    """Whom a letter is for: one of the recipients."""

    kind: RecipientName
    id: str = Field(pattern=ID)


class NewLetter(Input):
    """Begins a conversation."""

    to: Addressee
    subject: str = Field(min_length=1, max_length=SUBJECT_LIMIT)
    body: str = Field(min_length=1, max_length=BODY_LIMIT)


class NewReply(Input):
    """A further message."""

    body: str = Field(min_length=1, max_length=BODY_LIMIT)


class ReadUpTo(Input):
    """What the patient has seen."""

    upto: str = Field(pattern=ID, description="Id of the newest message that was shown")
