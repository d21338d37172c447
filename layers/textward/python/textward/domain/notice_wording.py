"""What a notice says (row A3): a template with fields that are filled in from the records, or come with it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textward.domain.errors import InvalidInputError
from textward.domain.message import PLAIN_BODY_LIMIT
from textward.domain.private import Private
from textward.domain.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUILT_IN = frozenset({"first_name", "last_name", "practice", "practice_phone", "facility"})
"""Fields that are filled in from the patient's and the practice's records."""
MOST_FIELDS = 20
LONGEST_FIELD = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_LAYOUT = frozenset("\n\r\t")


def literal(text: Private) -> Private:
    """Write words that are no template as a template that says just them."""
    return Private(text.reveal().replace("{", "{{").replace("}", "}}"))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says, before it is filled in: `{name}` stands for a field, `{{` and `}}` for braces."""

    text: Private
    languages: Mapping[str, Private] = field(default_factory=dict)
    """The text in patients' languages; `text` is for all others."""
    fields: Mapping[str, Private] = field(default_factory=dict)
    """The record system's own fields."""

    def check(self) -> None:
        """Refuse what can't be filled in, for anybody.

        Raises:
            InvalidInputError: says what and where.
        """
        if len(self.fields) > MOST_FIELDS:
            raise InvalidInputError(f"Send at most {MOST_FIELDS} fields.", "/fields")
        for name, value in self.fields.items():
            _check_field(name, value)
        if not self.languages.keys() <= set(LANGUAGES):
            raise InvalidInputError(f"Only these languages are known: {', '.join(LANGUAGES)}.", "/languages")
        used = set().union(*(_blanks(text, pointer) for pointer, text in self._texts()))
        for name in self.fields:
            if name not in used:
                raise InvalidInputError("No text has this field.", f"/fields/{name}")
        for pointer, text in self._texts():
            if not _blanks(text, pointer) <= self.fields.keys() | BUILT_IN:
                detail = f"The text has a field that is neither in `fields` nor one of {', '.join(sorted(BUILT_IN))}."
                raise InvalidInputError(detail, pointer)

    def blanks(self) -> frozenset[str]:
        """Give the names of all fields that the texts have."""
        return frozenset().union(*(_blanks(text, pointer) for pointer, text in self._texts()))

    def filled_in(self, language: str, known: Mapping[str, str | None]) -> Private:
        """Give what the notice says to a patient.

        Args:
            language: The patient's.
            known: The built-in fields, as far as the records tell them.

        Raises:
            InvalidInputError: a field is nowhere to be found, or the text is too long.
        """
        pointer = f"/languages/{language}" if language in self.languages else "/text"
        return _filled_in(self.languages.get(language, self.text), pointer, self._values(known))

    def check_filled_in(self, known: Mapping[str, str | None]) -> None:
        """Refuse a notice of which not each language can be filled in: the patient may have another by then.

        Raises:
            InvalidInputError: as `filled_in` says.
        """
        for pointer, text in self._texts():
            _filled_in(text, pointer, self._values(known))

    def mark(self, *more: str) -> str:
        """Tell this wording, and what else is given, from any other, without keeping it."""
        content = [
            self.text.reveal(),
            *(
                {name: value.reveal() for name, value in some.items()}
                for some in (self.languages, self.fields)
            ),
            *more,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def _texts(self) -> Iterator[tuple[str, Private]]:
        yield "/text", self.text
        for language, text in self.languages.items():
            yield f"/languages/{language}", text

    def _values(self, known: Mapping[str, str | None]) -> dict[str, str | None]:
        return {**known, **{name: value.reveal() for name, value in self.fields.items()}}


def _check_field(name: str, value: Private) -> None:
    if not _NAME.fullmatch(name):
        detail = "Names of fields are 1 to 32 small letters, digits and underscores, and begin with a letter."
        raise InvalidInputError(detail, "/fields")
    if name in BUILT_IN:
        raise InvalidInputError("This field is filled in by itself. Leave it out.", f"/fields/{name}")
    words = value.reveal()
    if not words.strip() or len(words) > LONGEST_FIELD or any(map(_is_control, words)):
        raise InvalidInputError(
            f"A field is text of 1 to {LONGEST_FIELD} characters on one line.", f"/fields/{name}"
        )


def _blanks(text: Private, pointer: str) -> frozenset[str]:
    """Give the names of a text's fields.

    Raises:
        InvalidInputError: it is empty, or its braces make no sense.
    """
    words = text.reveal()
    if not words.strip():
        raise InvalidInputError("Write something first: the text is empty.", pointer)
    if any(_is_control(char) and char not in _LAYOUT for char in words):
        raise InvalidInputError("The text holds control characters.", pointer)
    names = set()
    for found in _BRACES.finditer(words):
        if found[0] in {"{", "}"} or (found[1] is not None and not _NAME.fullmatch(found[1])):
            detail = "Write a field as {name}, and a brace as two of them: {{ or }}."
            raise InvalidInputError(detail, pointer)
        if found[1] is not None:
            names.add(found[1])
    return frozenset(names)


def _filled_in(text: Private, pointer: str, values: Mapping[str, str | None]) -> Private:
    for name in sorted(_blanks(text, pointer)):
        if values.get(name) is None:
            detail = (
                f"There is no {name} in the records to fill in."
                if name in BUILT_IN
                else "A field is missing."
            )
            raise InvalidInputError(detail, pointer)
    words = _BRACES.sub(lambda found: (values[found[1]] or "") if found[1] else found[0][0], text.reveal())
    if len(words) > PLAIN_BODY_LIMIT:
        detail = f"The text is too long once it is filled in: at most {PLAIN_BODY_LIMIT} characters."
        raise InvalidInputError(detail, pointer)
    return Private(words)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"}


def first_and_last(name: Private) -> tuple[str | None, str | None]:
    """Give the first and last name out of a whole one, also of one written last name first (`Torres, Ana`)."""
    last, comma, first = name.reveal().partition(",")
    words = f"{first} {last}".split() if comma else last.split()
    return (words[0], words[-1]) if words else (None, None)
