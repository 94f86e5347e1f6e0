"""The colours: one list of them, and each can be read or seen where it stands, in both themes."""

import re
import tomllib
from itertools import product

import pytest

from ui import charts
from ui.frame.styles import STYLES, UI
from ui.frame.tokens import COLOURS
from ui.frame.views import ROOT

TEXTS = {
    ("ink", "muted", "faint"): ("ground", "band", "grey", "wash"),
    ("value",): ("ground", "value-fill", "wash"),
    ("grad",): ("ground", "grad-fill", "wash"),
    ("now-text",): ("now",),
    ("ground",): ("ink", "bad", "muted"),
    ("good",): ("ground", "band"),
    ("bad",): ("ground", "bad-fill"),
    ("ink", "muted"): ("value-fill", "grad-fill", "good-fill", "bad-fill"),
}
"""Texts, and what each may stand on: 4.5 : 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum)."""

BORDERS = {
    ("edge",): ("ground", "band"),
    ("value-edge",): ("ground", "value-fill"),
    ("grad-edge",): ("ground", "grad-fill"),
    ("now-edge",): ("ground", "wash", "band"),
    ("bad",): ("ground", "bad-fill"),
    ("kink",): ("ground",),
    ("ink",): ("ground", "band", "value-fill", "grad-fill", "grey"),
}
"""Borders that one needs to see, and their grounds: 3 : 1 (https://www.w3.org/TR/WCAG22/#non-text-contrast)."""

THEME = {
    "primaryColor": "ink",
    "backgroundColor": "ground",
    "secondaryBackgroundColor": "band",
    "textColor": "ink",
    "borderColor": "edge",
    "linkColor": "ink",
    "codeTextColor": "ink",
    "codeBackgroundColor": "band",
}


def light(colour: str) -> float:
    """The relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_definition() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WebAIM's well-known example


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (BORDERS, 3)], ids=["texts", "borders"])
def test_each_colour_can_be_read_where_it_stands(
    theme: str, pairs: dict[tuple[str, ...], tuple[str, ...]], least: float
) -> None:
    faint = {
        (top, below): round(found, 2)
        for tops, grounds in pairs.items()
        for top, below in product(tops, grounds)
        if (found := contrast(getattr(COLOURS[top], theme), getattr(COLOURS[below], theme))) < least
    }
    assert faint == {}


def test_a_figures_colours_can_be_seen_in_both_themes() -> None:
    for colour, ground in product((charts.VALUE, charts.GRADIENT, charts.KINK, charts.MUTED), ("light", "dark")):
        assert contrast(colour, getattr(COLOURS["ground"], ground)) >= 3, (colour, ground)


def test_no_other_style_writes_a_colour() -> None:
    (tokens,) = (style for style in STYLES if style.name == "tokens.css")
    assert set(re.findall(r"--([a-z-]+):", tokens.read_text(encoding="utf-8"))) == set(COLOURS)
    for style in STYLES:
        if style != tokens:
            written = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert re.findall(r"light-dark\(|rgba?\(|hsla?\(|#[0-9a-f]{3,8}\b(?=[^{}]*[;}])", written) == [], style


def test_every_style_uses_colours_that_there_are() -> None:
    writing = [*STYLES, *UI.rglob("*.py")]  # the markup gives sizes and places of its own
    own = {name for file in writing for name in re.findall(r"(--[a-z-]+):", file.read_text(encoding="utf-8"))}
    for style in STYLES:
        used = set(re.findall(r"var\((--[a-z-]+)\)", style.read_text(encoding="utf-8")))
        assert used <= own, style


def test_streamlits_theme_is_of_the_same_colours() -> None:

    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for theme in ("light", "dark"):
        assert written[theme] == {option: getattr(COLOURS[name], theme) for option, name in THEME.items()}
