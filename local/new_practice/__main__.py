"""`python -m local.new_practice --stack textward-prod ...`: open a practice, with region and keys as for the AWS CLI."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.new_practice.opening import OpenPractice, Wanted
from textward.domain.errors import InvalidInputError, TransientError
from textward.domain.private import Private
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def wanted() -> argparse.Namespace:
    """Read what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m local.new_practice", description=__doc__)
    parser.add_argument("--stack", required=True, help="the main stack's name, such as textward-prod")
    parser.add_argument("--name", required=True, help="the practice's, as patients read it")
    parser.add_argument("--time-zone", required=True, help="an IANA name, such as America/Chicago")
    parser.add_argument("--admin-name", required=True, help="its first admin's")
    parser.add_argument("--admin-email", required=True, help="where the invitation goes")
    parser.add_argument("--phone", help="the office's voice number, as it is printed")
    yes_or_no = argparse.BooleanOptionalAction
    parser.add_argument("--text-addon", action=yes_or_no, default=True, help="may have a texting number")
    parser.add_argument("--paid-plan", action=yes_or_no, default=True, help="may have message groups")
    return parser.parse_args()


def outputs_of(stack: str) -> dict[str, str]:
    """Read the stack's outputs.

    Raises:
        ClientError: there is no such stack here, or these keys may not read it.
    """
    found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}


def settings_from(outputs: Mapping[str, str]) -> Settings:
    """Give the settings of a function that stores practices and invites members."""
    given = {
        "table_name": outputs["TableName"],
        "audit_table_name": outputs["AuditTableName"],
        "app_secret_id": outputs["AppSecretArn"],
        "user_pool_id": outputs["UserPoolId"],
    }
    return Settings(**{name: given.get(name, "") for name in Settings.__slots__})


def main() -> int:
    """Open the practice, say its id; return the process's exit status."""
    asked = wanted()
    try:
        product = Product(settings_from(outputs_of(asked.stack)))
        opening = OpenPractice(
            product.practices, product.staff, product.sign_ins, product.audit, product.clock, product.ids
        )
        practice = opening(
            Wanted(
                name=asked.name,
                time_zone=asked.time_zone,
                admin_name=asked.admin_name,
                admin_email=Private(asked.admin_email),
                phone=asked.phone,
                text_addon=asked.text_addon,
                paid_plan=asked.paid_plan,
            )
        )
    except (InvalidInputError, TransientError, BotoCoreError, ClientError) as error:
        print(f"The practice was not opened: {error}", file=sys.stderr)  # noqa: T201 - a command's error message
        return 1
    print(practice.practice_id)  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
