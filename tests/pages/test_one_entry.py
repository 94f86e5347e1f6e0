"""A new loss and a new preset, entered as CONTRIBUTING says, go through every view."""

import pytest

from core import LOSSES, MISTAKES, PRESETS
from tests.core.test_one_entry import enter
from tests.ui.markup import texts
from tests.ui.visits import address, go_to, markup, notices, open_view
from ui.frame.views import VIEWS

STEPS = ("3", "900")
"""The last is more than any view has."""

MORE = {
    "life": ({"calls": "f-b-f-b"},),
    "mistakes": tuple({"mistake": slug, "shown": "1"} for slug in list(MISTAKES)[:4]),
    "slope": ({"move": "-20", "j": "1"}, {"by": "0.3", "eps": "3"}),
    "descent": ({"lr": "0.001", "steps": "20"},),
}
"""What a view asks of its own."""


@pytest.mark.parametrize("slug", VIEWS)
def test_every_view_shows_both(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loss, preset = enter(monkeypatch, "LOSSES", LOSSES), enter(monkeypatch, "PRESETS", PRESETS)
    at = open_view(slug, {})
    for numbers in ({"loss": loss}, {"from": preset, "loss": loss, "dtype": "float64"}):
        for asked in [*({"step": step} for step in STEPS), *MORE.get(slug, ())]:
            go_to(at, numbers | asked)
            assert address(at) == numbers | asked
            assert [notice for notice in notices(at, "warning") if "Until then" in notice] == []
            (strip,) = texts(markup(at), "strip")
            assert LOSSES[numbers.get("loss", "mae")].title in strip
            assert strip.startswith(PRESETS[numbers.get("from", "article-2x2")].title)
