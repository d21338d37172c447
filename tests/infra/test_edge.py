"""One address on AWS and on one machine: the same paths, the same headers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from local.front.headers import page_headers
from local.front.pages import FOLDERS
from local.front.proxy import API_PATHS
from tests.infra.templates import resources

DISTRIBUTION = resources("edge")["Distribution"]["Properties"]["DistributionConfig"]
BEHAVIOURS = {one["PathPattern"]: one for one in DISTRIBUTION["CacheBehaviors"]}


def _headers(policy: str) -> dict[str, str]:
    config: dict[str, Any] = resources("edge")[policy]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    assert transport["IncludeSubdomains"]
    assert transport["Preload"]
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        **{one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]},
    }


@pytest.mark.parametrize(
    ("policy", "path", "connect_to"),
    [
        ("StaffHeaders", "/staff/", "wss://${Domain} https://${SignInDomain}"),
        ("PatientHeaders", "/m/", "wss://${Domain}"),
        ("PatientHeaders", "/portal/", "wss://${Domain}"),
    ],
)
def test_pages_have_the_same_headers_on_aws_and_here(policy: str, path: str, connect_to: str) -> None:
    assert _headers(policy) == page_headers(path, connect_to)


def test_api_is_at_the_same_paths_on_aws_and_here() -> None:
    on_aws = {path for path, one in BEHAVIOURS.items() if one["TargetOriginId"] != "pages"}

    assert on_aws == {re.sub(r"\{.*\}", "*", path) for path in API_PATHS} | {"/live"}
    assert {"/m/*", "/portal/*"} == set(BEHAVIOURS) - on_aws
    assert set(FOLDERS) == {"staff", "m", "portal", "shared"}


@pytest.mark.parametrize("path", ["/m/*", "/portal/*"])
def test_pages_of_patients_have_the_headers_that_keep_no_copy(path: str) -> None:
    assert BEHAVIOURS[path]["ResponseHeadersPolicyId"] == {"Ref": "PatientHeaders"}


@pytest.mark.parametrize("path", sorted(BEHAVIOURS))
def test_answers_of_the_api_are_never_kept_at_the_edge(path: str) -> None:
    caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    if BEHAVIOURS[path]["TargetOriginId"] != "pages":
        assert BEHAVIOURS[path]["CachePolicyId"] == caching_disabled
    assert BEHAVIOURS[path]["ViewerProtocolPolicy"] in {"https-only", "redirect-to-https"}


def test_logs_of_the_edge_name_no_path_and_no_query() -> None:
    fields = resources("edge")["AccessLogDelivery"]["Properties"]["RecordFields"]
    redacted = resources("edge")["FirewallLogging"]["Properties"]["RedactedFields"]

    assert not {field for field in fields if re.search(r"uri|query|cookie|referer|host|c-ip", field)}
    assert {"QueryString": {}} in redacted
    assert {"UriPath": {}} in redacted


def test_firewall_logs_to_an_address_that_it_takes() -> None:
    """WAF wants the group's own ARN, without the ":*" of the attribute Arn, and a name of a certain beginning."""
    group = resources("edge")["FirewallLogs"]["Properties"]["LogGroupName"]
    to = resources("edge")["FirewallLogging"]["Properties"]["LogDestinationConfigs"]

    assert group["Fn::Sub"].startswith("aws-waf-logs-")
    assert to == [
        {"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${FirewallLogs}"}
    ]


def test_firewall_blocks_no_request_for_what_a_message_says() -> None:
    """A managed rule that looks into bodies only counts: people write what they like."""
    rules = resources("edge")["Firewall"]["Properties"]["Rules"]
    counted = {
        override["Name"]
        for rule in rules
        for override in rule["Statement"].get("ManagedRuleGroupStatement", {}).get("RuleActionOverrides", [])
        if override["ActionToUse"] == {"Count": {}}
    }

    # All rules of the two groups that look into bodies: AWS WAF, "Baseline rule groups".
    assert counted >= {
        "CrossSiteScripting_BODY",
        "EC2MetaDataSSRF_BODY",
        "GenericLFI_BODY",
        "GenericRFI_BODY",
        "JavaDeserializationRCE_BODY",
        "Log4JRCE_BODY",
        "ReactJSRCE_BODY",
        "SizeRestrictions_BODY",
    }


def test_a_folder_without_its_slash_leads_to_its_page() -> None:
    code = resources("edge")["PageNames"]["Properties"]["FunctionCode"]["Fn::Sub"]

    assert str(sorted(f"/{path}" for path in FOLDERS if path != "shared")).replace("'", '"') in code
