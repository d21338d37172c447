"""Load the demo practice into a deployed stack: through the product's own repositories, Cognito and the telephone."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import urllib3

from local.demo import people
from local.demo.appointments import HELEN, LUIS, DemoAppointments
from local.demo.groups import DemoGroups
from local.demo.visits import DemoVisits
from textward.adapters.twilio_client import PATIENT_WEBHOOK
from textward.domain.patient import Patient
from textward.domain.practice import Category, Facility, Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class DemoSettings:
    """Where the stack is. The AWS endpoint, region and keys come from the environment, as for any SDK client."""

    settings: Settings
    user_pool_id: str
    telephone_url: str

    @classmethod
    def from_environment(cls) -> DemoSettings:
        """Read the functions' own variables, and USER_POOL_ID and TELEPHONE_URL."""
        return cls(Settings.from_environment(), os.environ["USER_POOL_ID"], os.environ["TELEPHONE_URL"])


@dataclass(frozen=True)
class SignIn:
    """How a member signs in."""

    email: str
    password: str
    name: str
    role: str


@dataclass(frozen=True)
class DemoSummary:
    """What was loaded."""

    practice: str
    practice_id: str
    number: str
    patients: int
    sign_ins: tuple[SignIn, ...]
    created: bool
    """False when the practice was there already."""

    def as_json(self) -> dict[str, Any]:
        """Give it as JSON members."""
        return asdict(self)


def load(demo: DemoSettings, report: Callable[[str], None] = lambda _: None) -> DemoSummary:
    """Load the practice, unless it is there; a load that was cut short is taken up where its steps can be repeated."""
    loader = _Loader(demo)
    known = loader.product.practices.by_number(people.PRACTICE_NUMBER)
    if known is None:
        for words, step in loader.steps():
            report(words)
            step()
    sign_ins = tuple(SignIn(m.email, people.PASSWORD, m.name, m.role) for m in people.MEMBERS)
    return DemoSummary(
        people.PRACTICE_NAME,
        known.practice_id if known else loader.practice_id,
        people.PRACTICE_NUMBER,
        len(people.PATIENTS),
        sign_ins,
        created=known is None,
    )


