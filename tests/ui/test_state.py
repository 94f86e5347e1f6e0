"""The address is the state: read from it, written into it, and never at odds with the page."""

from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from core import Scenario
from core.link.links import LINK_LIMIT, Link, encode
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.scenario.draws import Draw
from tests.ui.visits import PATIENCE, address, click, go_to, sound

SHOWN = ("link", "notice", "name", "linkable")
"""What the page for these tests writes, in its order."""


def page() -> None:
    """A page for the test: what it holds, as texts, and controls that change it."""
    import streamlit as st  # noqa: PLC0415  # this function's source is a script of its own

    from core import Scenario  # noqa: PLC0415
    from core.link.links import encode  # noqa: PLC0415
    from core.scenario.draws import Draw  # noqa: PLC0415
    from ui import state  # noqa: PLC0415

    link = state.link()
    st.text(encode(link))
    st.text(state.notice())
    st.text(link.scenario.name)
    st.text(state.linkable())
    large = Draw("hidden", 400, 8, 5).build()
    nudged = [large.replace(coeffs=large.coeffs + number) for number in range(8)]
    own = Scenario([[1, 2], [3, 4]], [5, 6], [0.07, 1e-4], name="Your numbers")
    st.button("step", key="step", on_click=state.go, kwargs={"step": link.step + 1})
    st.button("entry", key="entry", on_click=state.go, kwargs={"i": 1, "j": 1, "trace": True})
    st.button("own", key="own", on_click=state.change_scenario, args=(own,))
    for number, scenario in enumerate(nudged):
        key = f"large{number}"
        st.button(key, key=key, on_click=state.change_scenario, args=(scenario,))


def visit(**query: str) -> AppTest:
    return go_to(AppTest.from_function(page, default_timeout=PATIENCE), query)


def shown(at: AppTest, key: str) -> str:
    return str(at.text[SHOWN.index(key)].value)


def test_without_a_query_the_article_s_numbers_are_shown() -> None:
    at = visit()
    assert (shown(at, "link"), shown(at, "notice"), address(at)) == ("", "", {})
    assert shown(at, "name") == PRESETS[DEFAULT_PRESET].title


def test_a_link_is_read() -> None:
    query = {"from": "mixed-4x2", "loss": "mse", "step": "5", "i": "3", "j": "1", "trace": "1"}
    at = visit(**query)
    assert shown(at, "link") == urlencode(query)
    assert (shown(at, "notice"), address(at)) == ("", query)


def test_a_step_is_written_into_the_address_and_page_and_address_agree() -> None:
    at = visit(**{"from": "mixed-4x2"})
    for step in ("1", "2", "3"):
        click(at, "step")
        assert address(at) == {"from": "mixed-4x2", "step": step}
        assert shown(at, "link") == urlencode(address(at))


def test_back_and_forward_are_followed() -> None:
    at = click(click(visit(), "step"), "entry")
    assert address(at) == {"step": "1", "i": "1", "j": "1", "trace": "1"}
    assert shown(go_to(at, {"step": "1"}), "link") == "step=1"
    assert shown(go_to(at, {}), "link") == ""
    again = go_to(at, {"step": "1", "i": "1", "j": "1", "trace": "1"})
    assert shown(again, "link") == "step=1&i=1&j=1&trace=1"
    assert address(click(again, "step"))["step"] == "2"


def test_other_numbers_start_again_from_the_first_step_and_entry() -> None:
    at = click(click(visit(**{"from": "mixed-4x2", "step": "5"}), "entry"), "own")
    own = Scenario([[1, 2], [3, 4]], [5, 6], [0.07, 1e-4])
    assert shown(at, "link") == encode(Link(own, "")) == urlencode(address(at))
    assert not {"step", "i", "j", "trace"} & address(at).keys()


DAMAGED = [
    {"step": "x"},
    {"step": "-1"},
    {"step": "99999999999999999999"},
    {"i": "2"},
    {"i": "99999999999"},
    {"j": "7", "from": "mixed-4x2"},
    {"from": "<script>alert(1)</script>"},
    {"from": "../../etc/passwd"},
    {"from": "hidden-999999999-999999999-1"},
    {"loss": "__import__('os')"},
    {"reduction": ""},
    {"what": "is this"},
    {"set": "t_indep"},
    {"indep": "1_2__3", "dep": "1_2", "coeffs": "1_2"},
    {"trace": "yes"},
    {"data": "0123456789ab"},
    {"from": "∂" * 500},
    {"from": "x" * 200_000},
]


def test_a_damaged_link_gives_one_sentence_and_the_default_numbers() -> None:
    for query in DAMAGED:
        at = visit(**query)
        notice = shown(at, "notice")
        assert notice[0].isupper() or notice[0] in "“`", query
        assert notice.endswith(f" {PRESETS[DEFAULT_PRESET].title}."), query
        assert len(notice) < 300, query
        assert "Error" not in notice, query
        assert shown(at, "link") == "", query


