"""Slope on the real core: the slider, the numbers, and what is made on demand."""

import json
from itertools import cycle, product
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from core import LOSSES, PRESETS
from core.slices.notches import NOTCHES
from tests.ui.markup import parse, text, texts
from tests.ui.visits import address, follow_onward, go_to, markup, notices, onward, open_view, sound

MIXED = {"from": "mixed-4x2"}


def figure(at: AppTest, place: int = 0) -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(at.get("plotly_chart")[place].proto.spec)
    return drawn


def changes(at: AppTest) -> list[list[str]]:
    (table,) = (each for each in parse(markup(at)).iter("table") if each.get("class") == "change")
    return [[text(cell) for cell in row] for row in table.iter("tr")]


def slide(at: AppTest, key: str, value: int) -> AppTest:
    return sound(at.select_slider(key=key).set_value(value).run(), key)


def open_part(query: dict[str, str], key: str) -> AppTest:
    """A visit with an expander open from the start, as AppTest cannot click one."""
    at = open_view("slope", query)
    at.session_state[key] = True
    return sound(at.run(), key)


def test_it_opens_with_a_move_and_what_it_changes() -> None:
    """The 4×2's range is 2.5, a notch 0.05: ten of them are 0.5, and the gradient is 0.5."""
    at = open_view("slope", MIXED)
    assert shown(at) == 0.5
    assert changes(at) == [["Predicted", "+0.5 × 0.5", "+0.25"], ["Real", "2.125 → 2.375", "+0.25"]]
    assert texts(markup(at), "say-move") == ["No kink lies within this move, so the prediction is exact."]


def slider(at: AppTest) -> Any:  # noqa: ANN401  # AppTest's own class for it is private
    """Its key names its range; a browser keeps what a slider of the same key said."""
    (found,) = (each for each in at.select_slider if str(each.key).startswith("slope-move"))
    return found


def shown(at: AppTest) -> float:
    """The move of the page, which field, slider and table must agree on."""
    factor = changes(at)[0][1].partition(" × ")[2].strip("()").replace("−", "-")
    field = at.text_input(key="slope-by").value
    assert float(str(field)) == float(factor) == slider(at).value
    return float(factor)


def test_the_slider_s_move_is_in_the_address_and_back_undoes_it() -> None:
    at = open_view("slope", MIXED)
    sound(slider(at).set_value(-0.5).run(), "slider")
    assert address(at) == MIXED | {"move": "-10"}
    assert shown(at) == -0.5
    assert [row[-1] for row in changes(at)] == ["−0.25", "+0.25"]
    assert "residuals[3] reaches 0 within this move" in texts(markup(at), "say-move")[0]
    go_to(at, MIXED)
    assert shown(at) == 0.5
    assert [row[-1] for row in changes(at)] == ["+0.25", "+0.25"]


def test_another_coefficient_has_a_curve_a_slope_and_a_range_of_its_own() -> None:
    """The same notch is another move there, and another slider shows it."""
    at = open_view("slope", MIXED)
    first = slider(at).key
    sound(at.button_group(key="choose-coeff").set_value(1).run(), "coefficient")
    assert figure(at)["layout"]["xaxis"]["title"]["text"] == "coeffs[1]"
    assert changes(at)[0][1].startswith("−1.25 × ")
    assert shown(at) == 1.0
    assert slider(at).key != first
    at.session_state["slope-sides"] = True
    assert shown(sound(at.run(), "fold")) == 1.0


TYPED: list[tuple[str, dict[str, str], float]] = [
    ("0.01", {"by": "0.01"}, 0.01),
    ("-1e-3", {"by": "-0.001"}, -0.001),
    (".05", {"move": "1"}, 0.05),
    ("0.45", {"move": "9"}, 0.45),
    ("2.5", {"move": "50"}, 2.5),
    ("3", {"by": "3"}, 3.0),
    ("-12345.678", {"by": "-12345.678"}, -12345.678),
    ("0", {"move": "0"}, 0.0),
]


def test_any_move_can_be_typed_and_its_link_opens_it_again() -> None:
    at = open_view("slope", MIXED)
    for typed, query, move in TYPED:
        sound(at.text_input(key="slope-by").set_value(typed).run(), typed)
        assert address(at) == MIXED | query, typed
        assert shown(at) == move
        assert shown(go_to(at, MIXED | {"move": "-10"})) == -0.5
        assert shown(go_to(at, MIXED | query)) == move, typed
        sound(slider(at).set_value(0.0).run(), "slider")
        assert shown(at) == 0.0
        go_to(at, MIXED)
    assert shown(open_view("slope", MIXED | {"by": "0.01"})) == 0.01


def test_what_is_no_number_stays_in_the_field_and_moves_nothing() -> None:
    at = open_view("slope", MIXED)
    at.text_input(key="slope-by").set_value("0,01").run()
    (refused,) = notices(at, "refusal")
    assert refused == "Move coeffs[0] by: “0,01” has a decimal comma: write a point: 0.01. The slider keeps 0.5."
    assert at.text_input(key="slope-by").value == "0,01"
    assert address(at) == MIXED
    sound(at.text_input(key="slope-by").set_value("0.01").run(), "mended")
    assert shown(at) == 0.01


