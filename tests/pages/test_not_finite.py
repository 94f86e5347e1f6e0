"""Each page that shows inf or nan says in a sentence where it came from, and no other page does."""

import pytest

from tests.ui.markup import texts
from tests.ui.visits import markup, open_view

OVERFLOW = {"indep": "3e38_3e38", "dep": "0", "coeffs": "3e38_-3e38", "loss": "mse"}
FINITE = {"from": "mixed-4x2"}
PRODUCTS = "inf first appears in products[0, 0]: t_indep * coeffs multiplies, and 3e38 × 3e38 is beyond what"
PREDS = "nan first appears in preds[0]: products.sum(axis=1) adds inf and −inf, which has no value."
HELP = "In float64 every number of this run is finite."

PAGES: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("question", {}, (PRODUCTS, PREDS, HELP)),
    ("forward", {"step": "1"}, (PRODUCTS, HELP)),
    ("forward", {"step": "5"}, (PRODUCTS, PREDS, HELP)),
    ("backward", {}, (PRODUCTS, PREDS, HELP)),
    ("backward", {"step": "7"}, (PRODUCTS, PREDS, HELP)),
    ("by_hand", {}, (PRODUCTS, PREDS, HELP)),
    ("life", {"calls": "f-b"}, (PRODUCTS, PREDS)),
]


@pytest.mark.parametrize(("slug", "query", "says"), PAGES)
def test_where_it_came_from_is_said_where_it_shows(slug: str, query: dict[str, str], says: tuple[str, ...]) -> None:
    shown = said(slug, OVERFLOW | query)
    for sentence in says:
        assert sentence in shown
    assert "a change of nan" not in shown
    assert "first appears" not in said(slug, FINITE | query)


def test_nothing_is_said_before_it_has_happened() -> None:
    assert "first appears" not in said("forward", OVERFLOW | {"step": "0"})
    assert "nan first" not in said("forward", OVERFLOW | {"step": "1"})


def said(slug: str, query: dict[str, str]) -> str:
    page = markup(open_view(slug, query))
    return " ".join([*texts(page, "aside"), *texts(page, "voice")])
