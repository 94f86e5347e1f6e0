"""The same steps by `torch.optim`, made when they are asked for: the first optimizer of a process takes a second."""

from collections.abc import Mapping

import streamlit as st
from torch import Tensor

from core import Descent, entries_of, optimizer_code, short, with_optimizer
from ui import state
from ui.descent import run
from ui.descent.words import compare_table
from ui.frame.folds import foldable
from ui.runtime.remember import remembered
from ui.walk.tape.windows import COLUMNS_IN_FULL, slots
from ui.words import count, markup

MOST = 100
"""How many steps are taken again."""


def optimizer() -> None:
    """The loop with an optimizer, and where both loops lead."""
    with foldable("The same steps with `optimizer.step()`", "descent-optimizer") as opened:
        if not opened.open:
            return
        link = state.link()
        done = run.run(link, link.scenario)
        code = f'<pre class="typed"><span>{markup(optimizer_code(link.scenario.model))}</span></pre>'
        steps = min(done.taken, MOST)
        if not steps:
            st.html(f'{code}<p class="note-line">No step was taken, so there is nothing to compare.</p>')
            return
        asked = link.scenario, link.lr, link.zero, link.rate, steps
        with st.spinner("Taking the steps again …"):
            other = remembered("optimizer", asked, lambda: with_optimizer(done, steps))
        st.html(code + compared(done, steps, other))


def compared(done: Descent, steps: int, other: Mapping[str, Tensor]) -> str:
    """Both loops' leaves after so many steps, and how far they are apart, as markup."""
    rows = []
    for leaf, kept in done.leaves.items():
        own, shape = kept[steps].flatten(), tuple(kept.shape[1:])
        entries = entries_of(leaf, shape)
        for at in slots(len(entries), COLUMNS_IN_FULL, head=2, chosen=0):
            pair = ("…", "…") if at is None else (short(each[at].item()) for each in (own, other[leaf].flatten()))
            name = "…" if at is None else entries[at].text
            rows.append((name, "".join(f"<td>{text}</td>" for text in pair)))
    apart = max((kept[steps].double() - other[leaf].double()).abs().max().item() for leaf, kept in done.leaves.items())
    said = (
        f"After {count(steps, 'step')} both hold the same numbers, bit for bit."
        if apart == 0
        else f"After {count(steps, 'step')} they are at most {short(apart)} apart: `step()` rounds lr × gradient at "
        "another place, and later steps carry that on."
    )
    one = len(done.leaves) == 1
    moved = f"`{next(iter(done.leaves))}`" if one else "the leaves"
    why = f"`step()` changes {moved} in place, so each step needs a new forward, and no graph is walked twice."
    if done.zero_grad:
        why += (
            " `zero_grad()` sets `.grad` to None, where the loop above sets it to zeros: the same here, since "
            "`backward()` fills `.grad` before each `step()`."
        )
    heads = [f"{next(iter(done.leaves)) if one else 'leaf'}.sub_(…)", "optimizer.step()"]
    return f'{compare_table("Both loops", heads, rows)}<p class="note-line">{markup(f"{said} {why}")}</p>'
