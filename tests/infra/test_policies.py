"""Least privilege, in what the engine doesn't enforce and in what a reader would overlook."""

from __future__ import annotations

import re

import pytest

from tests.infra.templates import as_list, every_template, resources, statements, template

FUNCTIONS = resources("template", "AWS::Serverless::Function")
# Statements that may name "*" as their resource, and why.
ANY_RESOURCE = {
    ("functions", "Traces"): "X-Ray has no resources to name",
    ("data", None): "in a key's policy it means this key",
}


def _in_key_policy(name: str, key: str) -> bool:
    return name == "data" and resources(name)[key]["Type"] == "AWS::KMS::Key"


def _every_statement() -> list[tuple[str, str, dict[str, object]]]:
    return [(name, key, one) for name in every_template() for key, one in statements(name)]


def test_no_statement_allows_actions_by_pattern() -> None:
    loose = [
        (name, key, action)
        for name, key, one in _every_statement()
        for action in as_list(one["Action"])
        if one["Effect"] == "Allow" and "*" in str(action) and not _in_key_policy(name, key)
    ]

    assert loose == []


def test_no_statement_allows_everything() -> None:
    loose = [
        (name, key, one.get("Sid"))
        for name, key, one in _every_statement()
        if one["Effect"] == "Allow"
        and "*" in as_list(one.get("Resource", ""))
        and not _in_key_policy(name, key)
        and (name, one.get("Sid")) not in ANY_RESOURCE
    ]

    assert loose == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_has_a_role_of_its_own(function: str) -> None:
    name = function.removesuffix("Function")
    role = resources("functions")[f"{name}Role"]["Properties"]

    assert FUNCTIONS[function]["Properties"]["Role"] == {
        "Fn::GetAtt": ["Functions", f"Outputs.{name}RoleArn"]
    }
    assert role["ManagedPolicyArns"] == [{"Ref": "CommonPolicy"}]
    assert len(role["Policies"]) == 1


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_logs_are_kept_for_a_while_and_encrypted(function: str) -> None:
    logs = resources("functions")[f"{function.removesuffix('Function')}Logs"]["Properties"]
    name = FUNCTIONS[function]["Properties"]["FunctionName"]["Fn::Sub"].replace(
        "${AWS::StackName}", "${Prefix}"
    )

    assert logs["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/{name}"}
    assert logs["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert logs["KmsKeyId"] == {"Ref": "KeyArn"}


def test_every_log_group_has_a_retention() -> None:
    groups = [one for name in every_template() for one in resources(name, "AWS::Logs::LogGroup").values()]

    assert len(groups) >= len(FUNCTIONS) + 2
    assert all("RetentionInDays" in one["Properties"] for one in groups)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_errors_raise_an_alarm(function: str) -> None:
    alarm = resources("functions")[f"{function.removesuffix('Function')}ErrorsAlarm"]["Properties"]

    assert (alarm["MetricName"], alarm["AlarmActions"]) == ("Errors", [{"Ref": "AlarmTopicArn"}])


def test_audit_trail_is_only_added_to() -> None:
    allowed = {
        action
        for _, one in statements("functions")
        if {"Ref": "AuditTableArn"} in as_list(one.get("Resource"))
        for action in as_list(one["Action"])
    }

    assert allowed <= {"dynamodb:PutItem", "dynamodb:Query"}
    assert "TimeToLiveSpecification" not in resources("data")["AuditTable"]["Properties"]


def test_nobody_scans() -> None:
    actions = {str(action) for _, _, one in _every_statement() for action in as_list(one["Action"])}

    assert not {action for action in actions if re.search(r"dynamodb:(Scan|Partiql)", action, re.IGNORECASE)}


@pytest.mark.parametrize(
    ("service", "source"),
    [
        ("sns.amazonaws.com", "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Prefix}-*"),
        (
            "cloudwatch.amazonaws.com",
            "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${Prefix}-*",
        ),
    ],
)
def test_topics_may_use_the_key_of_the_queues(service: str, source: str) -> None:
    """Without it SNS drops what it should deliver to an encrypted queue, and says so nowhere."""
    granted = [
        one for key, one in statements("data") if key == "Key" and one["Principal"] == {"Service": service}
    ]

    assert [set(one["Action"]) for one in granted] == [{"kms:GenerateDataKey", "kms:Decrypt"}]
    assert granted[0]["Condition"]["ArnLike"] == {"aws:SourceArn": {"Fn::Sub": source}}


def test_websocket_api_may_write_its_log_in_an_account_that_never_had_one() -> None:
    """Without the account's role API Gateway refuses a WebSocket stage with an access log, and the stack with it."""
    main = resources("template")

    assert main["LiveApiStage"]["DependsOn"] == "GatewayAccount"
    assert main["GatewayAccount"]["Properties"] == {
        "CloudWatchRoleArn": {"Fn::GetAtt": ["GatewayLogsRole", "Arn"]}
    }
    for kept in ("GatewayAccount", "GatewayLogsRole"):
        assert (main[kept]["Condition"], main[kept]["DeletionPolicy"]) == ("OnAws", "RetainExceptOnCreate")


@pytest.mark.parametrize("table", resources("data", "AWS::DynamoDB::Table"))
def test_table_is_encrypted_recoverable_and_kept(table: str) -> None:
    one = resources("data")[table]
    properties = one["Properties"]

    assert properties["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
    assert (one["DeletionPolicy"], one["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_careful_values_are_the_defaults() -> None:
    parameters = template("template")["Parameters"]

    assert parameters["DeletionProtection"]["Default"] == "true"
    assert parameters["StaffMfa"]["Default"] == "ON"
    assert parameters["LocalEngineUrl"]["Default"] == ""
    assert parameters["WebhookLoopback"]["Default"] == "false"
    assert all("Description" in one for one in parameters.values())
