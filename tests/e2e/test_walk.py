"""The main path in a browser: the numbers, `loss.backward()`, coeffs.grad."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.reading import button, onward, open_at, query, stands_at, tape
from tests.ui.markup import kept, tables

FORWARD, BACKWARD = 5, 7
"""The last steps."""

NUMBERS = {
    "article-2x2": {"v.preds": ["1.5", "3.5"], "v.loss": ["3"], "coeffs.grad": ["−2", "−3"]},
    "mixed-4x2": {"v.preds": ["1.5", "3.5", "1.5", "2"], "v.loss": ["2.125"], "coeffs.grad": ["+0.5", "−1.25"]},
}
"""Worked out by hand."""


@pytest.mark.parametrize("preset", NUMBERS)
def test_from_the_numbers_to_coeffs_grad_step_by_step(app_url: str, page: Page, preset: str) -> None:
    open_at(page, f"{app_url}/forward?from={preset}")
    for step in range(1, FORWARD + 1):
        button(page, "next").click()
        stands_at(page, step, FORWARD)
        assert kept(tape(page)) == ["None"]
    for key in ("v.preds", "v.loss"):
        assert [row[0] for row in tables(tape(page))[key].texts] == NUMBERS[preset][key]

    page.get_by_role("link", name="loss.backward()").click()
    stands_at(page, 0, BACKWARD)
    expect(page.locator("h1")).to_have_text("Backward: from loss to coeffs.grad")
    for step in range(1, BACKWARD + 1):
        assert kept(tape(page)) == ["None"]
        button(page, "next").click()
        stands_at(page, step, BACKWARD)
    assert kept(tape(page)) == NUMBERS[preset]["coeffs.grad"]

    page.get_by_role("link", name="Next: By hand").click()
    expect(page.locator("h1")).to_have_text("By hand: the same gradient without autograd")


def test_clicking_next_as_fast_as_one_can_loses_nothing(app_url: str, page: Page) -> None:
    """Seven clicks that wait for no answer from the server: each one counts."""
    open_at(page, f"{app_url}/backward")
    for _ in range(BACKWARD):
        button(page, "next").click(no_wait_after=True)
    stands_at(page, BACKWARD, BACKWARD)
    assert kept(tape(page)) == ["−2", "−3"]


def test_back_undoes_a_step_and_forward_brings_it_again(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    for step in (1, 2, 3):
        button(page, "next").click()
        stands_at(page, step, BACKWARD)
    for step in (2, 1, 0):
        page.go_back()
        stands_at(page, step, BACKWARD)
        assert set(query(page)) <= {"from", "step"}
    assert tables(tape(page))["g.errors"].texts == [[""]] * 4
    for step in (1, 2):
        page.go_forward()
        stands_at(page, step, BACKWARD)
    assert tables(tape(page))["g.residuals"].texts == [["−0.25"], ["−0.25"], ["+0.25"], ["+0.25"]]
    button(page, "next").click()
    stands_at(page, 3, BACKWARD)


@pytest.mark.parametrize("by", ["mouse", "key"])
def test_back_undoes_the_call_and_returns_to_the_last_step_of_forward(app_url: str, page: Page, by: str) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2&step=5")
    stands_at(page, FORWARD, FORWARD)
    if by == "mouse":
        onward(page).click()
    else:
        page.keyboard.press("ArrowRight")
    stands_at(page, 0, BACKWARD)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Forward: compute the loss, leave a trail")
    expect(page).to_have_url(re.compile("/forward"))
    stands_at(page, FORWARD, FORWARD)
    page.go_forward()
    stands_at(page, 0, BACKWARD)
    expect(page).to_have_url(re.compile("/backward"))


def test_a_reload_shows_the_same_state(app_url: str, page: Page) -> None:
    """A new connection, and a new session on the server: all that matters is in the address."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2&loss=mse")
    for step in (1, 2, 3):
        button(page, "next").click()
        stands_at(page, step, BACKWARD)
    before = tape(page)
    page.reload()
    stands_at(page, 3, BACKWARD)
    assert tape(page) == before


def test_the_1000x10_walks_too(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=article-1000x10&i=500&j=6")
    button(page, "last").click()
    stands_at(page, BACKWARD, BACKWARD)
    assert tables(tape(page))["v.preds"].headers[2] == "sample 500"
    assert len(kept(tape(page))) == 5
    expect(page.get_by_text("1,000 contributions added")).to_be_visible()


def test_the_chosen_entry_is_shown_as_chosen_after_a_link_to_the_next_view(app_url: str, page: Page) -> None:
    """The browser forgets a widget when its page is left, and drew it unselected though the page used the entry."""
    open_at(page, f"{app_url}/forward?from=mixed-4x2&i=2&j=1&step=5")
    onward(page).click()
    expect(page).to_have_url(re.compile("/backward"))
    expect(page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    open_at(page, f"{app_url}/by_hand?from=mixed-4x2&j=1")
    onward(page).click()
    expect(page).to_have_url(re.compile("/slope"))
    expect(page.get_by_role("radio", name="coeffs.grad[1]")).to_be_checked()
