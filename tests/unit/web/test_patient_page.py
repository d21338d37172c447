"""The patient page says with each request whose conversation it shows (row C7); what the server makes of it is tested there."""

from __future__ import annotations

import re
from pathlib import Path

API = (Path(__file__).resolve().parents[3] / "web/patient/api.js").read_text("utf-8")


def test_each_request_for_a_conversation_says_whose_the_page_shows() -> None:
    for address in ("/s/conversation", "/s/messages"):
        (request,) = re.findall(rf"^.*\"{address}\".*$", API, re.MULTILINE)
        assert "ours()" in request


def test_a_date_of_birth_goes_with_the_links_token() -> None:
    (request,) = re.findall(r"^.*\"/s/identity\".*$", API, re.MULTILINE)
    assert "token: currentToken()" in request
