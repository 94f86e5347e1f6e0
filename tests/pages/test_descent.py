"""Descent on the real core: the controls, the steps, the stories, and how a run ends."""

from itertools import cycle, islice, product
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from core import DESCENT_STORIES, LOSSES, PRESETS, RATES, Link, decode, descend
from core.training.descents import gradients
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import (
    PATIENCE,
    address,
    click,
    follow_onward,
    go_to,
    markup,
    notices,
    onward,
    open_view,
    press,
    sound,
    walk,
)

BOUNCE = {"indep": "1_2__3_4", "dep": "1_2", "coeffs": "0.9_0.9", "lr": "0.1", "steps": "20"}


def where(at: AppTest) -> str:
    (found,) = texts(markup(at), "count")
    return found


def said(at: AppTest) -> str:
    (found,) = texts(markup(at), "say")
    return found


def charts(at: AppTest) -> list[list[str]]:
    """Of each chart what stands along its axes, the one up first; what its lines are follows."""
    found = (each for each in parse(markup(at)).iter() if "descent-plot" in classes(each))
    names = ("descent-legend", "descent-across")
    return [[text(each) for name in names for each in chart.iter() if name in classes(each)] for chart in found]


def typed(at: AppTest, field: str, content: str) -> AppTest:
    """Type into a field; a refusal may follow."""
    at.text_input(key=f"descent-{field}").set_value(content).run()
    assert [error.message for error in at.exception] == []
    return at


def test_the_bounce_step_by_step() -> None:
    at = open_view("descent", BOUNCE)
    assert at.selectbox(key="descent-story").value == "bounce"
    assert said(at) == "The start: the loss is 3. The first step will subtract lr × coeffs.grad."
    for step, loss in enumerate(("1.7", "0.4", "0.9", "0.4", "0.9"), 1):
        go_to(at, BOUNCE | {"step": str(step)})
        assert (walk(at)["step"], where(at)) == (step, f"{step} of 20")
        assert said(at).endswith(f" to {loss}.")
    go_to(at, BOUNCE | {"step": "99"})
    assert where(at) == "20 of 20"
    assert notices(at, "warning") == ["The address asks for step 99, and there are 20: here is the last one."]
    assert onward(at) == "Next: Mistakes"
    assert texts(markup(follow_onward(at)), "page-title") == ["Mistakes"]


