"""What to make of a table: target, features, their unit, the constant column, rows with gaps, and the start."""

import streamlit as st

from core import (
    DEFAULT_MODEL,
    MAX_FEATURES,
    SCALINGS,
    NumberError,
    Scenario,
    ScenarioError,
    Table,
    TableError,
    TableOptions,
    build_scenario,
    missing_rows,
)
from ui import state
from ui.frame.notices import refuse, sentence
from ui.numbers.editing import named
from ui.numbers.limits import check_size
from ui.numbers.model import keep_model
from ui.numbers.tensors import read_tensor
from ui.numbers.waiting import touch, touched
from ui.table.start import STARTS, seed_of, start
from ui.table.upload import TITLE, Held, held
from ui.words import count

FIRST_FEATURES = 3
"""How many features are chosen before the reader has."""

TOO_FEW = "A target and a feature are needed, and fewer than two columns hold numbers that can be used."


def choice(now: Held, table: Table) -> None:
    """The controls, the button, and why the chosen columns could not be used."""
    usable = table.usable
    if len(usable) < 2:
        refuse(TOO_FEW)
        return
    columns = [table.column(name) for name in usable]
    numbers = [column.name for column in columns if column.kind == "number" and not column.counts] or usable
    counting = {column.name for column in columns if column.counts}
    with st.container(key="table_choice"):
        left, right = st.columns([1, 2], gap="medium")
        with left:
            target = st.selectbox(
                "Target, t_dep",
                usable,
                index=usable.index(numbers[-1]),
                key=_key("target"),
                on_change=_take_target,
                persist_state="session",
            )
        others = [name for name in usable if name != target]
        with right:
            features = st.multiselect(
                "Features, the columns of t_indep",
                others,
                default=[name for name in others if name not in counting][:FIRST_FEATURES],
                key=_key("features"),
                max_selections=MAX_FEATURES,
                on_change=touched,
                args=(TITLE,),
                persist_state="session",
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                "Scale the features",
                list(SCALINGS),
                default="none",
                required=True,
                format_func=_scaling_title,
                key=_key("scaling"),
                on_change=touched,
                args=(TITLE,),
                persist_state="session",
                wrap=True,
            )
            st.toggle(
                "Add a constant column of ones",
                key=_key("constant"),
                on_change=touched,
                args=(TITLE,),
                persist_state="session",
            )
        if state.link().scenario.model == DEFAULT_MODEL:
            start(_key("start"))
        gaps = missing_rows(table, [target, *features])
        if gaps:
            rows = ", ".join(map(str, gaps[:5])) + (", …" if len(gaps) > 5 else "")
            label = (
                f"Leave out {count(len(gaps), 'row')} with missing cells: {'row' if len(gaps) == 1 else 'rows'} {rows}"
            )
            st.toggle(label, key=_key("drop"), on_change=touched, args=(TITLE,), persist_state="session")
    if now.refusal:
        refuse(now.refusal)
    st.button("Use this table", key="table_use", on_click=take_table)


def take_table() -> None:
    """A callback: make the chosen columns the current problem, or keep why they cannot be."""
    use_table()


def use_table() -> str:
    """Make the chosen columns the current problem, or keep why they cannot be; that is returned, else ""."""
    now, link = held(), state.now()
    if now.table is None or len(now.table.usable) < 2:
        state.go()
        return now.problem or TOO_FEW
    try:
        now.used = build_scenario(now.table, _wish(link.scenario))
        scenario = now.used.scenario.replace(loss=link.scenario.loss, reduction=link.scenario.reduction)
        check_size(scenario.n_samples, scenario.n_coeffs, link.scenario.model)
    except (TableError, ScenarioError) as error:
        now.refusal = sentence(str(error))
        state.go()
    else:
        now.refusal = ""
        keep_model(named(scenario, ""))
        touch(TITLE, waits=False)
    return now.refusal


def _wish(scenario: Scenario) -> TableOptions:
    """What the controls ask for.

    Raises:
        TableError: for a start that is no number.
    """
    features = state.widget(_key("features"))
    how, text = state.widget(_key("start")), str(state.widget(f"{_key('start')}_text") or "")
    if scenario.model != DEFAULT_MODEL:
        how = "zeros"  # the model draws its own start
    try:
        coeffs = read_tensor("coeffs", text, scenario.dtype) if how == "numbers" else None
        seed = seed_of(text) if how == "seed" else None
    except (NumberError, ScenarioError) as error:
        raise TableError(f"{STARTS[str(how)]}: {error}") from error
    return TableOptions(
        target=str(state.widget(_key("target"))),
        features=tuple(map(str, features)) if isinstance(features, list) else (),
        scaling=str(state.widget(_key("scaling"))),
        constant=state.widget(_key("constant")) is True,
        drop_missing=state.widget(_key("drop")) is True,
        coeffs=coeffs,  # type: ignore[arg-type]  # a row of numbers: t_indep alone gives rows
        seed=seed,
        dtype=scenario.dtype,
    )


def _take_target() -> None:
    """A callback: the new target is no feature any more."""
    features, target = state.widget(_key("features")), state.widget(_key("target"))
    touch(TITLE)
    if isinstance(features, list):
        state.set_widget(_key("features"), [name for name in features if name != target])
    state.go()


def _key(name: str) -> str:
    """One table's choices are not another's."""
    return f"table_{name}_{held().revision}"


def _scaling_title(name: str) -> str:
    return SCALINGS[name].title
