"""Forward and Backward: what the page sends to the browser, and what it does with what the browser sends back."""

from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from core import Scenario, decode, short
from core.presets.presets import PRESETS
from tests.ui.markup import groups, kept, parse, texts
from tests.ui.visits import address, follow_onward, go_to, markup, notices, onward, open_view, press, walk
from tests.ui.walk.tape.cases import walks
from ui.walk.page import BACKWARD, FORWARD, film_of
from ui.walk.tape.story import tell

NUMBERS = {
    "article-2x2": {"preds": ["1.5", "3.5"], "loss": ["3"], "coeffs.grad": ["−2", "−3"]},
    "mixed-4x2": {"preds": ["1.5", "3.5", "1.5", "2"], "loss": ["2.125"], "coeffs.grad": ["+0.5", "−1.25"]},
}
"""Worked out by hand."""


def column(at: AppTest, key: str) -> list[str]:
    return [text for row in groups(parse(walk(at)["html"]))[key].texts for text in row]


def scenario(at: AppTest) -> Scenario:
    """What the address holds: what any other browser would get."""
    return decode(urlencode(address(at))).scenario


def where(at: AppTest) -> str:
    (found,) = texts(markup(at), "count")
    return found


@pytest.mark.parametrize("preset", NUMBERS)
def test_the_page_holds_the_whole_walk_and_shows_the_step_of_its_address(preset: str) -> None:
    own, base = PRESETS[preset].build(), {} if preset == "article-2x2" else {"from": preset}
    for slug, way, steps in zip(("forward", "backward"), (FORWARD, BACKWARD), walks(tell(own)), strict=True):
        at = open_view(slug, base)
        for step, tape_step in enumerate(steps):
            go_to(at, base | {"step": str(step)})
            assert walk(at)["html"] == film_of(way, tell(own), steps, step)
            assert walk(at)["step"] == step
            assert where(at) == f"{step} of {len(steps) - 1}"
            assert texts(markup(at), "say") == [tape_step.sentence.replace("`", "")]
            last = (slug, step) == ("backward", len(steps) - 1)
            assert kept(markup(at)) == (NUMBERS[preset]["coeffs.grad"] if last else ["None"])
        assert column(at, "v.preds") == NUMBERS[preset]["preds"]
        assert column(at, "v.loss") == NUMBERS[preset]["loss"]


def test_forward_ends_with_the_call_and_backward_leads_to_by_hand() -> None:
    at = open_view("forward", {"from": "mixed-4x2", "step": "5"})
    assert onward(at) == "loss.backward()"
    follow_onward(at)
    assert texts(markup(at), "page-title") == ["Backward: from loss to coeffs.grad"]
    assert (address(at), where(at)) == ({"from": "mixed-4x2"}, "0 of 7")
    follow_onward(at)
    assert texts(markup(at), "page-title") == ["By hand: the same gradient without autograd"]


def test_a_step_beyond_the_last_is_the_last() -> None:
    at = open_view("backward", {"step": "900"})
    assert (where(at), walk(at)["step"]) == ("7 of 7", 7)
    assert notices(at, "warning") == ["The address asks for step 900, and there are 7: here is the last one."]


def test_choosing_an_entry_dims_the_rest_and_is_an_address_of_its_own() -> None:
    query = {"from": "mixed-4x2", "step": "7", "j": "1", "trace": "1"}
    at = open_view("backward", query)
    found = groups(parse(walk(at)["html"]))
    assert [cell.text for row in found["g.kept"].rows for cell in row if "dim" not in cell.classes] == ["−1.25"]
    assert {"dim" in cell.classes for row in found["v.coeffs"].rows for cell in row} == {True}


def test_the_two_views_draw_the_picture_in_the_same_place() -> None:
    """Forward's last step and Backward's first differ in the seed alone."""
    before, after = (markup(open_view(slug, query)) for slug, query in (("forward", {"step": "5"}), ("backward", {})))
    tables = [groups(parse(page)) for page in (before, after)]
    there = [{key: table.texts for key, table in each.items()} for each in tables]
    assert there[1] == there[0] | {"g.loss": [["+1"]]}


def test_a_pick_follows_an_entry_and_keeps_the_step() -> None:
    query = {"from": "mixed-4x2", "step": "6"}
    at = open_view("backward", query)
    for said, found in (
        ({"j": "1", "step": 6}, {"j": "1", "trace": "1"}),  # where does it come from?
        ({"i": "3"}, {"i": "3", "j": "1", "trace": "1"}),
        ({"i": "2", "j": "0"}, {"i": "2", "trace": "1"}),  # a gradient's cell
        ({"j": "0"}, {"i": "2"}),  # a second time: all again
    ):
        press(at, "pick", said)
        assert address(at) == query | found
        assert walk(at)["step"] == 6
    at = press(open_view("forward", query), "pick", {"j": "1"})
    assert address(at) == query | {"j": "1"}, "on Forward nothing is traced"


HOSTILE_PICKS: list[object] = [
    *({"j": text} for text in ("2", "-1", "1.0", "0x1", "٣", "²", "", " 1", "9" * 6000, None, [1], {"j": 1}, True)),
    *("j=1", 7, None, [["j", "1"]], {"scenario": "x", "step": "3", "trace": "1"}, {}),
]


@pytest.mark.parametrize("slug", ["forward", "backward"])
def test_a_pick_that_is_none_changes_nothing(slug: str) -> None:
    query = {"from": "mixed-4x2", "step": "3", "i": "1"}
    at = open_view(slug, query)
    drawn = walk(at)
    for said in HOSTILE_PICKS:
        press(at, "pick", said)
        assert (address(at), walk(at)) == (query, drawn), said


