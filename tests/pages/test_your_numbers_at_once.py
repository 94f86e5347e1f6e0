"""Your numbers, many at once: pasted, drawn, loaded, and in the grids of a larger problem."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.draw import DRAW_KINDS, Draw
from core.scenario import Scenario
from core.scenario_file import to_json
from tests.ui.editor.visits import fields, open_page, scenario
from tests.ui.markup import texts
from tests.ui.visits import address, click, markup, notices, sound
from ui.editor.draft import NO_EDITS
from ui.editor.numbers import TOO_MANY


def pasted(at: AppTest, **texts_by_name: str) -> AppTest:
    for name, value in texts_by_name.items():
        at.text_area(key=f"paste_{name}").set_value(value)
    return at.button(key="paste_button").click().run()


def test_whole_tensors_are_pasted() -> None:
    at = sound(pasted(open_page(), t_indep="1\t2\t3\n4\t5\t6\n", t_dep="7\n8", coeffs="tensor([1., 2., 3.])"), "paste")
    assert scenario(at) == Scenario([[1, 2, 3], [4, 5, 6]], [7, 8], [1, 2, 3])
    assert [area.value for area in at.text_area if str(area.key).startswith("paste_")] == ["", "", ""]
    assert texts(markup(at), "strip")[0].startswith("Your numbers · ")


def test_a_field_left_empty_keeps_its_numbers() -> None:
    at = sound(pasted(open_page(), coeffs="1 2"), "paste")
    assert scenario(at) == Scenario([[1, 2], [3, 4]], [5, 6], [1, 2])


@pytest.mark.parametrize(
    ("texts_by_name", "begins"),
    [
        ({"t_indep": "1,2\n3,x"}, "t_indep[1, 1]: “x” is not a number"),
        ({"t_indep": "1,2\n3"}, "t_indep: row 1 has 1 cell"),
        ({"t_dep": "[[1, 2], [3, 4]]"}, "t_dep is a table of 2 rows and 2 columns"),
        ({"t_dep": "1 2 3"}, "t_dep has shape (3,)"),
        ({"t_indep": "1 2 3\n4 5 6"}, "coeffs has shape (2,)"),
        ({"coeffs": "1 inf"}, "coeffs[1]: “inf” is not a finite number"),
        ({}, "There is nothing to use"),
        ({"t_indep": " ".join(["1"] * 51), "t_dep": "1", "coeffs": " ".join(["1"] * 51)}, "51 coefficients are too"),
    ],
)
def test_a_paste_that_cannot_be_used_says_why_and_keeps_the_texts(texts_by_name: dict[str, str], begins: str) -> None:
    at = pasted(open_page(), **texts_by_name)
    (refusal,) = notices(at, "refusal")
    assert refusal.startswith(begins)
    assert refusal.endswith(".")
    assert address(at) == {}
    assert {str(area.key).removeprefix("paste_"): area.value for area in at.text_area if area.value} == texts_by_name


@pytest.mark.parametrize("kind", DRAW_KINDS)
def test_random_numbers_are_drawn_and_named_in_the_address(kind: str) -> None:
    at = open_page(loss="mse")
    at.radio(key="draw_kind").set_value(kind)
    for key, value in (("draw_samples", "40"), ("draw_coeffs", "3"), ("draw_seed", "7")):
        at.text_input(key=key).set_value(value)
    sound(at.button(key="draw_button").click().run(), kind)
    assert address(at) == {"from": f"{kind}-40-3-7", "loss": "mse"}
    assert scenario(at) == Draw(kind, 40, 3, 7).build(loss="mse")


def test_each_wrong_field_of_a_draw_is_refused_in_a_sentence() -> None:
    at = open_page()
    for key, value in (("draw_samples", "3,5"), ("draw_coeffs", "51"), ("draw_seed", "")):
        at.text_input(key=key).set_value(value)
    at.button(key="draw_button").click().run()
    assert [refusal.partition(":")[0] for refusal in notices(at, "refusal")] == ["N", "n", "Seed"]
    assert all("write a whole number from " in refusal for refusal in notices(at, "refusal"))
    assert address(at) == {}


def test_the_largest_draw_is_shown_without_its_rows() -> None:
    at = open_page()
    at.text_input(key="draw_samples").set_value("100000")
    at.text_input(key="draw_coeffs").set_value("50")
    sound(at.button(key="draw_button").click().run(), "draw")
    assert address(at) == {"from": "hidden-100000-50-0"}
    assert len(markup(at)) < 20_000
    assert notices(at, "information") == [TOO_MANY]


def loaded(at: AppTest, content: bytes) -> AppTest:
    return at.file_uploader(key="load_file").set_value(("numbers.json", content, "application/json")).run()


def test_a_downloaded_file_is_loaded_again_to_the_bit() -> None:
    saved = Draw("uniform", 400, 8, 5).build(loss="huber", reduction="sum")
    at = sound(loaded(open_page(), to_json(saved).encode()), "file")
    assert "data" in address(at), "too many for a link"
    (warning,) = notices(at, "warning")
    assert "too many for a link" in warning
    assert texts(markup(at), "shapes") == ["t_indep (400, 8), t_dep (400,), coeffs (8,)"]


BAD_FILES = {
    "binary": b"\xff\xfe\x00\x01",
    "no JSON": b"1,2,3",
    "another format": json.dumps({"format": "x"}).encode(),
    "NaN": to_json(Scenario([[1]], [2], [3])).replace("[2]", "[NaN]").encode(),
    "a wrong shape": to_json(Scenario([[1]], [2], [3])).replace("[2]", "[2, 3]").encode(),
    "too wide": to_json(Scenario([[1] * 51], [2], [3] * 51)).encode(),
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(content: bytes) -> None:
    at = loaded(open_page(), content)
    (refusal,) = notices(at, "refusal")
    assert refusal.endswith(".")
    assert len(refusal) < 200
    assert address(at) == {}


def test_numbers_that_fit_into_a_link_show_it() -> None:
    at = open_page(**{"from": "mixed-4x2", "loss": "mse"})
    assert notices(at, "warning") == []
    assert at.code[0].value.endswith("?from=mixed-4x2&loss=mse")


def test_a_larger_problem_has_grids_and_their_edits_are_in_time_for_a_button() -> None:
    """A grid's own callback does not fire in AppTest; a button's reads the same edits."""
    at = open_page(**{"from": "hidden-12-3-7"})
    assert not fields(at)
    samples, coeffs = (str(grid.key) for grid in at.get("data_editor"))
    at.session_state[samples] = {**NO_EDITS, "edited_rows": {11: {"t_dep": ".07", "t_indep[:, 2]": "8"}}}
    at.session_state[coeffs] = {**NO_EDITS, "edited_rows": {0: {"coeffs[1]": "1e3"}}}
    click(at, "page_add_a_sample")
    shown = scenario(at)
    assert (shown.n_samples, shown.t_indep[11, 2].item(), shown.coeffs[1].item()) == (13, 8, 1000)
    assert shown.t_dep.tolist()[11:] == pytest.approx([0.07, 0])
    assert samples not in {grid.key for grid in at.get("data_editor")}, "a new table has a new key"


def test_what_is_too_large_to_edit_by_hand_says_so() -> None:
    at = open_page(**{"from": "uniform-1001-2-0"})
    (information,) = notices(at, "information")
    assert information.startswith("These are more numbers than can be edited by hand (")
    assert not at.get("data_editor")