def test_new_numbers_start_from_a_notch() -> None:
    at = open_view("slope", MIXED | {"by": "0.01"})
    at.session_state["change"] = True
    at.run()
    sound(at.selectbox(key="strip_preset").set_value("scales").run(), "preset")
    assert "by" not in address(at)


LEADS = {
    "mae": ("as long as no kink is met, the loss changes by gradient × that move.", "may point uphill"),
    "mse": ("the loss changes by about gradient × that move, the nearer the shorter it is.", "learning rate."),
    "huber": ("the loss changes by about gradient × that move, the nearer the shorter it is.", "learning rate."),
}


def test_the_lead_and_the_way_down_are_the_loss_s_own() -> None:
    at = open_view("slope", MIXED)
    for loss, (lead, note) in LEADS.items():
        go_to(at, MIXED | {"loss": loss})
        assert texts(markup(at), "lead")[0].endswith(lead), loss
        notes = " ".join(texts(markup(at), "note-line"))
        assert note in notes, loss
        assert ("kink" in notes) == (loss == "mae"), loss


HUGE = [
    "indep=1&dep=0&coeffs=1.3e308&dtype=float64",
    "indep=1_1&dep=0&coeffs=1.3e308_-1.3e308&dtype=float64",
    "indep=1e200_1&dep=0&coeffs=1e200_1&dtype=float64&loss=mse",
    "indep=3e38_3e38&dep=0&coeffs=3e38_-3e38",
    "indep=1&dep=1e12&coeffs=1e12&dtype=float64",
    "indep=5e-324&dep=5e-324&coeffs=0&dtype=float64",
    "indep=1e-300_1e-300__1_2&dep=0_0&coeffs=5e-324_1e-323&dtype=float64",
    "indep=0_0&dep=1&coeffs=0_0",
    "indep=1e150_1&dep=1e-150&coeffs=1e-150_3&dtype=float64&loss=huber",
]


@pytest.mark.parametrize("view", ["slope", "descent"])
def test_huge_and_tiny_numbers_are_shown_without_nan_and_with_a_word_on_where_inf_came_from(view: str) -> None:
    at = open_view(view, {})
    for query in HUGE:
        for key in ("slope-sides", "slope-steps", "descent-three"):
            at.session_state[key] = True
        go_to(at, dict(parse_qsl(query)))
        assert_no_nan(text(parse(markup(at))), query)


def assert_no_nan(said: str, query: str) -> None:
    for known in (
        "the loss is nan",
        "inf or nan",
        "nan first appears in",
        "at nan as 0",
        *(f"{loss} nan" for loss in LOSSES),
    ):
        said = said.replace(known, known.replace("nan", "…"))
    assert "nan" not in said, query
    if "inf" in said:
        assert "is beyond what float" in said or "which ends at" in said, query


def test_every_preset_and_loss_is_shown_with_all_that_is_on_demand_at_each_end_of_the_slider() -> None:
    at = open_view("slope", {})
    for (preset, loss), move in zip(product(PRESETS, LOSSES), cycle((-NOTCHES, 0, NOTCHES)), strict=False):
        at.session_state["slope-sides"] = at.session_state["slope-steps"] = True
        go_to(at, {"from": preset, "loss": loss, "move": str(move)})
        assert len(changes(at)) == 2, (preset, loss, move)
        assert (len(at.get("plotly_chart")), sides(at)) == (2, 1), (preset, loss, move)


def test_each_fold_makes_what_it_holds_and_no_more() -> None:
    for key, made in (("slope-sides", (1, 1)), ("slope-steps", (2, 0))):
        at = open_part(MIXED, key)
        assert (len(at.get("plotly_chart")), sides(at)) == made, key


def sides(at: AppTest) -> int:
    return len([each for each in parse(markup(at)).iter("table") if "sides" in each.get("class", "")])


def test_nothing_on_demand_is_made_before_it_is_opened() -> None:
    at = open_view("slope", {"from": "kink"})
    assert len(at.get("plotly_chart")) == 1
    assert "gradcheck" not in markup(at)


def test_at_a_kink_gradcheck_is_run_and_its_answer_shown() -> None:
    at = open_part({"from": "kink"}, "slope-sides")
    said = text(parse(markup(at)))
    assert "every number from −0.6667 to +1.333 is a subgradient" in said
    assert "here it returned True" in said


def test_eps_changes_the_sentence_and_the_difference() -> None:
    at = slide(open_part({}, "slope-steps"), "slope-eps", 9)
    assert address(at) == {"eps": "9"}
    assert "With eps = 1e-9 the central difference is 0 in float32 and is −2 in float64" in text(parse(markup(at)))


def test_the_one_way_on_leads_to_the_life_of_grad() -> None:
    at = open_view("slope", MIXED)
    assert onward(at) == "Next: Life of .grad"
    assert texts(markup(follow_onward(at)), "page-title") == ["The life of .grad"]
