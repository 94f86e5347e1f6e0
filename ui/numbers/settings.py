"""Where the numbers start from, and what is done with them: preset, loss, reduction, precision."""

from collections.abc import Mapping

import streamlit as st

from core import DTYPES, LOSSES, PRESETS, REDUCTIONS, Scenario, ScenarioError, base_scenario, dtype_name
from ui import state
from ui.frame.notices import caption, refuse
from ui.numbers.editing import same_numbers
from ui.numbers.follow import change_dtype
from ui.numbers.model import keep_model

LOSS_TITLES = {name: loss.title for name, loss in LOSSES.items()}
REDUCTION_TITLES = {name: reduction.title for name, reduction in REDUCTIONS.items()}
DTYPE_TITLES = {name: name for name in DTYPES}


def preset(place: str) -> None:
    """Choose a preset. It is shown as chosen while none of its numbers is changed, so that it can be chosen again."""
    link, key = state.link(), f"{place}_preset"
    untouched = link.base in PRESETS and same_numbers(
        link.scenario, base_scenario(link.base, link.scenario.dtype, link.scenario.model, link.start)
    )
    held = state.set_widget(key, link.base if untouched else None)
    st.selectbox(
        "Start from",
        list(PRESETS),
        index=list(PRESETS).index(link.base) if untouched and held else None,
        required=True,
        placeholder=link.scenario.name,
        format_func=_title_of_preset,
        key=key,
        on_change=_take_preset,
        args=(key,),
    )
    caption(PRESETS[link.base].sentence if untouched else "Choose a preset to start over from its numbers.")


def loss_and_reduction(place: str) -> None:
    """How the errors are measured. The numbers stay, and so do the chosen sample and coefficient."""
    scenario = state.link().scenario
    with st.container(horizontal=True, key=f"{place}_loss_and_reduction"):
        _choice(place, "loss", LOSS_TITLES, scenario.loss)
        _choice(place, "reduction", REDUCTION_TITLES, scenario.reduction)


def precision(place: str) -> None:
    """float32 or float64, and why not."""
    scenario = state.link().scenario
    _choice(place, "dtype", DTYPE_TITLES, dtype_name(scenario.dtype))
    if problem := _refused_dtype().get(scenario):
        refuse(problem)


def _choice(place: str, field: str, titles: Mapping[str, str], chosen: str) -> None:
    key = f"{place}_{field}"
    held = state.set_widget(key, chosen)
    st.segmented_control(
        {"dtype": "Precision"}.get(field, field.capitalize()),
        list(titles),
        default=chosen if held else None,
        required=True,
        format_func=titles.__getitem__,
        key=key,
        wrap=True,
        on_change=_take_dtype if field == "dtype" else _take,
        args=(place, key) if field == "dtype" else (field, key),
    )


def _title_of_preset(slug: str) -> str:
    return PRESETS[slug].title


def _take_preset(key: str) -> None:
    slug = state.widget(key)
    if slug in PRESETS:
        keep_model(PRESETS[slug].build(), slug)
    else:
        state.go()  # emptied: the box shows the preset again


def _take(field: str, key: str) -> None:
    scenario, chosen = state.now().scenario, state.widget(key)
    if chosen:
        scenario = scenario.replace(**{field: chosen})
    state.go(scenario=scenario, step=0)


def _take_dtype(place: str, key: str) -> None:
    chosen, scenario = str(state.widget(key)), state.now().scenario
    _refused_dtype().clear()
    try:
        if chosen in DTYPES:
            change_dtype(place, DTYPES[chosen])
    except ScenarioError as error:
        _refused_dtype()[scenario] = str(error)
    state.go()


def _refused_dtype() -> dict[Scenario, str]:
    """The scenario that another dtype could not hold, and why; it is of no interest to other scenarios."""
    held: dict[Scenario, str] = state.session("refused dtype", dict)
    return held
