"""The walk on a laptop, a projector and a phone: it stays where it is, and everything on it can be read."""

from collections import defaultdict

import pytest
from playwright.sync_api import Page

from tests.e2e import sight
from tests.e2e.reading import (
    LAPTOP,
    PHONE,
    SMALL_LAPTOP,
    at_step,
    fonts_loaded,
    in_both_themes,
    open_at,
    resize,
)

CALLS = 5
"""How many calls the article's program makes."""

PARTS = (".st-key-bar", ".page-title", ".walk")
WINDOWS = {"projector": (1920, 1080), "small-laptop": SMALL_LAPTOP, "phone": PHONE}
PROBLEMS = {
    "from=mixed-4x2&loss=huber": CALLS,
    "from=article-1000x10&loss=logcosh&i=500&j=5": CALLS + 1,
}
"""With wide words; large, with an entry far inside, which needs a second gap, and one more call."""

OUTSIDE = """() => {
  const stage = document.querySelector('.stage').getBoundingClientRect();
  const parts = document.querySelectorAll('.stage :is(.card.on, .stop > *, .head > *, .node > *, .call > *)');
  return [...parts].filter(element => {
    const {left, right, top, bottom, width} = element.getBoundingClientRect();
    const across = left < stage.left - 2 || right > stage.right + 2;
    return width && (across || top < stage.top - 3 || bottom > stage.bottom + 2);
  }).map(element => 'outside: ' + element.className + ' ' + element.textContent.slice(0, 60));
}"""

Places = dict[str, list[float]]


DIGIT = "() => parseFloat(getComputedStyle(document.querySelector('.stage td')).fontSize)"
TABLES = """() => {
  const stage = document.querySelector('.stage').getBoundingClientRect();
  const seen = (table) => getComputedStyle(table).visibility === 'visible';
  const tables = [...document.querySelectorAll('.stage table.cells')].filter(seen);
  const boxes = tables.map(table => table.getBoundingClientRect());
  const edges = [...new Set(boxes.flatMap(box => [box.left, box.right]))].sort((a, b) => a - b);
  let area = 0;
  for (const [place, left] of edges.slice(0, -1).entries()) {
    let down = -Infinity;
    for (const box of boxes.filter(each => each.left <= left && each.right > left).sort((a, b) => a.top - b.top)) {
      area += (edges[place + 1] - left) * Math.max(0, box.bottom - Math.max(box.top, down));
      down = Math.max(down, box.bottom);
    }
  }
  return area / (stage.width * stage.height);
}"""
"""The share of the stage's box that the boxes of its tables cover together."""
TO_CARD = """() => {
  const card = document.querySelector('.card.on').getBoundingClientRect();
  return Math.min(...[...document.querySelectorAll('.node.running')].map(element => {
    const node = element.getBoundingClientRect();
    const across = Math.max(0, card.left - node.right, node.left - card.right);
    return Math.hypot(across, Math.max(0, card.top - node.bottom, node.top - card.bottom));
  }));
}"""
"""From the node that runs to the card, in pixels."""


