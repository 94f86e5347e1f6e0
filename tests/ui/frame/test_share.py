"""The sheet that Share opens; what its script does is in tests/e2e/test_bar.py."""

from streamlit.testing.v1 import AppTest

from tests.ui.markup import parse, text
from tests.ui.visits import markup
from ui.frame.share import LINKED, TOO_MANY


def sheet(rows: int) -> None:
    """A page for the test: the sheet, for numbers of so many digits and rows."""
    import streamlit as st  # noqa: PLC0415  # this function's source is a script of its own

    from core import Scenario  # noqa: PLC0415
    from ui import state  # noqa: PLC0415
    from ui.frame.share import share  # noqa: PLC0415

    values = [[index / 7] for index in range(rows)]
    state.change_scenario(Scenario(values, [1 / 3] * rows, [0.5], name="<b>mine</b>"))
    st.html(share())


def said(rows: int) -> str:
    at = AppTest.from_function(sheet, args=(rows,)).run()
    assert not at.exception
    return markup(at)


def test_it_says_whether_the_link_holds_the_numbers() -> None:
    """A link that opens without them must not look like one that has them."""
    for rows, sentence in ((2, LINKED), (5000, TOO_MANY)):
        first = next(parse(said(rows)).iter("p"))
        assert text(first) == sentence.replace("`", "")


def test_each_field_has_its_label_and_its_button_and_the_walk_s_stand_beside_print() -> None:
    tree = parse(said(2))
    fields = {element.get("id") for element in tree.iter("input")}
    assert {element.get("for") for element in tree.iter("label")} == fields == {"share-link", "share-frame"}
    buttons = [element.get("data-share") for element in tree.iter("button")]
    assert buttons == [None, "link", "frame", "file", "picture", "print", "take", "lesson"]


def test_no_text_of_a_visitor_is_in_it() -> None:
    assert "mine" not in said(2)
