"""Slope and Descent in a browser: the slider by keyboard, a descent step by step, a long one that is stopped."""

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from core import DESCENT_STORIES, decode, descend, short
from tests.e2e import sight
from tests.e2e.reading import PHONE, at_step, button, in_both_themes, open_at, query, stands_at
from tests.e2e.test_other_models import tab_to
from tests.e2e.waits import rerun, settled

BOUNCE = "indep=1_2__3_4&dep=1_2&coeffs=0.9_0.9&lr=0.1&steps=20"
LOSSES = ("1.7", "0.4", "0.9", "0.4", "0.9")
"""Worked out by hand."""


def say(page: Page) -> Locator:
    return page.locator(".say")


def drawn(page: Page, count: int) -> None:
    """Wait until so many charts are drawn, with something on them."""
    expect(page.locator(".js-plotly-plot .trace")).not_to_have_count(0)
    expect(page.locator(".js-plotly-plot")).to_have_count(count)


def test_a_descent_bounces_step_by_step(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/descent?{BOUNCE}")
    drawn(page, 2)
    for step, loss in enumerate(LOSSES, 1):
        button(page, "next").click()
        stands_at(page, step, 20)
        expect(say(page)).to_have_text(re.compile(rf" to {re.escape(loss)}\.$"))
    page.go_back()
    stands_at(page, 4, 20)
    with rerun(page):
        page.keyboard.press("End")
    stands_at(page, 20, 20)
    settled(page)  # until then Right still belongs to the button of the step before
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("Mistakes")


def test_the_slider_moves_by_keyboard_and_a_typed_rate_is_taken_or_refused_with_the_reason(
    app_url: str, page: Page
) -> None:
    open_at(page, f"{app_url}/descent?{BOUNCE}")
    slider = page.locator(".st-key-descent-step").get_by_role("slider")
    for step in (1, 2):
        slider.press("ArrowRight")
        stands_at(page, step, 20)
    expect(say(page)).to_have_text(re.compile(r" to 0\.4\.$"))
    field = page.get_by_label("Learning rate")
    field.fill("0,05")
    field.press("Enter")
    expect(page.get_by_text("write a point: 0.05. The descent keeps 0.1.")).to_be_visible()
    field.fill(".05")
    field.press("Enter")
    page.wait_for_url(re.compile(r"[?&]lr=0\.05(&|$)"))
    expect(page.get_by_text("The descent keeps")).to_have_count(0)
    expect(field).to_have_value("0.05")


def test_a_story_is_chosen_from_the_list(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/descent")
    page.get_by_label("Ready-made stories").click()
    page.get_by_role("option", name="Divergence").click()
    expect(page.get_by_text("After step 63 the loss is inf")).to_be_visible()
    stands_at(page, 0, 62)
    assert query(page) == {"loss": "mse", "lr": "0.1", "steps": "100"}


def test_a_long_descent_can_be_stopped_and_keeps_what_it_has(app_url: str, page: Page) -> None:
    """1,000 steps over a million cells take many seconds."""
    page.goto(f"{app_url}/descent?from=hidden-100000-10-1&steps=1000&loss=mse")  # it does not settle by itself
    page.get_by_role("button", name="Stop the descent").click()
    expect(page.get_by_text(re.compile(r"^Stopped after [1-9][0-9]* of 1,000 steps\.$"))).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    drawn(page, 2)
    button(page, "next").click()
    expect(page.locator(".count")).to_have_text(re.compile(r"^1 of [1-9][0-9]*$"))


def test_ten_steps_of_the_hidden_layer_by_keyboard_and_back_to_the_tape_with_its_numbers(
    app_url: str, page: Page
) -> None:
    open_at(page, f"{app_url}/descent?from=mixed-4x2&model=hidden&lr=1.4")
    drawn(page, 2)
    done = descend(decode("from=mixed-4x2&model=hidden").scenario, 1.4, 40)
    for step in range(1, 11):
        page.keyboard.press("ArrowRight")
        stands_at(page, step, 40)
        expect(say(page)).to_have_text(re.compile(rf"^Step {step} subtracts 1\.4 × its \.grad from each leaf\."))
    row = page.locator(".answers tr").nth(1)
    kept, used = done.leaves["layer1"], done.leaf_grads["layer1"]
    sizes = [kept[10], used[9], kept[10] - kept[9], kept[10] - kept[0]]
    expect(row.locator("td")).to_have_text([short(each.abs().max().item()) for each in sizes])
    expect(row.locator("th")).to_have_text("layer1 (2, 20), largest")
    tab_to(page, "Backward with the numbers of step 10")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Backward: from loss to every .grad")
    at_step(page, 0, 11)
    assert decode(urlencode(query(page))).scenario == done.at(10)


def test_a_story_of_the_sigmoid_is_chosen_and_seen_on_the_tape_by_keyboard(app_url: str, page: Page) -> None:
    story = DESCENT_STORIES["plateau"]
    assert story.tell is not None
    told = story.tell(descend(story.build(), story.lr, story.steps))
    assert told is not None
    open_at(page, f"{app_url}/descent")
    drawn(page, 2)
    box = page.get_by_role("combobox", name="Ready-made stories")
    box.focus()
    page.keyboard.type(story.title)
    expect(page.get_by_role("option")).to_have_text([story.title])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".told li")).to_have_text([each.replace("`", "") for each in told.sentences])
    stands_at(page, 0, story.steps)
    drawn(page, 2)
    for scheme in in_both_themes(page):
        assert sight.faint(page, ".told, .answers") == [], scheme
    tab_to(page, f"See {told.node} after step {told.step}")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Backward: from loss to")
    expect(page.locator(".say.on")).to_contain_text(f"{told.node} of preds hands on ")


