"""What is said before the first step of a walk holds on presets × losses × reductions × precisions."""

import math
import re
from itertools import product

import torch

from core import DTYPES, LOSSES, PRESETS, REDUCTIONS, Scenario, run_forward, short
from tests.ui.markup import texts
from ui.walk.opening import meaning, tracking
from ui.walk.tape.story import tell

ODD = (Scenario([[1e-3, 2]], [3], [0.1, 0.2], name="one"), Scenario([[2, 0], [3, 0]], [1, 1], [1, 1], name="flat"))
EXAMPLE = re.compile(r"raise it a little, and the loss (falls|rises) by about (\S+) times as much")


def change(scenario: Scenario, j: int) -> float:
    """How fast the loss really changes while coeffs[j] is raised by very little, in float64."""
    exact = scenario.replace(dtype=torch.float64)
    coeffs, by = exact.coeffs.clone(), 1e-7
    coeffs[j] += by
    return (run_forward(exact.replace(coeffs=coeffs)).loss - run_forward(exact).loss) / by


def test_a_gradient_is_said_to_be_the_slope_that_it_is() -> None:
    seen = {"example": 0, "none": 0}
    bases = [*(preset.build() for preset in PRESETS.values()), *ODD]
    for base, loss, reduction, dtype in product(bases, LOSSES, REDUCTIONS, DTYPES.values()):
        scenario = base.replace(loss=loss, reduction=reduction, dtype=dtype)
        for j in range(min(2, scenario.n_coeffs)):
            story = tell(scenario, 0, j)
            (said,) = texts(meaning(story), "walk-note")
            slope = story.backward.coeffs_grad[j].item()
            assert f"This walk ends with {short(slope)} for coeffs[{j}]" in said
            found = EXAMPLE.search(said)
            seen["example" if found else "none"] += 1
            if found:
                way, size = found.groups()
                real = change(scenario, j)
                assert (real < 0) == (way == "falls"), (base.name, loss, said)
                assert math.isclose(abs(real), float(size.replace("−", "-")), rel_tol=2e-3, abs_tol=1e-6), said
    assert seen["example"] > 100
    assert seen["none"] > 10, "a slope of 0, and a kink, promise nothing"


def test_what_is_not_tracked_gets_no_gradient() -> None:
    for preset in PRESETS.values():
        scenario = preset.build()
        t_indep, coeffs = scenario.t_indep.clone(), scenario.coeffs.clone()
        assert coeffs.requires_grad_() is coeffs, "a method with an underscore returns its tensor"
        (t_indep * coeffs).sum().backward()  # type: ignore[no-untyped-call]
        (said,) = texts(tracking(tell(scenario)), "walk-note")
        assert said.endswith(f"after backward() t_indep.grad is {t_indep.grad}.")