class _Loader:
    def __init__(self, demo: DemoSettings) -> None:
        self.demo = demo
        self.product = Product(demo.settings)
        self.cognito = boto3.client("cognito-idp")
        self.practice_id = self.product.ids.new()
        self.facilities = [
            Facility(self.practice_id, self.product.ids.new(), name) for name in people.FACILITIES
        ]
        self.patients: dict[str, Patient] = {}
        self.categories = [
            Category(self.practice_id, self.product.ids.new(), name) for name in people.CATEGORIES
        ]
        self.roles = {
            people.ADMIN: Role(self.product.ids.new(), people.ADMIN, TextPrivilege.ALL, *(True, True, True)),
            people.FRONT_DESK: Role(self.product.ids.new(), people.FRONT_DESK, TextPrivilege.ALL),
            people.CLINICIAN: Role(self.product.ids.new(), people.CLINICIAN, TextPrivilege.ASSIGNED),
        }
        self.members = [
            Member(self.practice_id, self.product.ids.new(), member.name, self.roles[member.role].role_id)
            for member in people.MEMBERS
        ]

    def steps(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Give the steps, in an order in which the practice's number, by which it is found again, comes last but the texts."""
        return (
            ("members and their sign-ins", self._load_members),
            ("facilities, roles and categories", self._load_settings),
            (f"{len(people.PATIENTS)} patients and their phones", self._load_patients),
            ("message groups and the portal", self._load_groups),
            ("appointments and open times", self._load_appointments),
            ("the practice's number", self._buy_number),
            ("first texts", self._type_texts),
        )

    def _load_settings(self) -> None:
        self.product.practices.save(self._practice(None))
        for facility in self.facilities:
            self.product.practices.save_facility(facility)
        for category in self.categories:
            self.product.practices.save_category(category)
        for role in self.roles.values():
            self.product.staff.save_role(self.practice_id, role)

    def _load_members(self) -> None:
        for person, member in zip(people.MEMBERS, self.members, strict=True):
            self.product.staff.save_member(member, self._sign_in(person.email))

    def _sign_in(self, email: str) -> str:
        pool = self.demo.user_pool_id
        try:
            user = self.cognito.admin_create_user(
                UserPoolId=pool,
                Username=email,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                MessageAction="SUPPRESS",
            )["User"]
            attributes = user["Attributes"]
        except self.cognito.exceptions.UsernameExistsException:
            attributes = self.cognito.admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
        self.cognito.admin_set_user_password(
            UserPoolId=pool, Username=email, Password=people.PASSWORD, Permanent=True
        )
        return next(str(item["Value"]) for item in attributes if item["Name"] == "sub")

    def _load_patients(self) -> None:
        clinicians = [m.member_id for m in self.members if m.role_id == self.roles[people.CLINICIAN].role_id]
        for index, person in enumerate(people.PATIENTS):
            phone = _phone(person.phone) if person.phone is not None else None
            patient = Patient(
                practice_id=self.practice_id,
                patient_id=self.product.ids.new(),
                number=f"P-{1001 + index}",
                name=Private(person.name),
                date_of_birth=person.born,
                facility_id=self.facilities[index % len(self.facilities)].facility_id,
                phone=Private(phone) if phone else None,
                text_notifications=person.notifications,
                language=person.language,
                category_ids=frozenset({self.categories[index % len(self.categories)].category_id})
                if index % 2
                else frozenset(),
                care_team=frozenset({clinicians[index % len(clinicians)]}),
            )
            self.product.patients.save(patient)
            self.patients[person.name] = patient
            if phone:
                self._telephone("POST", "/control/phones", {"number": phone, "label": _label(person.phone)})

    def _load_groups(self) -> None:
        members = {member.name: member.member_id for member in self.members}
        categories = {category.name: category.category_id for category in self.categories}
        DemoGroups(self.product, self.practice_id, members, categories, self.patients).load()

    def _load_appointments(self) -> None:
        members = {member.name: member.member_id for member in self.members}
        practice = self._practice(None)
        DemoAppointments(self.product, practice, members, self.patients).load()
        DemoVisits(self.product, practice, (members[HELEN], members[LUIS]), self.patients).load()

    def _practice(self, number: str | None) -> Practice:
        return Practice(
            practice_id=self.practice_id,
            name=people.PRACTICE_NAME,
            time_zone=people.TIME_ZONE,
            number=number,
            texting_enabled=number is not None,
            text_addon=True,
            paid_plan=True,
            phone=people.PRACTICE_PHONE,
        )

    def _buy_number(self) -> None:
        account = self.product.twilio_account()
        base = self.demo.settings.public_base_url
        answer = urllib3.request(
            "POST",
            f"{self.demo.telephone_url}/2010-04-01/Accounts/{account.account_sid}/IncomingPhoneNumbers.json",
            body=urlencode(
                {
                    "PhoneNumber": people.PRACTICE_NUMBER,
                    "FriendlyName": people.PRACTICE_NAME,
                    "SmsUrl": f"{base}/webhooks/sms/messages{PATIENT_WEBHOOK}",
                    "SmsMethod": "POST",
                }
            ),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                **urllib3.make_headers(basic_auth=f"{account.account_sid}:{account.auth_tokens[0]}"),
            },
        )
        if answer.status not in {200, 201} and answer.json().get("code") != 21422:  # noqa: PLR2004 - already ours
            raise RuntimeError(f"the telephone did not sell the number: {answer.status}")
        self.product.practices.save(self._practice(people.PRACTICE_NUMBER))

    def _type_texts(self) -> None:
        for digits, words in people.FIRST_TEXTS:
            body = {"body": words, "to": people.PRACTICE_NUMBER}
            self._telephone("POST", f"/control/phones/{_phone(digits)}/messages", body)

    def _telephone(self, method: str, path: str, body: dict[str, str]) -> None:
        answer = urllib3.request(method, self.demo.telephone_url + path, json=body)
        if answer.status >= 300:  # noqa: PLR2004 - not a success
            raise RuntimeError(f"the telephone refused {path}: {answer.status}")


def _phone(digits: int) -> str:
    return f"+131255501{digits:02d}"


def _label(digits: int | None) -> str:
    names = [person.name for person in people.PATIENTS if person.phone == digits]
    return " and ".join(names)
