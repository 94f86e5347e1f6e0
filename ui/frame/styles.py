"""The app's styles and its scripts, sent as they stand in their files: no text of a visitor's is ever part of them."""

from pathlib import Path

import streamlit as st

UI = Path(__file__).parents[1]
MARK = UI / "frame" / "mark.svg"
STYLES = sorted(UI.rglob("*.css"))
OF_THE_FRAME = ("landmarks.js", "scrolling.js", "share.js")
SCRIPTS = [
    *(UI / "frame" / name for name in OF_THE_FRAME),
    *(UI / "runtime" / name for name in ("waiting.js", "focus.js")),
]
EMBEDDED, STRIP = UI / "frame" / "embedded.css", UI / "lessons" / "strip.css"
OCCASIONAL = (EMBEDDED, STRIP)
"""Of a page in a frame, and of one with a lesson's strip. A rule that asks, as `.stMain:has(.st-key-lesson)`, would
have the browser style all of the page again whenever an element comes or goes."""
SHEET = "".join(style.read_text(encoding="utf-8") for style in STYLES if style not in OCCASIONAL)
CODE = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
"""Inline on the page; the policy of deploy/nginx.conf lets it run by its digest, and no other."""


def send() -> None:
    """Send them all."""
    st.html(f"<style>{SHEET}</style>")
    st.html(f"<script>{CODE}</script>", unsafe_allow_javascript=True)
    if st.context.is_embedded:
        send_also(EMBEDDED)


def send_also(style: Path) -> None:
    """Send one of the occasional ones."""
    st.html(f"<style>{style.read_text(encoding='utf-8')}</style>")
