"""Take it with you: what the fold at the end of a page offers, made when it is opened and not before."""

import json
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from core import DESCENT_STORIES, MISTAKES, MODELS, STORIES, decode, to_script
from tests.ui.markup import parse, texts
from tests.ui.visits import go_to, markup, open_view, sound
from ui.frame.views import VIEWS
from ui.take.fold import FROM_FILE, GUESS_FIRST
from ui.take.notebook import WALKS, notebook

FILES = ["Numbers, JSON", "Data, CSV"]


def opened(at: AppTest) -> AppTest:
    """With the fold open: AppTest cannot click one."""
    at.session_state["take"] = True
    return sound(at.run(), "take")


def listed(at: AppTest) -> list[str]:
    """The programs that are shown."""
    return ["".join(found.itertext()) for found in parse(markup(at)).iter("pre") if found.get("id") == "take-code"]


def buttons(at: AppTest) -> list[str]:
    """What can be downloaded in the fold."""
    found = [each.proto for each in at.get("download_button")]
    return [each.label for each in found if "take-" in each.id]


@pytest.mark.parametrize("slug", VIEWS)
def test_every_page_gives_its_lines_when_they_are_asked_for(slug: str) -> None:
    at = open_view(slug, {"from": "mixed-4x2"})
    assert listed(at) == []
    assert buttons(at) == []
    opened(at)
    assert listed(at) == [to_script(decode("from=mixed-4x2"), slug).text.rstrip("\n")]
    assert buttons(at) == ["Python file", "Notebook", *FILES, "coeffs, CSV"]
    for model in (each for each in MODELS if each != "linear"):
        go_to(at, {"from": "mixed-4x2", "model": model})
        assert listed(at) == [to_script(decode(f"from=mixed-4x2&model={model}"), slug).text.rstrip("\n")], model
        learned = "Leaves" if len(MODELS[model].leaves) > 1 else "coeffs"
        assert buttons(at)[-1] == f"{learned}, CSV"


def test_the_calls_and_the_descent_are_those_of_the_page() -> None:
    at = opened(open_view("life", {}))
    for story in STORIES.values():
        query = {"calls": "-".join(action.token for action in story.actions)}
        go_to(at, query)
        assert listed(at) == [to_script(decode(f"calls={query['calls']}"), "life").text.rstrip("\n")]
    at = opened(open_view("descent", {}))
    for rate in {story.rate for story in DESCENT_STORIES.values()}:
        go_to(at, {"rate": rate, "lr": "0.1", "steps": "12"})
        assert listed(at) == [to_script(decode(f"rate={rate}&lr=0.1&steps=12"), "descent").text.rstrip("\n")]


def test_a_mistake_s_answer_is_not_given_away() -> None:
    at = opened(open_view("mistakes", {"mistake": "backward-twice"}))
    assert listed(at) == []
    assert GUESS_FIRST in texts(markup(at), "caption")
    assert buttons(at)[:2] == FILES
    go_to(at, {"mistake": "backward-twice", "shown": "1"})
    (code,) = listed(at)
    assert "Trying to backward through the graph a second time" in code


def test_too_many_numbers_come_from_the_file_and_the_page_says_so() -> None:
    at = opened(open_view("backward", {"from": "tips"}))
    assert listed(at)[0].startswith("# It reads scenario.json")
    assert FROM_FILE.replace("`", "") in texts(markup(at), "caption")


def test_a_notebook_has_the_page_s_title_and_the_picture_of_its_walk() -> None:
    for slug, query in product(VIEWS, ("from=mixed-4x2", "model=hidden", f"mistake={next(iter(MISTAKES))}")):
        link = decode(query)
        cells = json.loads(notebook(slug, link, to_script(link, slug)))["cells"]
        title = cells[0]["source"].splitlines()[0]
        assert title.startswith("# "), (slug, query)
        pictured = [cell for cell in cells if cell.get("outputs")]
        assert len(pictured) == (slug in WALKS), (slug, query)
        for cell in pictured:
            assert "startWalk" in cell["outputs"][0]["data"]["text/html"]
