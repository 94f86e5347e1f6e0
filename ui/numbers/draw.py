"""Draw random numbers: a kind, N, n and a seed."""

import streamlit as st

from core import DRAW_KINDS, MAX_COEFFS, MAX_SAMPLES, MAX_SEED, Draw, NumberError, ScenarioError
from ui import state
from ui.frame.notices import caption, refuse
from ui.numbers.limits import check_size
from ui.numbers.model import keep_model
from ui.numbers.waiting import touch, touched
from ui.numbers.whole import parse_whole

TITLE = "Draw"

KIND = "draw_kind"
FIELDS = {
    "draw_samples": ("N, samples", "50", 1, MAX_SAMPLES),
    "draw_coeffs": ("n, coefficients", "3", 1, MAX_COEFFS),
    "draw_seed": ("Seed", "0", 0, MAX_SEED),
}
"""By key: label, first value, least and largest number."""


def draw_form() -> None:
    """The fields; what is wrong stands under its field. No `st.form`: see `paste_form`."""
    problems = _problems()
    st.radio(
        "What to draw",
        list(DRAW_KINDS),
        format_func=lambda kind: DRAW_KINDS[kind].title,
        captions=[kind.sentence for kind in DRAW_KINDS.values()],
        key=KIND,
        on_change=touched,
        args=(TITLE,),
        persist_state="session",
    )
    for column, (key, (label, value, *_)) in zip(st.columns(3), FIELDS.items(), strict=True):
        with column:
            st.text_input(label, value, key=key, on_change=touched, args=(TITLE,), persist_state="session")
            if key in problems:
                refuse(problems[key])
    if "" in problems:
        refuse(problems[""])
    st.button("Draw", key="draw_button", on_click=take_draw)
    caption("The same kind, N, n and seed always give the same numbers, so a link holds them in a few characters.")


def take_draw() -> None:
    """A callback: draw what the fields ask for, or keep what is wrong with it."""
    use_draw()


def use_draw() -> str:
    """Draw what the fields ask for, or keep what is wrong with it; the first of that is returned, else ""."""
    problems = _problems()
    problems.clear()
    numbers: list[int] = []
    for key, (label, _, least, most) in FIELDS.items():
        try:
            numbers.append(parse_whole(str(state.widget(key)), least, most))
        except NumberError as error:
            problems[key] = f"{label.partition(',')[0]}: {error}"
    if not problems:
        try:
            check_size(numbers[0], numbers[1], state.now().scenario.model)
        except ScenarioError as error:
            problems[""] = str(error)
    if problems:
        state.go()
        return next(iter(problems.values()))
    draw, scenario = Draw(str(state.widget(KIND)), *numbers), state.now().scenario
    keep_model(draw.build(scenario.loss, scenario.reduction, scenario.dtype), draw.slug)
    touch(TITLE, waits=False)
    return ""


def _problems() -> dict[str, str]:
    """By field: what is wrong with it; "" for all of them together."""
    held: dict[str, str] = state.session("draw problems", dict)
    return held
