"""Your numbers: whatever is typed, pasted, drawn or loaded is what core gets, or is refused in a sentence."""

import json
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from core.draw import DRAW_KINDS, Draw
from core.losses import LOSSES
from core.permalink import decode
from core.presets import PRESETS
from core.scenario import Scenario
from core.scenario_file import to_json
from tests.ui.markup import parse, text, texts
from tests.ui.visits import address, click, go_to, markup, open_view, sound
from ui.editor.draft import NO_EDITS
from ui.editor.result import STALE
from ui.views import VIEWS


def scenario(at: AppTest) -> Scenario:
    """What the address holds: what any other browser would get."""
    return decode(urlencode(address(at))).scenario


def typed(at: AppTest, field: str, value: str) -> AppTest:
    """Type into one number's field and leave it."""
    return sound(at.text_input(key=f"page_{field}").set_value(value).run(), value)


def fields(at: AppTest) -> dict[str, str]:
    """The number fields by their labels."""
    return {field.label: str(field.value) for field in at.text_input if str(field.key).startswith("page_")}


def grad(at: AppTest) -> list[str]:
    """coeffs.grad in the result panel."""
    rows = [row for row in parse(markup(at)).iter("tr") if len(row) and text(row[0]) == "coeffs.grad"]
    return [text(cell) for cell in rows[0][1:]]


def open_page(**query: str) -> AppTest:
    return open_view("your_numbers", query)


def refusals(at: AppTest) -> list[str]:
    return texts(markup(at), "refused")


@pytest.mark.parametrize("slug", [slug for slug in PRESETS if PRESETS[slug].build().n_samples <= 10])
def test_every_number_of_a_small_problem_has_a_field_with_its_name(slug: str) -> None:
    at = open_page(**{"from": slug})
    shown = PRESETS[slug].build()
    labels = [f"t_indep[{i}, {j}]" for i in range(shown.n_samples) for j in range(shown.n_coeffs)]
    labels += [f"t_dep[{i}]" for i in range(shown.n_samples)] + [f"coeffs[{j}]" for j in range(shown.n_coeffs)]
    assert sorted(fields(at)) == sorted(labels)


def test_a_number_that_is_typed_reaches_the_address_the_result_and_the_strip() -> None:
    at = typed(open_page(), "t_indep_0_1", ".07")
    assert address(at) == {"set": "indep.0.1_0.07"}
    assert fields(at)["t_indep[0, 1]"] == ".07"
    assert grad(at) == ["−2", "−2.035"]
    assert texts(markup(at), "strip")[0].startswith("The article's 2×2, changed · ")


def test_a_refused_number_stays_in_its_field_and_the_results_say_whose_they_are() -> None:
    at = typed(open_page(), "t_dep_0", "3,5")
    assert refusals(at) == ["t_dep[0]: “3,5” has a decimal comma: write a point: 3.5."]
    assert fields(at)["t_dep[0]"] == "3,5"
    assert texts(markup(at), "old") == [STALE]
    assert (address(at), grad(at)) == ({}, ["−2", "−3"])
    assert at.button(key="walk").label.endswith("the last valid numbers")
    typed(at, "t_dep_0", "3.5")
    assert (refusals(at), texts(markup(at), "old"), address(at)) == ([], [], {"dep": "3.5_6"})


def test_other_numbers_can_be_typed_while_one_is_refused_and_count_once_it_is_mended() -> None:
    at = typed(typed(open_page(), "t_dep_0", "abc"), "coeffs_1", "2")
    assert address(at) == {}
    assert address(typed(at, "t_dep_0", "7")) == {"dep": "7_6", "set": "coeffs.1_2"}


def test_back_takes_an_edit_and_a_refusal_away() -> None:
    at = typed(typed(open_page(), "t_dep_0", "7"), "t_dep_1", "abc")
    go_to(at, {})
    assert (fields(at)["t_dep[0]"], fields(at)["t_dep[1]"], refusals(at)) == ("5", "6", [])


def test_a_refused_number_survives_a_look_at_another_page() -> None:
    at = typed(typed(open_page(), "t_dep_0", "7"), "t_dep_1", "abc")
    query = address(at)
    at.switch_page(VIEWS["forward"].path)
    go_to(at, query)
    assert texts(markup(at), "page-title") == [VIEWS["forward"].title.replace("`", "")]
    at.switch_page(VIEWS["your_numbers"].path)
    go_to(at, query)
    assert (fields(at)["t_dep[0]"], fields(at)["t_dep[1]"], len(refusals(at))) == ("7", "abc", 1)


def test_the_same_number_written_otherwise_keeps_the_step_and_the_entry() -> None:
    at = typed(open_page(step="3", i="1", j="1"), "t_dep_0", "5.0")
    assert address(at) == {"step": "3", "i": "1", "j": "1"}
    assert not {"step", "i", "j"} & address(typed(at, "t_dep_0", "5.5")).keys()


