"""Members' sign-ins are stopped and let work again (row E5)."""

from __future__ import annotations

import pytest
from botocore.stub import Stubber

from textward.adapters.cognito import CognitoSignIns
from textward.domain.errors import TransientError

POOL = "us-east-1_pool"
WHO = {"UserPoolId": POOL, "Username": "subject"}


@pytest.fixture
def sign_ins() -> CognitoSignIns:
    return CognitoSignIns(POOL)


def test_a_sign_in_that_is_stopped_ends_its_sessions(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_response("admin_disable_user", {}, WHO)
        stub.add_response("admin_user_global_sign_out", {}, WHO)
        sign_ins.switch("subject", enabled=False)
        stub.assert_no_pending_responses()


def test_a_sign_in_works_again(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_response("admin_enable_user", {}, WHO)
        sign_ins.switch("subject", enabled=True)
        stub.assert_no_pending_responses()


def test_a_sign_in_that_is_gone_needs_nothing(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_disable_user", "UserNotFoundException", http_status_code=400)
        sign_ins.switch("subject", enabled=False)


def test_any_other_failure_may_pass(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_disable_user", "TooManyRequestsException", http_status_code=400)
        with pytest.raises(TransientError):
            sign_ins.switch("subject", enabled=False)
