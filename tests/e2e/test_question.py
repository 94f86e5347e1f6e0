"""The opening page in a browser: the references followed by mouse and by keyboard, and the run without tracking."""

from playwright.sync_api import Page, expect

from tests.e2e.reading import button, onward, open_at, stands_at
from tests.e2e.waits import settled


def ends_in_coeffs(page: Page) -> None:
    stands_at(page, 7, 7)
    typed = page.locator("pre.typed")
    expect(typed.first).to_contain_text(".next_functions[1][0].variable")
    expect(typed.last).to_contain_text("….variable is coeffs\nTrue")
    expect(typed.last).to_contain_text("tensor([7., 7.])")


def test_the_references_are_followed_by_mouse(app_url: str, page: Page) -> None:
    open_at(page, app_url)
    for step in range(1, 8):
        button(page, "next").click()
        stands_at(page, step, 7)
    ends_in_coeffs(page)
    settled(page)
    onward(page).click()
    expect(page.locator("h1")).to_have_text("Forward: compute the loss, leave a trail")


def test_the_references_are_followed_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, app_url)
    stands_at(page, 0, 7)  # the keys work once the buttons are there
    for step in range(1, 8):
        page.keyboard.press("ArrowRight")
        stands_at(page, step, 7)
    ends_in_coeffs(page)


def test_without_requires_grad_torch_says_that_there_is_nothing_to_follow(app_url: str, page: Page) -> None:
    open_at(page, app_url)
    page.get_by_text("Run it without").click()
    expect(page.locator("pre.typed")).to_contain_text("element 0 of tensors does not require grad")
