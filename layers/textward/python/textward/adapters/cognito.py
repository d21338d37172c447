"""The `SignIns` port on a Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from textward.domain.errors import InvalidInputError, TransientError

if TYPE_CHECKING:
    from textward.domain.private import Private

OWNER = "nickname"
"""The attribute that names the member for whom a sign-in was made; members can't write it, for their tokens lack the scope."""


class CognitoSignIns:
    """Members' sign-ins.

    A subject is a user name here: an admin's call takes a local user's `sub` where the pool's user names are aliases
    (Cognito API reference, AdminDisableUser: Username).
    """

    def __init__(self, user_pool_id: str) -> None:
        """Take the user pool."""
        self._client = boto3.client("cognito-idp")
        self._pool = user_pool_id

    def switch(self, subject: str, *, enabled: bool) -> None:
        """Let a sign-in work, or stop it and end its sessions; one that is gone stays as it is.

        Raises:
            TransientError: it may work later.
        """
        try:
            if enabled:
                self._client.admin_enable_user(UserPoolId=self._pool, Username=subject)
            else:
                self._client.admin_disable_user(UserPoolId=self._pool, Username=subject)
                self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=subject)
        except self._client.exceptions.UserNotFoundException:
            return
        except (BotoCoreError, ClientError) as error:
            raise TransientError("the sign-in could not be switched") from error

    def invite(self, member_id: str, email: Private) -> str:
        """Make a member's sign-in and send them an invitation; give its subject, that of the first time when asked again.

        Raises:
            InvalidInputError: the address signs somebody else in.
            TransientError: it may work later.
        """
        try:
            attributes = self._created(member_id, email.reveal())
        except (BotoCoreError, ClientError) as error:
            if _code(error) == "InvalidParameterException":
                raise InvalidInputError("`email` must be an e-mail address.", "/email") from None
            raise TransientError("the sign-in could not be made") from None
        if attributes.get(OWNER) != member_id:
            raise InvalidInputError("This address signs somebody else in.", "/email")
        return attributes["sub"]

    def _created(self, member_id: str, email: str) -> dict[str, str]:
        """Make a sign-in, or find the one that is there; give its attributes."""
        wanted = {"email": email, "email_verified": "true", OWNER: member_id}
        try:
            made = self._client.admin_create_user(
                UserPoolId=self._pool,
                Username=email,
                UserAttributes=[{"Name": name, "Value": value} for name, value in wanted.items()],
                DesiredDeliveryMediums=["EMAIL"],
            )
            found = made["User"]["Attributes"]
        except self._client.exceptions.UsernameExistsException:
            there = self._client.admin_get_user(UserPoolId=self._pool, Username=email)
            found = there["UserAttributes"]
        return {item["Name"]: item.get("Value", "") for item in found}


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