def places(page: Page) -> Places:
    """Where the stage, its tables and nodes and what is around it stand, and how large they are, in pixels."""
    found: Places = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.stage, .dock, [data-cells]')].map(element => {
          const {x, y, width, height} = element.getBoundingClientRect();
          return [element.dataset.cells ?? element.classList[0], [x, y, width, height]];
        }).filter(([, [, , width]]) => width))"""
    )
    return found


def moved(before: Places, after: Places) -> list[str]:
    """What stands elsewhere, or is larger or smaller, by more than half a pixel."""
    assert before.keys() == after.keys()
    return [key for key in before if any(abs(a - b) > 0.5 for a, b in zip(before[key], after[key], strict=True))]


def across(found: Places) -> Places:
    """Where the stage and its columns stand from left to right, and how wide they are."""
    return {key: [x, width] for key, (x, _, width, _) in found.items() if key == "stage" or key[:2] in ("v.", "n.")}


def wrong_to_the_eye(page: Page) -> list[str]:
    """Numbers that are cut off, texts that lie on one another, and a card that reaches out of the picture."""
    return [*sight.clipped(page, ".stage td"), *sight.colliding(page, ".stage"), *page.evaluate(OUTSIDE)]


def last_steps(calls: int) -> dict[str, int]:
    """Forward has a step a call; Backward starts with 1, has one a node, and keeps what arrives."""
    return {"forward": calls, "backward": calls + 2}


@pytest.mark.parametrize(("problem", "calls"), PROBLEMS.items())
def test_no_step_moves_the_stage_and_each_can_be_read(app_url: str, page: Page, problem: str, calls: int) -> None:
    """The same place and size at every step, of each table and node too.

    A window in which the digits would be too small, as on a phone, shows those of one step alone.
    """
    page.emulate_media(reduced_motion="reduce")  # where a step ends is measured, not the way to it
    seen: dict[tuple[str, str], list[Places]] = defaultdict(list)
    for view, last in last_steps(calls).items():
        open_at(page, f"{app_url}/{view}?{problem}")
        at_step(page, 0, last)
        fonts_loaded(page)
        for window, size in WINDOWS.items():
            resize(page, size)
            for step in range(last + 1):
                page.keyboard.press("Home" if not step else "ArrowRight")
                at_step(page, step, last)
                assert wrong_to_the_eye(page) == [], (view, step, window)
                if not page.locator(".walk.narrow").count():
                    seen[view, window].append(places(page))
    for (view, window), (first, *others) in seen.items():
        assert {key for each in others for key in moved(first, each)} == set(), (view, window)
    ahead, back = (across(seen[view, "projector"][0]) for view in ("forward", "backward"))
    assert moved(ahead, {key: back[key] for key in ahead}) == [], "loss.backward() leaves the columns where they are"


def test_numbers_are_large_and_the_tables_take_a_quarter_of_the_picture(app_url: str, page: Page) -> None:
    """The article's digits have 16 px on a laptop, 24 on a projector.

    Of the stage's box, what the boxes of its tables cover at the last step, each place counted once.
    """
    for preset in ("article-2x2", "mixed-4x2"):
        for view in ("forward", "backward"):
            last = last_steps(CALLS)[view]
            open_at(page, f"{app_url}/{view}?from={preset}#step={last}", (1400, 900))
            at_step(page, last, last)
            fonts_loaded(page)
            for size, digit in (((1400, 900), 16), ((1920, 1080), 24)):
                resize(page, size)
                share = page.evaluate(TABLES)
                assert 0.24 <= share < 0.4, (preset, view, size, share)
                assert preset != "article-2x2" or page.evaluate(DIGIT) >= digit, (view, size)


def test_the_worked_numbers_stand_at_the_node_that_they_are_about(app_url: str, page: Page) -> None:
    """Within 180 px at four samples."""
    for view, last in last_steps(CALLS).items():
        open_at(page, f"{app_url}/{view}?from=mixed-4x2", (1400, 900))
        at_step(page, 0, last)
        fonts_loaded(page)
        for step in range(1, last + 1):
            page.keyboard.press("ArrowRight")
            at_step(page, step, last)
            assert page.evaluate(TO_CARD) <= 180, (view, step)


@pytest.mark.parametrize("preset", ["article-2x2", "mixed-4x2"])
def test_all_that_a_step_changes_is_above_the_fold(app_url: str, page: Page, preset: str) -> None:
    """From the sentence to the buttons."""
    open_at(page, f"{app_url}/backward?from={preset}#step=7")
    at_step(page, 7, 7)
    fonts_loaded(page)
    for width, height in (LAPTOP, SMALL_LAPTOP):
        resize(page, (width, height))
        for part in (".say.on", ".stage", '[data-cells="coeffs.grad"]', ".dock"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height, (part, height)
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width, (part, width)


def test_every_text_of_the_walk_can_be_read(app_url: str, page: Page) -> None:
    """Contrast of at least 4.5 : 1 in both themes: bar, title, and all of the walk."""
    page.emulate_media(color_scheme="dark")
    for view, step in (("forward", 2), ("backward", 7)):
        open_at(page, f"{app_url}/{view}?from=mixed-4x2&step={step}")
        at_step(page, step, last_steps(CALLS)[view])
        for scheme in in_both_themes(page):
            for part in PARTS:
                assert sight.faint(page, part) == [], (view, step, scheme, part)
