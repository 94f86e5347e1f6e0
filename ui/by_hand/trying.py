"""*Let me try* on By hand: the calculation of one entry, number by number; what is not worked out yet is left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import isfinite

import streamlit as st

from core import HAND_STAGES, Question, Scenario, hand_question, number_of, short
from ui import state
from ui.frame.folds import switch
from ui.frame.notices import inform
from ui.practice.asking import Keys, Told, ask, look
from ui.runtime.runs import run_of
from ui.walk.tape.story import Story
from ui.words import markup

SWITCH = "Let me try"
SLIPPED: Mapping[tuple[str, str] | None, str] = {
    ("values", "t_indep"): "t_indep",
    ("values", "preds"): "prediction",
    ("values", "residuals"): "residual",
    ("nodes", "loss"): "slope",
    ("nodes", "errors"): "slope",
    ("nodes", "products"): "contribution",
    ("gradients", "coeffs"): "total",
}
"""The row in which a slip happens, by its place in the walk."""


@dataclass
class Tried:
    """How far a reader has come.

    Attributes:
        of: the problem and the entry; for another one it starts again.
        done: how many numbers are there.
        told: what was said of the next one.
        before: what was said to the last answer that was right, or shown.
    """

    of: tuple[Scenario, int, int] | None = None
    done: int = 0
    told: Told = field(default_factory=Told)
    before: str = ""


def trying() -> bool:
    """The switch; whether it is on and a number is left to ask for."""
    if not switch(SWITCH, "trying"):
        _tried().of = None  # turned on again it starts again
        return False
    return _open() is not None


def show(story: Story) -> None:
    """The calculation as far as it has come, and the question of its next number."""
    question, tried = _open(), _tried()
    assert question is not None  # `trying` has looked
    left, right = st.columns(2, gap="large")  # on a phone the question stands first
    slipped = [SLIPPED[slip.place] for slip in tried.told.slips if slip.place in SLIPPED]
    right.html(calculation(story, tried.done, slipped))
    with left:
        with st.container(key="hand-before"):  # always there: what follows keeps its place, and the field its focus
            if tried.before:
                st.html(f'<p class="practice-verdict" role="status">{markup(tried.before)}</p>')
        ask(question, tried.told, KEYS, lambda _: None)  # the rows are ringed


def finished() -> None:
    """What is said to the last number, once all are there; or why none is asked for."""
    if not state.link().trying:
        return
    if _tried().done:
        st.html(f'<p class="practice-verdict" role="status">{markup(_tried().before)} That was all of it.</p>')
    else:
        inform("A number of this calculation is not finite: choose other numbers, and try again.")


def calculation(story: Story, done: int, slipped: Collection[str] = ()) -> str:
    """What the next number is made of and what was made before, as markup; a row a tensor, `?` for what is to come.

    Args:
        story: the problem and the entry.
        done: how many numbers are there.
        slipped: the rows in which a slip happened: keys of `HAND_STAGES`, and "t_indep".
    """
    scenario, (i, j), view = story.scenario, (story.i, story.j), story.view
    rows = [
        _row(
            f"t_indep[{i}]",
            [None if k is None else scenario.t_indep[i, k].item() for k in view.columns],
            "given",
            states=_states(slipped="t_indep" in slipped),
        ),
        _row("coeffs", [None if k is None else scenario.coeffs[k].item() for k in view.columns], "value"),
        _row(f"t_dep[{i}]", [scenario.t_dep[i].item()], "given"),
    ]
    run = run_of(scenario)
    for at, (name, stage) in enumerate(HAND_STAGES.items()):
        if name == "total" and done == at:  # what is added up is not asked for, and stands there
            rows.append(_column(story))
        asked = stage.asked(i, j)
        look_of = "value" if asked.what == "value" else "gradient"
        number = number_of(run, asked)
        states = _states(next=at == done, slipped=name in slipped)
        rows.append(_row(stage.name.format(i=i, j=j), [number], look_of, there=at < done, states=states))
    return f'<table class="hand-steps" aria-label="The calculation by hand">{"".join(rows)}</table>'


def _column(story: Story) -> str:
    """The contributions of the drawn samples, and what the others add up to."""
    back = next(step for step in story.backward.steps if step.tensor == "products")
    column = back.unreduced[:, story.j]
    shown = [None if each is None else column[each].item() for each in story.view.rows]
    hidden = column.double().sum().item() - sum(each for each in shown if each is not None)
    count = len(column) - sum(each is not None for each in shown)
    more = f" <span>{count:,} more add up to {short(hidden)}</span>" if count else ""
    return _row(f"contributions[:, {story.j}]", shown, "gradient", more=more)


def _row(
    name: str,
    numbers: Sequence[float | None],
    look_of: str,
    *,
    there: bool = True,
    states: str = "",
    more: str = "",
) -> str:
    texts = ["…" if each is None else short(each, signed=look_of == "gradient") if there else "?" for each in numbers]
    cells = "".join(f'<b class="n {look_of if there else "open"}">{escape(text)}</b>' for text in texts)
    return f'<tr class="{states}"><th scope="row"><code>{escape(name)}</code></th><td>{cells}{more}</td></tr>'


def _states(**states: bool) -> str:
    return " ".join(name for name, holds in states.items() if holds)


def _open() -> Question | None:
    """The question of the next number; None where all are there, or one is not finite."""
    link, tried = state.link(), _tried()
    names = list(HAND_STAGES)[tried.done :]
    run = run_of(link.scenario)
    if not all(isfinite(number_of(run, HAND_STAGES[name].asked(link.i, link.j))) for name in names):
        return None
    return hand_question(run, names[0], link.i, link.j) if names else None


def _answer(question: Question) -> None:
    if look(question, state.widget(KEYS.field), _tried().told):
        _go_on(question, "Right.")


def _hint() -> None:
    _tried().told.hints += 1


def _show() -> None:
    question = _open()
    if question is not None:
        _go_on(question, "Here it is.")


def _go_on(question: Question, verdict: str) -> None:
    tried = _tried()
    tried.done, tried.told, tried.before = tried.done + 1, Told(), f"{verdict} {question.solution}"
    state.set_widget(KEYS.field, "")


def _tried() -> Tried:
    link, kept = state.now(), state.session("by hand tried", Tried)
    of = link.scenario, link.i, link.j
    if kept.of != of:
        kept.of, kept.done, kept.told, kept.before = of, 0, Told(), ""
    return kept


KEYS = Keys("hand", _answer, _hint, _show)
