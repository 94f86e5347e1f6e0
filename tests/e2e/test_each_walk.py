"""Each walk, on each model, each loss once: the page at a step is the pure drawing of it, and no server is asked."""

from itertools import cycle

import pytest
from playwright.sync_api import Page

from core import LOSSES, MODELS
from tests.e2e import waits
from tests.e2e.drawings import drawings, held
from tests.e2e.reading import at_step, open_at

WALKED = dict(zip(MODELS, cycle(reversed(LOSSES))))
"""By model the loss that it is walked with; the article's with the one of the most calls."""


def test_each_loss_is_walked() -> None:
    assert set(WALKED.values()) == set(LOSSES)


@pytest.mark.parametrize("model", WALKED)
def test_each_step_is_the_pure_drawing_and_asks_the_server_for_nothing(app_url: str, page: Page, model: str) -> None:
    query = f"from=mixed-4x2&loss={WALKED[model]}" + ("" if model == "linear" else f"&model={model}&start=5")
    for view, drawn in drawings(query):
        last = len(drawn) - 1
        open_at(page, f"{app_url}/{view}?{query}")
        at_step(page, 0, last)
        with waits.unasked(page):
            for step, each in enumerate(drawn):
                at_step(page, step, last)
                differ = next((pair for pair in zip(held(page), each, strict=True) if pair[0] != pair[1]), None)
                assert differ is None, (view, step)
                if step < last:
                    page.keyboard.press("ArrowRight")
            for step, key in ((last - 1, "ArrowLeft"), (0, "Home"), (last, "End")):
                page.keyboard.press(key)
                at_step(page, step, last)
                assert held(page) == drawn[step], (view, step)
