"""The APIs that have an OpenAPI document: which functions serve them, and what is said beside their routes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_ERRORS_AND_LISTS = (
    " Errors are RFC 9457 problem documents; lists are paged by signed cursors; times are UTC."
)


@dataclass(frozen=True)
class Api:
    """One document."""

    name: str
    """Of the file in docs/api."""
    title: str
    description: str
    functions: tuple[str, ...]
    sections: dict[str, str]
    """Each tag that routes may have, and what it holds."""
    sign_ins: dict[str, dict[str, Any]]
    """OpenAPI security schemes; any one of them is enough."""
    open_routes: frozenset[str] = field(default_factory=frozenset)
    """Routes, by the names of their functions, that ask for no sign-in."""
    bodies: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Routes that read their content by themselves: its type, and what it is."""

    @property
    def path(self) -> Path:
        """Give where the document is stored."""
        return ROOT / "docs" / "api" / f"{self.name}.json"

    @property
    def security(self) -> list[dict[str, Any]]:
        """Give what a route asks for."""
        return [{scheme: []} for scheme in self.sign_ins]


STAFF = Api(
    name="staff",
    title="Textward staff API",
    description=(
        "What the staff page speaks with. Sign in through the practice's user pool and send the token as"
        " `Authorization: Bearer`." + _ERRORS_AND_LISTS
    ),
    functions=("inbox_api", "settings_api", "groups_api", "export_api"),
    sections={
        "inbox": "Lists of messages, and what waits",
        "threads": "Conversations",
        "messages": "Work on one message",
        "patients": "Finding and unlocking patients",
        "appointments": "What is booked, and what of it needs a person",
        "live": "Hearing of changes at once",
        "settings": "The practice and my own preferences",
        "texting": "The texting number and how texts are worked",
        "roles": "Members and what they may do",
        "record system": "Which record systems' clients may act for the practice",
        "audit": "Who viewed or changed what",
        "groups": "Message groups, and what waits in mine",
        "conversations": "What patients wrote from the portal",
        "group settings": "Message groups, as their editors see them",
        "portal settings": "What patients may do in the portal",
        "places": "Facilities and patient categories",
    },
    sign_ins={"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
)
PORTAL = Api(
    name="portal",
    title="Textward portal API",
    description=(
        "What the patients' portal speaks with, on the web, in the app, and in apps under a practice's own name. A patient"
        " signs in with phone, one-time code and date of birth; README.md, beside this document, shows the steps."
        + _ERRORS_AND_LISTS
    ),
    functions=("portal_api",),
    sections={
        "sign-in": "Phone, one-time code, date of birth",
        "visit": "Who is signed in",
        "letters": "Writing to groups and members, and reading what they answer",
    },
    sign_ins={
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-textward-portal",
            "description": "For pages of this site. A change also needs the header `X-Requested-With: textward`.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "For apps: the token that the sign-in gives with `session: token`. It is opaque.",
        },
    },
    open_routes=frozenset({"show_practice", "request_code", "verify_code"}),
)
EHR = Api(
    name="ehr",
    title="Textward record system API",
    description=(
        "What a practice's record system speaks with. It signs in for itself (OAuth 2.0 client credentials) and names the practice"
        " that it acts for in `Textward-Practice`; a practice admin has let it in before. Errors are RFC 9457 problem documents."
    ),
    functions=("ehr_api",),
    sections={
        "records": "Records, many at once",
        "fhir": "The same records as HL7 FHIR R4",
        "communications": "What was said with a patient",
        "events": "What has happened",
        "notices": "Automated texts from the practice's number",
    },
    sign_ins={
        "client": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://sign-in.textward.example/oauth2/token",
                    "scopes": {
                        "ehr/write": "Make and change practices' records",
                        "ehr/read": "Read what has happened and what was said",
                        "ehr/notices": "Text patients through practices' numbers",
                    },
                }
            },
        }
    },
    bodies={
        "upsert_records": (
            "application/x-ndjson",
            "A JSON object on each line, at most 1,000 lines and 4 MB",
        ),
        "take_bundle": ("application/fhir+json", "A Bundle of type batch, at most 1,000 entries and 4 MB"),
        "put_resource": ("application/fhir+json", "A resource of the type and with the id of the path"),
    },
)
APIS = (STAFF, PORTAL, EHR)