BEGINS = [
    ({"i": "7"}, "`i` is 7, but these numbers go from 0 to 1: use one of them."),
    ({"step": "x"}, "`step` is “x”: use a whole number"),
    ({"from": "x"}, "`from` is “x”: use one of"),
    ({"indep": "1_2__3_4", "dep": "1_1e39", "coeffs": "1_2"}, "`t_dep[1]`: “1e39” is too large for float32"),
    ({"indep": "1_2__3_4", "dep": "1_2", "coeffs": "1_2_3"}, "`coeffs` has shape (3,)"),
    ({"what": "1"}, "“what” is not a part of a link"),
    ({"from": "x" * 200_000}, "The link has 200,005 characters"),
    ({"data": "1"}, "This link's numbers were too many"),
]
"""A name keeps its case where a sentence begins with it, and any other word has a capital."""


@pytest.mark.parametrize(("query", "begins"), BEGINS, ids=lambda each: str(each)[:40])
def test_a_notice_begins_with_a_capital_or_a_name(query: dict[str, str], begins: str) -> None:
    assert shown(visit(**query), "notice").startswith(begins)


TWICE = [
    ({"from": ["kink", "mixed-4x2"]}, "`from` is given twice: keep one."),
    ({"from": ["kink", "kink"]}, "`from` is given twice: keep one."),
    ({"loss": ["mse", "mae"], "step": ["1"]}, "`loss` is given twice: keep one."),
    ({"step": ["1", "2", "3"]}, "`step` is given twice: keep one."),
    ({"data": ["1", "2"]}, "`data` is given twice: keep one."),
    ({"from": ["hidden-99999-50-1", "kink"]}, "`from` is given twice: keep one."),
    ({"![](//a.b/c)": ["1", "2"]}, "“![](//a.b/c)” is not a part of a link: remove it."),
]


@pytest.mark.parametrize(("query", "says"), TWICE, ids=lambda each: str(each)[:40])
def test_a_part_given_twice_is_refused(query: dict[str, list[str]], says: str) -> None:
    at = visit()
    at.query_params.clear()
    for name, values in query.items():
        at.query_params[name] = values
    sound(at.run(), "twice")
    assert shown(at, "notice") == f"{says} Until then, here is {PRESETS[DEFAULT_PRESET].title}."
    assert shown(at, "link") == ""
    assert address(click(at, "step")) == {"step": "1"}


def test_a_part_given_twice_is_refused_beside_large_numbers_too() -> None:
    at = click(visit(), "large0")
    large = address(at)
    at.query_params["step"] = ["1", "2"]
    sound(at.run(), "twice")
    assert shown(at, "notice").startswith("`step` is given twice: keep one.")
    assert shown(go_to(at, large | {"step": "2"}), "notice") == ""


def test_what_other_sites_add_twice_is_ignored_too() -> None:
    at = visit()
    at.query_params["utm_source"] = ["a", "b"]
    assert shown(sound(at.run(), "foreign"), "notice") == ""


def test_the_next_click_after_a_damaged_link_mends_the_address() -> None:
    at = click(visit(step="x"), "step")
    assert (address(at), shown(at, "notice"), shown(at, "link")) == ({"step": "1"}, "", "step=1")


def test_a_good_link_after_a_damaged_one_takes_the_notice_away() -> None:
    at = go_to(visit(step="x"), {"step": "2"})
    assert (shown(at, "notice"), shown(at, "link")) == ("", "step=2")


def test_what_other_sites_add_to_a_link_is_ignored() -> None:
    at = visit(**{"from": "mixed-4x2", "utm_source": "forum", "fbclid": "abc"})
    assert (shown(at, "link"), shown(at, "notice")) == ("from=mixed-4x2", "")
    click(at, "step")
    assert shown(at, "link") == "from=mixed-4x2&step=1"


def test_numbers_too_many_for_a_link_are_kept_for_the_session_and_said_to_be() -> None:
    at = click(visit(), "large0")
    first = address(at)
    assert len(urlencode(first)) < 100
    assert shown(at, "linkable") == "False"
    click(at, "step")
    assert address(at) == {"step": "1", **first}
    assert "step=1" in shown(at, "link")
    assert len(shown(at, "link")) > LINK_LIMIT, "the state holds all numbers"


def test_back_finds_the_large_numbers_again_and_another_visit_does_not() -> None:
    at = click(visit(), "large0")
    large, numbers = address(at), shown(at, "link")
    assert shown(go_to(at, {}), "linkable") == "True"
    assert shown(go_to(at, large), "link") == numbers
    stranger = visit(**large)
    assert shown(stranger, "link") == ""
    assert "too many" in shown(stranger, "notice")


def test_the_session_keeps_a_few_large_problems_and_not_all() -> None:
    """A visitor cannot fill the server's memory by changing numbers."""
    at = visit()
    seen = [address(click(at, f"large{number}")) for number in range(8)]
    assert len({urlencode(query) for query in seen}) == 8
    assert shown(go_to(at, seen[-1]), "notice") == ""
    assert shown(go_to(at, seen[-4]), "notice") == ""
    assert "too many" in shown(go_to(at, seen[0]), "notice")


def test_an_8x8_problem_of_short_numbers_stands_in_a_link() -> None:
    scenario = Draw("hidden", 8, 8, 3).build()
    text = encode(Link(scenario, ""))
    assert len(text) < 2000
    at = visit(**dict(pair.split("=") for pair in text.split("&")))
    assert (shown(at, "notice"), shown(at, "linkable")) == ("", "True")
