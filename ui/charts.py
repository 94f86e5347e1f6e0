"""What all charts share: colours that can be read on light and on dark, a plain frame, and how one is shown."""

import math
from dataclasses import dataclass
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseTraceType
from plotly.graph_objects import Figure

from ui.frame.tokens import COLOURS

VALUE = COLOURS["value-edge"].light
"""Values, as on the tape; of the tape's two blues the one that shows on both grounds: a figure knows no theme."""

GRADIENT = COLOURS["grad-edge"].light
"""Gradients, and what follows from them."""

KINK = COLOURS["kink"].light
"""Where a residual is 0."""

NOW = COLOURS["now-edge"].light
"""Where one is now: the amber ring of the tape."""

MUTED = COLOURS["edge"].light
LARGEST = 1e300
"""Above it plotly finds no range for an axis that is not logarithmic."""

CLEAR = "rgba(0, 0, 0, 0)"
CONFIG = {"displayModeBar": False}


@dataclass(frozen=True)
class Level:
    """A straight line through the whole chart.

    Attributes:
        at: where it crosses its axis.
        axis: "y" for a line across, "x" for one up.
        text: what stands at the right end of a line across.
        dash: as plotly calls it.
    """

    at: float
    axis: str = "y"
    text: str = ""
    dash: str = "solid"

    @property
    def shape(self) -> dict[str, Any]:
        """The line itself, for a figure's layout."""
        along = "x" if self.axis == "y" else "y"
        return {
            "type": "line",
            f"{self.axis}ref": self.axis,
            f"{self.axis}0": self.at,
            f"{self.axis}1": self.at,
            f"{along}ref": f"{along} domain",
            f"{along}0": 0,
            f"{along}1": 1,
            "line": {"color": MUTED, "dash": self.dash},
        }

    def annotation(self, *, logarithmic: bool) -> dict[str, Any]:
        """The text of a line across, for a figure's layout; on a logarithmic axis a text, not a line, stands at log10.

        Source: https://plotly.com/python/reference/layout/annotations/#layout-annotations-items-annotation-y
        """
        y = math.log10(self.at) if logarithmic else self.at
        place = {"x": 1, "xref": "x domain", "xanchor": "right", "y": y, "yref": "y", "yanchor": "bottom", "yshift": 6}
        return {"text": self.text, "showarrow": False} | place


def framed(
    traces: list[BaseTraceType],
    height: int,
    across: str,
    up: str,
    *,
    x: dict[str, Any] | None = None,
    y: dict[str, Any] | None = None,
    levels: list[Level] | None = None,
) -> Figure:
    """A figure with titles on its axes, a legend above it, and nothing that a finger could drag by accident.

    Its layout is given at once: changing a finished figure's takes plotly ten times as long.

    Args:
        traces: what is drawn.
        height: in pixels.
        across: the title of the x axis.
        up: the title of the y axis.
        x: more about the x axis.
        y: more about the y axis.
        levels: straight lines through the whole chart.
    """
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 30, "b": 8},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "font": {"size": 13}},
        "dragmode": False,
        "hoverlabel": {"font": {"size": 13}},
        "xaxis": _axis(across) | (x or {}),
        "yaxis": _axis(up) | (y or {}),
    }
    if levels:
        layout["shapes"] = [level.shape for level in levels]
        logarithmic = layout["yaxis"].get("type") == "log"
        layout["annotations"] = [level.annotation(logarithmic=logarithmic) for level in levels if level.text]
    return Figure(traces, layout)


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 13}},
        "tickfont": {"size": 12},
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": f"{MUTED}38",
        "automargin": True,
    }


def show(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure; `alt` says what it shows to somebody who cannot see it."""
    st.plotly_chart(figure, key=key, theme="streamlit", config=CONFIG, alt=alt)
