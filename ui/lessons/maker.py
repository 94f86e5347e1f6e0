"""Making a lesson: views are added as they stand, put in order, given a title and notes, and handed out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from core import (
    MAX_NOTE,
    MAX_STOPS,
    MAX_TITLE,
    Lesson,
    LessonError,
    Stop,
    decode,
    lesson_from_json,
    lesson_to_json,
)
from ui import state
from ui.frame.notices import caption, label, refuse, sentence, warn
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.lessons.current import change, current, linkable, params_of_stop, place_of, resume, stop_here
from ui.runtime.memory import check_problem

ADD = "lesson-add"
CHECKED = 100
"""Of how many stops one session remembers whether they can be shown."""

TRIES = ("forward", "backward", "by_hand")
"""The views with *Let me try*."""

MAX_UPLOAD = 1
"""In MB."""


@st.cache_resource
def _component() -> ComponentRenderer:
    """The button that tells the server at which step a walk stands, which stands behind the address's #."""
    script = Path(__file__).with_name("add.js").read_text(encoding="utf-8")
    html = '<button type="button" class="add-view">Add this view</button>\n'
    return st.components.v2.component("lesson_add", html=html, js=script, isolate_styles=False)


def begin() -> None:
    """The button, out of sight, that the sheet of *Share* presses (share.js): from then on a lesson is made."""
    with st.container(key="lesson-begin"):
        st.button("Make a lesson", key="lesson-make", on_click=resume)


def leave() -> None:
    """A callback: put the lesson away; the page stays as it is."""
    _problems().clear()
    state.go(lesson="", stop=1, making=False)


def make(slug: str, lesson: Lesson) -> None:
    """The button that adds this view, and the fold with the stops, the link and the file."""
    with st.container(horizontal=True, key="lesson-maker", gap="small", vertical_alignment="center"):
        _component()(key=ADD, on_add_change=_adding(slug))
        if not lesson.stops:
            caption("A lesson is views in an order. Set this page up as you want it, and add it.")
        else:
            here, hint = place_of(lesson), "What you say or ask at this stop"
            kept = lesson.stops[here - 1].note
            _field("Note to this stop", "lesson-note", kept, MAX_NOTE, lambda text: _note(here, text), hint)
        st.button("Done", key="lesson-done", on_click=state.go, kwargs={"making": False}, disabled=not lesson.stops)
        again = "Back in the browser brings it again."
        st.button("Put it away", key="lesson-leave", type="tertiary", help=again, on_click=leave)
    for problem in _problems().values():
        refuse(problem)
    with st.expander("Title, notes and order", key="lesson-edit"):
        _field("Title", "lesson-title", lesson.title, MAX_TITLE, _retitle)
        for place, stop in enumerate(lesson.stops, start=1):
            _stop(lesson, place, stop)
    with st.expander("Hand it out: link and file", key="lesson-give", on_change="rerun") as give:
        if give.open:
            _give(lesson)


def load(key: str, *, made: bool) -> None:
    """The field for a downloaded lesson.

    Args:
        key: of the widget.
        made: whether it is loaded to be changed.
    """
    st.file_uploader(
        "Load a downloaded lesson", "json", key=key, on_change=_take, args=(key, made), max_upload_size=MAX_UPLOAD
    )
    if problem := _problems().get(key):
        refuse(problem)


def described(stop: Stop) -> tuple[str, str]:
    """What a stop shows, in words, and why it cannot be shown; "" where it can."""
    known: dict[Stop, tuple[str, str]] = state.session("stops looked at", dict)
    key = replace(stop, note="")
    if key not in known:
        if len(known) >= CHECKED:
            known.clear()
        known[key] = _described(stop)
    return known[key]


def _described(stop: Stop) -> tuple[str, str]:
    if wrong := stop.problem(VIEWS, check_problem):
        return stop.view, wrong
    link, name = decode(stop.query, check_problem), VIEWS[stop.view].short
    step = f", step {link.step}" if link.step else ""
    asks = ", Let me try" if link.trying and stop.view in TRIES else ""
    return f"{name}{step}{asks} · {link.scenario.name}", ""


