"""What a scenario refuses, in one sentence with tensor, place and mend."""

from typing import Any

import pytest
import torch

from core import LOSSES, Scenario, ScenarioError

NAN, INF = float("nan"), float("inf")
RAGGED = [[1, 2], [3]]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "t_dep (N, 1)": (
        {"t_dep": [[5], [6]]},
        (
            "t_dep has shape (2, 1) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2, 2) without a warning."
        ),
    ),
    "t_dep (1, N)": (
        {"t_dep": [[5, 6]]},
        (
            "t_dep has shape (1, 2) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (1, 2) without a warning."
        ),
    ),
    "t_dep of one number": (
        {"t_dep": [5]},
        (
            "t_dep has shape (1,) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "t_dep a bare number": (
        {"t_dep": 5},
        (
            "t_dep has shape () but t_indep has 2 rows: give t_dep the shape (2,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "t_dep too long, which torch refuses too": (
        {"t_dep": [5, 6, 7]},
        "t_dep has shape (3,) but t_indep has 2 rows: give t_dep the shape (2,), one number for each row.",
    ),
    "one row": (
        {"t_indep": [[1, 2]]},
        (
            "t_dep has shape (2,) but t_indep has 1 row: give t_dep the shape (1,), one number for each row; "
            "PyTorch would broadcast the residuals to (2,) without a warning."
        ),
    ),
    "coeffs too short": (
        {"coeffs": [0.5]},
        "coeffs has shape (1,) but t_indep has 2 columns: give coeffs the shape (2,), one number for each column.",
    ),
    "coeffs a row of a table": (
        {"coeffs": [[0.5, 0.5]]},
        "coeffs has shape (1, 2) but t_indep has 2 columns: give coeffs the shape (2,), one number for each column.",
    ),
    "t_indep flat": (
        {"t_indep": [1, 2]},
        (
            "t_indep has shape (2,): give it two dimensions, a row for each sample and a column for each coefficient; "
            "one feature has the shape (2, 1)."
        ),
    ),
    "t_indep deep": (
        {"t_indep": [[[1, 2]]]},
        "t_indep has shape (1, 1, 2): give it two dimensions, a row for each sample and a column for each coefficient.",
    ),
    "t_indep empty": (
        {"t_indep": []},
        "t_indep has shape (0,): give it two dimensions, a row for each sample and a column for each coefficient.",
    ),
    "no samples": (
        {"t_indep": torch.zeros(0, 2), "t_dep": []},
        "t_indep is empty, shape (0, 2): give at least one row and one column.",
    ),
    "no coefficients": (
        {"t_indep": [[], []], "coeffs": []},
        "t_indep is empty, shape (2, 0): give at least one row and one column.",
    ),
    "ragged": (
        {"t_indep": RAGGED},
        "t_indep row 1 has 1 cell where row 0 has 2: give every row the same number of cells.",
    ),
    "ragged, the second row longer": (
        {"t_indep": [[1], [2, 3]]},
        "t_indep row 1 has 2 cells where row 0 has 1: give every row the same number of cells.",
    ),
    "nan": ({"t_dep": [5, NAN]}, "t_dep[1] is nan: give a finite float32 number."),
    "inf": ({"t_indep": [[1, INF], [3, 4]]}, "t_indep[0, 1] is inf: give a finite float32 number."),
    "both infinities, whose sum is nan": (
        {"t_indep": [[1, 2], [-INF, INF]]},
        "t_indep[1, 0] is -inf: give a finite float32 number.",
    ),
    "nan in float64": ({"coeffs": [NAN, 1], "dtype": torch.float64}, "coeffs[0] is nan: give a finite float64 number."),
    "beyond float32": (
        {"coeffs": [1, -1e39]},
        "coeffs[1] is -1e+39, beyond what float32 can hold (about 3.4e+38): give a smaller number.",
    ),
    "beyond float32, from a float64 tensor": (
        {"t_indep": torch.tensor([[1, 2], [3e38, 4e38]], dtype=torch.float64)},
        "t_indep[1, 1] is 4e+38, beyond what float32 can hold (about 3.4e+38): give a smaller number.",
    ),
    "beyond any float": (
        {"coeffs": [1, 10**400]},
        (
            "coeffs[1] is 100000000000000000...0000000000000000000, not a number that float32 can hold: "
            "give a finite number."
        ),
    ),
    "text": (
        {"t_indep": [[1, 2], [3, "4"]]},
        "t_indep[1, 1] is '4', not a number that float32 can hold: give a finite number.",
    ),
    "nothing": (
        {"t_dep": [None, 6]},
        "t_dep[0] is None, not a number that float32 can hold: give a finite number.",
    ),
    "complex": (
        {"coeffs": [0.5, 1j]},
        "coeffs[1] is 1j, not a number that float32 can hold: give a finite number.",
    ),
    "a list among numbers": (
        {"t_indep": [[1, [2]], [3, 4]]},
        "t_indep[0] is [1, [2]], not a number that float32 can hold: give a finite number.",
    ),
    "a complex tensor": (
        {"coeffs": torch.tensor([1j, 1])},
        "coeffs holds complex numbers: give real ones.",
    ),
    "a number among rows": (
        {"t_indep": [[1, 2], 3]},
        "t_indep cannot be read as numbers: give a tensor or lists of the shape (N, n).",
    ),
    "no tensor at all": (
        {"t_dep": None},
        "t_dep cannot be read as numbers: give a tensor or lists of the shape (N,).",
    ),
    "a word": (
        {"coeffs": "coeffs"},
        "coeffs cannot be read as numbers: give a tensor or lists of the shape (n,).",
    ),
    "loss": ({"loss": "mape"}, f"loss is 'mape'; choose one of {', '.join(LOSSES)}."),
    "reduction": ({"reduction": "median"}, "reduction is 'median'; choose one of mean, sum."),
    "dtype": ({"dtype": torch.float16}, "dtype is torch.float16; choose torch.float32 or torch.float64."),
}


def article(**changes: Any) -> Scenario:
    fields: dict[str, Any] = {"t_indep": [[1, 2], [3, 4]], "t_dep": [5, 6], "coeffs": [0.5, 0.5]}
    return Scenario(**(fields | changes))


def test_refusal_is_one_sentence_with_tensor_place_and_mend() -> None:
    for case, (changes, sentence) in REFUSED.items():
        with pytest.raises(ScenarioError) as raised:
            article(**changes)
        assert str(raised.value) == sentence, case


def test_refusal_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="t_dep has shape"):
        article(t_dep=[1])


def test_a_first_bad_cell_far_down_is_found() -> None:
    t_indep = torch.ones(1000, 10)
    t_indep[734, 6] = NAN
    with pytest.raises(ScenarioError, match=r"^t_indep\[734, 6\] is nan: "):
        Scenario(t_indep, torch.ones(1000), torch.ones(10))


def test_the_largest_numbers_are_accepted_though_their_sum_overflows() -> None:
    largest = torch.finfo(torch.float32).max
    assert article(t_dep=[largest, largest]).t_dep.tolist() == [largest, largest]