def test_samples_and_coefficients_are_added_and_removed() -> None:
    at = open_page()
    for key in ("page_add_a_sample", "page_add_a_coefficient"):
        click(at, key)
    assert scenario(at) == Scenario([[1, 2, 0], [3, 4, 0], [0, 0, 0]], [5, 6, 0], [0.5, 0.5, 0])
    for key in ("page_remove_the_last_sample", "page_remove_the_last_coefficient"):
        click(at, key)
    assert address(at) == {}
    for key in ("page_remove_the_last_sample", "page_remove_the_last_coefficient"):
        click(at, key)
        assert at.button(key=key).disabled
    assert scenario(at) == Scenario([[1]], [5], [0.5])


def test_what_was_typed_and_refused_stays_when_a_sample_is_added() -> None:
    at = click(typed(open_page(), "t_dep_0", "abc"), "page_add_a_sample")
    assert (fields(at)["t_dep[0]"], fields(at)["t_dep[2]"], address(at)) == ("abc", "0", {})


def test_a_preset_brings_its_numbers_and_is_chosen_again_after_a_change() -> None:
    at = open_page(loss="mse", step="3")
    sound(at.selectbox(key="page_preset").set_value("mixed-4x2").run(), "preset")
    assert address(at) == {"from": "mixed-4x2"}
    assert fields(at)["t_indep[2, 0]"] == "2"
    typed(at, "t_dep_0", "9")
    assert at.selectbox(key="page_preset").value is None
    sound(at.selectbox(key="page_preset").set_value("mixed-4x2").run(), "preset")
    assert address(at) == {"from": "mixed-4x2"}
    assert at.selectbox(key="page_preset").value == "mixed-4x2"


@pytest.mark.parametrize("loss", LOSSES)
def test_another_loss_keeps_the_numbers_and_the_entry_and_starts_the_walk_again(loss: str) -> None:
    at = open_page(**{"from": "mixed-4x2", "step": "3", "i": "3", "j": "1"})
    at.segmented_control(key="page_loss").set_value(loss).run()
    at.segmented_control(key="page_reduction").set_value("sum").run()
    sound(at, loss)
    assert scenario(at) == PRESETS["mixed-4x2"].build().replace(loss=loss, reduction="sum")
    assert (address(at)["i"], address(at)["j"], "step" in address(at)) == ("3", "1", False)


def test_float64_takes_what_float32_refused_and_cannot_be_left_with_it() -> None:
    at = typed(open_page(), "t_dep_0", "1e39")
    assert "choose float64" in refusals(at)[0]
    at.segmented_control(key="page_dtype").set_value("float64").run()
    sound(at, "float64")
    assert (refusals(at), scenario(at).t_dep.tolist()) == ([], [1e39, 6])
    at.segmented_control(key="page_dtype").set_value("float32").run()
    assert [error.value.partition(",")[0] for error in at.error] == ["t_dep[0] is 1e+39"]
    assert at.segmented_control(key="page_dtype").value == "float64"
    sound(at.text_input(key="page_t_dep_0").set_value("5").run(), "the refusal is over with the number")


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
    (error,) = at.error
    assert error.value.startswith(begins)
    assert error.value.endswith(".")
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
    assert [error.value.partition(":")[0] for error in at.error] == ["N", "n", "Seed"]
    assert all("write a whole number from " in error.value for error in at.error)
    assert address(at) == {}


def test_a_draw_of_too_many_cells_is_refused_before_it_is_drawn() -> None:
    at = open_page()
    at.text_input(key="draw_samples").set_value("100000")
    at.text_input(key="draw_coeffs").set_value("50")
    at.button(key="draw_button").click().run()
    (error,) = at.error
    assert error.value == "100,000×50 is 5,000,000 cells of t_indep: give at most 1,000,000."


def loaded(at: AppTest, content: bytes) -> AppTest:
    return at.file_uploader(key="load_file").set_value(("numbers.json", content, "application/json")).run()


def test_a_downloaded_file_is_loaded_again_to_the_bit() -> None:
    saved = Draw("uniform", 400, 8, 5).build(loss="huber", reduction="sum")
    at = sound(loaded(open_page(), to_json(saved).encode()), "file")
    assert "data" in address(at), "too many for a link"
    assert len(at.warning) == 1
    assert "too many for a link" in at.warning[0].value
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
    (error,) = at.error
    assert error.value.endswith(".")
    assert len(error.value) < 200
    assert address(at) == {}


def test_numbers_that_fit_into_a_link_show_it() -> None:
    at = open_page(**{"from": "mixed-4x2", "loss": "mse"})
    assert len(at.warning) == 0
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
    assert [info.value.partition(" (")[0] for info in at.info] == ["These are more numbers than can be edited by hand"]
    assert not at.get("data_editor")


def test_the_way_on_leads_to_the_first_step_of_forward_with_these_numbers() -> None:
    at = click(open_page(**{"from": "mixed-4x2", "step": "3"}), "walk")
    assert texts(markup(at), "page-title") == [VIEWS["forward"].title.replace("`", "")]
    assert address(at) == {"from": "mixed-4x2"}