def test_the_numbers_of_a_step_are_told_in_a_table() -> None:
    at = open_view("descent", BOUNCE | {"step": "2"})
    (_, table) = (each for each in parse(markup(at)).iter("table") if "compare" in classes(each))
    rows = [[text(cell) for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["", "now", ".grad used", "this step", "since the start"],
        ["coeffs[0]", "0.5", "2", "−0.2", "−0.4"],
        ["coeffs[1]", "0.3", "3", "−0.3", "−0.6"],
    ]


PROGRAM = "w = torch.tensor([0.9, 0.9], requires_grad=True)\nloss = (w * torch.tensor([1.0, 2.0])).sum() ** 2"
ON_BACKWARD = (BOUNCE, BOUNCE | {"zero": "0"}, {"program": f"{PROGRAM}\nloss.backward()", "lr": "0.1", "steps": "20"})


def to_backward(at: AppTest) -> list[tuple[str, Link]]:
    found = [each.proto for each in at.get("page_link") if each.proto.label.startswith("Backward at")]
    return [(each.label, decode(each.query_string)) for each in found]


@pytest.mark.parametrize("query", ON_BACKWARD)
def test_a_step_is_taken_to_backward_where_its_gradient_is_made(query: dict[str, str]) -> None:
    """What a step subtracts is the gradient at the point that it starts from, not at the one that it leads to."""
    first = open_view("descent", query)
    link = decode(urlencode(query))
    done = descend(link.scenario, link.lr, link.steps, zero_grad=link.zero)
    (leaf,) = done.leaves
    for step, label in {
        0: "the start",
        1: "the start",
        2: "the point after step 1",
        20: "the point after step 19",
    }.items():
        at = press(first, "backward", {"step": step})
        ((said, taken),) = to_backward(at)
        assert said == f"Backward at {label}"
        own = gradients(taken.scenario)[leaf]
        used = done.leaf_grads[leaf]
        before = used[step - 2] if step > 1 and not link.zero else 0
        assert own.tolist() == pytest.approx((used[max(step - 1, 0)] - before).tolist(), rel=1e-5)
    for nonsense in (None, "2", -1, 21, 2.5):
        assert to_backward(press(first, "backward", {"step": nonsense})) == [], nonsense


def test_where_gradients_are_summed_the_way_to_backward_says_that_it_shows_one() -> None:
    for query, said in (
        (BOUNCE, "This step on Backward"),
        (BOUNCE | {"zero": "0"}, "This step's own gradient on Backward"),
    ):
        (button,) = texts(markup(open_view("descent", query)), "descent-away")
        assert button == said


def test_the_walk_is_a_file_that_opens_with_the_step_it_was_asked_at() -> None:
    at = press(open_view("descent", BOUNCE), "file", {"step": 7})
    page = walk(at)["file"]["html"]
    assert 'data-shown="7"' in page
    assert "<b>7</b> of 20" in page


@pytest.mark.parametrize("key", DESCENT_STORIES)
def test_a_story_sets_everything_and_is_shown_as_chosen(key: str) -> None:
    at = open_view("descent", {"from": "mixed-4x2", "i": "3", "step": "4"})
    story = DESCENT_STORIES[key]
    sound(at.selectbox(key="descent-story").set_value(key).run(), key)
    assert DESCENT_STORIES[key].sentence in text(parse(markup(at)))
    assert at.selectbox(key="descent-story").value == key
    assert "step" not in address(at)
    assert at.toggle(key="descent-zero").value is story.zero_grad
    assert at.button_group(key="descent-rate").value == story.rate
    again = open_view("descent", address(at))
    assert again.selectbox(key="descent-story").value == key


def test_a_divergence_says_so_and_keeps_what_was_computed() -> None:
    at = open_view("descent", {"loss": "mse", "lr": "0.1", "steps": "100"})
    (warning,) = notices(at, "warning")
    assert warning.startswith("After step 63 the loss is inf")
    assert where(at) == "0 of 62"
    assert "logarithmic axis" in charts(at)[0][0]


def test_a_changed_rate_starts_again_from_the_first_step() -> None:
    at = typed(open_view("descent", BOUNCE | {"step": "5"}), "lr", "0.05")
    assert address(at) == {**BOUNCE, "lr": "0.05"}
    assert where(at) == "0 of 20"


REFUSED = [
    ("lr", "0,1", "Learning rate: “0,1” has a decimal comma: write a point: 0.1. The descent keeps 0.1."),
    ("lr", "0", "Learning rate: “0” does not fit: use a number from 0.000001 to 1000. The descent keeps 0.1."),
    ("lr", "", "Learning rate: This is empty: write a number, such as 0.5. The descent keeps 0.1."),
    ("steps", "1e9", "Steps: “1e9” does not fit: write a whole number from 1 to 1,000. The descent keeps 20."),
]


def test_a_refused_field_says_why_and_what_holds() -> None:
    at = open_view("descent", BOUNCE)
    for field, content, sentence in REFUSED:
        typed(go_to(at, BOUNCE), field, content)
        assert notices(at, "refusal") == [sentence], content
        assert address(at) == BOUNCE
        assert at.text_input(key=f"descent-{field}").value == content
        typed(at, field, "7" if field == "steps" else "0.2")
        assert notices(at, "refusal") == [], content
        assert where(at) == ("0 of 7" if field == "steps" else "0 of 20"), content


def test_another_address_takes_a_refusal_away() -> None:
    at = typed(open_view("descent", BOUNCE), "lr", "x")
    assert len(notices(at, "refusal")) == 1
    go_to(at, BOUNCE | {"lr": "0.2"})
    assert at.text_input(key="descent-lr").value == "0.2"


def test_two_coefficients_of_many_are_chosen_and_the_others_held() -> None:
    at = open_view("descent", {"from": "article-1000x10"})
    sound(at.selectbox(key="descent-up").set_value(7).run(), "up")
    assert address(at) == {"from": "article-1000x10", "k": "7"}
    assert charts(at)[1][0].startswith("coeffs[7]")
    assert "The loss is drawn with the other 8 coefficients held as they are after" in text(parse(markup(at)))
    assert 7 not in [int(label.split("[")[1][:-1]) for label in at.selectbox(key="descent-across").options]


def test_one_coefficient_is_shown_on_its_curve() -> None:
    at = open_view("descent", {"indep": "1__2__3", "dep": "4_5_6", "coeffs": "0", "lr": "0.2"})
    assert charts(at)[1] == ["losspathloss", "coeffs[0]"]


def test_the_switch_forgets_to_zero() -> None:
    at = open_view("descent", {"from": "mixed-4x2"})
    assert "coeffs.grad.zero_()" in markup(at)
    sound(at.toggle(key="descent-zero").set_value(False).run(), "zero")
    assert address(at) == {"from": "mixed-4x2", "zero": "0"}
    assert "coeffs.grad.zero_()" not in markup(at)
    assert "the sum of 9 gradients" in said(go_to(at, {"from": "mixed-4x2", "zero": "0", "step": "9"}))


def test_every_preset_loss_and_rate_descends() -> None:
    at = open_view("descent", {})
    every_third = islice(
        product(PRESETS, LOSSES), None, None, 3
    )  # of 4 losses: each preset, and each loss at each rate
    for (preset, loss), rate in zip(every_third, cycle(RATES), strict=False):
        query = {"from": preset, "loss": loss, "rate": rate, "step": "900"}
        go_to(at, query)
        assert where(at).split(" of ")[0] == where(at).split(" of ")[1], query
        assert len(charts(at)) == 2, query


def test_the_three_losses_stand_side_by_side_when_asked_for() -> None:
    at = open_view("descent", {"steps": "30"})
    assert len(charts(at)) == 2
    for preset in PRESETS:
        at.session_state["descent-three"] = True
        go_to(at, {"from": preset, "steps": "30"})
        assert [legend.removesuffix("logarithmic axis") for legend, _ in charts(at)[:-2]] == list(LOSSES), preset


def test_a_long_descent_is_done_in_slices_and_comes_to_its_end() -> None:
    at = open_view("descent", {"from": "hidden-20000-10-1", "steps": "300", "step": "300"})
    assert onward(at) == "Next: Mistakes"
    assert where(at) == "300 of 300"
    assert not any("Stop" in button.label for button in at.button)


def halting() -> None:
    """A page for the test: a descent that was stopped before its first slice."""
    import streamlit as st  # noqa: PLC0415  # this function's source is a script of its own

    from core.link.links import decode  # noqa: PLC0415
    from ui import state  # noqa: PLC0415
    from ui.descent import page, run  # noqa: PLC0415
    from ui.frame.navigation import pages  # noqa: PLC0415

    st.navigation(pages(), position="hidden")
    link = decode("from=hidden-20000-10-1&steps=300")
    if state.link() != link:
        state.show(link)
        run.stop(link, link.scenario)
    page.descent()


def test_a_stopped_descent_shows_what_was_computed_and_can_go_on() -> None:
    at = sound(AppTest.from_function(halting, default_timeout=PATIENCE).run(), "halted")
    assert "Stopped after 0 of 300 steps." in text(parse(markup(at)))
    assert where(at) == "0 of 0"
    click(at, "descent-go-on")
    assert where(at) == "0 of 300"
    assert "Stopped after" not in text(parse(markup(at)))


def test_a_story_says_that_it_replaced_the_numbers_and_one_tap_brings_them_back() -> None:
    own = {"from": "kink", "lr": "0.2", "steps": "7", "step": "3"}
    at = open_view("descent", own)
    assert "replace the numbers" in at.selectbox(key="descent-story").label
    assert [button for button in at.button if button.key == "descent-back"] == []
    sound(at.selectbox(key="descent-story").set_value("bounce").run(), "one")
    sound(at.selectbox(key="descent-story").set_value("forget").run(), "another")
    assert "Before: 3×2, one residual exactly 0." in text(parse(markup(at)))
    typed(at, "lr", "0.02")
    click(at, "descent-back")
    assert address(at) == own
    assert [button for button in at.button if button.key == "descent-back"] == []


def test_numbers_changed_after_a_story_are_the_reader_s_own_again() -> None:
    at = open_view("descent", {"from": "kink"})
    sound(at.selectbox(key="descent-story").set_value("bounce").run(), "story")
    go_to(at, {"from": "outlier"})
    assert [button for button in at.button if button.key == "descent-back"] == []


def test_at_a_kink_the_arrow_is_said_to_point_uphill_and_the_first_step_does() -> None:
    at = open_view("descent", {"from": "kink"})
    assert "It points uphill: residuals[1] is 0, a kink" in text(parse(markup(at)))
    go_to(at, {"from": "kink", "step": "1"})
    assert said(at).endswith("and the loss goes from 1.1667 to 1.1689.")
    assert "uphill" not in text(parse(markup(at)))


def test_a_descent_of_a_huge_coefficient_is_shown_without_its_picture() -> None:
    """The mean of two such numbers outgrows float64."""
    huge = {"indep": "1", "dep": "0", "coeffs": "1.3e308", "dtype": "float64"}
    at = open_view("descent", huge)
    assert "The coefficients are too large for a picture of the path." in text(parse(markup(at)))
    assert "logarithmic axis" in charts(at)[0][0]
    assert said(go_to(at, {**huge, "step": "1"})).endswith(
        "since float64 rounds so small a change away, and the loss stays at 1.3e308."
    )


def test_a_start_without_a_loss_takes_no_step_and_says_so() -> None:
    at = open_view("descent", {"indep": "3e38_3e38", "dep": "0", "coeffs": "3e38_-3e38"})
    assert said(at) == "The start: the loss is nan, and no step can be taken."
    (warning,) = notices(at, "warning")
    assert warning.startswith("Before the first step the loss is nan, since the numbers outgrew float32")
    assert "What was computed" not in warning
