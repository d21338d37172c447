"""Cursors can't be made up, changed or carried elsewhere (row J3)."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.adapters.cursors import CursorSigner
from textward.domain.errors import InvalidInputError

SIGNER = CursorSigner(b"a key")
CURSOR = SIGNER.sign("practice", "inbox:all", "01KJQH0CC00000000000000005")


@given(st.text(), st.text(), st.text())
def test_a_cursor_reads_back(practice_id: str, scope: str, after: str) -> None:
    cursor = SIGNER.sign(practice_id, scope, after)
    assert SIGNER.read(practice_id, scope, cursor) == after
    assert all(char.isalnum() or char in "-_" for char in cursor)


@pytest.mark.parametrize(
    ("practice_id", "scope"),
    [("other", "inbox:all"), ("practice", "inbox:starred"), ("practicei", "nbox:all"), ("", "")],
)
def test_a_cursor_is_of_one_practice_and_list(practice_id: str, scope: str) -> None:
    with pytest.raises(InvalidInputError):
        SIGNER.read(practice_id, scope, CURSOR)


def test_another_key_refuses_it() -> None:
    with pytest.raises(InvalidInputError):
        CursorSigner(b"another").read("practice", "inbox:all", CURSOR)


@given(st.data())
def test_any_changed_byte_is_seen(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(CURSOR + "=" * (-len(CURSOR) % 4)))
    position = data.draw(st.integers(0, len(raw) - 1))
    raw[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidInputError):
        SIGNER.read("practice", "inbox:all", base64.urlsafe_b64encode(raw).decode())


@given(st.text())
def test_any_other_text_is_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        SIGNER.read("practice", "inbox:all", text)
    assert caught.value.pointer == "/cursor"


def test_a_shortened_cursor_is_refused() -> None:
    for length in range(len(CURSOR)):
        with pytest.raises(InvalidInputError):
            SIGNER.read("practice", "inbox:all", CURSOR[:length])
