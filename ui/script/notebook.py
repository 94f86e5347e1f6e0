"""A scenario's walk for a notebook: the self-contained file in a frame, in which its own script alone runs."""

from html import escape

from core import DEFAULT_MODEL, Link, Scenario, replay
from ui.program.story import ProgramStory
from ui.program.walk import file_at_start
from ui.walk.page import BACKWARD, file_of
from ui.walk.tape.story import Story

STYLE = "width: 100%; height: 44rem; border: 0;"


def walk_html(scenario: Scenario) -> str:
    """The walk backward as markup for `_repr_html_`.

    Args:
        scenario: any problem.
    """
    run = replay(scenario, chased=True)
    if scenario.model == DEFAULT_MODEL:
        file = file_of(BACKWARD, Story.of(run, 0, 0), 0)
    else:
        file = file_at_start(ProgramStory.of(run, Link(scenario, base="")), "backward")
    return f'<iframe title="The walk" sandbox="allow-scripts" style="{STYLE}" srcdoc="{escape(file)}"></iframe>'
