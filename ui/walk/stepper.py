"""First, previous, next and last, by button and by key; after the last step, the way to the next view."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from ui import state
from ui.frame.next_view import next_link
from ui.frame.notices import label, warn


def stepper(titles: Sequence[str], step: int, slug: str, *, call: str = "", verb: str = "Next") -> None:
    """The controls of a walk.

    Args:
        titles: what each step is called, the start first.
        step: the current one.
        slug: the view that is walked through.
        call: what the link to the next view says; "" for "Next:" and that view's name.
        verb: what the button to the next step begins with.
    """
    if state.outdated():
        st.rerun()  # the whole page: a fragment leaves the frame alone
    last, asked = len(titles) - 1, state.link().step
    if asked > last:
        wrong = f"The address asks for step {asked:,}, and there are {last:,}: here is the last one."
        warn(wrong)
    with st.container(horizontal=True, key="steps", vertical_alignment="center"):
        _button("first", ":material/first_page:", 0, "Home", "First step", disabled=step == 0)
        _button("previous", ":material/chevron_left:", step - 1, "Left", "Previous step", disabled=step == 0)
        if step < last:
            _button("next", label(f"{verb}: {titles[step + 1]}"), step + 1, "Right", kind="primary")
        else:
            next_link(slug, label=call)
        _button("last", ":material/last_page:", last, "End", "Last step", disabled=step == last)
        st.html(f'<p class="count">{step} of {last}</p>', width="content")


def _button(
    key: str,
    label: str,
    target: int,
    shortcut: str,
    tip: str | None = None,
    *,
    kind: Literal["primary", "secondary"] = "secondary",
    disabled: bool = False,
) -> None:
    change = {"step": target}
    st.button(
        label, key=key, help=tip, type=kind, shortcut=shortcut, disabled=disabled, on_click=state.go, kwargs=change
    )
