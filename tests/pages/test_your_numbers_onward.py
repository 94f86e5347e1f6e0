"""The way on from Your numbers takes what was brought last, or says that it does not; nothing is dropped in silence."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.scenario.draws import Draw
from core.scenario.json_file import to_json
from core.scenario.scenario import Scenario
from tests.ui.markup import texts
from tests.ui.numbers.visits import open_page, scenario
from tests.ui.visits import address, click, markup, notices, sound
from ui.frame.views import VIEWS

TABLE = b"x,y\n1,2\n3,4\n"


def title(at: AppTest) -> str:
    return texts(markup(at), "page-title")[0]


FORWARD = VIEWS["forward"].title.replace("`", "")


def upload(at: AppTest, raw: bytes) -> AppTest:
    return at.file_uploader(key="table_file").upload("table.csv", raw, "text/csv").run()


def paste(at: AppTest, text: str) -> AppTest:
    return at.text_area(key="paste_t_dep").set_value(text).run()


def draw(at: AppTest, seed: str) -> AppTest:
    return at.text_input(key="draw_seed").set_value(seed).run()


def test_without_anything_new_the_numbers_above_are_walked() -> None:
    at = open_page()
    assert at.button(key="walk").label == "Walk forward with these numbers"
    assert not [button for button in at.button if button.key == "walk_without"]


def test_a_table_that_was_loaded_is_what_the_button_takes() -> None:
    at = sound(upload(open_page(), TABLE), "upload")
    assert at.button(key="walk").label == "Use this table and walk forward"
    click(at, "walk")
    assert (title(at), scenario(at)) == (FORWARD, Scenario([[1], [3]], [2, 4], [0]))


def test_pasted_rows_of_a_table_are_read_without_their_button() -> None:
    at = sound(open_page().text_area(key="table_text").set_value("x y\n1 2\n3 4").run(), "rows")
    click(at, "walk")
    assert (title(at), scenario(at)) == (FORWARD, Scenario([[1], [3]], [2, 4], [0]))


def test_a_table_in_use_waits_again_when_something_else_is_chosen_in_it() -> None:
    at = click(sound(upload(open_page(), b"x,z,y\n1,5,2\n3,6,4\n"), "upload"), "table_use")
    assert at.button(key="walk").label == "Walk forward with these numbers"
    (features,) = at.multiselect
    sound(features.set_value(["z"]).run(), "features")
    assert at.button(key="walk").label == "Use this table and walk forward"
    click(at, "walk")
    assert scenario(at).t_indep.tolist() == [[5], [6]]


def test_pasted_numbers_are_what_the_button_takes() -> None:
    at = sound(paste(open_page(), "[7, 8]"), "paste")
    assert at.button(key="walk").label == "Use the pasted numbers and walk forward"
    click(at, "walk")
    assert (title(at), address(at)) == (FORWARD, {"dep": "7_8"})


def test_a_pasted_text_that_is_taken_out_again_does_not_wait() -> None:
    at = paste(paste(open_page(), "[7, 8]"), "")
    assert at.button(key="walk").label == "Walk forward with these numbers"


def test_a_draw_that_was_asked_for_is_what_the_button_takes() -> None:
    at = sound(draw(open_page(), "7"), "seed")
    assert at.button(key="walk").label == "Draw these numbers and walk forward"
    click(at, "walk")
    assert (title(at), scenario(at)) == (FORWARD, Draw("hidden", 50, 3, 7).build())


def test_a_text_that_its_field_still_held_at_the_click_is_taken() -> None:
    """The browser may send both at once."""
    at = open_page()
    at.text_input(key="draw_seed").set_value("7")
    click(at, "walk")
    assert (title(at), scenario(at)) == (FORWARD, Draw("hidden", 50, 3, 7).build())


def test_the_numbers_above_can_be_walked_instead() -> None:
    at = sound(upload(open_page(), TABLE), "upload")
    assert at.button(key="walk_without").label == "Walk forward with the numbers above"
    click(at, "walk_without")
    assert (title(at), address(at)) == (FORWARD, {})


def test_of_several_that_wait_the_last_one_is_taken() -> None:
    at = paste(upload(open_page(), TABLE), "[7, 8]")
    assert at.button(key="walk").label == "Use the pasted numbers and walk forward"
    assert upload(at, b"x,y\n5,6\n").button(key="walk").label == "Use this table and walk forward"


@pytest.mark.parametrize("text", ["[7, x]", "7 8 9", "]"])
def test_what_cannot_be_used_is_said_beside_the_button_and_nothing_is_lost(text: str) -> None:
    at = paste(open_page(), text)
    at = at.button(key="walk").click().run()
    assert not at.exception
    assert title(at) != FORWARD
    assert notices(at, "refusal")[-1].startswith("Paste: t_dep")
    assert at.text_area(key="paste_t_dep").value == text
    assert address(at) == {}


def test_a_table_that_cannot_be_used_is_said_beside_the_button() -> None:
    at = upload(open_page(), b"\x00")
    at = at.button(key="walk").click().run()
    assert notices(at, "refusal")[-1] == "Table: This is no text: give a CSV file, in UTF-8 or Latin-1."
    click_again = at.button(key="walk_without").click().run()
    assert title(click_again) == FORWARD


def test_a_saved_file_is_in_use_at_once_and_a_refused_one_makes_the_button_say_whose_numbers_it_takes() -> None:
    saved = Scenario([[1, 2]], [3], [4, 5])
    at = open_page()
    at = at.file_uploader(key="load_file").set_value(("a.json", to_json(saved).encode(), "application/json")).run()
    assert (scenario(at), at.button(key="walk").label) == (saved, "Walk forward with these numbers")
    broken = json.dumps({"format": "x"}).encode()
    at = at.file_uploader(key="load_file").set_value(("b.json", broken, "application/json")).run()
    assert at.button(key="walk").label == "Walk forward with the last valid numbers"
