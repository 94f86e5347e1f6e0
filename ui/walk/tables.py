"""On demand: every number of the current tensors, and what each node saved."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import pandas as pd
import streamlit as st
from torch import Tensor

from core import BackwardStep, exact
from ui import state
from ui.frame.folds import foldable
from ui.frame.notices import caption
from ui.walk.mount import looked
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import shape_text

ROWS = ("v.coeffs", "g.total", "g.kept")
"""What has a number a coefficient, (n,), and so lies along the columns; other vectors have a number a sample."""

LAZY_FROM = 1_000
"""Streamlit sends up to as many rows at once, even when it is told to be lazy."""


class Step(Protocol):
    """What is asked of a step of any walk."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def direction(self) -> str:
        """Which way the walk goes."""


S = TypeVar("S", bound=Step)
Named = Mapping[str, tuple[str, Tensor]]
"""Tensors with their names, by the cells of the picture."""


def details(steps: Sequence[S], tensors: Callable[[S], Named], passed: tuple[BackwardStep, ...]) -> None:
    """Two folded parts; what is in them is made when they are opened.

    The step stands in the browser alone, which says it when the numbers are asked for; another may be chosen here.

    Args:
        steps: of the walk.
        tensors: those that a step read or made.
        passed: what each node did.
    """
    with foldable("All numbers of a step", "numbers") as numbers:
        if numbers.open:
            titles = {f"{at}: {step.title}": step for at, step in enumerate(steps)}
            key, asked = f"numbers-of-{steps[0].direction}", looked()
            if asked.step is not None:
                state.set_widget(key, list(titles)[min(asked.step, len(titles) - 1)])
                asked.step = None
            chosen = st.selectbox("Step", list(titles), key=key, width=360)
            all_numbers(tensors(titles[chosen]))
    with foldable("What each node saved", "saved") as saved:
        if saved.open:
            st.dataframe(saved_frame(passed), hide_index=True, key="saved-table", alt="What each node saved")


def all_numbers(tensors: Named) -> None:
    """Every tensor with all its numbers."""
    for key, (name, tensor) in tensors.items():
        caption(f"{name}, shape {shape_text(tuple(tensor.shape))}")
        whole(tensor[None] if key in ROWS else tensor, f"table-{name}", name)


def whole(tensor: Tensor, key: str, name: str) -> None:
    """Every number of a tensor in a table; the browser is sent what it shows, and more as one scrolls."""
    frame = frame_of(tensor)
    st.dataframe(frame, key=key, lazy=True, alt=name)
    if len(frame) > LAZY_FROM:
        caption("Rows are loaded as you scroll.")


def frame_of(tensor: Tensor) -> pd.DataFrame:
    """A tensor as a table: a row a sample, a column a coefficient; a scalar as one cell."""
    return pd.DataFrame(tensor.reshape(len(tensor) if tensor.ndim else 1, -1).numpy())


def saved_frame(steps: tuple[BackwardStep, ...]) -> pd.DataFrame:
    """A row for each thing that a node kept, by torch's own names."""
    rows = [
        {"node": step.node, "attribute": f"_saved_{name}", "what": _described(value)}
        for step in steps
        for name, value in (step.saved or {"": "nothing"}).items()
    ]
    return pd.DataFrame(rows).replace("_saved_", "")


def _described(value: object) -> str:
    if not isinstance(value, Tensor):
        return str(value)
    first = ", ".join(exact(number, value.dtype) for number in value.flatten()[:4].tolist())
    more = ", …" if value.numel() > 4 else ""
    return f"tensor {shape_text(tuple(value.shape))}: {first}{more}"


def tensors_of(story: Story, tape_step: TapeStep) -> dict[str, tuple[str, Tensor]]:
    """The tensors that this step read or made, by the names that the picture uses."""
    scenario, steps = story.scenario, story.passed
    back = {step.tensor: step for step in steps}
    named = {f"v.{step.name}": (step.name, step.value) for step in story.made}
    named |= {f"v.{name}": (name, getattr(scenario, name)) for name in ("t_indep", "t_dep", "coeffs")}
    named |= {f"g.{name}": (f"∂L/∂{name}", step.grad_in) for name, step in back.items() if name != "coeffs"}
    named |= {
        f"l.{name}": (f"local of {step.node}", step.local) for name, step in back.items() if step.local is not None
    }
    named["g.contributions"] = "contributions", back["products"].unreduced
    named["g.total"] = "total", back["products"].grad_out
    named["g.kept"] = "coeffs.grad", story.grad
    return {key: described for key, described in named.items() if key in tape_step.now}
