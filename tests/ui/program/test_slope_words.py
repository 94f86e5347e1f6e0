"""The sentences of Slope for any program, on curves and moves that core made."""

import pytest
import torch

from core import Entry, Scenario, entries_of, move_entry, slice_of
from tests.core.scenario.test_models import posed
from ui.program.slope_words import found_text, left_out, moved_sentence

STRAIGHT = "loss = (x * w).sum()"


@pytest.mark.parametrize(
    ("work", "said", "unsaid"),
    [
        (None, "are marked. Kinks are found numerically here, to within", "Farther away"),
        (2_000_000, "from now. Farther away none are marked. Kinks are found numerically", "by residuals"),
        (2_000, "Kinks were not looked for: with so many numbers it would take too long.", "numerically"),
    ],
)
def test_how_far_kinks_were_looked_for_is_said(
    work: int | None, said: str, unsaid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if work is not None:
        monkeypatch.setattr("core.slices.kinks.MOST_WORK", work)
    scenario = Scenario.of("hidden", posed("hidden", torch.float32, rows=80), loss="mse")
    text = found_text(slice_of(scenario, Entry("layer1", (0, 0)), 0.1))
    assert said in text
    assert unsaid not in text


def test_a_curve_that_leaves_float64_says_so_beside_its_kinks() -> None:
    scenario = Scenario.of("loss = torch.exp(w) + torch.abs(w)", {"w": 700.0}, dtype=torch.float64, tracked=("w",))
    text = found_text(slice_of(scenario, Entry("w"), 750.0))
    assert text.startswith("Part of the curve is left out: the loss there is too large for float64. ")
    assert "kink" in text


def test_a_table_says_how_many_kinks_it_leaves_out() -> None:
    search = slice_of(Scenario.of("deep", posed("deep", torch.float32)), Entry("const1"), 2.5).search
    assert f"The 2 nearest; {len(search.kinks) - 2} more are marked." in left_out(search, 2)
    assert left_out(search, len(search.kinks)) == ""


MOVES = [
    (Scenario.of(STRAIGHT, {"x": [2.0, 1.0], "w": [0.5, 1.0]}, tracked=("w",)), 0.25, "The prediction is exact."),
    (
        Scenario.of(STRAIGHT, {"x": [0.1, 1.0], "w": [0.5, 1.0]}, tracked=("w",)),
        0.3,
        "The prediction holds up to rounding.",
    ),
    (
        Scenario.of(STRAIGHT, {"x": [1.0, 1e12], "w": [0.5, 1e3]}, dtype=torch.float64, tracked=("w",)),
        1.3,
        "The two differ by no more than float64's rounding of a loss of 1e15, which is large beside so small a change.",
    ),
    (
        Scenario.of(
            "loss = (w * x - x * w).sum() + w.sum() * 1e-9 + (w * 0.1).sum()", {"x": 1e8, "w": 0.3}, tracked=("w",)
        ),
        0.5,
        "float32 rounds the gradient itself",
    ),
    (
        Scenario.of("loss = w**2", {"w": 1.0}, tracked=("w",)),
        0.5,
        "The loss bends away from its tangent: the prediction",
    ),
    (
        Scenario.of("loss = torch.relu(w)", {"w": -1.0}, tracked=("w",)),
        0.5,
        "`w.grad` is 0, and after this move the loss",
    ),
    (
        Scenario.of("loss = torch.relu(w)", {"w": -1.0}, tracked=("w",)),
        2.0,
        "A kink was found within this move of `w`, at 0, where `w` is 0: there the slope changes. The",
    ),
    (
        Scenario.of("loss = torch.maximum(w, 2 - w)", {"w": 0.5}, tracked=("w",)),
        1.0,
        "A kink was found within this move of `w`, at 1, where `w − (2 - w)` is 0: there the slope changes.",
    ),
    (Scenario.of("loss = w**2", {"w": 1e30}, tracked=("w",)), 1.0, "float64 rounds so small a move away"),
]


@pytest.mark.parametrize(("scenario", "by", "said"), MOVES)
def test_each_sentence_is_said_where_it_holds(scenario: Scenario, by: float, said: str) -> None:
    (leaf,) = scenario.leaves
    name, entry = (
        leaf if not scenario.tensors[leaf].ndim else f"{leaf}[0]",
        entries_of(leaf, tuple(scenario.tensors[leaf].shape))[0],
    )
    at = scenario.tensors[leaf].flatten()[0].item()
    search = slice_of(scenario, entry, max(2 * abs(by), 2.0)).search
    moved = move_entry(scenario, entry, by)
    assert said in moved_sentence(moved, search, scenario, name, name.replace(leaf, f"{leaf}.grad"), at)
