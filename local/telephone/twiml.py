"""Reading what a webhook answers: TwiML with messages to send back, plain text, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from local.telephone.webhooks import Answer

_XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


class TwimlError(Exception):
    """An answer that Twilio could not read; `code` is its debugger's."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


def replies_in(answer: Answer) -> list[str]:
    """List the texts that an answer sends back.

    Raises:
        TwimlError: 12300 for a content type that Twilio doesn't take, 12100 for a document it can't parse.
    """
    if not answer.body.strip():
        return []
    content_type = answer.content_type.partition(";")[0].strip().lower()
    if content_type == "text/plain":
        return [answer.body]
    if content_type not in _XML_TYPES:
        raise TwimlError(12300)
    return [words for message in _parse(answer.body).iter("Message") if (words := _words_of(message))]


def _parse(document: str) -> ET.Element:
    # Without a document type there are no entities to expand, which is what makes untrusted XML dangerous.
    if "<!DOCTYPE" in document.upper():
        raise TwimlError(12100)
    try:
        root = ET.fromstring(document)  # noqa: S314
    except ET.ParseError as error:
        raise TwimlError(12100) from error
    if root.tag != "Response":
        raise TwimlError(12100)
    return root


def _words_of(message: ET.Element) -> str:
    body = message.find("Body")
    return ((body.text if body is not None else message.text) or "").strip()
