"""The whole walk as one piece of markup: what it says at a step, and that a reader's text stays text in it."""

import re
from dataclasses import replace
from html import escape

import pytest

from core import LOSSES
from core.presets.presets import PRESETS
from tests.ui.markup import classes, parse, text
from tests.ui.walk.film.films import drawn
from tests.ui.walk.tape.cases import stories, walks
from ui.walk.film.film import Film, Said
from ui.walk.film.standalone import POLICY
from ui.walk.page import BACKWARD, FORWARD, file_of, film_of
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import tell

HOSTILE = '"><img src=x onerror=alert(1)><style>*{display:none}</style>&lt;</table><!--'

# What a walk is made of; nothing that runs, loads or leads away.
TAGS = {
    *(
        "root",
        "section",
        "div",
        "p",
        "h2",
        "ol",
        "li",
        "span",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "code",
        "pre",
        "button",
        "label",
        "select",
    ),
    *("option", "input", "table", "colgroup", "col", "tr", "th", "td"),
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mfrac", "msup", "msub", "mstyle", "mfenced", "msqrt", "mspace"),
    *("msubsup", "mtable", "mtr", "mtd"),
}
ATTRIBUTES = {
    *("class", "style", "role", "tabindex", "scope", "type", "value", "min", "max", "selected", "title"),
    *("xmlns", "display", "stretchy", "fence", "form", "separator", "displaystyle", "scriptlevel", "mathvariant"),
    *("linethickness", "lspace", "rspace", "width", "columnalign"),
    *("popovertarget", "popover", "id"),  # a word of the glossary, which stands in the page, and what a node saved
}
STYLE = re.compile(r"(--[a-zA-Z]+:-?[\d.]+;?)*")


def foreign(markup: str) -> set[str]:
    """The tags, attributes and styles in some markup that are none of a walk's."""
    found: set[str] = set()
    for element in parse(markup).iter():
        if element.tag not in TAGS:
            found.add(element.tag)
        for name, value in element.items():
            if not (name in ATTRIBUTES or name.startswith(("data-", "aria-"))):
                found.add(f"{element.tag} {name}")
            if name == "style" and not STYLE.fullmatch(value):
                found.add(value)
    return found


def line_of(step: TapeStep) -> str:
    """How the line begins that a step runs."""
    if step.direction == "backward":
        return "coeffs.grad" if step.title == "AccumulateGrad" else "loss.backward()"
    return "coeffs.requires_grad_()" if step.title == "start" else f"{step.title} = "


def test_each_step_says_its_sentence_and_what_comes_next() -> None:
    for walk, onward in zip(
        drawn(tell(PRESETS["mixed-4x2"].build())), ("loss.backward()", "Next: By hand"), strict=True
    ):
        _, steps, trees = walk
        nexts = [*(f"Next: {step.title}" for step in steps[1:]), onward]
        for at, tree in enumerate(trees):
            on = [one for one in tree.iter() if "on" in classes(one)]
            says = [text(one) for one in on if "say" in classes(one)]
            assert [said.replace("`", "") for said in [steps[at].sentence]] == says
            (button,) = (one for one in tree.iter("button") if one.get("data-do") == "next")
            assert [text(one) for one in button if "on" in classes(one)] == [f"{nexts[at]} →"]
            (count,) = (text(one) for one in tree.iter() if "count" in classes(one))
            assert count == f"{at} of {len(steps) - 1}"
            current = [one.get("data-go") for one in tree.iter("button") if one.get("aria-current") == "step"]
            assert current == [str(at)]
            (lit,) = (one for one in tree.iter("li") if "running" in classes(one))
            assert text(lit).startswith(line_of(steps[at])), "the program on paper"


def test_what_the_walk_opens_and_closes_with_stands_at_its_ends() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    for way, (_, _, trees) in zip((FORWARD, BACKWARD), drawn(story), strict=True):
        notes = [[text(one) for one in tree.iter() if {"note", "on"} <= classes(one)] for tree in trees]
        ends = [text(parse(way.opening(story)))], [text(parse(closing))] if (closing := way.closing(story)) else []
        assert notes == [ends[0], *[[]] * (len(notes) - 2), ends[1]]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_walk_is_made_of_what_neither_runs_nor_loads_nor_leads_away(loss: str) -> None:
    for story in stories(loss, "mean"):
        traced = replace(story, trace=True)
        for way, steps in zip((FORWARD, BACKWARD), walks(traced), strict=True):
            assert foreign(film_of(way, traced, steps, 0)) == set(), story.scenario.name


def test_what_a_reader_wrote_stays_text() -> None:
    said = [Said(HOSTILE, escape(HOSTILE), escape(HOSTILE)), Said(HOSTILE, escape(HOSTILE))]
    markup = Film(name=HOSTILE, said=said, verb=HOSTILE, onward=HOSTILE).drawn("", 0)
    assert foreign(markup) == set()
    (walk,) = parse(markup)
    assert walk.get("aria-label") == HOSTILE
    assert [text(one) for one in walk.iter("span") if text(one)] == [f"{HOSTILE}: {HOSTILE} →", f"{HOSTILE} →"]


def test_a_scenarios_own_name_stays_text_in_the_walk_and_in_the_file() -> None:
    """As a table's file brings it."""
    story = tell(PRESETS["mixed-4x2"].build().replace(name=HOSTILE))
    for way, steps in zip((FORWARD, BACKWARD), walks(story), strict=True):
        assert foreign(film_of(way, story, steps, 1)) == set()
        page = parse(file_of(way, story, 99).removeprefix("<!doctype html>"))
        around = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "footer", "script"}
        assert {one.tag for one in page.iter()} <= TAGS | around
        (script,) = page.iter("script")
        assert HOSTILE not in text(script)
        (footer,) = page.iter("footer")
        assert text(footer).startswith(f"{HOSTILE}. Computed by PyTorch")
        (policy,) = (one.get("content") for one in page.iter("meta") if one.get("http-equiv"))
        assert policy == POLICY
