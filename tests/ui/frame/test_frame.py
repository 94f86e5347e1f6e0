"""The frame around every page: the bar, the title, and what a visitor sees when a page fails."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.presets.presets import PRESETS
from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, notices, open_view
from ui.frame.styles import OCCASIONAL, SCRIPTS, STYLES
from ui.frame.views import FIRST_VIEW, VIEWS


def hostile() -> None:
    """A page for the test: a scenario whose name came from somebody else's file."""
    import streamlit as st  # noqa: PLC0415  # this function's source is a script of its own

    from core import Scenario  # noqa: PLC0415
    from ui.frame.bar import scenario_line  # noqa: PLC0415

    st.html(scenario_line(Scenario([[1]], [2], [3], name='<img src=x onerror="alert(1)">, <b>')))


def failing() -> None:
    """A page for the test: what the server calls when a page raises."""
    import streamlit as st  # noqa: PLC0415  # this function's source is a script of its own

    from ui.frame.apology import apologise  # noqa: PLC0415
    from ui.frame.navigation import pages  # noqa: PLC0415

    st.navigation(pages(), position="hidden")
    apologise(ValueError("<b>details that help nobody</b>"))


@pytest.mark.parametrize("slug", VIEWS)
def test_each_page_has_one_title_the_whole_navigation_and_the_scenario(slug: str) -> None:
    at = open_view(slug, {"from": "mixed-4x2"})
    drawn = markup(at)
    (title,) = texts(drawn, "page-title")
    assert title == VIEWS[slug].title.replace("`", "")
    assert len(list(parse(drawn).iter("h1"))) == 1
    (strip,) = texts(drawn, "strip")
    assert strip.startswith("4×2, residuals of both signs · 4 samples, 2 coefficients · ")
    labels = [link.proto.label for link in at.get("page_link")]
    assert labels[: len(VIEWS)] == [view.short for view in VIEWS.values()]
    assert texts(drawn, "section") == ["How it works", "What it means", "Use it"]
    assert texts(drawn, "page-name") == [VIEWS[slug].short]


@pytest.mark.parametrize("slug", VIEWS)
def test_links_carry_the_numbers_and_the_chosen_entry_to_the_first_step(slug: str) -> None:
    at = open_view(slug, {"from": "mixed-4x2", "step": "2", "i": "3", "j": "1", "trace": "1"})
    for link in at.get("page_link")[: len(VIEWS)]:
        assert dict(pair.split("=") for pair in link.proto.query_string.split("&")) == {
            "from": "mixed-4x2",
            "i": "3",
            "j": "1",
        }


def test_each_view_has_a_script_a_name_and_a_place_of_its_own() -> None:
    assert next(iter(VIEWS)) == FIRST_VIEW
    assert all(Path(view.path).is_file() for view in VIEWS.values())
    for field in ("short", "title", "script"):
        values = [getattr(view, field) for view in VIEWS.values()]
        assert len(set(values)) == len(values), field
    sections = [view.section for view in VIEWS.values()]
    assert sections == sorted(sections, key=sections.index), "a section's views stand together"


@pytest.mark.parametrize("slug", PRESETS)
def test_the_bar_names_the_preset(slug: str) -> None:
    (strip,) = texts(markup(open_view("forward", {"from": slug})), "strip")
    assert strip.startswith(f"{PRESETS[slug].title} · ")


PROGRAM = "w = torch.tensor([1.0, 2.0], requires_grad=True)\nfor _ in range({turns}):\n    (w * w).sum().backward()"


def test_the_bar_says_which_call_of_a_program_or_which_model_apart_from_the_name() -> None:
    """What is in `.kind` gives way where there is little room."""
    for query, kind, whole in (
        ({"program": PROGRAM.format(turns=3), "call": "1"}, ["Your program,"], "Your program, call 2 of 3"),
        ({"program": PROGRAM.format(turns=1)}, [], "Your program"),
        (
            {"from": "mixed-4x2", "model": "hidden"},
            ["One hidden layer,"],
            "One hidden layer, 4×2, residuals of both signs",
        ),
    ):
        drawn = markup(open_view("forward", query))
        assert texts(drawn, "kind") == kind, whole
        assert texts(drawn, "strip")[0].partition(" · ")[0] == whole


def test_the_walks_say_nothing_larger_than_the_sentence_of_their_step() -> None:
    for slug, view in VIEWS.items():
        drawn = markup(open_view(slug, {}))
        assert (view.heading == "small") == (slug in {"forward", "backward"})
        assert (texts(drawn, "lead") == []) == (view.heading in {"small", "large"}), slug


def test_a_hostile_name_stays_text() -> None:
    at = AppTest.from_function(hostile).run()
    assert not at.exception
    (line,) = parse(markup(at)).iter("p")
    about = '<img src=x onerror="alert(1)">, <b> · 1 sample, 1 coefficient · absolute error, mean'
    assert text(line) == about
    assert line.attrib == {"class": "strip", "title": about}
    assert [element.tag for element in line.iter()] == ["p", "b", "span"]


@pytest.mark.parametrize("slug", VIEWS)
def test_the_scripts_are_sent_as_they_stand_in_their_files(slug: str) -> None:
    """Whatever the address holds; and nothing else that a page sends may run a script."""
    at = open_view(slug, {"from": "mixed-4x2", "mistake": "</script><script>alert(1)</script>"})
    scripts = [html.proto.body for html in at.get("html") if html.proto.unsafe_allow_javascript]
    written = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    assert scripts == [f"<script>{written}</script>"]
    assert "</" not in written


def test_a_failing_page_apologises_in_a_sentence_and_offers_a_way_on() -> None:
    """Without the exception's own text, which is for the log."""
    at = AppTest.from_function(failing).run()
    assert not at.exception
    (refusal,) = notices(at, "refusal")
    assert refusal.endswith(".")
    assert "details" not in refusal
    (link,) = at.get("page_link")
    assert link.proto.query_string == ""


def test_every_style_is_sent_and_none_could_end_its_element() -> None:
    assert {style.name for style in STYLES} >= {"frame.css", "walk.css", "program.css"}
    for style in STYLES:
        assert not re.search(r"<[/\w]", style.read_text(encoding="utf-8")), f"st.html would drop all of {style.name}"
    (sent,) = (
        html.proto.body for html in open_view("forward", {}).get("html") if html.proto.body.startswith("<style>")
    )
    assert text(parse(sent))
    assert {style for style in STYLES if style.read_text(encoding="utf-8") not in sent} == set(OCCASIONAL)
