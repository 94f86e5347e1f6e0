"""A number moves only to explain: on a step forward, from where it comes from, and for less than half a second."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.reading import PHONE, at_step, open_at, resize

LAST, AT_MOST = 7, 450
MOVING = "() => document.getAnimations().filter(one => one.effect.target.closest('.stage'))"
LASTS = f"() => Math.max(0, ...({MOVING})().map(one => one.effect.getComputedTiming().endTime))"
STARTS = """key => {
  const stage = document.querySelector('.stage'), middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  return [...stage.querySelectorAll(`[data-cells="${key}"] td`)].map(cell => {
    const moves = cell.getAnimations();
    for (const one of moves) { one.pause(); one.currentTime = one.effect.getComputedTiming().delay; }
    return moves.length ? middle(cell.getBoundingClientRect()).map(Math.round) : null;
  });
}"""
"""Where the middles of a tensor's cells are when they begin to move; None for one that does not."""
MIDDLES = """key => [...document.querySelectorAll(`[data-cells="${key}"] td`)].map(cell => {
  const box = cell.getBoundingClientRect();
  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
})"""
FLYING = """() => [...document.querySelectorAll('.flying')].filter(copy => copy.checkVisibility())
  .map(copy => copy.textContent)"""

MADE = {1: ("g.errors", "g.loss"), 2: ("g.residuals", "l.errors"), 5: ("g.contributions", "l.products")}
"""By step, what is made, and from where it sets out: 1 splits into N; what meets a local derivative, from there."""
FLY = {
    2: ["+0.25"] * 4,
    5: ["−0.25"] * 4 + ["+0.25"] * 4,
    6: ["+1", "+0.5", "−0.75", "−0.25", "0", "+0.25", "−1", "−0.5"],
}
"""By step, the numbers that fly: to the local derivative, and of each coefficient the last row first, to the total."""


@pytest.fixture
def slowed(page: Page) -> Iterator[None]:
    """Motion at a hundredth of its speed, or a busy machine would look when all is over."""
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0.01})
    yield
    session.send("Animation.setPlaybackRate", {"playbackRate": 1})  # the tab is used again
    session.detach()


@pytest.mark.usefixtures("slowed")
def test_what_a_step_makes_comes_from_what_it_is_made_of(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, LAST)
    for step in range(1, LAST + 1):
        page.keyboard.press("ArrowRight")
        found = page.evaluate(LASTS)
        assert 0 < found <= AT_MOST + 0.01, step
        if step in FLY:
            assert page.evaluate(FLYING) == FLY[step], step
        if step in MADE:
            made, source = MADE[step]
            places = page.evaluate(MIDDLES, source)
            starts = page.evaluate(STARTS, made)
            assert starts == (places if len(places) > 1 else places * len(starts)), step
        at_step(page, step, LAST)
    for key in ("ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        assert page.evaluate(f"() => ({MOVING})().length") == 0, key
        assert page.evaluate(FLYING) == [], key


@pytest.mark.parametrize("size", [(1440, 800), PHONE])
def test_who_wants_no_motion_reads_what_became_of_the_number(app_url: str, page: Page, size: tuple[int, int]) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    resize(page, size)
    at_step(page, 0, LAST)
    lines = []
    for step in range(1, LAST + 1):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(f"() => ({MOVING})().length") == 0, step
        at_step(page, step, LAST)
        lines.append(page.locator(".walk .moved").inner_text())
    added = "−0.25 + … + +1 → +0.5"
    assert lines == ["+1 → +0.25", "+0.25 → −0.25", *["−0.25 → −0.25"] * 3, added, "None → +0.5"]
    page.keyboard.press("ArrowLeft")
    at_step(page, LAST - 1, LAST)
    assert page.locator(".walk .moved").inner_text() == ""
