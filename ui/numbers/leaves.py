"""The tensors of a model that learns more than one coefficient a column, and what they give, leaf by leaf."""

from html import escape

import streamlit as st

from core import LOSSES, REDUCTIONS, Scenario, agreement, by_hand, exact, replay, short
from ui import state
from ui.frame.notices import caption
from ui.program.cells import cells
from ui.words import shape_text


def one_a_column(scenario: Scenario) -> bool:
    """Whether all that is learned is one coefficient a column, which the fields can show beside t_indep and t_dep."""
    return scenario.leaves == ("coeffs",) and scenario.coeffs.ndim == 1


def drawn(*, grid: bool) -> None:
    """Each tensor as a table to read; `grid` whether there is room for it."""
    scenario = state.link().scenario
    if grid:
        tables = [
            cells(name, tensor, "value" if name in scenario.leaves else "given")
            for name, tensor in scenario.tensors.items()
        ]
        st.html(f'<div class="tape-box"><div class="tensors">{"".join(tables)}</div></div>')
        caption("Change them under Paste, or draw another start.")
    else:
        caption("Each tensor can be pasted on Your numbers.")


def leaf_result(scenario: Scenario) -> str:
    """Markup of what they give: shapes, loss, and whether both gradients of each leaf agree."""
    run = replay(scenario)
    found = agreement(run.backward, by_hand(scenario, run.forward.values))
    loss = run.forward.loss
    how = f"{LOSSES[scenario.loss].title}, {REDUCTIONS[scenario.reduction].title}"
    shapes = ", ".join(
        f"<b>{escape(name)} {shape_text(tuple(tensor.shape))}</b>" for name, tensor in scenario.tensors.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(leaf)}.grad</th><td>{short(each.autograd.abs().max().item())}</td></tr>'
        for leaf, each in found.leaves.items()
    )
    verdict = found.verdict
    number = f'<output title="{exact(loss, scenario.dtype)}">{short(loss)}</output>'
    return (
        f'<p class="shapes">{shapes}</p><p class="loss">loss {number} <span>{escape(how)}</span></p>'
        f'<table><tr><td class="gap"></td><th scope="col">largest size</th></tr>{rows}</table>'
        f'<p class="verdict {verdict.outcome.replace(" ", "-")}"><b>{escape(verdict.reason)}</b></p>'
    )
