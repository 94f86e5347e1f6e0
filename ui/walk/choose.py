"""The choice of one entry on a page of widgets: coefficient j and sample i; a walk has its own (`choices`)."""

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
        _sample(link.scenario.n_samples, link.i)
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


def _sample(n_samples: int, chosen: int) -> None:
    held = state.set_widget(SAMPLE, chosen)
    if n_samples <= IN_A_ROW:
        st.segmented_control(
            "Sample",
            range(n_samples),
            default=chosen if held else None,
            required=True,
            key=SAMPLE,
            on_change=_take_sample,
            wrap=True,
        )
    else:
        label, value = f"Sample, 0 to {n_samples - 1:,}", chosen if held else 0
        st.number_input(label, 0, n_samples - 1, value, step=1, key=SAMPLE, on_change=_take_sample, width=160)


def _take_coeff() -> None:
    j = state.widget(COEFF)
    if isinstance(j, int):
        state.go(j=j, trace=False)


def _take_sample() -> None:
    i = state.widget(SAMPLE)
    if isinstance(i, int):
        state.go(i=i)


def _take_reduction() -> None:
    chosen, scenario = state.widget(REDUCTION), state.link().scenario
    if isinstance(chosen, str):
        state.go(scenario=scenario.replace(reduction=chosen))


def _grad(j: int) -> str:
    return f"coeffs.grad[{j}]"


def _title(name: str) -> str:
    return REDUCTIONS[name].title
