from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.backends import Backend, dynamodb_backend, emptied, fake_backend
from tests.contract.engine import engine
from tests.contract.material import Material
from tests.support.mock_dynamodb import mock_dynamodb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    MakeBackend = Callable[[], Backend]

IMPLEMENTATIONS = ["fake", "moto", "engine"]
RACING = ["engine"]
"""Where several callers are answered at once: the fakes and moto live in one thread."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on every implementation, and races on those that can race."""
    if "implementation" in metafunc.fixturenames:
        names = RACING if "racing" in metafunc.fixturenames else IMPLEMENTATIONS
        metafunc.parametrize("implementation", names, indirect=True, scope="module")


@pytest.fixture(scope="session")
def engine_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with engine(tmp_path_factory.mktemp("engine")) as url:
        yield url


@pytest.fixture(scope="module")
def clean_aws() -> Iterator[pytest.MonkeyPatch]:
    """Give botocore credentials that open nothing, whatever the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield patch


@pytest.fixture(scope="module")
def implementation(request: pytest.FixtureRequest, clean_aws: pytest.MonkeyPatch) -> Iterator[MakeBackend]:
    """Give what makes a backend: fakes and moto's tables are new for each test, the engine's for each module."""
    if request.param == "fake":
        yield fake_backend
    elif request.param == "moto":
        with mock_dynamodb():
            moto = dynamodb_backend()
            yield lambda: emptied(moto)
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("engine_url"))
            made = dynamodb_backend().backend
            yield lambda: made


@pytest.fixture
def backend(implementation: MakeBackend) -> Backend:
    return implementation()


@pytest.fixture
def racing(implementation: MakeBackend) -> Backend:
    return implementation()


@pytest.fixture
def material() -> Material:
    return Material()
