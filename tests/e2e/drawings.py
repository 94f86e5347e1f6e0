"""The walks as they are drawn, step by step, and as the browser holds them."""

from collections.abc import Iterator

from playwright.sync_api import Page

from core import DEFAULT_MODEL, decode, replay
from tests.ui.markup import classes, parse
from tests.ui.walk.tape.cases import walks
from ui.program import question as chase
from ui.program import steps as program_steps
from ui.program import story as program_story
from ui.program import walk as program_walk
from ui.question import page as question
from ui.walk.page import BACKWARD, FORWARD, film_of
from ui.walk.tape.story import Story, tell

SHOWN = """root => [root, ...root.querySelectorAll(':not(tbody, .your-turn, .your-turn *, .flying)')].map(one => [
  one.localName, [...one.classList].filter(name => !['narrow', 'tight'].includes(name)).sort().join(' '),
  [...one.childNodes].filter(child => child.nodeType === 3).map(child => child.data).join('')])"""

Drawn = list[list[str]]
"""Each element of a walk: its name, its classes, and its own text."""


def drawings(query: str) -> Iterator[tuple[str, list[Drawn]]]:
    """By view, each step of a problem's walks as it is drawn."""
    link = decode(query)
    found = _of_the_article(query) if link.scenario.model == DEFAULT_MODEL else _of_a_program(query)
    for view, films in found:
        yield view, [_all(film) for film in films]


def _of_the_article(query: str) -> Iterator[tuple[str, list[str]]]:
    scenario = decode(query).scenario
    story, run = tell(scenario), replay(scenario, chased=True)
    for way, steps in zip((FORWARD, BACKWARD), walks(story), strict=True):
        yield way.slug, [film_of(way, story, steps, at) for at in range(len(steps))]
    chased = run.chases["coeffs"]
    yield "", [question.film(Story.of(run), chased, at) for at in range(len(chased.hops))]


def _of_a_program(query: str) -> Iterator[tuple[str, list[str]]]:
    link = decode(query)
    story, run = program_story.tell(link), replay(link.scenario, chased=True)
    forward, backward = program_steps.forward_steps(story), program_steps.backward_steps(story)
    for steps, view, call in ((forward, "forward", "loss.backward()"), (backward, "backward", "")):
        yield view, [program_walk.film_of(story, steps, at, view, call) for at in range(len(steps))]
    chased = run.chases[story.leaf]
    yield "", [chase.film(story, chased, run.graph, at) for at in range(len(chased.hops))]


def _all(film: str) -> Drawn:
    (walk,) = parse(film)
    return [
        [one.tag, " ".join(sorted(classes(one))), (one.text or "") + "".join(child.tail or "" for child in one)]
        for one in walk.iter()
    ]


def held(page: Page) -> Drawn:
    """What the browser holds; what is said to a screen reader when a step is taken stands in the page alone."""
    found: Drawn = page.locator(".walk").evaluate(SHOWN)
    return [[tag, name, "" if name in {"announce", "moved"} else text] for tag, name, text in found]
