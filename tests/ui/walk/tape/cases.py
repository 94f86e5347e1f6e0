"""Problems and stories for the tests of the picture."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS, Scenario
from core.numbers import short
from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from ui.walk.tape.steps import TapeStep, backward_steps, forward_steps
from ui.walk.tape.story import Story, tell
from ui.walk.tape.windows import window

SIZES = [(1, 1), (1, 3), (5, 20), (8, 8)]
PROBLEMS = {slug: preset.build() for slug, preset in PRESETS.items()} | {
    f"{n_samples}x{n_coeffs}": Draw("hidden", n_samples, n_coeffs, 1).build() for n_samples, n_coeffs in SIZES
}
PROBLEMS["huge and tiny"] = Scenario([[1e30, -1e-30], [3e-9, 2.5e7]], [1e-12, -7e20], [-1e8, 1e-8])
PROBLEMS["overflow"] = Scenario([[3e38, 3e38]], [0], [3e38, -3e38])
KINDS = [pytest.param(loss, reduction, id=f"{loss}-{reduction}") for loss in LOSSES for reduction in REDUCTIONS]

WITHIN: dict[str, list[str]] = {"logcosh": ["cosh"]}
"""The calls between the residuals and the errors that have no name of their own, by loss."""


def forward_fills(loss: str) -> list[set[str]]:
    """What each step of Forward fills."""
    calls = ["preds", "residuals", *WITHIN.get(loss, []), "errors", "loss"]
    return [{"v.coeffs", "v.t_indep", "v.t_dep"}, {"v.copies", "v.products"}, *({f"v.{call}"} for call in calls)]


def backward_fills(loss: str) -> list[set[str]]:
    """What each step of Backward fills, after Forward has filled the values."""
    chain = ["residuals", *WITHIN.get(loss, []), "errors"]
    through = [{f"g.{one}", f"l.{other}"} for one, other in pairwise(chain)]
    return [
        *({"g.loss"}, {"g.errors"}),
        *reversed(through),
        *({"g.preds"}, {"g.products"}, {"g.contributions", "l.products"}, {"g.total"}, {"g.kept"}),
    ]


def walks(story: Story) -> tuple[tuple[TapeStep, ...], tuple[TapeStep, ...]]:
    """The steps of both walks."""
    return (
        forward_steps(story.scenario, story.forward),
        backward_steps(story.scenario, story.forward, story.backward),
    )


def stories(loss: str, reduction: str) -> Iterator[Story]:
    """A story of each problem with the last entries chosen."""
    for problem in PROBLEMS.values():
        scenario = problem.replace(loss=loss, reduction=reduction)
        yield tell(scenario, scenario.n_samples - 1, scenario.n_coeffs - 1)


def numbers(story: Story) -> dict[str, list[list[str]]]:
    """Every table of the picture once all cells are filled, from core's results."""
    scenario, steps = story.scenario, story.backward.steps
    values: dict[str, Tensor] = {f"v.{step.name}": step.value for step in story.made}
    values |= {"v.coeffs": scenario.coeffs, "v.t_indep": scenario.t_indep, "v.t_dep": scenario.t_dep}
    values["v.copies"] = torch.stack([scenario.coeffs] * scenario.n_samples)
    values |= {f"l.{step.tensor}": step.local for step in steps if step.local is not None and step.local.ndim}
    gradients = {f"g.{step.tensor}": step.grad_in for step in steps[:-1]}
    gradients["g.contributions"], gradients["g.total"] = steps[-2].unreduced, steps[-2].grad_out
    gradients["g.kept"] = story.backward.coeffs_grad
    return {name: _grid(story, tensor, signed=False) for name, tensor in values.items()} | {
        name: _grid(story, tensor, signed=True) for name, tensor in gradients.items()
    }


def _grid(story: Story, tensor: Tensor, *, signed: bool) -> list[list[str]]:
    """The rows and columns that the window shows; of shape (n,) only coeffs and its gradient are drawn as a row."""
    view = window(story.scenario.n_samples, story.scenario.n_coeffs, story.i, story.j)
    if tensor.ndim == 0:
        return [[short(tensor.item(), signed=signed)]]
    along_row = tensor.ndim == 2 or tensor is story.scenario.coeffs or tensor is story.backward.coeffs_grad
    along_row = along_row or tensor is story.backward.steps[-2].grad_out
    columns, rows = view.columns if along_row else (0,), (0,) if along_row and tensor.ndim == 1 else view.rows
    grid = tensor[:, None] if not along_row else tensor if tensor.ndim == 2 else tensor[None]
    return [
        ["⋮" if i is None else "…" if j is None else short(grid[i, j].item(), signed=signed) for j in columns]
        for i in rows
    ]