def test_a_number_typed_becomes_the_problems_and_the_step_stays() -> None:
    at, own = open_view("backward", {"step": "4", "i": "1"}), PRESETS["article-2x2"].build()
    for name, index, text, number in (
        ("t_dep", (0,), "1", 1.0),
        ("coeffs", (1,), " −2.5 ", -2.5),
        ("t_indep", (1, 0), "1e-3", 1e-3),
        ("t_indep", (0, 1), "3", 3.0),
    ):
        press(at, "typed", {"name": name, "at": ",".join(map(str, index)), "text": text})
        tensor = getattr(own, name).clone()
        tensor[index] = number
        own = own.replace(**{name: tensor})
        assert scenario(at).replace(name=own.name) == own
        assert {key: address(at)[key] for key in ("step", "i")} == {"step": "4", "i": "1"}
        assert (walk(at)["step"], walk(at)["refused"]) == (4, None)
        shown = groups(parse(walk(at)["html"]))
        assert short(number) in {cell for row in shown[f"v.{name}"].texts for cell in row}


def test_the_same_number_again_changes_nothing() -> None:
    at = press(open_view("backward", {"step": "4"}), "typed", {"name": "coeffs", "at": "0", "text": "0.50"})
    assert address(at) == {"step": "4"}


def test_a_number_that_cannot_be_read_is_refused_in_a_sentence_and_the_last_good_one_kept() -> None:
    query = {"from": "mixed-4x2", "step": "4"}
    at = open_view("backward", query)
    drawn = walk(at)
    for name, index, text, why in (
        ("t_dep", "1", "abc", "t_dep[1]: “abc” is not a number"),
        ("coeffs", "0", "1e39", "coeffs[0]: “1e39” is too large for float32"),
        ("t_indep", "2,1", "", "t_indep[2, 1]: "),
        ("t_dep", "0", "<img src=x onerror=alert(1)>", "t_dep[0]: “<img src=x onerror=…” is not a number"),
    ):
        press(at, "typed", {"name": name, "at": index, "text": text})
        refused = walk(at)["refused"]
        assert (refused["name"], refused["at"], refused["text"]) == (name, index, text)
        assert refused["why"].startswith(why)
        assert refused["why"].endswith(f"It keeps {drawn['exact'][name][index]}.")
        assert address(at) == query
        assert walk(at) == drawn | {"refused": refused}
    press(at, "pick", {"i": "1"})
    assert walk(at)["refused"]["text"].startswith("<img"), "another entry does not lose what was typed"
    go_to(at, {"from": "mixed-4x2"})
    assert walk(at)["refused"], (
        "nor does an address that was read again, as an old link's is once its step is in the hash"
    )
    press(at, "typed", {"name": "t_dep", "at": "0", "text": "7"})
    assert walk(at)["refused"] is None
    assert scenario(at).t_dep[0] == 7


HOSTILE_NUMBERS: list[object] = [
    *(
        {"name": "t_dep", "at": index, "text": "1"}
        for index in ("4", "-1", "0,0", "", ",", "x", "9" * 59, "²", None, 0.5)
    ),
    *({"name": name, "at": "0", "text": "1"} for name in ("preds", "loss", "__class__", "dtype", "", None, 7)),
    *("t_dep", 3, None, ["t_dep", "0", "1"], {}, {"name": "t_dep", "text": "1"}, {"at": "0", "text": "1"}),
    {"name": "t_dep", "at": "9" * 6000, "text": "1"},
]


def test_a_payload_that_no_cell_sends_changes_nothing() -> None:
    query = {"from": "mixed-4x2", "step": "3"}
    at = open_view("backward", query)
    drawn = walk(at)
    for said in HOSTILE_NUMBERS:
        press(at, "typed", said)
        assert (address(at), walk(at)) == (query, drawn), said


def test_what_a_cell_holds_while_it_is_edited_has_all_its_digits() -> None:
    at = open_view("forward", {"from": "article-1000x10", "i": "500", "j": "6"})
    held, large = walk(at)["exact"], PRESETS["article-1000x10"].build()
    assert set(held) == set(walk(at)["editable"]) == {"coeffs", "t_indep", "t_dep"}
    assert list(held["t_dep"]) == ["0", "500", "999"]
    assert "500,6" in held["t_indep"]
    for index, text in held["t_indep"].items():
        i, j = map(int, index.split(","))
        assert large.t_indep.new_tensor(float(text)) == large.t_indep[i, j]


@pytest.mark.parametrize("slug", ["forward", "backward"])
def test_details_are_made_when_they_are_opened(slug: str) -> None:
    at = open_view(slug, {"from": "mixed-4x2", "step": "5"})
    assert len(at.dataframe) == 0
    assert [expander.label for expander in at.expander][:2] == ["All numbers of a step", "What each node saved"]


def test_the_walk_as_a_file_is_sent_when_it_is_asked_for_and_opens_at_the_step() -> None:
    at = open_view("backward", {"from": "mixed-4x2", "step": "3"})
    assert "file" not in walk(at)
    for said in ({"step": -1}, {"step": "2"}, {"step": 1.5}, {}, "2", None):
        assert "file" not in walk(press(at, "file", said)), said
    for asked, step in ((2, 2), (0, 0), (10**9, 7)):
        sent = walk(press(at, "file", {"step": asked}))["file"]
        assert f'data-last="7" data-shown="{step}"' in sent["html"]
        assert "file" not in walk(go_to(at, address(at))), "it is sent once"
