"""What is said at a kink and away from one: only what these numbers show."""

import re
from collections import Counter
from itertools import product

import pytest
import torch

from core import LOSSES, PRESETS, chain_rule, kink
from core.linear.kinks import GRADCHECK_EPS, passes_gradcheck, why_no_kink
from core.linear.moved_slopes import slopes
from core.link.links import decode
from core.numbers.shown import decimal
from tests.ui.markup import parse, text
from ui.slope.kinks import kink_text, no_kink_text
from ui.words import markup

PROBLEMS = [f"from={slug}" for slug in PRESETS] + [
    "indep=0.1&dep=300&coeffs=3000",
    "indep=1&dep=1e12&coeffs=1e12",
    "indep=1e20_0__1_1&dep=0_1&coeffs=1_0",
    "indep=1e-12&dep=1e-12&coeffs=1",
    "indep=1__1&dep=1_0.9999999&coeffs=1",
    "indep=0.1_0.7__0.3_0.9&dep=0.8_1.2&coeffs=1_1",
]


def said_of(query: str, j: int = 0) -> str:
    scenario = decode(query).scenario
    found = kink(scenario, j)
    said = kink_text(found, scenario, j) if found else markup(no_kink_text(why_no_kink(scenario, j), scenario, j))
    return text(parse(said))


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        (
            "from=kink",
            (
                "residuals[1] is exactly 0 in float32|from −0.6667 to +1.333 is a subgradient|nothing: +0.3333, the "
                "middle|averages the two slopes: +0.3333, the same middle, so it notices nothing|returned True"
            ),
            "away|cannot",
        ),
        (
            "from=kink-by-dtype&dtype=float32",
            (
                "residuals[0] is exactly 0 in float32|In float64, in which finite differences are taken, it is not 0|"
                "gives +0.9963: in float64 the kink does not lie in the middle of its step of 1e-6|returned False"
            ),
            "same middle|notices nothing",
        ),
        (
            "indep=0.1&dep=300&coeffs=3000",
            "its kink lies 4.47e−5 away|A central difference gives +0.1: in float64|returned True",
            "same middle|notices nothing",
        ),
        (
            "indep=1&dep=1e12&coeffs=1e12&dtype=float64",
            "−1 to the left, +1 to the right|cannot be taken: float64 rounds it away beside 1e12",
            "nan|same middle|away from",
        ),
        (
            "indep=1e20_0__1_1&dep=0_1&coeffs=1_0",
            "too slight for float64|+5e19",
            "two slopes|subgradient|middle|notices",
        ),
        (
            "indep=1__1&dep=1_0.9999999&coeffs=1&dtype=float64",
            "A central difference gives +0.05: another residual reaches 0 within its step of 1e-6",
            "same middle|notices nothing",
        ),
        ("from=perfect&loss=mse", "The loss (squared error) has no kink anywhere", "exactly 0|one slope"),
        ("from=kink&loss=huber", "The loss (Huber error, delta 1) has no kink anywhere", "exactly 0|one slope"),
        (
            "from=mixed-4x2",
            "No residual that coeffs[0] moves is exactly 0: at this point the loss has one slope",
            "float",
        ),
        ("indep=0_1__0_2&dep=1_2&coeffs=1_1", "coeffs[0] moves no residual, since all its inputs are 0", "exactly 0"),
        ("indep=1e8_1_-1e8&dep=1&coeffs=1_1_1", "exactly 0 in float32. In float64, in which", "one slope|subgradient"),
    ],
)
def test_only_what_these_numbers_show_is_said(query: str, there: str, absent: str) -> None:
    said = said_of(query)
    assert [part for part in there.split("|") if part not in said] == [], said
    assert [part for part in absent.split("|") if part in said] == [], said


def test_each_sentence_at_a_kink_agrees_with_the_numbers() -> None:
    """Over all presets, losses and dtypes, perfect fits, tiny and huge numbers."""
    seen = Counter[str]()
    for query, loss, dtype in product(PROBLEMS, LOSSES, ("float32", "float64")):
        scenario = decode(f"{query}&loss={loss}&dtype={dtype}").scenario
        exact = scenario.replace(dtype=torch.float64)
        for j in range(min(scenario.n_coeffs, 3)):
            said, case = said_of(f"{query}&loss={loss}&dtype={dtype}", j), f"{query} {loss} {dtype} {j}"
            moves = scenario.t_indep[:, j] != 0
            here, there = (bool(((chain_rule(each).residuals == 0) & moves).any()) for each in (scenario, exact))
            kinked = loss == "mae" and here
            assert ("exactly 0 in " in said and "No residual" not in said) == kinked, case
            assert ("one slope" in said) == (loss == "mae" and not here and not there and bool(moves.any())), case
            assert "nan" not in said
            if not kinked:
                continue
            at = (chain_rule(scenario).residuals == 0) & moves
            assert ("not 0:" in said or "are 0: their" in said) == bool((chain_rule(exact).residuals[at] != 0).any()), (
                case
            )
            central = slopes(exact, GRADCHECK_EPS).central[j].item()
            if match := re.search(r"(\S+) to the left, (\S+) to the right", said):
                left, right = (float(decimal(each.replace("+", ""))) for each in match.groups())
                size, middle = right - left, (left + right) / 2
                assert size > 0
                if "the same middle" in said:
                    assert abs(central - middle) < 1e-3 * size, case
                else:
                    assert not abs(central - middle) < 1e-6 * size, case
                seen["same" if "the same middle" in said else "not the same"] += 1
            assert f"returned {passes_gradcheck(scenario)}" in said
    assert min(seen["same"], seen["not the same"]) > 3, seen