def test_the_slope_s_slider_moves_by_keyboard_and_back_undoes_it(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/slope?from=mixed-4x2")
    drawn(page, 1)
    change = page.locator(".change")
    expect(change).to_contain_text("2.125 → 2.375")
    with rerun(page):
        page.locator(".st-key-slope-move").get_by_role("slider").press("ArrowLeft")
    assert query(page) == {"from": "mixed-4x2", "move": "9"}
    expect(change).to_contain_text("+0.5 × 0.45")
    page.go_back()
    settled(page)
    expect(change).to_contain_text("2.125 → 2.375")


def test_the_slope_s_field_slider_table_and_address_agree_at_every_moment(app_url: str, page: Page) -> None:
    """A browser keeps what a slider said: the +0.5 of one coefficient's range is another notch in the other's."""
    open_at(page, f"{app_url}/slope?from=mixed-4x2")
    field, slider = page.get_by_role("textbox", name="Move coeffs[1] by"), page.locator(".st-key-slope-move")
    change = page.locator(".change")
    with rerun(page):
        page.get_by_role("radio", name="coeffs.grad[1]").click()
    for fold in ({}, {"fold": "slope-sides"}):
        expect(slider.get_by_test_id("stSliderThumbValue")).to_have_text("+1")
        expect(field).to_have_value("1")
        expect(change).to_contain_text("−1.25 × 1")
        assert query(page) == {"from": "mixed-4x2", "j": "1"} | fold
        with rerun(page):
            page.locator(".st-key-slope-sides summary").click()
    field.fill("0.01")
    with rerun(page):
        field.press("Enter")
    expect(slider.get_by_test_id("stSliderThumbValue")).to_have_text("+0.01")
    expect(change).to_contain_text("−1.25 × 0.01")
    assert query(page) == {"from": "mixed-4x2", "j": "1", "by": "0.01"}
    with rerun(page):
        slider.get_by_role("slider").press("ArrowRight")
    expect(field).to_have_value("0.1")
    expect(change).to_contain_text("−1.25 × 0.1")
    assert query(page) == {"from": "mixed-4x2", "j": "1", "move": "1"}
    page.go_back()
    settled(page)
    expect(field).to_have_value("0.01")
    expect(slider.get_by_test_id("stSliderThumbValue")).to_have_text("+0.01")


def test_at_a_kink_both_sides_are_shown_on_demand(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/slope?from=kink")
    page.locator(".st-key-slope-sides summary").click()
    expect(page.get_by_text("is a subgradient.", exact=False).first).to_be_visible()
    expect(page.get_by_text("here it returned True")).to_be_visible()
    page.locator(".st-key-slope-steps summary").click()
    drawn(page, 2)


def test_both_fit_a_phone(app_url: str, page: Page) -> None:
    """Nothing is wider than the screen."""
    deep = "descent?from=yesno-300-12-54&model=deep&start=6&lr=4&step=5"
    for view, charts in (("slope?from=article-1000x10", 1), ("descent?from=article-1000x10", 2), (deep, 2)):
        open_at(page, f"{app_url}/{view}", PHONE)
        drawn(page, charts)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        if charts > 1:
            cut = "box => box.scrollWidth - box.clientWidth"
            assert page.locator(".compare-box").first.evaluate(cut) <= 0, "a table is cut off"
