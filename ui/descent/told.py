"""What a story says of the numbers that came out, and the ways from a step of a descent to the tape."""

from dataclasses import replace

import streamlit as st

from core import Descent, DescentStory, as_script, with_script
from ui import state
from ui.frame.notices import caption, label
from ui.frame.views import VIEWS
from ui.words import markup


def tell(story: DescentStory, done: Descent) -> None:
    """What to look at, the numbers of it that came out, and the way to where Backward shows them."""
    st.html(f'<p class="note-line descent-wide">{markup(story.sentence)}</p>')
    told = story.tell(done) if story.tell and done.ended and done.taken else None
    if told is None:
        return
    items = "".join(f"<li>{markup(sentence)}</li>" for sentence in told.sentences)
    st.html(f'<ul class="descent-facts">{items}</ul>')
    text = f"See {told.node} after step {told.step} on Backward"
    to_backward(done, told.step, text, "descent-told", at=told.at)


def to_backward(done: Descent, step: int, text: str, key: str, at: int = 0) -> None:
    """A link to a step of Backward, with the leaves as they are after a step of the descent.

    Args:
        done: the descent.
        step: of the descent.
        text: of the link.
        key: of the container that holds it.
        at: the step of Backward.
    """
    now, there = state.link(), done.at(step)
    link = replace(
        with_script(now, as_script(there)) if now.script else replace(now, scenario=there), step=at, trace=False
    )
    params = state.params_in_full(link)
    if params is None:
        caption("The numbers of a step are too many for an address, so no link leads with them to Backward.")
        return
    with st.container(key=key, width="content"):
        st.page_link(VIEWS["backward"].path, label=label(text), query_params=params, width="content")
