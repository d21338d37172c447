"""The `SignIns` port on a Cognito user pool."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from textward.domain.errors import TransientError


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
