"""Slope and Descent in a browser: the slider by keyboard, a descent step by step, a long one that is stopped."""

import re
from urllib.parse import parse_qsl, urlencode

from playwright.sync_api import Locator, Page, expect

from core import DESCENT_STORIES, decode, descend, short
from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, PHONE, at_step, in_both_themes, open_at, press_next, query, resize
from tests.e2e.test_other_models import tab_to
from tests.e2e.waits import rerun, settled

BOUNCE = "indep=1_2__3_4&dep=1_2&coeffs=0.9_0.9&lr=0.1&steps=20"
LOSSES = ("1.7", "0.4", "0.9", "0.4", "0.9")
"""Worked out by hand."""


def say(page: Page) -> Locator:
    return page.locator(".say.on")


def drawn(page: Page, count: int) -> None:
    """Wait until so many charts are drawn, with something on them."""
    expect(page.locator(".js-plotly-plot .trace")).not_to_have_count(0)
    expect(page.locator(".js-plotly-plot")).to_have_count(count)


RINGS = """() => [...document.querySelectorAll('.descent-here i')].map(ring => {
  const {x, y, width, height} = ring.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2), getComputedStyle(ring).visibility];
})"""
WALKED = """() => [...document.querySelectorAll('path.descent-path')]
  .filter(each => each.checkVisibility({visibilityProperty: true})).length"""


