"""The colours of tokens.css, for what takes no style sheet: plotly's figures, and the tests."""

import re
from dataclasses import dataclass
from pathlib import Path

WRITTEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\);")


@dataclass(frozen=True)
class Colour:
    """One colour of the app, as `#rrggbb`, in each theme."""

    light: str
    dark: str


COLOURS = {
    name: Colour(light, dark)
    for name, light, dark in WRITTEN.findall(Path(__file__).with_name("tokens.css").read_text(encoding="utf-8"))
}
"""By their names there, without the dashes."""
