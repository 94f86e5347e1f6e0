"""The contributions as at MulBackward0 on the tape, with bars beside them and beside the total, to see what cancels."""

import math

import torch
from torch import Tensor

from core import ChainRule, dtype_name, short
from ui.walk.formula.digits import ABOUT, EQUAL, fit
from ui.walk.tape.cells import Cells, width_of
from ui.walk.tape.column_sum import added
from ui.walk.tape.render import Renderer
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.walk.tape.windows import Window

DRAWN = TapeStep("", "", frozenset({"g.contributions", "g.rest", "g.total"}), frozenset(), frozenset(), "")
"""Everything is filled from the start; nothing is the current step."""

FEW = 2
"""Up to how many columns keep all their bars on a phone."""


def contributions(story: Story, chain: ChainRule) -> str:
    """The markup: the drawn samples, those left out as one line, and the total, all with bars; a sentence below."""
    renderer, view = Renderer(story, DRAWN), story.view
    hidden = story.scenario.n_samples - sum(row is not None for row in view.rows)
    sums = left_out(chain, view)
    full = full_bars(chain, sums)
    each = Cells("g.contributions", "contributions", chain.contributions, "ij", "gradient", full=full)
    rest = Cells("g.rest", "", sums, "j", "gradient", row=f"{hidden:,} samples left out", full=full)
    total = Cells("g.total", "", chain.grad, "j", "gradient", "total of the contributions", row="total", full=full)
    width = width_of(view, each, rest, total)
    body = added(renderer, each, total, width, renderer.table(rest, width) if hidden else "")
    tape = f'<div class="tape turned">{renderer.block(1, (each.key,), body, "bill")}</div>'
    many = " many" if len(view.columns) > FEW else ""
    note = f"{cancelled(chain, story.j)} Each column of bars has its own scale."
    return f'<div class="tape-box by-hand{many}">{tape}<p class="note">{note}</p></div>'


def left_out(chain: ChainRule, view: Window) -> Tensor:
    """The contributions of all samples that are not drawn, added, (n,), in float64."""
    hidden = torch.ones(len(chain.contributions), dtype=torch.bool)
    hidden[[row for row in view.rows if row is not None]] = False
    return chain.contributions[hidden].sum(0, dtype=torch.float64)


def full_bars(chain: ChainRule, sums: Tensor) -> Tensor:
    """The size of a full bar in each column, (n,): the largest of its contributions and of what is added up.

    Each column has its own scale: numbers are added within a column alone, and each column has its own unit.
    """
    return torch.stack([chain.contributions.abs().amax(0).double(), sums.abs(), chain.grad.abs().double()]).amax(0)


def cancelled(chain: ChainRule, j: int) -> str:
    """How far the contributions to coeffs.grad[j] cancel, in a sentence whose numbers add up as they are shown."""
    column, total = chain.contributions[:, j].double(), chain.grad[j].item()
    if not math.isfinite(total):
        return f"coeffs.grad[{j}] is {short(total)}: without a finite total nothing can be said of what cancels."
    positive, negative = (column[mask].sum().item() for mask in (column > 0, column < 0))
    if 0 in (positive, negative):
        return (
            f"coeffs.grad[{j}]: no contributions of opposite sign, so nothing cancels on the way to "
            f"{short(total, signed=True)}."
        )
    line = fit((positive, negative), lambda shown: shown[0] + shown[1], total, chain.grad.dtype)
    up, down = (line.write.words(each) for each in (positive, negative))
    rounded = "" if line.sign in (EQUAL, ABOUT) else f" in {dtype_name(chain.grad.dtype)}"
    return (
        f"coeffs.grad[{j}]: the positive contributions give +{up}, the negative {down}, together"
        f"{' about' if line.sign == ABOUT else ''} {short(total, signed=True)}{rounded}."
    )
