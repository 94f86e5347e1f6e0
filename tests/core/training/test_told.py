"""The two stories of the sigmoid: the plateau is there, with room to spare, and what is said of it is plain torch's."""

import re

import torch
from torch import Tensor

from core import DESCENT_STORIES, Descent, Scenario, descend, run_backward, short
from core.training.told import Told


def story(slug: str, dtype: torch.dtype = torch.float32, shift: float = 0.0) -> tuple[Descent, Told]:
    """A story's descent and what it tells; for how sure it is also in float64, and from leaves a little off."""
    told = DESCENT_STORIES[slug]
    scenario = told.build().replace(dtype=dtype)
    moved = {name: scenario.tensors[name] * (1 + shift) for name in scenario.leaves}
    descent = descend(scenario.replace(**moved), told.lr, told.steps)
    assert told.tell is not None
    found = told.tell(descent)
    assert found is not None
    return descent, found


def gradient_before_the_sigmoid(scenario: Scenario, sums: Tensor) -> tuple[Tensor, Tensor]:
    """What arrives at the sigmoid's result and at its input, of the mean absolute error, in plain torch."""
    sums = sums.detach().requires_grad_()
    preds = torch.sigmoid(sums)
    preds.retain_grad()
    targets = scenario.t_dep[:, None] if sums.ndim == 2 else scenario.t_dep
    (preds - targets).abs().mean().backward()  # type: ignore[no-untyped-call]
    assert preds.grad is not None
    assert sums.grad is not None
    return preds.grad, sums.grad


def deep_sums(scenario: Scenario) -> Tensor:
    t = scenario.tensors
    hidden = torch.relu(torch.relu(t["t_indep"] @ t["layer1"] + t["const1"]) @ t["layer2"] + t["const2"])
    return hidden @ t["layer3"] + t["const3"]


def test_the_deep_net_stands_still_for_a_dozen_steps_and_then_falls() -> None:
    for dtype, shift in ((torch.float32, 0.0), (torch.float64, 0.0), (torch.float32, 1e-4), (torch.float32, -1e-4)):
        descent, told = story("plateau", dtype, shift)
        flat = descent.losses[3:16]
        assert bool(((flat - descent.scenario.t_dep.mean()).abs() < 0.01).all()), (dtype, shift)
        assert descent.losses[0] > 0.5
        assert descent.losses.min() < 0.35
        assert 3 <= told.step <= 6


def test_what_is_said_of_the_plateau_is_plain_torch_s() -> None:
    descent, told = story("plateau")
    still, let_through, moved = told.sentences
    here, start = descent.at(told.step), descent.scenario
    found = re.fullmatch(
        r"From step (\d+) to step (\d+) the loss stays between (\S+) and (\S+); "
        r"predicting 0 for every sample gives (\S+)\.",
        still,
    )
    assert found is not None
    stretch = descent.losses[int(found[1]) : int(found[2]) + 1]
    assert len(stretch) >= 12
    assert found.groups()[2:] == tuple(short(x.item()) for x in (stretch.min(), stretch.max(), start.t_dep.mean()))
    parts = []
    for scenario in (here, start):
        arrives, leaves = gradient_before_the_sigmoid(scenario, deep_sums(scenario))
        parts.append((leaves.abs().sum() / arrives.abs().sum()).item())
    low = (torch.sigmoid(deep_sums(here)) < 0.01).double().mean().item()
    assert f"{short(100 * low)} % of the predictions are below 0.01" in let_through
    numbers = [float(text) / 100 for text in re.findall(r"(\S+) %", let_through)][1:]
    torch.testing.assert_close(numbers, parts, rtol=1e-3, atol=0.0)
    assert low > 0.9
    assert parts[0] < 0.01
    assert parts[1] > 0.1
    largest = [max(grads[step].abs().max().item() for grads in descent.leaf_grads.values()) for step in (told.step, 0)]
    assert f"is {short(largest[0])} there, {short(largest[1])} at the start" in moved
    assert moved.endswith(f"moves no number by more than {short(4 * largest[0])}.")
    changes = (kept[told.step + 1] - kept[told.step] for kept in descent.leaves.values())
    assert max(change.abs().max().item() for change in changes) <= 4 * largest[0] * 1.001


def test_what_is_said_of_the_rate_is_plain_torch_s() -> None:
    descent, told = story("sigmoid")
    compared, rates, far_out = told.sentences
    start, here = descent.scenario, descent.at(told.step)
    coeffs = start.coeffs.clone().requires_grad_()
    ((start.t_indep * coeffs).sum(1) - start.t_dep).abs().mean().backward()  # type: ignore[no-untyped-call]
    assert coeffs.grad is not None
    without, with_it = coeffs.grad.abs().max().item(), descent.grads[0].abs().max().item()
    assert with_it < without / 4, "a quarter at most, and less where signs meet"
    assert f"of this start is {short(without)}; with it {short(with_it)}." in compared
    slopes = []
    for scenario in (start, here):
        arrives, leaves = gradient_before_the_sigmoid(scenario, (scenario.t_indep * scenario.coeffs).sum(1))
        slopes.append((leaves / arrives).abs())
    assert "is 0.25 at 0 and less elsewhere" in compared
    assert compared.endswith(f"here {short(slopes[0].min().item())} to {short(slopes[0].max().item())}.")
    slow = descend(start, 0.2, 30)
    assert rates == (
        f"With lr = 0.2 these 30 steps take the loss from {short(start_loss(descent))} to "
        f"{short(slow.losses[-1].item())}; with lr = 100 to {short(descent.losses[-1].item())}."
    )
    assert descent.losses[-1] < 0.2
    assert slow.losses[-1] > 0.35
    median = float(re.findall(r"its median is (\S+),", far_out)[0].replace("−", "-"))
    assert abs(median / slopes[1].median().item() - 1) < 1e-2
    assert median < 1e-4


def start_loss(descent: Descent) -> float:
    return descent.losses[0].item()


def test_the_tape_shows_the_node_at_the_step_that_is_named() -> None:
    for slug in ("sigmoid", "plateau"):
        descent, told = story(slug)
        assert run_backward(descent.at(told.step)).steps[told.at - 1].node == told.node == "SigmoidBackward0"


def test_other_numbers_tell_other_sentences_or_none() -> None:
    told = DESCENT_STORIES["plateau"]
    assert told.tell is not None
    scenario = told.build()
    assert told.tell(descend(scenario, 1e-6, 5)) is None, "nothing stands still near the share of ones"
