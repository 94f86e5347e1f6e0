"""The strip under the bar while a lesson is on: where the reader is, what the teacher says, and the way on."""

from html import escape

import streamlit as st

from core import Lesson
from ui import state
from ui.frame.notices import warn, words
from ui.frame.styles import STRIP, send_also
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.lessons import maker
from ui.lessons.current import current, making, params_of_stop, place_of, resume, unfinished

UNTITLED = "A lesson without a title"


def strip(slug: str) -> None:
    """What a lesson adds to one view; without one, what *Share* needs to begin one. In a frame there is nothing.

    Args:
        slug: the view.
    """
    if st.context.is_embedded:
        return
    lesson, wrong = current()
    if not making():
        maker.begin()
    if wrong:
        warn(wrong)
    if lesson is None:
        return
    send_also(STRIP)
    with st.container(key="lesson", gap="xsmall"):
        if lesson.stops:
            _walk(slug, lesson)
        if making():
            maker.make(slug, lesson)


def said(lesson: Lesson, place: int) -> str:
    """The title, the place and the note as markup; all of it is somebody else's text, and escaped."""
    stop = lesson.stops[place - 1]
    title = escape(lesson.title or UNTITLED)
    note = f'<p class="lesson-note">{words(stop.note)}</p>' if stop.note else ""
    missing = "" if stop.view in VIEWS else f"This stop cannot be shown: {stop.problem(VIEWS)}"
    wrong = f'<p class="lesson-note">{words(missing)}</p>' if missing else ""
    where = f'<p class="lesson-place" role="status"><b>{title}</b> Stop {place} of {len(lesson.stops)}</p>'
    return where + note + wrong


def _walk(slug: str, lesson: Lesson) -> None:
    place, last = place_of(lesson), len(lesson.stops)
    with st.container(horizontal=True, key="lesson-strip", gap="small", vertical_alignment="center"):
        st.html(said(lesson, place))
        with st.container(
            horizontal=True, key="lesson-ways", gap="small", vertical_alignment="center", width="content"
        ):
            if place > 1:
                _way("Previous stop", slug, lesson, place - 1)
            if place < last:
                with st.container(key="lesson-next", width="content"):
                    _way("Next stop", slug, lesson, place + 1)
            here = lesson.stops[place - 1].view == slug
            _way(f"Stop {place} from its start" if here else f"Back to stop {place}", slug, lesson, place)
            if unfinished():
                st.button("Go on making it", key="lesson-resume-here", type="tertiary", on_click=resume)
            if not making():
                st.button("Leave the lesson", key="lesson-leave", type="tertiary", on_click=maker.leave)


def _way(label: str, slug: str, lesson: Lesson, place: int) -> None:
    """A link; on the same page a button, since Streamlit 1.67 does not write the address that such a link leads to."""
    params, view = params_of_stop(lesson, place), lesson.stops[place - 1].view
    if view == slug:
        key = f"lesson-way-{label.split(maxsplit=1)[0].lower()}"
        st.button(label, key=key, type="tertiary", on_click=state.open_again, args=(params,))
    else:
        path = VIEWS.get(view, VIEWS[FIRST_VIEW]).path
        st.page_link(path, label=label, query_params=params, width="content")
