"""The content security policy of nginx.conf: it knows the scripts that there are, and the app works under it."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import Page, expect

from tests.deploy.balancer import CONF, Balancer
from tests.e2e.reading import follow, open_at, unfold
from ui.frame.styles import CODE
from ui.frame.views import VIEWS

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
WITHIN = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def policy() -> dict[str, set[str]]:
    """What each directive allows."""
    (written,) = re.findall(r'map "" \$policy \{\s*default "([^"]+)";', CONF.read_text(encoding="utf-8"))
    return {name: set(allowed) for name, *allowed in map(str.split, written.split(";"))}


def digest(code: str) -> str:
    """As CSP writes it (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"


def test_the_inline_scripts_that_it_lets_run_are_the_apps_and_streamlits() -> None:
    """After a change of one of these scripts its digest in nginx.conf is the one that this test names."""
    inline = [CODE, *WITHIN.findall(INDEX.read_text(encoding="utf-8"))]
    assert policy()["script-src"] == {"'self'", "blob:", *map(digest, inline)}


def test_nothing_comes_from_another_host() -> None:
    for name, allowed in policy().items():
        hosts = {each for each in allowed if not each.startswith("'") and each not in {"data:", "blob:"}}
        assert hosts <= ({"*"} if name == "frame-ancestors" else set()), name
    assert policy()["default-src"] == {"'none'"}


@pytest.mark.parametrize("path", ["/", "/forward", "/_stcore/health", "/static/nothing.js"])
def test_every_answer_bears_it(balancer: Balancer, path: str) -> None:
    assert "default-src 'none'" in balancer.ask(path).headers["Content-Security-Policy"]


def test_the_app_works_under_it(balancer: Balancer, page: Page) -> None:
    """The page fixture fails on what the policy refuses: the browser writes an error for each."""
    open_at(page, f"{balancer.address}/?from=mixed-4x2")
    for view in VIEWS.values():
        follow(page, view.short)
        expect(page.locator("h1")).to_have_text(view.title.replace("`", ""))
        expect(page.get_by_role("navigation").locator('[aria-current="page"]')).to_have_text(view.short)
    open_at(page, f"{balancer.address}/backward?from=mixed-4x2")
    expect(page.locator(".walk[data-ready]")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".walk")).to_have_attribute("data-shown", "1")
    unfold(page)
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#share-link")).to_have_value(page.url)
