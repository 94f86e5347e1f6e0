"""The exercises against plain torch: what is asked is what autograd gives, and each slip of a sigmoid is that slip."""

import math
import re

import torch
from torch import Tensor

from core import CELL_SLIPS, EXERCISES, LEVELS, Practice, Question, Scenario
from core.exercises.exercises import draw

LINEAR, DEEP = ("article", "mixed", "squared"), ("sigmoid", "hidden")


def plain(scenario: Scenario) -> dict[str, Tensor]:
    """The model in three lines of torch, after backward()."""
    leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves}
    x, y = scenario.t_indep, scenario.t_dep
    if scenario.model == "linear":
        preds = x @ leaves["coeffs"]
    elif scenario.model == "sigmoid":
        preds = torch.sigmoid(x @ leaves["coeffs"])
    else:
        hidden = torch.relu(x @ leaves["layer1"])
        preds = torch.sigmoid(hidden @ leaves["layer2"] + leaves["const"]).flatten()
    errors = (preds - y).abs() if scenario.loss == "mae" else (preds - y) ** 2
    loss = errors.mean() if scenario.reduction == "mean" else errors.sum()
    loss.backward()  # type: ignore[no-untyped-call]
    return leaves


def asked_entry(question: Question) -> tuple[str, int]:
    found = re.search(r"`(coeffs|layer2)\.?(?:grad)?\[(\d)", question.ask)
    assert found
    return found[1], int(found[2])


def test_the_right_number_is_autograd_s_and_a_step_moves_as_it_does() -> None:
    for level in LEVELS:
        for seed in range(6):
            for name, calls in (("entry", 1), ("three", 3), ("step", 1)):
                question = draw(name, level, seed)
                assert question.scenario is not None
                leaf, j = asked_entry(question)
                held, grad = plain(question.scenario)[leaf], plain(question.scenario)[leaf].grad
                assert grad is not None
                if name == "step":
                    with torch.no_grad():
                        moved = (held - 0.1 * grad).flatten()[j] - held.flatten()[j]
                    way = "rises" if moved > 0 else "falls" if moved < 0 else "stays"
                    assert question.right == way, (level, seed)
                else:
                    assert isinstance(question.right, float)
                    assert math.isclose(question.right, calls * grad.flatten()[j].item(), rel_tol=1e-5), (level, seed)


def test_twice_the_samples_do_what_torch_says() -> None:
    times = {"same": 1, "double": 2, "half": 0.5, "zero": 0}
    seen = set()
    for level in LEVELS:
        for seed in range(8):
            question = draw("doubled", level, seed)
            scenario = question.scenario
            assert scenario is not None
            assert isinstance(question.right, str)
            both = scenario.replace(t_indep=scenario.t_indep.repeat(2, 1), t_dep=scenario.t_dep.repeat(2))
            leaf = scenario.leaves[-1]
            once, twice = plain(scenario)[leaf].grad, plain(both)[leaf].grad
            assert once is not None
            assert twice is not None
            assert torch.allclose(twice, times[question.right] * once, rtol=1e-4), (level, seed)
            seen.add(question.right)
    assert seen == {"same", "double"}


def test_the_slips_of_a_sigmoid_are_those_of_plain_torch() -> None:
    for seed in range(6):
        question = draw("entry", "sigmoid", seed)
        scenario = question.scenario
        assert scenario is not None
        _, j = asked_entry(question)
        x, y = scenario.t_indep, scenario.t_dep
        p = torch.sigmoid(x @ scenario.tensors["coeffs"])
        share = 2 * (p - y) / len(y) * x[:, j]
        made = {
            "sign": -share * p * (1 - p),
            "local": share,
            "value": share * p,
            "exponent": share * p * (1 - p) / 2,
            "n": share * p * (1 - p) * len(y),
        }
        given = {slip.title: float(slip.gives) for slip in question.slips}
        for name, shares in made.items():
            title = CELL_SLIPS[name].title
            assert math.isclose(given[title], shares.sum().item(), rel_tol=1e-4, abs_tol=1e-7), title


def test_the_line_that_is_called_the_cut_is_the_one_that_was_put_in() -> None:
    for level in LEVELS:
        for seed in range(10):
            question = draw("cut", level, seed)
            assert isinstance(question.right, str)
            lines = dict(line.split("  ", 1) for line in question.code.splitlines())
            cut = lines[question.right]
            guarded = lines.get(str(int(question.right) - 1), "").startswith("with torch.no_grad")
            assert ".detach()" in cut or cut.endswith(".data") or guarded, (level, seed, question.code)


def test_a_set_names_what_to_look_at_again() -> None:
    names = list(EXERCISES)
    assert Practice("mixed", 1, "rlsrrrr").again == (names[1], names[2])
    assert Practice("mixed", 1, "rlsrrrr").over
    assert not Practice("mixed", 1, "r").over
