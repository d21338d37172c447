"""The demo practice's message groups, its portal, and what patients have written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.demo import people
from local.demo.letters import BILLING, CARE, DIABETES, FRONT_OFFICE, LETTERS
from textward.domain.audit import Actor
from textward.domain.group import Answering, Group
from textward.domain.portal import Audience, MemberScope, PortalSettings, RecipientKind
from textward.domain.private import Private
from textward.services.record_audit import AuditTrail
from textward.services.write_from_portal import Letter

if TYPE_CHECKING:
    from local.demo.letters import DemoLetter
    from textward.domain.patient import Patient
    from textward.entrypoints.bootstrap import Product


class DemoGroups:
    """Makes them through the product's own use cases and repositories."""

    def __init__(
        self,
        product: Product,
        practice_id: str,
        members: dict[str, str],
        categories: dict[str, str],
        patients: dict[str, Patient],
    ) -> None:
        """Take members' and categories' ids, and patients, all by name."""
        self._product, self._practice_id = product, practice_id
        self._members, self._categories, self._patients = members, categories, patients

    def load(self) -> None:
        """Make groups and portal settings, then write the letters."""
        book = self._product.portal.groups.book(self._practice_id)
        portal = PortalSettings(
            self._practice_id, enabled=True, audience=Audience.BOTH, member_scope=MemberScope.CARE_TEAM
        )
        groups = self._groups()
        self._product.portal.groups.change(book, groups=list(groups.values()), portal=portal)
        for letter in LETTERS:
            self._write(letter, groups[letter.group])

    def _groups(self) -> dict[str, Group]:
        dana, frank, priya, helen, luis, nora = (self._members[member.name] for member in people.MEMBERS)
        made = (
            self._group(
                BILLING, "Questions about statements, payments and insurance.", {dana, priya}, {frank, nora}
            ),
            self._group(FRONT_OFFICE, "Forms, records and anything about your visit.", {frank}, {priya}),
            self._group(CARE, "Your own doctors and nurses.", {helen}, set(), Answering.CARE_TEAM),
            self._group(
                DIABETES,
                "For patients of the diabetes program.",
                {nora},
                {luis, helen},
                category=people.CATEGORIES[0],
            ),
        )
        return {group.name: group for group in made}

    def _group(
        self,
        name: str,
        description: str,
        admins: set[str],
        users: set[str],
        answering: Answering = Answering.MEMBERS,
        category: str | None = None,
    ) -> Group:
        return Group(
            practice_id=self._practice_id,
            group_id=self._product.ids.new(),
            name=name,
            description=description,
            category_id=self._categories[category] if category else None,
            answering=answering,
            admins=frozenset(admins),
            users=frozenset(users),
        )

    def _write(self, letter: DemoLetter, group: Group) -> None:
        patient = self._patients[letter.patient]
        trail = AuditTrail(
            self._product.audit,
            self._product.clock,
            self._product.ids,
            Actor("patient", patient.patient_id),
        )
        written = Letter(
            RecipientKind.GROUP, group.group_id, Private(letter.subject), Private(letter.body), "demo"
        )
        self._product.portal.write.compose(patient, written, trail)
