"""Phone numbers, by Google's libphonenumber: which are valid, how they are written, keyed hashes of them."""

from __future__ import annotations

import hashlib
import hmac

import phonenumbers

from textward.domain.patient import NUMBER_THREAD
from textward.domain.private import Private

_SERVED = ("US", "CA")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_THREAD_ID_LENGTH = 26
_BITS_PER_CHARACTER = 5


class LibPhoneBook:
    """The `PhoneBook` port for the US and Canada.

    Other countries that share code +1 are refused: they are charged and regulated as international.
    """

    def __init__(self, hash_key: bytes) -> None:
        """Take the key of the hashes; with another key the same number gets another thread."""
        self._hash_key = hash_key

    def parse(self, text: str) -> Private | None:
        """Give the E.164 form of a valid US or Canadian number, else None."""
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException:
            return None
        if number.extension or phonenumbers.region_code_for_number(number) not in _SERVED:
            return None
        return Private(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def display(self, e164: Private) -> str:
        """Give the national form, such as (212) 555-0100; what is no number (a short code) as it is."""
        try:
            number = phonenumbers.parse(e164.reveal(), "US")
        except phonenumbers.NumberParseException:
            return e164.reveal()
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)

    def number_thread(self, practice_id: str, e164: Private) -> str:
        """Give the id of the thread of a bare number: N with a keyed hash, 26 characters of base 32 (Crockford).

        Numbers are few enough to try them all, so only a keyed hash hides one.
        """
        message = f"thread|{practice_id}|{e164.reveal()}".encode()
        value = int.from_bytes(hmac.digest(self._hash_key, message, hashlib.sha256), "big")
        characters = []
        for _ in range(_THREAD_ID_LENGTH):
            characters.append(_CROCKFORD[value % len(_CROCKFORD)])
            value >>= _BITS_PER_CHARACTER
        return NUMBER_THREAD + "".join(characters)
