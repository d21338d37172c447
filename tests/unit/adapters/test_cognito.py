"""Members' sign-ins are stopped and let work again (row E5)."""

from __future__ import annotations

import pytest
from botocore.stub import Stubber

from textward.adapters.cognito import CognitoSignIns
from textward.domain.errors import InvalidInputError, TransientError
from textward.domain.private import Private

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


EMAIL = Private("nadia@clinic.example")
THERE = [{"Name": "sub", "Value": "subject"}, {"Name": "nickname", "Value": "ME"}]


def test_a_member_is_invited(sign_ins: CognitoSignIns) -> None:
    wanted = {"email": EMAIL.reveal(), "email_verified": "true", "nickname": "ME"}
    asked = {
        "UserPoolId": POOL,
        "Username": EMAIL.reveal(),
        "UserAttributes": [{"Name": name, "Value": value} for name, value in wanted.items()],
        "DesiredDeliveryMediums": ["EMAIL"],
    }
    with Stubber(sign_ins._client) as stub:
        stub.add_response("admin_create_user", {"User": {"Attributes": THERE}}, asked)
        assert sign_ins.invite("ME", EMAIL) == "subject"


def test_a_member_invited_before_has_the_sign_in_of_that_time(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_create_user", "UsernameExistsException", http_status_code=400)
        stub.add_response("admin_get_user", {"Username": "subject", "UserAttributes": THERE})
        assert sign_ins.invite("ME", EMAIL) == "subject"


@pytest.mark.parametrize("attributes", [THERE[:1], [THERE[0], {"Name": "nickname", "Value": "OTHER"}]])
def test_an_address_that_signs_somebody_else_in_is_never_taken_over(
    sign_ins: CognitoSignIns, attributes: list[dict[str, str]]
) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_create_user", "UsernameExistsException", http_status_code=400)
        stub.add_response("admin_get_user", {"Username": "subject", "UserAttributes": attributes})
        with pytest.raises(InvalidInputError):
            sign_ins.invite("ME", EMAIL)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [("InvalidParameterException", InvalidInputError), ("TooManyRequestsException", TransientError)],
)
def test_an_invitation_that_fails(sign_ins: CognitoSignIns, code: str, wanted: type[Exception]) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_create_user", code, EMAIL.reveal(), http_status_code=400)
        with pytest.raises(wanted) as refused:
            sign_ins.invite("ME", EMAIL)
    assert EMAIL.reveal() not in str(refused.value)


@pytest.mark.parametrize(
    ("stored", "moved"), [("Nadia@Clinic.example", False), ("novak@clinic.example", True)]
)
def test_a_sign_in_by_another_address_is_told(sign_ins: CognitoSignIns, stored: str, *, moved: bool) -> None:
    with Stubber(sign_ins._client) as stub:
        there = [*THERE, {"Name": "email", "Value": stored}]
        stub.add_response("admin_get_user", {"Username": "subject", "UserAttributes": there}, WHO)
        assert sign_ins.has_moved("subject", EMAIL) is moved


def test_a_sign_in_gets_another_address(sign_ins: CognitoSignIns) -> None:
    wanted = [{"Name": "email", "Value": EMAIL.reveal()}, {"Name": "email_verified", "Value": "true"}]
    with Stubber(sign_ins._client) as stub:
        stub.add_response("admin_user_global_sign_out", {}, WHO)
        stub.add_response("admin_update_user_attributes", {}, {**WHO, "UserAttributes": wanted})
        sign_ins.readdress("subject", EMAIL)
        stub.assert_no_pending_responses()


def test_a_sign_in_that_is_gone_has_no_address(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_get_user", "UserNotFoundException", http_status_code=400)
        stub.add_client_error("admin_user_global_sign_out", "UserNotFoundException", http_status_code=400)
        assert sign_ins.has_moved("subject", EMAIL) is False
        sign_ins.readdress("subject", EMAIL)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("AliasExistsException", InvalidInputError),
        ("InvalidParameterException", InvalidInputError),
        ("TooManyRequestsException", TransientError),
    ],
)
def test_another_address_that_fails(sign_ins: CognitoSignIns, code: str, wanted: type[Exception]) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_response("admin_user_global_sign_out", {}, WHO)
        stub.add_client_error("admin_update_user_attributes", code, EMAIL.reveal(), http_status_code=400)
        with pytest.raises(wanted) as raised:
            sign_ins.readdress("subject", EMAIL)
    assert EMAIL.reveal() not in str(raised.value)


def test_an_address_that_cannot_be_read_may_be_later(sign_ins: CognitoSignIns) -> None:
    with Stubber(sign_ins._client) as stub:
        stub.add_client_error("admin_get_user", "TooManyRequestsException", http_status_code=400)
        with pytest.raises(TransientError):
            sign_ins.has_moved("subject", EMAIL)
