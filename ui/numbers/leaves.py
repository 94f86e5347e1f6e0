"""The tensors of a model that learns more than one coefficient a column, and what they give, leaf by leaf."""

from html import escape

import streamlit as st
import torch
from torch import Tensor

from core import (
    LOSSES,
    REDUCTIONS,
    Link,
    Scenario,
    agreement,
    by_hand,
    cell_name,
    exact,
    parse_number,
    short,
)
from ui import state
from ui.frame.notices import caption
from ui.frame.typed import field, refusal
from ui.numbers.editing import named
from ui.program import choose
from ui.runtime.runs import run_of
from ui.walk.tensor import cells
from ui.words import shape_text


def one_a_column(scenario: Scenario) -> bool:
    """Whether all that is learned is one coefficient a column, which the fields can show beside t_indep and t_dep."""
    return scenario.leaves == ("coeffs",) and scenario.coeffs.ndim == 1


def drawn(place: str, *, grid: bool) -> None:
    """A field for the chosen entry of a leaf, and each tensor as a table to read where `grid` says there is room."""
    link = state.link()
    scenario = link.scenario
    _entry(place, link)
    if grid:
        tables = [
            cells(
                name,
                tensor,
                "value" if name in scenario.leaves else "given",
                (link.i, link.j) if name == link.chosen_leaf else (None, None),
            )
            for name, tensor in scenario.tensors.items()
        ]
        st.html(f'<div class="tensors">{"".join(tables)}</div>')
        caption("Several at once are changed under Paste, or by another start.")
    else:
        caption("Each tensor can be pasted on Your numbers.")


def _entry(place: str, link: Link) -> None:
    """The choice of one entry of one leaf, and its number as a field."""
    choose.entry(place)
    tensor = link.scenario.tensors[link.chosen_leaf]
    at = _index(tensor, link)
    name, kept = cell_name(link.chosen_leaf, at), exact(tensor[at].item(), tensor.dtype)
    key = f"{place}_number"
    field(key, name, kept, _take, width=180)
    refusal(key, f"`{name}`", kept, "It")


def _index(tensor: Tensor, link: Link) -> tuple[int, ...]:
    """The chosen entry's place in its leaf, which has at most two dimensions."""
    return (link.i, link.j)[2 - tensor.ndim :]


def _take(text: str) -> None:
    """A callback: the chosen entry holds this number.

    Raises:
        NumberError: for a text that is no number.
    """
    link = state.now()
    leaf, dtype = link.chosen_leaf, link.scenario.dtype
    tensor = link.scenario.tensors[leaf].clone()
    # Through a tensor: assigning a float refuses 3.4028235e38, which rounds to float32's largest.
    tensor[_index(tensor, link)] = torch.tensor(parse_number(text, dtype), dtype=dtype)
    state.go(scenario=named(link.scenario.replace(**{leaf: tensor}), link.base, link.start))


def leaf_result(scenario: Scenario) -> str:
    """Markup of what they give: shapes, loss, and whether both gradients of each leaf agree."""
    run = run_of(scenario)
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
