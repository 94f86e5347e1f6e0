"""The page: level and progress, what became of the question before, and the open question."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import (
    DEFAULT_MODEL,
    EXERCISES,
    LATER,
    LEVELS,
    MOST_SETS,
    RIGHT,
    SHOWN,
    Practice,
    Question,
    Scenario,
    Wrong,
    short,
)
from ui import state
from ui.frame.notices import label
from ui.frame.views import VIEWS
from ui.practice import answering
from ui.practice.asking import ask
from ui.practice.places import link_to
from ui.words import markup

LEVEL = "practice-level"
MEANING = {RIGHT: "right at once", LATER: "right after a hint or another answer", SHOWN: "shown"}


def page() -> None:
    """The page under its header."""
    practice = state.link().practice
    with st.container(key="practice"):
        _level(practice)
        st.html(dots(practice))
        told = answering.said()
        with st.container(key="practice-before"):  # always there: what follows keeps its place, and the field its focus
            if told.before:
                _before(practice, told.before)
        if practice.over:
            _end(practice)
        else:
            _open(practice.question(len(practice.done)))


def dots(practice: Practice) -> str:
    """A dot a question: what became of it, and which one is open."""
    items = []
    for at, exercise in enumerate(EXERCISES.values()):
        letter = practice.done[at : at + 1]
        now = ' aria-current="step"' if at == len(practice.done) else ""
        means = MEANING.get(letter, "open" if now else "to come")
        title = exercise.title.replace("`", "")
        items.append(f'<li class="dot {letter}"{now} title="{escape(f"{title}: {means}")}"><span>{means}</span></li>')
    place = "done" if practice.over else f"question {len(practice.done) + 1} of {len(EXERCISES)}"
    asked = f"Set {practice.seed}, {place}"
    keys = "".join(
        f'<span class="dot {letter}"></span>{means}' for letter, means in MEANING.items() if letter in practice.done
    )
    key = f'<p class="practice-key" aria-hidden="true">{keys}</p>' if keys else ""
    return f'<div class="practice-dots"><ol>{"".join(items)}</ol><p>{asked}</p>{key}</div>'


def given(scenario: Scenario) -> str:
    """The numbers of a question and the lines that are computed, as markup."""
    tables = "".join(
        f"<figure><figcaption><code>{escape(name)}</code></figcaption><table>{_rows(scenario, name)}</table></figure>"
        for name in dict.fromkeys((*scenario.leaves, "t_indep", "t_dep"))
    )
    return (
        f'<div class="practice-given">{code(scenario.program.text)}<div class="practice-numbers">{tables}</div></div>'
    )


def code(text: str) -> str:
    """Lines of a program, or what torch said, as markup."""
    return f'<pre class="practice-code">{escape(text)}</pre>'


def _rows(scenario: Scenario, name: str) -> str:
    tensor = scenario.tensors[name]
    rows = tensor.tolist() if tensor.ndim > 1 else [[each] for each in tensor.flatten().tolist()]
    if name == "coeffs":
        rows = [tensor.tolist()]
    kind = "leaf" if name in scenario.leaves else "data"
    written = ("".join(f'<td class="{kind}">{short(cell)}</td>' for cell in row) for row in rows)
    return "".join(f"<tr>{cells}</tr>" for cells in written)


def _level(practice: Practice) -> None:
    held = state.set_widget(LEVEL, practice.level)
    st.segmented_control(
        "Level",
        list(LEVELS),
        default=practice.level if held else None,
        required=True,
        format_func=lambda name: LEVELS[name].title,
        key=LEVEL,
        on_change=_take_level,
        label_visibility="collapsed",
        wrap=True,
    )


def _take_level() -> None:
    chosen = state.widget(LEVEL)
    if isinstance(chosen, str):
        answering.begin(Practice(chosen, state.now().practice.seed))


def _before(practice: Practice, letter: str) -> None:
    """How the question before came out, and where it is shown."""
    question = practice.question(len(practice.done) - 1)
    verdict = "Right." if letter != SHOWN else "Here it is."
    st.html(f'<p class="practice-verdict {letter}" role="status"><b>{verdict}</b> {markup(question.solution)}</p>')
    _shows(question, "See it")


def _shows(question: Question, text: str) -> None:
    """The way to the view that shows a question's answer on its numbers."""
    where = link_to(question)
    st.page_link(
        VIEWS[where.slug].path,
        label=label(f"{text}: {VIEWS[where.slug].short}"),
        query_params=state.params_of(where.link),
        width="content",
    )


def _open(question: Question) -> None:
    told = answering.said()
    left, right = st.columns([3, 2], gap="large")
    with left:
        ask(question, told, answering.KEYS, lambda slips: _places(question, slips))
    with right:
        if question.code:
            st.html(code(question.code))
        if question.scenario is not None:
            st.html(given(question.scenario))


def _places(question: Question, slips: Sequence[Wrong]) -> None:
    """The ways to where slips happen."""
    for slip in slips:
        if slip.place is not None and question.scenario is not None and question.scenario.model == DEFAULT_MODEL:
            where = link_to(question, slip.place)
            st.page_link(
                VIEWS[where.slug].path,
                label=label(f"Where {slip.title}: {VIEWS[where.slug].short}, step {where.link.step}"),
                query_params=state.params_of(where.link),
                width="content",
            )


def _end(practice: Practice) -> None:
    """How the set came out, what to look at again, and the way on."""
    first = practice.done.count(RIGHT)
    st.html(f'<h2 class="practice-ask">{first} of {len(EXERCISES)} right at once.</h2>')
    again = practice.again
    if again:
        st.html("<p>Look at these again:</p>")
        for at, name in enumerate(EXERCISES):
            if name in again:
                title = EXERCISES[name].title
                _shows(practice.question(at), title[:1].upper() + title[1:])
    levels = list(LEVELS)
    after = levels[(levels.index(practice.level) + 1) % len(levels)]
    with st.container(horizontal=True, key="practice-on"):
        st.button(
            "Another set",
            key="practice-another",
            type="primary",
            on_click=answering.begin,
            args=(Practice(practice.level, (practice.seed + 1) % (MOST_SETS + 1)),),
        )
        st.button(
            label(f"Level: {LEVELS[after].title}"),
            key="practice-next-level",
            on_click=answering.begin,
            args=(Practice(after, practice.seed),),
        )
