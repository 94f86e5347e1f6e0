"""The life of `.grad` in a program of one's own: what it held after every line, call after call."""

from collections.abc import Mapping
from html import escape

import streamlit as st
from torch import Tensor

from core import Script, Trace
from ui import state
from ui.frame.header import header
from ui.script.texts import leaf_name, written

LEAD = "What every `.grad` held after each line of your program, as it ran."


def life() -> None:
    """The whole page."""
    script = state.link().script
    assert script is not None
    header("life", LEAD)
    st.html(table(script))


def table(script: Script) -> str:
    """A row a statement that ran, a column a leaf, as markup; what changed is marked."""
    trace = script.trace
    leaves = [leaf for leaf in trace.leaves if trace.values[leaf].name]
    heads = "".join(f'<th scope="col"><code>{escape(leaf_name(trace, leaf))}.grad</code></th>' for leaf in leaves)
    before: Mapping[int, Tensor | None] = {}
    rows = []
    for moment in trace.moments:
        cells = "".join(_cell(moment.grads, before, leaf) for leaf in leaves)
        called = ' class="script-called"' if moment.code.endswith(")") and ".backward(" in moment.code else ""
        ran = f'<td class="script-at">{moment.line}</td><td><code>{escape(moment.code)}</code></td>'
        rows.append(f"<tr{called}>{ran}{cells}</tr>")
        before = moment.grads
    head = f'<thead><tr><th scope="col">line</th><th scope="col">ran</th>{heads}</tr></thead>'
    raised = _raised(trace)
    return f'<table class="script-life">{head}<tbody>{"".join(rows)}</tbody></table>{raised}'


def _cell(grads: Mapping[int, Tensor | None], before: Mapping[int, Tensor | None], leaf: int) -> str:
    if leaf not in grads:
        return '<td class="script-unborn"></td>'
    same = leaf in before and grads[leaf] is before[leaf]  # the very object where nothing changed
    return f'<td class="{"script-same" if same else "script-new"}">{written(grads[leaf])}</td>'


def _raised(trace: Trace) -> str:
    if trace.raised is None:
        return ""
    said = f"{escape(trace.raised.type)}: {escape(trace.raised.text)}"
    return f'<p class="script-stopped">Line {trace.raised.line} raised {said}</p>'
