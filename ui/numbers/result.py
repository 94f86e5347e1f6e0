"""What the numbers give: shapes, loss, and the gradient twice, by autograd and by hand."""

import math
from html import escape

import streamlit as st
import torch
from torch import Tensor

from core import (
    DEFAULT_MODEL,
    LOSSES,
    REDUCTIONS,
    Agreement,
    Replay,
    agreement,
    chain_rule,
    exact,
    parse_number,
    short,
    whole,
)
from ui import state
from ui.numbers.leaves import leaf_result
from ui.runtime.runs import run_of
from ui.walk.origins import origin_text
from ui.walk.tape.windows import Slot, slots
from ui.words import markup, shape_text

STALE = "These results belong to the last valid numbers."


def result(*, stale: bool) -> None:
    """The panel for the current scenario; `stale` while what was typed last is refused."""
    link = state.link()
    run = run_of(link.scenario)
    st.html(panel(run, link.j, stale=stale, origin=origin_text(link.scenario)))


def panel(run: Replay, j: int, *, stale: bool, origin: str = "") -> str:
    """Markup of the panel; columns are coefficients, and j is outlined.

    Args:
        run: of the numbers.
        j: the chosen coefficient.
        stale: whether what was typed last is refused.
        origin: where inf and nan came from, code between backticks; "" where every number is finite.
    """
    old = f'<p class="old">{STALE}</p>' if stale else ""
    linear = run.scenario.model == DEFAULT_MODEL
    body = _result(run, j, origin) if linear else leaf_result(run.scenario)
    state_of = "numbers-result stale" if stale else "numbers-result"
    return f'<section class="{state_of}" aria-label="Result">{old}{body}</section>'


def _result(run: Replay, j: int, origin: str) -> str:
    """What the article's model gives."""
    scenario, autograd = run.scenario, run.backward.coeffs_grad
    hand = chain_rule(scenario)
    found = agreement(autograd, hand)
    verdict = found.verdict
    columns = slots(scenario.n_coeffs, in_full=4, head=2, chosen=j)  # so many fit on a phone
    shapes = ", ".join(
        f"<b>{name} {shape_text(tuple(getattr(scenario, name).shape))}</b>" for name in ("t_indep", "t_dep", "coeffs")
    )
    loss = run.forward.loss
    how = f"{LOSSES[scenario.loss].title}, {REDUCTIONS[scenario.reduction].title}"
    told = told_apart(found)
    rows = [
        _row("coeffs", "value", scenario.coeffs, columns, j),
        _row("coeffs.grad", "gradient", autograd, columns, j, told),
        _row("by hand", "gradient", hand.grad, columns, j, told),
    ]
    rounded = "" if _shows(short(loss), loss, scenario.dtype) else "≈ "
    number = f'<output title="{exact(loss, scenario.dtype)}">{rounded}{short(loss)}</output>'
    parts = [
        f'<p class="shapes">{shapes}</p>',
        f'<p class="loss">loss {number} <span>{escape(how)}</span></p>',
        f"<table>{''.join(rows)}</table>",
        f'<p class="verdict {verdict.outcome.replace(" ", "-")}"><b>{escape(verdict.reason)}</b></p>',
        f'<p class="origin">{markup(origin)}</p>' if origin else "",
    ]
    return "".join(parts)


def told_apart(found: Agreement) -> frozenset[int]:
    """The coefficients whose two gradients need all digits: short, they differ and agree, or are alike and do not."""
    pairs = zip(found.autograd.tolist(), found.hand.tolist(), found.verdicts, strict=True)
    return frozenset(
        j
        for j, (autograd, hand, verdict) in enumerate(pairs)
        if verdict.outcome != "cannot tell" and (short(autograd) == short(hand)) != (verdict.outcome == "agree")
    )


def _shows(text: str, number: float, dtype: torch.dtype) -> bool:
    """Whether a short text is the number itself."""
    return not math.isfinite(number) or exact(parse_number(text, torch.float64), dtype) == exact(number, dtype)


def _row(
    name: str, kind: str, tensor: Tensor, columns: tuple[Slot, ...], j: int, told: frozenset[int] = frozenset()
) -> str:
    cells = "".join(_cell(tensor, column, kind, chosen=column == j, full=column in told) for column in columns)
    return f'<tr class="{kind}"><th scope="row">{markup(name)}</th>{cells}</tr>'


def _cell(tensor: Tensor, column: Slot, kind: str, *, chosen: bool, full: bool) -> str:
    if column is None:
        return '<td class="gap">…</td>'
    number = tensor[column].item()
    text = whole(number, tensor.dtype) if full else short(number, signed=kind == "gradient")
    outlined = ' class="chosen"' if chosen else ""
    return f'<td{outlined} title="{exact(number, tensor.dtype)}">{text}</td>'
