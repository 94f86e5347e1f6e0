"""The walk without a mouse."""

from playwright.sync_api import Page, expect

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