def test_a_descent_bounces_step_by_step_and_no_step_asks_the_server(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/descent?{BOUNCE}")
    at_step(page, 0, 20)
    with waits.unasked(page):
        seen = set()
        for step, loss in enumerate(LOSSES, 1):
            press_next(page).click()
            at_step(page, step, 20)
            expect(say(page)).to_have_text(re.compile(rf" to {re.escape(loss)}\.$"))
            assert page.evaluate(WALKED) == step, "what comes after the step is not drawn yet"
            rings = page.evaluate(RINGS)
            assert [visible for _, _, visible in rings] == ["visible", "visible"]
            seen.add(str(rings[1]))
        assert len(seen) == len({*LOSSES}), "the ring goes along"
        page.go_back()
        at_step(page, 4, 20)
        for key, step in (("End", 20), ("ArrowLeft", 19), ("Home", 0), ("ArrowRight", 1)):
            page.keyboard.press(key)
            at_step(page, step, 20)
        page.locator('[data-along] [data-go="7"]').click()
        at_step(page, 7, 20)
    assert query(page) == dict(parse_qsl(BOUNCE))
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(press_next(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Mistakes")


def test_the_loss_is_dragged_along(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/descent?{BOUNCE}")
    at_step(page, 0, 20)
    with waits.unasked(page):
        marks = [page.locator(f'[data-along] [data-go="{step}"]').bounding_box() for step in (2, 12)]
        (x0, y0), (x1, y1) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in marks if box)
        page.mouse.move(x0, y0)
        page.mouse.down()
        page.mouse.move(x1, y1, steps=4)
        page.mouse.up()
        at_step(page, 12, 20)


def test_a_changed_rate_keeps_the_step_and_a_story_begins_at_its_start(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/descent?{BOUNCE}")
    at_step(page, 0, 20)
    for step in (1, 2):
        page.keyboard.press("ArrowRight")
        at_step(page, step, 20)
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
    at_step(page, 2, 20)
    expect(say(page)).to_contain_text("Step 2 subtracts 0.05 × ")
    page.get_by_label("Ready-made stories").click()
    page.get_by_role("option", name="Divergence").click()
    expect(page.get_by_text("After step 63 the loss is inf")).to_be_visible()
    at_step(page, 0, 62)
    assert query(page) == {"loss": "mse", "lr": "0.1", "steps": "100"}


def test_a_long_descent_can_be_stopped_and_keeps_what_it_has(app_url: str, page: Page) -> None:
    """1,000 steps over a million cells take many seconds."""
    page.goto(f"{app_url}/descent?from=hidden-100000-10-1&steps=1000&loss=mse")  # it does not settle by itself
    page.get_by_role("button", name="Stop the descent").click()
    expect(page.get_by_text(re.compile(r"^Stopped after [1-9][0-9]* of 1,000 steps\.$"))).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    press_next(page).click()
    expect(page.locator(".walk .count")).to_have_text(re.compile(r"^1 of [1-9][0-9]*$"))


def test_ten_steps_of_the_hidden_layer_by_keyboard_and_back_to_the_tape_with_its_numbers(
    app_url: str, page: Page
) -> None:
    open_at(page, f"{app_url}/descent?from=mixed-4x2&model=hidden&lr=1.4")
    at_step(page, 0, 40)
    done = descend(decode("from=mixed-4x2&model=hidden").scenario, 1.4, 40)
    for step in range(1, 11):
        page.keyboard.press("ArrowRight")
        at_step(page, step, 40)
        expect(say(page)).to_have_text(re.compile(rf"^Step {step} subtracts 1\.4 × its \.grad from each leaf\."))
    row = page.locator(".note.on .answers tr").nth(1)
    kept, used = done.leaves["layer1"], done.leaf_grads["layer1"]
    sizes = [kept[10], used[9], kept[10] - kept[9], kept[10] - kept[0]]
    expect(row.locator("td")).to_have_text([short(each.abs().max().item()) for each in sizes])
    expect(row.locator("th")).to_have_text("layer1 (2, 20), largest")
    tab_to(page, "This step on Backward")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Backward: from loss to every .grad")
    at_step(page, 0, 11)
    assert decode(urlencode(query(page))).scenario == done.at(9), "where the gradient is that step 10 subtracts"


def test_a_story_of_the_sigmoid_is_chosen_and_seen_on_the_tape_by_keyboard(app_url: str, page: Page) -> None:
    story = DESCENT_STORIES["plateau"]
    assert story.tell is not None
    told = story.tell(descend(story.build(), story.lr, story.steps))
    assert told is not None
    open_at(page, f"{app_url}/descent")
    at_step(page, 0, 40)
    box = page.get_by_role("combobox", name="Ready-made stories")
    box.focus()
    page.keyboard.type(story.title)
    expect(page.get_by_role("option")).to_have_text([story.title])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".descent-facts li")).to_have_text([each.replace("`", "") for each in told.sentences])
    at_step(page, 0, story.steps)
    for scheme in in_both_themes(page):
        assert sight.faint(page, ".descent-facts, .answers, .descent-stage") == [], scheme
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


def test_both_fit_every_screen(app_url: str, page: Page) -> None:
    """Nothing is wider than the screen, cut off, or lies on something else."""
    deep = "descent?from=yesno-300-12-54&model=deep&start=6&lr=4#step=5"
    for view in ("slope?from=article-1000x10", "descent?from=article-1000x10#step=40", deep):
        open_at(page, f"{app_url}/{view}", PHONE)
        for width in (320, 390, 700, 1280, 1920):
            resize(page, (width, 844))
            assert sight.too_wide(page) == 0, (view, width)
            if view.startswith("descent"):
                assert sight.cut_off(page, ".note.on .compare-box") == [], (view, width)
                assert sight.colliding(page, ".descent-plot, .descent-captions, .says") == [], (view, width)


def test_no_step_of_a_descent_moves_what_is_under_it(app_url: str, page: Page) -> None:
    for size in (LAPTOP, PHONE):
        open_at(page, f"{app_url}/descent?from=kink&rate=inverse&steps=12", size)
        at_step(page, 0, 12)
        places = set()
        for step in range(13):
            page.keyboard.press("ArrowRight" if step else "Home")
            at_step(page, step, 12)
            places.add(
                str([page.locator(part).bounding_box() for part in (".stage", ".dock", ".descent-plot >> nth=1")])
            )
        assert len(places) == 1, size
