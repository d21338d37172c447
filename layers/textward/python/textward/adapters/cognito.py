"""The `SignIns` port on a Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from textward.domain.errors import InvalidInputError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

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
                raise _no_address() from None
            raise TransientError("the sign-in could not be made") from None
        if attributes.get(OWNER) != member_id:
            raise _of_somebody_else()
        return attributes["sub"]

    def has_moved(self, subject: str, email: Private) -> bool:
        """Tell whether a sign-in is by another address than this; False when it is gone.

        Raises:
            TransientError: it may be told later.
        """
        try:
            found = self._client.admin_get_user(UserPoolId=self._pool, Username=subject)
        except self._client.exceptions.UserNotFoundException:
            return False
        except (BotoCoreError, ClientError) as error:
            raise TransientError("the sign-in could not be read") from error
        stored = _by_name(found["UserAttributes"]).get("email", "")
        return stored.casefold() != email.reveal().casefold()  # the pool's addresses are the same in any case

    def readdress(self, subject: str, email: Private) -> None:
        """Let a member sign in by another address, and not by the earlier one any more; nothing when the sign-in is gone.

        Whoever is signed in has to sign in anew: the earlier address may be somebody else's.

        Raises:
            InvalidInputError: the address signs somebody else in, or is none.
            TransientError: it may work later.
        """
        # An alias must be verified to sign in by, and only one user may hold it (Cognito API reference, AdminUpdateUserAttributes).
        wanted = {"email": email.reveal(), "email_verified": "true"}
        try:
            # First, so that the next call makes up for it where only one of the two was done.
            self._client.admin_user_global_sign_out(UserPoolId=self._pool, Username=subject)
            self._client.admin_update_user_attributes(
                UserPoolId=self._pool,
                Username=subject,
                UserAttributes=[{"Name": name, "Value": value} for name, value in wanted.items()],
            )
        except self._client.exceptions.UserNotFoundException:
            return
        except (BotoCoreError, ClientError) as error:
            if _code(error) in {"AliasExistsException", "UsernameExistsException"}:
                raise _of_somebody_else() from None
            if _code(error) == "InvalidParameterException":
                raise _no_address() from None
            raise TransientError("the sign-in could not be changed") from None

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
        return _by_name(found)


def _by_name(attributes: Iterable[AttributeTypeTypeDef]) -> dict[str, str]:
    return {item["Name"]: item.get("Value", "") for item in attributes}


def _of_somebody_else() -> InvalidInputError:
    return InvalidInputError("This address signs somebody else in.", "/email")


def _no_address() -> InvalidInputError:
    return InvalidInputError("`email` must be an e-mail address.", "/email")


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
