"""The walk without a mouse."""

from playwright.sync_api import Page

from tests.e2e.reading import button, open_at, query, stands_at, tape
from tests.ui.markup import kept
from ui.frame.views import VIEWS

FOCUSED = "() => { const e = document.activeElement; return (e.innerText || e.ariaLabel || e.value || '').trim(); }"
RINGED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const outlined = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  return !e.matches('a, button') || outlined || style.boxShadow !== 'none';
}"""
IN_STEPS = "key => document.activeElement?.closest('.st-key-' + key) !== null"


def test_right_left_home_and_end_step_through_the_walk(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    stands_at(page, 0, 7)
    for step in range(1, 8):
        page.keyboard.press("ArrowRight")
        stands_at(page, step, 7)
    assert kept(tape(page)) == ["+0.5", "−1.25"]
    page.keyboard.press("ArrowLeft")
    stands_at(page, 6, 7)
    page.keyboard.press("Home")
    stands_at(page, 0, 7)
    page.keyboard.press("End")
    stands_at(page, 7, 7)
    assert query(page) == {"from": "mixed-4x2", "step": "7"}


def test_left_at_the_first_step_does_nothing(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    stands_at(page, 0, 7)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    stands_at(page, 1, 7)


def test_tab_reaches_every_control_in_the_order_of_the_page_and_shows_where_it_is(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=3")
    stands_at(page, 3, 7)
    reached: list[list[str]] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate(FOCUSED)).splitlines())
        assert page.evaluate(RINGED), ("no ring shows where the focus is", reached[-1])
    shown = [view.short for view in VIEWS.values()]
    expected = [*shown, "Words", "Share", "Change", "Next: SumBackward1", "coeffs.grad[0]", "All numbers of this step"]
    places = [
        next((at for at, lines in enumerate(reached) if any(line.startswith(name) for line in lines)), -1)
        for name in expected
    ]
    assert -1 not in places, (expected, reached)
    assert places == sorted(places), (expected, reached)


def test_enter_presses_the_button_in_focus_and_the_focus_stays(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    button(page, "next").focus()
    for step in (1, 2, 3):
        page.keyboard.press("Enter")
        stands_at(page, step, 7)
        assert page.evaluate(IN_STEPS, "next")


def test_arrows_inside_a_text_field_move_the_cursor_and_not_the_walk(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=article-1000x10&step=3")
    field = page.locator(".st-key-choose-sample input")
    field.focus()
    field.press("Home")
    field.press("ArrowRight")
    field.press("End")
    field.press("ArrowLeft")
    stands_at(page, 3, 7)
    button(page, "next").click()
    stands_at(page, 4, 7)
