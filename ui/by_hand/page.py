"""By hand: the gradient without autograd beside autograd's, whether they agree, and what it is made of."""

from dataclasses import dataclass
from html import escape

import streamlit as st
import torch

from core import (
    LOSSES,
    REDUCTIONS,
    ROUNDING_STEPS,
    Agreement,
    ChainRule,
    agreement,
    chain_rule,
    dtype_name,
    short,
)
from core import whole as all_digits
from ui import state
from ui.by_hand.bill import bill
from ui.frame.folds import foldable
from ui.frame.glossary import explained
from ui.runtime.runs import run_of
from ui.walk.formula import hand_formula
from ui.walk.formula.latex import put
from ui.walk.maths import maths
from ui.walk.origins import origins
from ui.walk.tables import frame_of, whole
from ui.walk.tape.story import Story
from ui.walk.tape.windows import COLUMNS_IN_FULL, ROWS_IN_FULL
from ui.words import column_heads, count, residuals_named


@dataclass(frozen=True)
class Problem:
    """What the page is about.

    Attributes:
        story: both runs and the chosen entry.
        chain: the gradient by hand.
        agreed: autograd's gradient beside it.
    """

    story: Story
    chain: ChainRule
    agreed: Agreement


def problem() -> Problem:
    """The current scenario, worked out both ways."""
    link = state.link()
    story, chain = Story.of(run_of(link.scenario), link.i, link.j), chain_rule(link.scenario)
    return Problem(story, chain, agreement(story.backward.coeffs_grad, chain))


def lead(given: Problem) -> str:
    """How one sample contributes, for this loss and reduction."""
    scenario = given.story.scenario
    each = LOSSES[scenario.loss].sentence.removesuffix(".")
    divided = ", divided by N" if REDUCTIONS[scenario.reduction].divides else ""
    return f"{each}{divided}. The column sums are the gradient."


def show(given: Problem) -> None:
    """Both gradients and the contributions on the left, the formula on the right."""
    left, right = st.columns([3, 2], gap="medium")
    left.html(comparison(given) + origins(given.story.scenario) + kink_note(given) + bill(given.story, given.chain))
    with left:
        st.html(f'<p class="walk-note">{explained(why(given))}</p>')
        _all_numbers(given)
    with right:
        maths(hand_formula(given.story, given.chain))


def why(given: Problem) -> str:
    """Why the two factors of the chain rule are what they are, code between backticks."""
    i, j, n_samples = given.story.i, given.story.j, given.story.scenario.n_samples
    linear = (
        f"A prediction is linear in each coefficient: raise `coeffs[{j}]` by 1, and `preds[{i}]` rises by "
        f"`t_indep[{i}, {j}]`, whatever the coefficients are."
    )
    if not REDUCTIONS[given.story.scenario.reduction].divides:
        return linear
    return (
        f"{linear} The mean divides by N = {n_samples:,}, so that neither the loss nor the gradient grows with the "
        "number of samples."
    )


def comparison(given: Problem) -> str:
    """Autograd, hand and difference, a row a coefficient, and the verdict."""
    heads = column_heads(("", "Autograd", "By hand", "Difference"))
    rows = "".join(_row(given, j) for j in given.story.view.columns)
    table = f'<table class="compare" aria-label="The gradient both ways"><tr>{heads}</tr>{rows}</table>'
    return f'<div class="compare-box">{table}</div>{verdict(given)}'


def _row(given: Problem, j: int | None) -> str:
    if j is None:
        return '<tr><th scope="row">⋮</th><td>⋮</td><td>⋮</td><td>⋮</td></tr>'
    agreed, dtype = given.agreed, given.story.scenario.dtype
    texts = (
        _signed(agreed.autograd[j].item(), dtype),
        _signed(agreed.hand[j].item(), dtype),
        short(agreed.difference[j].item(), signed=True),
    )
    state_of = ' class="chosen"' if j == given.story.j else ""
    cells = "".join(f"<td>{text}</td>" for text in texts)
    return f'<tr{state_of}><th scope="row">coeffs.grad[{j}]</th>{cells}</tr>'


def _signed(gradient: float, dtype: torch.dtype) -> str:
    """A gradient in full, with its sign; 0 has none."""
    sign = "+" if gradient > 0 else ""
    return sign + all_digits(gradient, dtype) if gradient else "0"


def verdict(given: Problem) -> str:
    """Whether both agree, and what the chosen coefficient's difference is held against."""
    agreed, j, dtype = given.agreed, given.story.j, given.story.scenario.dtype
    apart, bound = (short(abs(numbers[j].item())) for numbers in (agreed.difference, agreed.bound))
    held = (
        f"For coeffs.grad[{j}] the difference is {apart}; differences up to {bound} are put down to rounding "
        f"({ROUNDING_STEPS} · eps · Σ|contribution|; eps = {short(torch.finfo(dtype).eps)} is the gap between 1 and "
        f"the next number in {dtype_name(dtype)})."
        if agreed.verdicts[j].outcome == "agree"
        else ""
    )
    outcome = agreed.verdict.outcome.replace(" ", "-")
    return f'<p class="verdict {outcome}"><b>{escape(agreed.verdict.reason)}</b> {explained(held)}</p>'


def kink_note(given: Problem) -> str:
    """What PyTorch does with residuals of exactly 0, for a loss with a kink there."""
    loss = LOSSES[given.story.scenario.loss]
    samples = (given.chain.residuals == 0).nonzero().flatten().tolist()
    if not loss.kinked or not samples:
        return ""
    taken = short(loss.derivative(torch.zeros(1)).item())
    where = f"a kink: {put(loss.formula, 'x')} has no derivative there, and PyTorch takes {taken}."
    return f'<p class="kink">{explained(f"{residuals_named(samples)} exactly 0, {where}")}</p>'


def _all_numbers(given: Problem) -> None:
    """What the pictures leave out, made when it is opened."""
    scenario, agreed = given.story.scenario, given.agreed
    if scenario.n_samples <= ROWS_IN_FULL and scenario.n_coeffs <= COLUMNS_IN_FULL:
        return
    title = f"All {count(scenario.n_coeffs, 'coefficient')} and {count(scenario.n_samples, 'contribution')} of each"
    with foldable(title, "hand-all") as everything:
        if everything.open:
            both = frame_of(torch.stack([agreed.autograd.double(), agreed.hand.double(), agreed.difference], dim=1))
            both = both.set_axis(["autograd", "by hand", "difference"], axis=1)
            st.dataframe(both, key="hand-gradients", alt="Autograd, by hand and difference of every coefficient")
            whole(given.chain.contributions, "hand-contributions", "All contributions")
