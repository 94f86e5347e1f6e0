"""Drawing a page asks for each costly thing once: the program runs forward once, the address is written once."""

from collections import Counter
from collections.abc import Mapping

import pytest
from torch import Tensor

from core import Scenario
from core.engine import recording
from core.link import tensors
from tests.ui.visits import address, go_to, open_view, press, sound
from ui.frame.views import VIEWS

CHANGED = {"from": "mixed-4x2", "dep": "5_6_0.5_1"}
LARGE = {"from": "hidden-20000-5-1"}
ASKS: dict[str, dict[str, str]] = {
    "question": {"step": "2"},
    "forward": {"step": "5"},
    "backward": {"step": "3"},
    "life": {"calls": "f-b-f-b"},
    "mistakes": {"mistake": "not-tracked", "shown": "1"},
    "practice": {"practice": "article.0.rrrrrrr"},
}
"""What a view draws the most for."""

RUNS: dict[str, tuple[list[int], list[int]]] = {
    "backward": ([1, 1, 1], []),  # the losses before and after a small move are problems of their own, remembered
    "descent": ([], []),  # it computes its own gradients
    "life": ([], []),  # it makes its calls itself
    "mistakes": ([1], [1]),  # a program that went wrong has numbers of its own
    "practice": ([], []),  # it asks about numbers of its own
}
"""How often each problem runs when a view is opened, and when it is drawn again."""


class Count:
    """What the real functions of core were called with since the last look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran = Counter[int]()
        self.written = 0
        record, write = recording.Recording.__init__, tensors.write_numbers

        def recorded(made: recording.Recording, scenario: Scenario, *rest: object) -> None:
            self.ran[hash(scenario)] += 1
            record(made, scenario, *rest)  # type: ignore[arg-type]  # the lists that it fills

        def wrote(scenario: Scenario, base: Mapping[str, Tensor]) -> dict[str, str]:
            self.written += 1
            return write(scenario, base)

        monkeypatch.setattr(recording.Recording, "__init__", recorded)
        monkeypatch.setattr("core.link.links.write_numbers", wrote)

    def look(self) -> tuple[list[int], int]:
        """How often each problem ran forward, and how often a link's numbers were written."""
        found = sorted(self.ran.values()), self.written
        self.ran.clear()
        self.written = 0
        return found


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    return Count(monkeypatch)


@pytest.mark.parametrize("slug", VIEWS)
def test_a_view_runs_the_program_once_and_writes_the_address_once(slug: str, count: Count) -> None:
    opened, again = RUNS.get(slug, ([1], []))
    at = open_view(slug, CHANGED | ASKS.get(slug, {}))
    assert count.look() == (opened, 1)
    sound(at.run(), "again")
    assert count.look() == (again, 0)
    go_to(at, LARGE | ASKS.get(slug, {}))
    assert count.look() == (opened, 1)


def test_choosing_an_entry_runs_nothing_again_and_writes_the_numbers_no_more(count: Count) -> None:
    at = open_view("forward", CHANGED)
    count.look()
    press(at, "pick", {"j": "1"})
    assert address(at)["j"] == "1"
    assert count.look() == ([], 0)


def test_the_run_of_large_numbers_is_not_kept() -> None:
    """It is twice as large as the numbers themselves, and the session holds these."""
    at = open_view("backward", LARGE)
    assert at.session_state["kept run"].held is None
    assert at.session_state["kept run"].last() is None
    go_to(at, CHANGED)
    assert at.session_state["kept run"].held is at.session_state["kept run"].last() is not None
