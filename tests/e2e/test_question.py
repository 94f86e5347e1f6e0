"""The opening page in a browser: the references followed by mouse, keyboard and node; the run without tracking."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.reading import PHONE, SMALL_LAPTOP, in_both_themes, open_at
from tests.e2e.waits import settled

LAST = 7


def walk(page: Page) -> Locator:
    return page.locator(".walk[data-ready]")


def stands_at(page: Page, step: int) -> None:
    """The walk shows a step, and the address says so."""
    expect(walk(page)).to_have_attribute("data-shown", str(step))
    if step:
        expect(page).to_have_url(re.compile(rf"#step={step}$"))


def next_button(page: Page) -> Locator:
    return walk(page).locator("[data-do=next]")


def ends_in_coeffs(page: Page) -> None:
    stands_at(page, LAST)
    card = walk(page).locator(".card.on")
    expect(card).to_contain_text(".next_functions[1][0].variable")
    expect(card).to_contain_text("….variable is coeffs\nTrue")
    expect(card).to_contain_text("tensor([7., 7.])")
    expect(walk(page).locator(".node.dim")).to_have_count(0)


def test_the_references_are_followed_by_keyboard_and_by_mouse(app_url: str, page: Page) -> None:
    open_at(page, app_url)
    stands_at(page, 0)  # the keys work once the walk is there
    for step in range(1, LAST + 1):
        page.keyboard.press("ArrowRight")
        stands_at(page, step)
    ends_in_coeffs(page)
    page.keyboard.press("Home")
    expect(walk(page)).to_have_attribute("data-shown", "0")
    for step in range(1, LAST + 1):
        next_button(page).click()
        stands_at(page, step)
        expect(walk(page).locator(".node:not(.dim)")).to_have_count(min(step, LAST - 1))
    ends_in_coeffs(page)
    page.go_back()
    stands_at(page, LAST - 1)
    page.go_forward()
    settled(page)
    next_button(page).click()
    expect(page.locator("h1")).to_have_text("Forward: compute the loss, leave a trail")


def test_a_node_leads_to_its_step_and_an_old_link_opens_where_it_did(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/?from=mixed-4x2&step=2")
    expect(page).to_have_url(re.compile(r"\?from=mixed-4x2#step=2$"))
    stands_at(page, 2)
    expect(walk(page).locator(".node.running")).to_have_text("AbsBackward0")
    walk(page).locator("[data-go='5']").click()
    stands_at(page, 5)
    expect(walk(page).locator(".node.running")).to_have_text("MulBackward0")
    page.reload()
    stands_at(page, 5)


_OUTSIDE = """() => { const stage = document.querySelector('.walk .stage').getBoundingClientRect();
  return [...document.querySelectorAll('.walk .card.on, .walk .kept, .walk .after, .walk .console')]
    .filter(one => getComputedStyle(one).visibility !== 'hidden')
    .filter(one => one.offsetWidth).map(one => [one.className, one.getBoundingClientRect()])
    .filter(([, box]) => box.left < stage.left - 1 || box.right > stage.right + 1 || box.bottom > stage.bottom + 1)
    .map(([name]) => name); }"""
_OVER_THE_LINE = """() => { const card = document.querySelector('.walk .card.on').getBoundingClientRect();
  return document.querySelector('.walk .kept').getBoundingClientRect().top - card.bottom; }"""


def test_the_console_stays_in_the_stage_and_over_the_line_at_every_step(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/?from=article-1000x10&loss=mse", SMALL_LAPTOP)
    for step in range(LAST + 1):
        if step:
            page.keyboard.press("ArrowRight")
        stands_at(page, step)
        assert page.evaluate(_OUTSIDE) == [], step
        assert page.evaluate(_OVER_THE_LINE) > 0, step


def test_on_a_phone_the_console_and_the_frame_stand_one_under_the_other(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/#step=6", PHONE)
    expect(walk(page)).to_have_class(re.compile("narrow"))
    for _ in in_both_themes(page):
        expect(walk(page).locator(".card.on")).to_contain_text("AccumulateGrad")
        expect(walk(page).locator(".kept")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.evaluate(_OUTSIDE) == []


def test_without_requires_grad_torch_says_that_there_is_nothing_to_follow(app_url: str, page: Page) -> None:
    open_at(page, app_url)
    page.get_by_text("Run it without").click()
    expect(page.locator("pre.typed")).to_contain_text("element 0 of tensors does not require grad")
    stands_at(page, 0)
    next_button(page).click()
    stands_at(page, 1)
    expect(page.locator("pre.typed")).to_be_visible()
