"""A walk as one HTML file: the same markup, style and script as on the page, and nothing else is asked for.

Its steps work from a file and in a sandboxed frame; the policy in its head allows what stands in it alone
(https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP).
"""

from functools import cache
from html import escape
from pathlib import Path

UI = Path(__file__).parents[2]
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
STYLES = ("frame/tokens.css", "walk/film/walk.css", "walk/film/saved.css", "walk/tensor.css")
PAGE = """
:root { color-scheme: light dark; }
body {
  margin: 0 auto; padding: 1.25rem clamp(.75rem, 2vw, 2.5rem); max-width: 120rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.4 "Source Sans Pro", "Source Sans 3", "Segoe UI", "Liberation Sans", sans-serif;
}
h1 { margin: 0 0 .25rem; font-size: 1rem; color: var(--muted); }
@media print { body { padding: 0; } }
footer { margin-top: .5rem; font-size: .875rem; color: var(--muted); }
"""


def standalone(title: str, about: str, walk: str, styles: tuple[str, ...] = ()) -> str:
    """The file.

    Args:
        title: what the walk is called, as text.
        about: what its numbers are, as text.
        walk: its markup, drawn at the step that the file opens with.
        styles: further style sheets, by their paths within `ui`.
    """
    sheets = "".join(_read(name) for name in (*STYLES, *styles))
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)} · loss.backward()</title><style>{PAGE}{sheets}</style>"
    )
    start = 'const walk = document.querySelector(".walk"); startWalk(walk, { step: Number(walk.dataset.shown) });'
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1>{escape(title)}</h1>{walk}</main>'
        f"<footer>{escape(about)} Computed by PyTorch; the steps work without a network.</footer>"
        f"<script>{_read('walk/film/motion.js')}{_read('walk/film/walk.js')}{start}</script></body></html>"
    )


@cache
def _read(name: str) -> str:
    return (UI / name).read_text(encoding="utf-8")
