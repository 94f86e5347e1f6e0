"""A scenario of any model or program: what is tracked, what is copied, what is equal, what is refused."""

# ruff: noqa: E501  # a row of a table is one line

import re

import pytest
import torch

from core.program import ProgramError
from core.scenario.scenario import Scenario, ScenarioError

TEXT = "loss = (x * w).sum()"
X, W = [1.0, 2.0], [3.0, 4.0]
WHOLE = torch.tensor([1, 2])

LEAVES = (
    (TEXT, {"x": X, "w": W}, None, ("x", "w")),
    (TEXT, {"x": WHOLE, "w": W}, None, ("w",)),
    (TEXT, {"x": [1, 2], "w": W}, None, ("x", "w")),  # lists are numbers like any other
    (f"w.requires_grad_()\n{TEXT}", {"x": X, "w": W}, None, ("w",)),
    (f"w.requires_grad_()\n{TEXT}", {"x": X, "w": W}, ("x",), ("x",)),
    (TEXT, {"x": X, "w": W}, ("w", "x"), ("x", "w")),  # in the order in which the program reads them
    (TEXT, {"x": X, "w": W}, (), ()),
    (TEXT, {"x": WHOLE, "w": W}, ("x",), ("x",)),
)


def test_the_leaves_of_a_text() -> None:
    for text, tensors, tracked, leaves in LEAVES:
        scenario = Scenario.of(text, tensors, tracked=tracked)  # type: ignore[arg-type]  # a table of several types
        assert scenario.leaves == leaves, (text, tracked)
        assert all(tensor.dtype == torch.float32 for tensor in scenario.tensors.values())


def test_tensors_are_copied() -> None:
    mine = torch.tensor(X, requires_grad=True)
    scenario = Scenario.of("loss = x.sum()", {"x": mine})
    with torch.no_grad():
        mine[0] = 7.0
    assert scenario.tensors["x"].tolist() == X
    assert not scenario.tensors["x"].requires_grad
    assert torch.equal(scenario.x, scenario.tensors["x"])
    with pytest.raises(AttributeError, match="this scenario has no y: it has x"):
        _ = scenario.y


def test_equality_is_of_program_leaves_numbers_and_precision() -> None:
    one = Scenario.of(TEXT, {"x": X, "w": W})
    same = Scenario.of(TEXT, {"w": W, "x": torch.tensor(X, dtype=torch.float64)}, name="another")
    assert one == same
    assert hash(one) == hash(same)
    for other in (
        Scenario.of(TEXT + " ", {"x": X, "w": W}),
        Scenario.of(TEXT, {"x": X, "w": W}, tracked=("x",)),
        Scenario.of(TEXT, {"x": X, "w": W}, dtype=torch.float64),
        Scenario.of(TEXT, {"x": W, "w": W}),
        Scenario.of(TEXT, {"x": [X], "w": W}),
    ):
        assert one != other


def test_replace_keeps_all_but_what_is_named() -> None:
    one = Scenario.of(TEXT, {"x": X, "w": W}, tracked=("w",), name="mine")
    other = one.replace(x=W, dtype=torch.float64)
    assert (other.leaves, other.name, other.dtype) == (("w",), "mine", torch.float64)
    assert other.tensors["x"].tolist() == W
    assert other.replace(tracked=()).leaves == ()
    with pytest.raises(ScenarioError, match="loss is not a part of this scenario"):
        one.replace(loss="mse")


GIVEN = {"t_indep": [[1.0, 2.0]], "t_dep": [1.0], "coeffs": [1.0, 1.0]}
REFUSED: tuple[tuple[str, dict[str, object], dict[str, object], str], ...] = (
    (TEXT, {"x": X, "w": W}, {"loss": "mae"}, "a program's loss is one of its lines: leave loss and reduction out."),
    (TEXT, {"x": X, "w": W}, {"tracked": ("z",)}, "tracked names z, which the program does not read"),
    (TEXT, {"x": X, "w": W}, {"dtype": torch.float16}, "dtype is torch.float16; choose torch.float32 or torch.float64."),
    ("linear", GIVEN, {"tracked": ("coeffs",)}, "tracked is for a program of your own: the model linear has its leaves."),
    ("linear", GIVEN, {"loss": "nonsense"}, "loss is 'nonsense'; choose one of mae, mse, huber"),
    ("linear", GIVEN, {"reduction": "none"}, "reduction is 'none'; choose one of mean, sum."),
    ("linear", GIVEN | {"coeffs": [[1.0], [1.0]]}, {}, "coeffs has shape (2, 1) but t_indep has 2 columns"),
    ("matrix", GIVEN | {"coeffs": [[1.0, 1.0], [1.0, 1.0]]}, {}, "preds has shape (1, 2) where (1, 1) is needed"),
    ("matrix", GIVEN | {"coeffs": [[1.0]]}, {}, "cannot be multiplied as matrices"),
    ("hidden", GIVEN, {}, "layer1 is read here and was neither computed before nor given"),
    ("sigmoid", GIVEN | {"t_dep": [[1.0]]}, {}, "t_dep has shape (1, 1) but t_indep has 1 rows"),
    ("sigmoid", GIVEN | {"t_indep": [1.0]}, {}, "t_indep has shape (1,): give it a row for each sample"),
    ("nomodel", {}, {}, "this line cannot be used here: write name = expression."),
    (TEXT, {"x": [1e39, 1.0], "w": W}, {}, "x[0] is 1e+39, beyond what float32 can hold"),
)  # fmt: skip


def test_what_makes_no_scenario_is_refused_in_a_sentence() -> None:
    for text, tensors, settings, sentence in REFUSED:
        with pytest.raises((ScenarioError, ProgramError), match=re.escape(sentence)):
            Scenario.of(text, tensors, **settings)  # type: ignore[arg-type]  # a table of several types
