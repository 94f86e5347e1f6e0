"""Where a teacher finds the lessons: those that the app brings, and the way to one of their own."""

import streamlit as st

from core import LESSONS, Lesson
from ui import state
from ui.frame.folds import foldable
from ui.frame.notices import caption, label
from ui.frame.views import VIEWS
from ui.lessons import maker
from ui.lessons.current import change, making, params_of_stop, resume

ABOUT = (
    "A lesson leads a class through views of this app, one stop after the other, with a line of yours at each. "
    "It is a link, or a file; nothing is kept on a server."
)


def lessons() -> None:
    """The fold on *Your numbers*."""
    with foldable("Lessons: walk one, or make your own", "lessons") as opened:
        if not opened.open:
            return
        caption(ABOUT)
        for name, lesson in LESSONS.items():
            with st.container(horizontal=True, key=f"lesson-of-{name}", gap="small", vertical_alignment="center"):
                view = VIEWS[lesson.stops[0].view]
                st.page_link(
                    view.path, label=label(lesson.title), query_params=params_of_stop(lesson, 1), width="content"
                )
                caption(f"{len(lesson.stops)} stops")
                key = f"lesson-copy-{name}"
                st.button("Change it into one of yours", key=key, type="tertiary", on_click=change, args=(lesson,))
        if state.link().lesson and not making():
            st.button("Change the lesson that is on", key="lesson-resume", on_click=resume)
        st.button("Make a lesson of your own", key="lesson-new", on_click=change, args=(Lesson(),))
        maker.load("lesson-open", made=False)
