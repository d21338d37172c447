"""Every way in states how it knows who comes, and is let through to its function: the engine enforces neither."""

from __future__ import annotations

import pytest

from tests.infra.templates import resources

ROUTES = resources("template", "AWS::ApiGatewayV2::Route")
INTEGRATIONS = resources("template", "AWS::ApiGatewayV2::Integration")
PERMISSIONS = resources("template", "AWS::Lambda::Permission")


@pytest.mark.parametrize("route", ROUTES)
def test_route_states_its_authentication(route: str) -> None:
    properties, stated = ROUTES[route]["Properties"], ROUTES[route].get("Metadata", {})

    if properties["AuthorizationType"] == "JWT":
        machine = properties["RouteKey"].partition(" ")[2].startswith("/ehr/")
        assert properties["AuthorizerId"] == {"Ref": "EhrAuthorizer" if machine else "StaffAuthorizer"}
        assert bool(properties.get("AuthorizationScopes")) == machine
    else:
        assert properties["AuthorizationType"] == "NONE"
        assert len(stated["Authentication"]) > 20, "say what checks who comes"


def test_staff_routes_ask_for_a_token() -> None:
    staff = [one["Properties"] for one in ROUTES.values() if " /v1/" in one["Properties"]["RouteKey"]]

    assert len(staff) >= 3
    assert {one["AuthorizationType"] for one in staff} == {"JWT"}


@pytest.mark.parametrize("integration", INTEGRATIONS)
def test_api_may_invoke_the_function_behind_a_route(integration: str) -> None:
    properties = INTEGRATIONS[integration]["Properties"]
    api = properties["ApiId"]["Ref"]
    uri = properties["IntegrationUri"]["Fn::Sub"]
    allowed = [
        one["Properties"]
        for one in PERMISSIONS.values()
        if f"${{{one['Properties']['FunctionName']['Ref'].replace('.Alias', 'Aliaslive')}}}" in uri
    ]

    assert [one["Principal"] for one in allowed] == ["apigateway.amazonaws.com"]
    assert f"${{{api}}}/*" in allowed[0]["SourceArn"]["Fn::Sub"]


@pytest.mark.parametrize("stage", resources("template", "AWS::ApiGatewayV2::Stage"))
def test_access_log_names_no_path_and_no_query(stage: str) -> None:
    properties = resources("template", "AWS::ApiGatewayV2::Stage")[stage]["Properties"]
    logged = properties["AccessLogSettings"]["Format"]

    assert "$context.routeKey" in logged
    for telling in ("$context.path", "rawPath", "queryString", "sourceIp", "authorizer", "$context.http"):
        assert telling not in logged
    assert properties["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
