"""The budget of memory: large data are refused in a sentence, small ones never, and nothing that was good is lost."""

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.scenario.draws import Draw
from core.scenario.json_file import to_json
from core.scenario.scenario import ScenarioError
from tests.ui.markup import texts
from tests.ui.visits import address, go_to, markup, notices, open_view, sound
from ui.runtime import memory

ROOT = Path(__file__).parents[3]
LARGE = Draw("uniform", 20_000, 10, 0)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that holds more than it may; this process holds over 100 MB."""
    monkeypatch.setenv(memory.SETTING, "100")


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has pools to limit")
def test_glibc_takes_the_limit_on_its_pools() -> None:
    """In a process of its own, which it changes for good; a name that glibc does not know is refused with 0."""
    code = "from ui.runtime.memory import few_arenas; print(few_arenas())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


@pytest.mark.usefixtures("full")
def test_what_is_large_is_refused_with_what_it_needs_and_what_is_small_never() -> None:
    with pytest.raises(ScenarioError, match=r"^20,000×50 cells need about 128 MB of memory, and this server has 0 MB"):
        memory.check_problem(20_000, 50)
    with pytest.raises(ScenarioError, match=r"^Reading this file needs about 12 MB of memory"):
        memory.check_file(1_000_000)
    memory.check_problem(1_000, 10)
    memory.check_file(10_000)


def test_what_fits_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is needed counts, on top of what the process holds."""
    monkeypatch.setenv(memory.SETTING, str((memory.held() / 1e6 + 300) / memory.USABLE))
    memory.check_problem(20_000, 50)
    with pytest.raises(ScenarioError, match=r"and this server has \d{3} MB left"):
        memory.check_problem(100_000, 50)


def test_without_a_setting_the_limit_is_the_container_s_or_the_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(memory.SETTING, raising=False)
    assert 100e6 < memory.held() < memory.limit()


@pytest.mark.usefixtures("full")
def test_a_link_to_a_large_draw_is_refused_before_it_is_drawn() -> None:
    at = open_view("backward", {"from": LARGE.slug})
    (warning,) = notices(at, "warning")
    assert warning.startswith("20,000×10 cells need about 26 MB of memory")
    assert warning.endswith("here is The article's 2×2.")
    assert texts(markup(go_to(at, {"from": "hidden-100-3-0"})), "strip")[0].startswith("100×3, random")


def _drawn(at: AppTest) -> AppTest:
    at.text_input(key="draw_samples").set_value("20000")
    at.text_input(key="draw_coeffs").set_value("10")
    return at.button(key="draw_button").click().run()


def _loaded(at: AppTest) -> AppTest:
    content = to_json(LARGE.build()).encode()
    return at.file_uploader(key="load_file").set_value(("numbers.json", content, "application/json")).run()


def _uploaded(at: AppTest) -> AppTest:
    content = "a,b\n" + "1.25,2.5\n" * 20_000
    return at.file_uploader(key="table_file").set_value(("table.csv", content.encode(), "text/csv")).run()


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("take", [_drawn, _loaded, _uploaded])
def test_no_large_data_are_taken_and_the_numbers_stay(take: Callable[[AppTest], AppTest]) -> None:
    at = sound(open_view("your_numbers", {"from": "mixed-4x2"}), "before")
    take(at)
    assert [error.message for error in at.exception] == []
    (refusal,) = notices(at, "refusal")
    assert "MB of memory, and this server has 0 MB left: use fewer samples" in refusal
    assert address(at) == {"from": "mixed-4x2"}
    (strip,) = texts(markup(at), "strip")
    assert strip.startswith("4×2, residuals of both signs · 4 samples")
