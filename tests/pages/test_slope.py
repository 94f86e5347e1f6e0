"""Slope on the real core: the slider, the numbers, and what is made on demand."""

import json
from itertools import product
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import LOSSES, PRESETS
from core.curve import NOTCHES
from tests.ui.markup import parse, text, texts
from tests.ui.visits import address, follow_onward, go_to, markup, onward, open_view, sound

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
    assert at.select_slider(key="slope-move").value == 10
    assert changes(at) == [["Predicted", "+0.5 × 0.5", "+0.25"], ["Real", "2.125 → 2.375", "+0.25"]]
    assert texts(markup(at), "say-move") == ["No kink lies within this move, so the prediction is exact."]


def test_the_slider_s_move_is_in_the_address_and_back_undoes_it() -> None:
    at = slide(open_view("slope", MIXED), "slope-move", -10)
    assert address(at) == MIXED | {"move": "-10"}
    assert [row[-1] for row in changes(at)] == ["−0.25", "+0.25"]
    assert "residuals[3] reaches 0 within this move" in texts(markup(at), "say-move")[0]
    go_to(at, MIXED)
    assert at.select_slider(key="slope-move").value == 10
    assert [row[-1] for row in changes(at)] == ["+0.25", "+0.25"]


def test_another_coefficient_has_a_curve_and_a_slope_of_its_own() -> None:
    at = open_view("slope", MIXED | {"j": "1"})
    assert figure(at)["layout"]["xaxis"]["title"]["text"] == "coeffs[1]"
    assert changes(at)[0][1].startswith("−1.25 × ")


@pytest.mark.parametrize("key", ["slope-sides", "slope-steps"])
@pytest.mark.parametrize(("preset", "loss"), list(product(PRESETS, LOSSES)))
def test_what_is_on_demand_is_shown_for_every_preset_and_loss(preset: str, loss: str, key: str) -> None:
    at = open_part({"from": preset, "loss": loss}, key)
    assert len(at.get("plotly_chart")) == (2 if key == "slope-steps" else 1)
    sides = [each for each in parse(markup(at)).iter("table") if "sides" in each.get("class", "")]
    assert len(sides) == (1 if key == "slope-sides" else 0)


def test_nothing_on_demand_is_made_before_it_is_opened() -> None:
    at = open_view("slope", {"from": "kink"})
    assert len(at.get("plotly_chart")) == 1
    assert "gradcheck" not in markup(at)


def test_at_a_kink_gradcheck_is_run_and_its_answer_shown() -> None:
    at = open_part({"from": "kink"}, "slope-sides")
    said = text(parse(markup(at)))
    assert "every number from −0.6667 to +1.333 is a subgradient" in said
    assert "it returned True" in said


def test_eps_changes_the_sentence_and_the_difference() -> None:
    at = slide(open_part({}, "slope-steps"), "slope-eps", 9)
    assert address(at) == {"eps": "9"}
    assert "With eps = 1e-9 the central difference is 0 in float32 and −2 in float64" in text(parse(markup(at)))


@pytest.mark.parametrize("move", [-NOTCHES, 0, NOTCHES])
def test_the_ends_of_the_slider_are_shown(move: int) -> None:
    at = open_view("slope", {})
    for preset, loss in product(PRESETS, LOSSES):
        go_to(at, {"from": preset, "loss": loss, "move": str(move)})
        assert len(changes(at)) == 2


def test_the_one_way_on_leads_to_the_life_of_grad() -> None:
    at = open_view("slope", MIXED)
    assert onward(at) == "Next: Life of .grad"
    assert texts(markup(follow_onward(at)), "page-title") == ["The life of .grad"]
