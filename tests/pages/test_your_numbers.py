"""Your numbers: whatever is typed is what core gets, or is refused in a sentence."""

import pytest

from core.presets.presets import PRESETS
from core.scenario.losses import LOSSES
from core.scenario.scenario import Scenario
from tests.ui.markup import texts
from tests.ui.numbers.visits import fields, grad, open_page, refusals, scenario, typed
from tests.ui.visits import address, click, go_to, markup, notices, sound
from ui.frame.views import VIEWS
from ui.numbers.result import STALE


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
    assert [refusal.partition(",")[0] for refusal in notices(at, "refusal")] == ["t_dep[0] is 1e+39"]
    assert at.segmented_control(key="page_dtype").value == "float64"
    sound(at.text_input(key="page_t_dep_0").set_value("5").run(), "the refusal is over with the number")


def test_the_way_on_leads_to_the_first_step_of_forward_with_these_numbers() -> None:
    at = click(open_page(**{"from": "mixed-4x2", "step": "3"}), "walk")
    assert texts(markup(at), "page-title") == [VIEWS["forward"].title.replace("`", "")]
    assert address(at) == {"from": "mixed-4x2"}
