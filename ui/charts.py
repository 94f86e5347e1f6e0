"""What all charts share: colours that can be read on light and on dark, a plain frame, and how one is shown."""

import streamlit as st
from plotly.graph_objects import Figure

VALUE = "#4a7bf0"
"""Values, as on the tape; between the tape's two blues, since a figure does not know the theme."""

GRADIENT = "#d9661f"
"""Gradients, and what follows from them."""

KINK = "#9a5fd0"
"""Where a residual is 0."""

MUTED = "#7b8598"
CLEAR = "rgba(0, 0, 0, 0)"
CONFIG = {"displayModeBar": False}


def framed(figure: Figure, height: int, across: str, up: str) -> Figure:
    """The same figure with titles on its axes, a legend above it, and nothing that a finger could drag by accident."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        legend={"orientation": "h", "x": 0, "y": 1.0, "xanchor": "left", "yanchor": "bottom", "font": {"size": 13}},
        dragmode=False,
        hoverlabel={"font": {"size": 13}},
    )
    for axis, title in ((figure.update_xaxes, across), (figure.update_yaxes, up)):
        axis(
            title={"text": title, "font": {"size": 13}},
            tickfont={"size": 12},
            fixedrange=True,
            zeroline=False,
            gridcolor="rgba(123, 133, 152, 0.22)",
            automargin=True,
        )
    return figure


def show(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure; `alt` says what it shows to somebody who cannot see it."""
    st.plotly_chart(figure, key=key, theme="streamlit", config=CONFIG, alt=alt)
