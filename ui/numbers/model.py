"""The choice of the model, and the seed of its start. The data stay; the leaves are drawn."""

import streamlit as st

from core import (
    DEFAULT_MODEL,
    MAX_SEED,
    MODELS,
    Link,
    NumberError,
    ProgramError,
    Scenario,
    ScenarioError,
    started,
    with_model,
)
from ui import state
from ui.frame.notices import caption, inform, refuse
from ui.numbers.limits import check_size
from ui.numbers.whole import parse_whole
from ui.program.reach import unreached


def model(place: str) -> None:
    """Choose the model, with what it adds; and for another one than the article's the seed of its start."""
    link, key = state.link(), f"{place}_model"
    chosen = link.scenario.model
    held = state.set_widget(key, chosen)
    with st.container(horizontal=True, key=f"{place}_model_and_start", vertical_alignment="bottom"):
        st.selectbox(
            "Model",
            list(MODELS),
            index=list(MODELS).index(chosen) if held else None,
            required=True,
            format_func=_title,
            key=key,
            on_change=_take_model,
            args=(key,),
        )
        if chosen != DEFAULT_MODEL:
            _seed(place, link)
    caption(MODELS[chosen].adds)
    if unreached_targets := unreached(link.scenario):
        inform(unreached_targets)
    if problem := _problems().get(place) or _problems().get(""):
        refuse(problem)


def _seed(place: str, link: Link) -> None:
    """The seed as text, and a button for the next one."""
    key = f"{place}_start"
    held = place in _problems() or state.set_widget(key, str(link.start))
    st.text_input(
        "Seed of the start",
        str(link.start) if held else "",
        key=key,
        width=150,
        on_change=_take_seed,
        args=(place, key),
    )
    st.button("Draw another start", key=f"{place}_another", on_click=_another)


def keep_model(scenario: Scenario, base: str = "") -> None:
    """Take the data of a problem of the article's model, in the model that is chosen.

    Raises:
        ScenarioError: for data too large for this model.
    """
    link = state.now()
    chosen = link.scenario.model
    check_size(scenario.n_samples, scenario.n_coeffs, chosen)
    _problems().clear()
    state.change_scenario(started(scenario, chosen, link.start), base, link.start)


def _title(name: str) -> str:
    return MODELS[name].title


def _take_model(key: str) -> None:
    chosen = state.widget(key)
    if chosen in MODELS:
        _show(str(chosen), 0)
    else:
        state.go()  # emptied: the box shows the model again


def _another() -> None:
    link = state.now()
    _show(link.scenario.model, (link.start + 1) % (MAX_SEED + 1))


def _take_seed(place: str, key: str) -> None:
    try:
        seed = parse_whole(str(state.widget(key)), 0, MAX_SEED)
    except NumberError as error:
        _problems()[place] = f"Seed of the start: {error}"
        state.go()
    else:
        _show(state.now().scenario.model, seed)


def _show(model: str, start: int) -> None:
    link = state.now()
    _problems().clear()
    try:
        check_size(link.scenario.n_samples, link.scenario.n_coeffs, model)
        moved = with_model(link, model, start)
    except ScenarioError as error:
        _problems()[""] = str(error)
        state.go()
    except ProgramError as error:
        _problems()[""] = error.message
        state.go()
    else:
        state.show(moved)


def _problems() -> dict[str, str]:
    """What could not be taken: by place a seed; "" for a model."""
    held: dict[str, str] = state.session("model problems", dict)
    return held
