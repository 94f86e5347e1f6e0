"""Each page that shows inf or nan says in a sentence where it came from, and no other page does."""

import pytest

from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, open_view, walk

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
    at = open_view(slug, query)
    page = markup(at)
    notes = texts(walk(at).get("html", ""), "life-voice") if slug == "life" else []
    return " ".join([*texts(page, "walk-note"), *texts(page, "voice"), *notes])


WIDE = {"from": "mixed-4x2", "model": "hidden", "start": "5", "set": "layer1.0.0_3e38"}
MADE = "inf first appears in (t_indep @ layer1)[1, 0]: t_indep @ layer1 multiplies, and 3 × 3e38 is beyond what float32"


@pytest.mark.parametrize("slug", ["question", "forward", "backward", "by_hand"])
def test_another_model_s_views_say_where_it_came_from_too(slug: str) -> None:
    at_the_end = {"step": "1"} if slug == "forward" else {}
    assert MADE in said(slug, WIDE | at_the_end)
    assert HELP in said(slug, WIDE | at_the_end)
    assert "first appears" not in said("forward", WIDE)
    assert "first appears" not in said(slug, {key: WIDE[key] for key in ("from", "model", "start")} | at_the_end)


def test_targets_out_of_reach_are_said_where_the_model_is_chosen_and_where_it_runs() -> None:
    """The article's targets are 5 and 6, and a sigmoid ends the hidden layer; the linear model reaches any."""
    for slug in ("question", "forward", "backward", "your_numbers"):
        for query, there in (({"model": "hidden"}, True), ({}, False), ({"model": "hidden", "dep": "0_1"}, False)):
            shown = text(parse(markup(open_view(slug, query))))
            assert ("whatever is learned, no prediction reaches 5 or 6." in shown) is there, (slug, query)
