"""What patients of the demo practice have written to its groups. All made up."""

from __future__ import annotations

from dataclasses import dataclass

BILLING, FRONT_OFFICE, CARE, DIABETES = "Billing Team", "Front Office", "My Care Team", "Diabetes Program"


@dataclass(frozen=True)
class DemoLetter:
    """What a patient wrote to a group before the demo starts."""

    patient: str
    group: str
    subject: str
    body: str


LETTERS = (
    DemoLetter(
        "Grace O'Connor",
        BILLING,
        "Charge on my last statement",
        "My statement shows two visits in September, but I was there only once. Could you check it?",
    ),
    DemoLetter(
        "Daniel Cho",
        BILLING,
        "New insurance card",
        "My insurance changed this month. Where do I send a copy of the new card?",
    ),
    DemoLetter(
        "Aisha Rahman",
        FRONT_OFFICE,
        "School form",
        "My son needs a sports form signed before Friday. May I bring it by?",
    ),
    DemoLetter(
        "Emily Turner",
        CARE,
        "Side effects of the new tablets",
        "Since Monday I feel a little dizzy in the mornings. Is that to be expected?",
    ),
)
