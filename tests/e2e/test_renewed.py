"""What is drawn anew keeps what it has in common with the picture before, and is what a fresh page shows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import waits
from tests.e2e.reading import open_at

HELD = """walk => {
  const copy = walk.cloneNode(true);
  copy.classList.remove('narrow', 'tight');
  for (const one of copy.querySelectorAll('.flying, .your-turn')) one.remove();
  for (const one of copy.querySelectorAll('.changed')) one.classList.remove('changed');
  for (const one of copy.querySelectorAll('[class=""]')) one.removeAttribute('class');
  copy.querySelector('.announce').textContent = '';
  return [copy, ...copy.querySelectorAll('*')].map(one => [
    one.localName, [...one.attributes].map(({name, value}) => `${name}=${value}`).sort().join(' '),
    [...one.childNodes].filter(child => child.nodeType === 3).map(child => child.data).join('')].join(' | '));
}"""
"""All of the walk, but what tells of the way to it."""


def typed(name: str, at: str, text: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(f'[data-cells="v.{name}"] td[data-at="{at}"]').click()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    return act


def pressed(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).locator("visible=true").first.click()


CHANGES = {
    "the linear model": (
        "backward?from=mixed-4x2#step=5",
        (
            pressed('.walk [data-do=pick][data-j="1"]'),
            typed("coeffs", "0", "0.015625"),
            typed("t_dep", "3", "-12345.678"),
            typed("coeffs", "1", "abc"),
            typed("coeffs", "1", "1e-7"),
            pressed('[data-cells="g.residuals"] td[data-at="2"]'),
            pressed('.walk [data-do=pick][data-j="0"]'),
        ),
    ),
    "a hidden layer": (
        "backward?model=hidden&start=5#step=4",
        (typed("const", "", "-3"), typed("t_dep", "0", "0.001"), pressed(".gradient[data-axes] td[data-at]")),
    ),
}


@pytest.mark.parametrize("model", CHANGES)
def test_each_change_leaves_what_a_fresh_page_shows(app_url: str, page: Page, model: str) -> None:
    address, changes = CHANGES[model]
    open_at(page, f"{app_url}/{address}")
    fresh = page.context.new_page()
    for number, change in enumerate(changes):
        with waits.rerun(page):
            change(page)
        page.evaluate("() => document.querySelector('.walk-here').held.told")
        refused = page.locator(".walk .why")
        if refused.count():
            continue
        open_at(fresh, page.url)
        found = (each.locator(".walk").evaluate(HELD) for each in (page, fresh))
        differ = next((pair for pair in zip(*found, strict=True) if pair[0] != pair[1]), None)
        assert differ is None, number
        page.bring_to_front()  # a page behind another one is slow
    fresh.close()


def test_what_is_open_and_what_has_the_focus_stay(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2#step=2")
    cell = page.locator('[data-cells="v.coeffs"] td[data-at="0"]')
    view = page.locator(".walk .view").element_handle()
    with waits.rerun(page):
        typed("coeffs", "0", "2")(page)
    expect(cell).to_have_text("2")
    assert page.evaluate("view => view.isConnected && document.activeElement === view", view)
    with waits.rerun(page):
        page.locator('.walk [data-do=pick][data-j="1"]').click()
    assert page.evaluate("view => view.isConnected", view)
    expect(page.locator('.walk [data-do=pick][data-j="1"]')).to_be_focused()
