"""A replica dies under a reader: the page comes back by itself, at the other replica, where the reader was."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from core import run_backward
from core.link.links import decode
from core.numbers import short
from core.scenario.scenario import Scenario
from tests.deploy.balancer import SECRET, Balancer, balancing
from tests.deploy.visitor import home, loaded, upload
from tests.e2e import server, waits
from tests.e2e.fields import type_into
from tests.e2e.reading import at_step, button, open_at, press_next, query, stage
from tests.ui.markup import groups, kept

BACKWARD = 7
"""The last step."""

OWN = {"from": "mixed-4x2", "set": "indep.2.0_-2.5"}
"""Numbers of the reader's own, which no replica but the one that dies has seen."""


@pytest.fixture
def balanced(tmp_path: Path) -> Iterator[Balancer]:
    """One for each test, since each kills a replica."""
    with balancing(tmp_path) as found:
        yield found


def test_the_reader_of_a_killed_replica_goes_on_at_the_other(balancer: Balancer, page: Page, tmp_path: Path) -> None:
    """And a file still finds its visit when the first replica is back, since the cookie moved along."""
    open_at(page, f"{balancer.address}/your_numbers?from=mixed-4x2")
    type_into(page, "t_indep[2, 0]", "-2.5")
    page.wait_for_url(re.compile("set="))
    page.locator(".st-key-nav").get_by_role("link", name="Backward", exact=True).click()
    at_step(page, 0, BACKWARD)
    for _ in range(3):
        press_next(page).click()
    at_step(page, 3, BACKWARD)
    assert query(page) == OWN
    before, address, dead = groups(stage(page)), page.url, home(page)

    loaded(page)
    with waits.reconnection(page):
        balancer.apps[dead].kill()
    living = home(page)
    assert {living, dead} == set(balancer.apps)
    assert (page.url, groups(stage(page))) == (address, before)
    expect(page.locator("h1")).to_contain_text("Backward")
    expect(page.locator(".notice")).to_have_count(0)

    page.keyboard.press("End")
    at_step(page, BACKWARD, BACKWARD)
    grads = run_backward(own()).coeffs_grad.tolist()
    assert kept(stage(page)) == [short(grad, signed=True) for grad in grads]

    with server.started(tmp_path / "back.log", balancer.replicas[dead], SECRET):
        page.locator(".st-key-nav").get_by_role("link", name="Your numbers", exact=True).click()
        upload(page, tmp_path, "x,y\n1,2\n3,4\n")
        expect(page.get_by_role("heading", name="2 rows, 2 columns")).to_be_visible()
        assert balancer.has_served("/_stcore/upload_file/", 1) == [("PUT", "204", living)]


def test_who_only_looked_at_a_page_can_click_on_it_after_the_failure(balancer: Balancer, page: Page) -> None:
    """The other replica has drawn none of what the browser shows."""
    open_at(page, f"{balancer.address}/backward?{urlencode(OWN)}#step=3")
    at_step(page, 3, BACKWARD)
    loaded(page)
    with waits.reconnection(page):
        balancer.apps[home(page)].kill()
    page.get_by_role("button", name="coeffs.grad[1]").click()
    expect(page.get_by_role("button", name="coeffs.grad[1]")).to_have_attribute("aria-pressed", "true")
    at_step(page, 3, BACKWARD)
    assert query(page) == OWN | {"j": "1", "trace": "1"}


def test_numbers_too_many_for_an_address_are_lost_and_the_page_says_so(
    balancer: Balancer, page: Page, tmp_path: Path
) -> None:
    open_at(page, f"{balancer.address}/your_numbers")
    upload(page, tmp_path, "x,y\n" + "".join(f"{k}.123,{k}.456\n" for k in range(1_000)))
    expect(page.get_by_role("heading", name="1,000 rows, 2 columns")).to_be_visible()
    button(page, "table_use").click()
    expect(page.locator(".strip")).to_contain_text("1,000 samples, 1 coefficient")
    assert "data" in query(page)
    loaded(page)
    with waits.reconnection(page):
        balancer.apps[home(page)].kill()
    expect(page.locator(".notice")).to_contain_text("numbers were too many to stand in it")
    expect(page.locator(".strip")).to_contain_text("The article's 2×2")


def own() -> Scenario:
    return decode(urlencode(OWN)).scenario
