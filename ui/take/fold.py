"""The folded part at the end of every page: the page as a program to copy, and the files.

In a frame (`?embed=true`) there is none, on purpose: a frame is a picture and its dock within somebody else's page, and
who wants the lines opens the app itself.
"""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from core import (
    DEFAULT_MODEL,
    NUMBERS_FILE,
    Link,
    PythonFile,
    ScenarioError,
    data_csv,
    leaves_csv,
    script_to_json,
    to_json,
    to_script,
)
from ui import state
from ui.descent import run
from ui.frame.notices import caption, sentence
from ui.frame.views import FIRST_VIEW
from ui.take.notebook import notebook

TITLE = "Take it with you"
LEAD = (
    "The lines behind the numbers of this page, in PyTorch alone; the comments below them are what they printed. The "
    "notebook asks what a line will print before it is run."
)
FROM_FILE = f"It reads its numbers from `{NUMBERS_FILE}`: take “Numbers, JSON” too, and keep both in one folder."
GUESS_FIRST = "The lines of a mistake give its answer away: they are here once you have guessed or seen it."


@st.fragment
def take(slug: str) -> None:
    """The fold of a view; what is in it is made when it is opened, and a file when it is asked for."""
    if st.context.is_embedded:
        return
    slug = slug or FIRST_VIEW
    with st.expander(TITLE, key="take", on_change="rerun") as opened:
        if not opened.open:
            return
        link = state.link()
        if slug == "mistakes" and link.mistake and not link.shown and link.scenario.model == DEFAULT_MODEL:
            caption(GUESS_FIRST)
        else:
            _program(slug, link)
        _numbers(link)


def _program(slug: str, link: Link) -> None:
    descent = run.run(link, link.scenario) if slug == "descent" and link.script is None else None
    try:
        script = to_script(link, slug, descent)
    except ScenarioError as error:
        caption(sentence(str(error)))
        return
    caption(LEAD)
    st.html(listing(script))
    if script.file_note:
        caption(FROM_FILE)
    with st.container(horizontal=True, key="take-program"):
        _file("Python file", f"{slug}.py", "text/x-python", lambda: script.text)
        _file("Notebook", f"{slug}.ipynb", "application/x-ipynb+json", partial(notebook, slug, link, script))


def listing(script: PythonFile) -> str:
    """A script with the button that copies it (share.js), as markup."""
    lines = "\n".join(
        f"<i>{escape(line)}</i>" if line.startswith("#") else escape(line) for line in script.text.splitlines()
    )
    return (
        '<div class="take"><pre class="typed" id="take-code" role="region" aria-label="Python">'
        f"{lines}</pre>"
        '<div class="give"><button type="button" data-copy="take-code">Copy as Python</button>'
        '<span class="take-status" role="status"></span></div></div>'
    )


def _numbers(link: Link) -> None:
    scenario = link.scenario
    if link.script is not None:
        with st.container(horizontal=True, key="take-numbers"):
            _file("Program, JSON", "program.json", "application/json", partial(script_to_json, link.script))
        return
    learned = scenario.leaves[0] if len(scenario.leaves) == 1 else "Leaves"
    with st.container(horizontal=True, key="take-numbers"):
        _file("Numbers, JSON", NUMBERS_FILE, "application/json", partial(to_json, scenario))
        _file("Data, CSV", "data.csv", "text/csv", partial(data_csv, scenario))
        _file(f"{learned}, CSV", "leaves.csv", "text/csv", partial(leaves_csv, scenario))


def _file(label: str, name: str, kind: str, make: Callable[[], str]) -> None:
    """A button that makes a file when it is pressed."""
    st.download_button(
        label, make, name, kind, key=f"take-{name}", on_click="ignore", icon=":material/download:", width="content"
    )
