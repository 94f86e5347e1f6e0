"""A page as a notebook: core writes it, and here are its title, its prose and the picture of the walk."""

from core import DEFAULT_MODEL, MISTAKES, Link, PythonFile, replay, to_notebook
from ui.frame.views import VIEWS
from ui.program.story import ProgramStory
from ui.program.views import PROGRAM_VIEWS
from ui.program.walk import file_at_start as of_program
from ui.walk.page import BACKWARD, FORWARD, file_of
from ui.walk.tape.story import Story
from ui.words import BACKWARD_START, FORWARD_START

WALKS = {"question": FORWARD, "forward": FORWARD, "backward": BACKWARD, "by_hand": BACKWARD}
"""The views of which the walk is the picture, and which of the two."""

STARTS = {"forward": FORWARD_START, "backward": BACKWARD_START}
"""What a walk says before its first step, where its view has no lead."""


def notebook(slug: str, link: Link, script: PythonFile) -> str:
    """The notebook of a view, as JSON. It asks nothing of the session: it is made while no page is drawn."""
    title, lead = _words(slug, link)
    picture = ""
    if slug in WALKS:
        run = replay(link.scenario, chased=True)
        if link.scenario.model == DEFAULT_MODEL:
            picture = file_of(WALKS[slug], Story.of(run, link.i, link.j), 0)
        else:
            picture = of_program(ProgramStory.of(run, link), WALKS[slug].slug)
    return to_notebook(script, title.replace("`", ""), [lead.replace("`", "")] if lead else [], picture)


def _words(slug: str, link: Link) -> tuple[str, str]:
    """What the page says at its top: its title, and the sentence under it."""
    view, scenario = VIEWS[slug], link.scenario
    if scenario.model != DEFAULT_MODEL:
        other = PROGRAM_VIEWS.get(slug)
        return (other.title, other.lead(scenario)) if other else (view.title, "")
    if slug == "mistakes" and link.mistake:
        return MISTAKES[link.mistake].title, ""
    return view.title, view.lead or STARTS.get(slug, "")
