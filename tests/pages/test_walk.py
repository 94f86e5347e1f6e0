"""Forward and Backward, step by step: the buttons, and the numbers that the page shows."""

import pytest
from streamlit.testing.v1 import AppTest

from core.presets.presets import PRESETS
from tests.ui.markup import kept, parse, tables, texts
from tests.ui.visits import address, click, follow_onward, go_to, markup, notices, onward, open_view
from tests.ui.walk.tape.cases import walks
from ui.walk.tape.story import tell

NUMBERS = {
    "article-2x2": {"preds": ["1.5", "3.5"], "loss": ["3"], "coeffs.grad": ["−2", "−3"]},
    "mixed-4x2": {"preds": ["1.5", "3.5", "1.5", "2"], "loss": ["2.125"], "coeffs.grad": ["+0.5", "−1.25"]},
}
"""Worked out by hand."""


def buttons(at: AppTest) -> dict[str, bool]:
    """The walk's buttons, and whether each can be pressed."""
    return {b.key: not b.disabled for b in at.button if b.key in ("first", "previous", "next", "last")}


def column(at: AppTest, key: str) -> list[str]:
    return [text for row in tables(markup(at))[key].texts for text in row]


def where(at: AppTest) -> str:
    (found,) = texts(markup(at), "count")
    return found


@pytest.mark.parametrize("preset", NUMBERS)
def test_the_whole_way_from_the_numbers_to_coeffs_grad(preset: str) -> None:
    """Each press of Next does what it says, and each step's sentence is the one of its step."""
    story, base = tell(PRESETS[preset].build()), {} if preset == "article-2x2" else {"from": preset}
    forward, backward = walks(story)

    at = open_view("forward", base)
    for step, tape_step in enumerate(forward[1:], 1):
        assert at.button(key="next").label == f"Next: {tape_step.title}"
        click(at, "next")
        assert address(at) == {**base, "step": str(step)}
        assert where(at) == f"{step} of {len(forward) - 1}"
        assert texts(markup(at), "say") == [tape_step.sentence.replace("`", "")]
        assert kept(markup(at)) == ["None"]
    assert column(at, "v.preds") == NUMBERS[preset]["preds"]
    assert column(at, "v.loss") == NUMBERS[preset]["loss"]

    go_to(at, {**base, "step": str(len(forward) - 1)})
    assert onward(at) == "loss.backward()"
    follow_onward(at)
    assert texts(markup(at), "page-title") == ["Backward: from loss to coeffs.grad"]
    assert address(at) == base
    assert where(at) == f"0 of {len(backward) - 1}"

    for step, tape_step in enumerate(backward[1:], 1):
        assert kept(markup(at)) == ["None"]
        assert at.button(key="next").label == f"Next: {tape_step.title}"
        click(at, "next")
        assert address(at) == {**base, "step": str(step)}
    assert kept(markup(at)) == NUMBERS[preset]["coeffs.grad"]
    follow_onward(at)
    assert texts(markup(at), "page-title") == ["By hand: the same gradient without autograd"]


@pytest.mark.parametrize(("slug", "last"), [("forward", 5), ("backward", 7)])
def test_first_previous_next_and_last(slug: str, last: int) -> None:
    at = open_view(slug, {"from": "mixed-4x2"})
    assert buttons(at) == {"first": False, "previous": False, "next": True, "last": True}
    click(at, "last")
    assert where(at) == f"{last} of {last}"
    assert buttons(at) == {"first": True, "previous": True, "last": False}
    click(at, "previous")
    assert where(at) == f"{last - 1} of {last}"
    click(at, "previous")
    click(at, "next")
    assert where(at) == f"{last - 1} of {last}"
    click(at, "first")
    assert where(at) == f"0 of {last}"
    assert address(at) == {"from": "mixed-4x2"}


def test_a_step_beyond_the_last_is_the_last_and_previous_goes_back_from_there() -> None:
    at = open_view("backward", {"step": "900"})
    assert where(at) == "7 of 7"
    assert notices(at, "warning") == ["The address asks for step 900, and there are 7: here is the last one."]
    assert address(click(at, "previous")) == {"step": "6"}
    assert notices(at, "warning") == []


def test_choosing_an_entry_dims_the_rest_and_is_an_address_of_its_own() -> None:
    query = {"from": "mixed-4x2", "step": "7", "j": "1", "trace": "1"}
    at = open_view("backward", query)
    found = tables(markup(at))
    assert [cell.text for row in found["g.kept"].rows for cell in row if "dim" not in cell.classes] == ["−1.25"]
    assert {"dim" in cell.classes for row in found["v.coeffs"].rows for cell in row} == {True}


def test_the_picture_stands_in_the_page_before_the_program() -> None:
    """And is one piece of markup, so that a browser never shows half of it."""
    at = open_view("forward", {})
    pieces = [html.proto.body for html in at.get("html")]
    (tape,) = (place for place, body in enumerate(pieces) if 'class="tape-box"' in body)
    (program,) = (place for place, body in enumerate(pieces) if 'class="program"' in body)
    assert tape < program
    assert len(list(parse(pieces[tape]).iter("table"))) == len(tables(pieces[tape]))


def test_the_two_views_draw_the_picture_in_the_same_place() -> None:
    """Forward's last step and Backward's first differ in the seed alone."""
    before = tables(markup(open_view("forward", {"step": "5"})))
    after = tables(markup(open_view("backward", {})))
    assert {key: table.texts for key, table in before.items() if table.texts != after[key].texts} == {"g.loss": [[""]]}
    assert after["g.loss"].texts == [["+1"]]


@pytest.mark.parametrize("slug", ["forward", "backward"])
def test_details_are_made_when_they_are_opened(slug: str) -> None:
    at = open_view(slug, {"from": "mixed-4x2", "step": "5"})
    assert len(at.dataframe) == 0
    assert [expander.label for expander in at.expander][:2] == ["All numbers of this step", "What each node saved"]
