"""What the tests of deploy/ share; the browser is the one of the e2e tests."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.deploy.balancer import Balancer, balancing
from tests.e2e.conftest import browser, empty, page

__all__ = ["browser", "empty", "page"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs nginx, which `make test` leaves to `make test-deploy`."""
    for item in items:
        if HERE in item.path.parents and "balancer" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.nginx)


@pytest.fixture(scope="module")
def balanced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balancer]:
    """nginx in front of two replicas of the app; the tests of one file share them."""
    with balancing(tmp_path_factory.mktemp("balanced")) as found:
        yield found


@pytest.fixture
def balancer(balanced: Balancer) -> Balancer:
    """As balanced, with a log that begins now."""
    return replace(balanced, logged=len(balanced.log.read_text()))
