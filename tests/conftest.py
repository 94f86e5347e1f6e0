"""What all tests share."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from hypothesis.internal.detection import is_hypothesis_test
from streamlit.components.v2 import manifest_scanner

CORE = Path(__file__).with_name("core")

# Workers and the servers that they start share the cores: one thread each, set before anything imports torch.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No deadline, since a loaded machine is not a failure.
# A continuous build draws the same examples each time, so that red stays red.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("house"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Lines are counted (`--cov`) where the tests beside them run them, or `make test` would take half as long again.

    Without `--cov=ui` only core's own tests count; `make coverage` counts all. Generated examples never count: they
    would take twice the time, and a line that needs a lucky draw is bare.
    """
    core_alone = config.getoption("cov_source", None) == ["core"]
    for item in items:
        beside = item.path.is_relative_to(CORE)
        if (core_alone and not beside) or is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def _installed_components() -> Iterator[None]:
    """Ask once which of the installed packages bring components of Streamlit.

    AppTest reads the metadata of every package at each fresh visit, 0.1 s: more than all that the visit itself does.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    """Take what is here already, the libraries and the list of tests, out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
