"""The choice of one entry on a page of widgets: coefficient j and sample i; a walk has its own (`choices`)."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import REDUCTIONS
from ui import state

IN_A_ROW = 6
"""Up to how many entries each have their own button."""

COEFF, SAMPLE, REDUCTION = "choose-coeff", "choose-sample", "choose-reduction"


def coefficient() -> None:
    """Choose coefficient j."""
    link = state.link()
    with _row():
        _coeff(link.scenario.n_coeffs, link.j)


def entry_and_reduction() -> None:
    """Choose coefficient j and sample i, and whether the loss is the mean or the sum of the errors."""
    link = state.link()
    with _row():
        _coeff(link.scenario.n_coeffs, link.j)
        index(SAMPLE, "Sample", link.scenario.n_samples, link.i, "i")
        reduction = link.scenario.reduction
        st.segmented_control(
            "Reduction",
            list(REDUCTIONS),
            default=reduction if state.set_widget(REDUCTION, reduction) else None,
            required=True,
            format_func=_title,
            key=REDUCTION,
            on_change=_take_reduction,
        )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, key="entry")


def _coeff(n_coeffs: int, chosen: int) -> None:
    held = state.set_widget(COEFF, chosen)
    if n_coeffs <= IN_A_ROW:
        st.segmented_control(
            "Coefficient",
            range(n_coeffs),
            default=chosen if held else None,
            required=True,
            format_func=_grad,
            key=COEFF,
            on_change=_take_coeff,
            wrap=True,
        )
    else:
        st.selectbox(
            "Coefficient",
            range(n_coeffs),
            index=chosen if held else 0,
            format_func=_grad,
            key=COEFF,
            on_change=_take_coeff,
            width=260,
        )


def index(key: str, label: str, size: int, chosen: int, name: str) -> None:
    """One of `size` places, which the link calls `name`: a button each, or a number field; nothing for one alone."""
    if size == 1:
        return
    held, taken = state.set_widget(key, chosen), (key, name)
    if size <= IN_A_ROW:
        st.segmented_control(
            label,
            range(size),
            default=chosen if held else None,
            required=True,
            key=key,
            on_change=_take,
            args=taken,
            wrap=True,
        )
    else:
        label = f"{label}, 0 to {size - 1:,}"
        value: int | Literal["min"] = chosen if held else "min"  # a number would be a second word on what it holds
        st.number_input(label, 0, size - 1, value, step=1, key=key, on_change=_take, args=taken, width=160)


def _take_coeff() -> None:
    j = state.widget(COEFF)
    if isinstance(j, int):
        state.go(j=j, trace=False)


def _take(key: str, name: str) -> None:
    chosen = state.widget(key)
    if isinstance(chosen, int):
        state.go(**{name: chosen})


def _take_reduction() -> None:
    chosen, scenario = state.widget(REDUCTION), state.link().scenario
    if isinstance(chosen, str):
        state.go(scenario=scenario.replace(reduction=chosen))


def _grad(j: int) -> str:
    return f"coeffs.grad[{j}]"


def _title(name: str) -> str:
    return REDUCTIONS[name].title