def _stop(lesson: Lesson, place: int, stop: Stop) -> None:
    what, wrong = described(stop)
    with st.container(key=f"lesson-stop-{place}", gap="xsmall"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            caption(f"{place}. {what}")
            for name, to, off in (("Up", place - 1, place == 1), ("Down", place + 1, place == len(lesson.stops))):
                key = f"lesson-{name}-{place}".lower()
                st.button(name, key=key, type="tertiary", on_click=_move, args=(place, to), disabled=off)
            st.button("Remove", key=f"lesson-remove-{place}", type="tertiary", on_click=_remove, args=(place,))
        if wrong:
            refuse(f"Stop {place} cannot be shown: {wrong} The other stops stay.")
        _field(
            f"Note to stop {place}",
            f"lesson-note-{place}",
            stop.note,
            MAX_NOTE,
            lambda text: _note(place, text),
            "No note yet",
        )


def _field(name: str, key: str, kept: str, longest: int, take: Callable[[str], None], hint: str = "") -> None:
    """A line of text; with a hint in the empty field its name is for who cannot see the field's place."""
    shown = kept if state.set_widget(key, kept) else ""
    st.text_input(
        label(name),
        shown,
        key=key,
        max_chars=longest,
        on_change=lambda: take(str(state.widget(key))),
        placeholder=hint,
        label_visibility="collapsed" if hint else "visible",
    )


def _give(lesson: Lesson) -> None:
    if not lesson.stops:
        caption("Nothing is in it yet.")
    elif linkable(lesson):
        caption("This link opens the first stop; Next stop leads through the others.")
        st.code(address(lesson), language=None)
    else:
        warn("This lesson is too long for a link: hand out its file, which the readers load on `Your numbers`.")
    st.download_button(
        "Download the lesson",
        lambda: lesson_to_json(lesson),
        "lesson.json",
        "application/json",
        key="lesson-download",
        on_click="ignore",
        icon=":material/download:",
    )
    load("lesson-load", made=True)


def address(lesson: Lesson) -> str:
    """The link that opens a lesson at its first stop, for a reader."""
    first = lesson.stops[0].view
    root = (st.context.url or "").rstrip("/")
    for slug in VIEWS:
        root = root.removesuffix(f"/{slug}")
    own = params_of_stop(lesson, 1)
    query = {name: value for name, value in own.items() if (name, value) not in (("making", "1"), ("step", "0"))}
    return f"{root}/{'' if first == FIRST_VIEW else first}?{urlencode(query)}"


def _adding(slug: str) -> Callable[[], None]:
    def add() -> None:
        told = getattr(state.widget(ADD), "add", None)
        step = told.get("step") if isinstance(told, Mapping) else None
        here = step if isinstance(step, int) and step >= 0 else None
        _changed(ADD, lambda lesson: _with(lesson, stop_here(slug, here)))

    return add


def _with(lesson: Lesson, stop: Stop) -> tuple[Lesson, int]:
    if len(lesson.stops) == MAX_STOPS:
        raise LessonError(f"a lesson has at most {MAX_STOPS} stops: remove one first.")
    return replace(lesson, stops=(*lesson.stops, stop)), len(lesson.stops) + 1


def _changed(key: str, how: Callable[[Lesson], tuple[Lesson, int]]) -> None:
    """In a callback: change the lesson and the place in it, or keep what is wrong with that."""
    lesson, _ = current()
    _problems().clear()
    try:
        change(*how(lesson or Lesson()))
    except LessonError as error:
        _problems()[key] = sentence(str(error))
        state.go()


def _retitle(text: str) -> None:
    _changed("title", lambda lesson: (replace(lesson, title=text), place_of(lesson)))


def _note(place: int, text: str) -> None:
    def noted(lesson: Lesson) -> tuple[Lesson, int]:
        stop = replace(lesson.stops[place - 1], note=text)
        return replace(lesson, stops=(*lesson.stops[: place - 1], stop, *lesson.stops[place:])), place_of(lesson)

    _changed("note", noted)


def _move(place: int, to: int) -> None:
    def moved(lesson: Lesson) -> tuple[Lesson, int]:
        stops = list(lesson.stops)
        stops.insert(to - 1, stops.pop(place - 1))
        return replace(lesson, stops=tuple(stops)), {place: to, to: place}.get(here := place_of(lesson), here)

    _changed("move", moved)


def _remove(place: int) -> None:
    def left(lesson: Lesson) -> tuple[Lesson, int]:
        here = place_of(lesson)
        stops = (*lesson.stops[: place - 1], *lesson.stops[place:])
        return replace(lesson, stops=stops), max(1, here - (place <= here))

    _changed("remove", left)


def _take(key: str, made: bool) -> None:  # Streamlit hands it on by place
    """A callback: load the lesson of a file, or keep what is wrong with it."""
    _problems().clear()
    upload = state.widget(key)
    if not isinstance(upload, BytesIO):  # taken away again: the lesson stays
        state.go()
        return
    try:
        loaded = lesson_from_json(upload.getvalue().decode("utf-8"))
    except UnicodeDecodeError:
        _problems()[key] = "The file is not text: load one that was downloaded here."
        state.go()
    except LessonError as error:
        _problems()[key] = sentence(str(error))
        state.go()
    else:
        change(loaded, made=made)


def _problems() -> dict[str, str]:
    held: dict[str, str] = state.session("lesson problems", dict)
    return held
