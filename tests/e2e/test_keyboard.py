"""The walk without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import waits
from tests.e2e.reading import at_step, open_at, press_next, query, stage
from tests.ui.markup import kept
from ui.frame.views import VIEWS

FOCUSED = "() => { const e = document.activeElement; return (e.ariaLabel || e.innerText || e.value || '').trim(); }"
RINGED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const outlined = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  return !e.matches('a, button') || outlined || style.boxShadow !== 'none';
}"""


def test_right_left_home_end_and_enter_step_through_the_walk(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, 7)
    page.keyboard.press("ArrowLeft")  # there is nothing before
    for step in range(1, 8):
        page.keyboard.press("ArrowRight")
        at_step(page, step, 7)
    assert kept(stage(page)) == ["+0.5", "−1.25"]
    for key, step in (("ArrowLeft", 6), ("Home", 0), ("End", 7), ("Home", 0)):
        page.keyboard.press(key)
        at_step(page, step, 7)
    assert query(page) == {"from": "mixed-4x2"}
    press_next(page).focus()
    for step in (1, 2, 3):
        page.keyboard.press("Enter")
        at_step(page, step, 7)
        expect(press_next(page)).to_be_focused()


def test_tab_reaches_every_control_in_the_order_of_the_page_and_shows_where_it_is(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=3")
    at_step(page, 3, 7)
    reached: list[list[str]] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate(FOCUSED)).splitlines())
        assert page.evaluate(RINGED), ("no ring shows where the focus is", reached[-1])
    shown = [view.short for view in VIEWS.values()]
    expected = [*shown, "Words", "Share", "Change", "Picture", "t_dep[3]", "Previous step", "Next: SumBackward1"]
    expected += ["coeffs.grad[0]", "All numbers of a step"]
    places = [
        next(
            (at for at, lines in enumerate(reached) if len(lines) < 5 and any(one.startswith(name) for one in lines)),
            -1,
        )
        for name in expected
    ]
    assert -1 not in places, (expected, reached)
    assert places == sorted(places), (expected, reached)


def test_arrows_inside_a_text_field_move_the_cursor_and_not_the_walk(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=article-1000x10&step=3")
    field = page.get_by_label("Sample, 0 to 999")
    field.focus()
    field.press("Home")
    field.press("ArrowRight")
    field.press("End")
    field.press("ArrowLeft")
    at_step(page, 3, 7)
    press_next(page).click()
    at_step(page, 4, 7)


def test_the_first_tab_stop_passes_the_menus_and_leads_to_the_picture(app_url: str, page: Page) -> None:
    """Streamlit's own menu stands before everything else."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=3")
    at_step(page, 3, 7)
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Picture")).to_be_focused()
    page.keyboard.press("ArrowRight")
    at_step(page, 4, 7)


def test_enter_in_a_cell_takes_the_number_and_the_keys_step_again(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=article-2x2")
    at_step(page, 0, 5)
    cell = page.locator('[data-cells="v.t_dep"] td[data-at="0"]')
    for text, shown in (("1", "1"), ("nonsense", "nonsense"), ("3.5", "3.5")):
        cell.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator(".why")).to_have_count(int(text == "nonsense"))
        if text != "nonsense":
            expect(page.locator('[data-cells="v.coeffs"]')).to_be_visible()
            expect(cell).to_have_text(shown)
        expect(cell if text == "nonsense" else page.get_by_role("group", name="Picture")).to_be_focused()
    page.keyboard.press("ArrowRight")
    at_step(page, 1, 5)


def test_on_another_page_one_begins_at_its_top_with_the_focus_on_its_title(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward#step=5", (640, 360))
    at_step(page, 5, 5)
    forward = page.locator(".walk [data-do=next]")
    forward.focus()
    page.keyboard.press("Enter")
    at_step(page, 0, 7)
    expect(page.locator("h1")).to_be_focused()
    assert page.locator(".stMain").evaluate("main => main.scrollTop") == 0


def test_a_call_of_life_is_announced(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life")
    page.locator("[class*=st-key-life-call-f] button").first.press("Enter")
    expect(page.locator(".walk .announce")).to_contain_text("Call 1: after loss = calc_loss")


def test_who_wants_no_motion_sees_no_fold_grow(app_url: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_at(page, f"{app_url}/backward")
    with waits.rerun(page):
        page.evaluate(
            """() => {
              const fold = document.querySelector('.stExpander details');
              window.seen = new Set();
              const look = () => {
                window.seen.add(Math.round(fold.getBoundingClientRect().height));
                requestAnimationFrame(look);
              };
              look();
              fold.querySelector('summary').click();
            }"""
        )
    waits.painted(page)
    assert len(page.evaluate("() => [...window.seen]")) <= 6  # shut, open, and what came into it


def test_what_a_button_opened_has_the_focus(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/mistakes")
    button = page.locator("[class*=st-key-group-] button").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2.mistake-title")).to_be_focused()


def test_all_numbers_of_a_step_are_those_of_the_step_that_is_seen(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, 7)
    for step in (2, 5):
        while int(page.locator(".walk").get_attribute("data-shown") or 0) < step:
            page.keyboard.press("ArrowRight")
        at_step(page, step, 7)
        page.get_by_text("All numbers of a step").click()
        expect(page.get_by_role("combobox", name="Step")).to_have_value(re.compile(f"^{step}: "))
        page.get_by_text("All numbers of a step").click()
        expect(page.get_by_role("combobox", name="Step")).to_be_hidden()
        page.locator(".walk .view").focus()
