"""The same steps by `torch.optim`, made when they are asked for: the first optimizer of a process takes a second."""

import streamlit as st
from torch import Tensor

from core import Descent, optimizer_code, short, with_optimizer
from ui import state
from ui.descent import run
from ui.runtime.remember import remembered
from ui.walk.tape.windows import COLUMNS_IN_FULL, slots
from ui.words import count, markup

MOST = 100
"""How many steps are taken again."""


def optimizer() -> None:
    """The loop with an optimizer, and where both loops lead."""
    with st.expander("The same steps with `optimizer.step()`", key="descent-optimizer", on_change="rerun") as opened:
        if not opened.open:
            return
        link = state.link()
        done = run.run(link, link.scenario)
        code = f'<pre class="typed"><span>{markup(optimizer_code())}</span></pre>'
        steps = min(done.taken, MOST)
        if not steps:
            st.html(f'{code}<p class="note-line">No step was taken, so there is nothing to compare.</p>')
            return
        asked = link.scenario, link.lr, link.zero, link.rate, steps
        with st.spinner("Taking the steps again …"):
            other = remembered("optimizer", asked, lambda: with_optimizer(done, steps))
        st.html(code + compared(done, steps, other))


def compared(done: Descent, steps: int, other: Tensor) -> str:
    """Both loops' coefficients after so many steps, and how far they are apart, as markup."""
    own = done.coeffs[steps]
    j_slots = slots(done.scenario.n_coeffs, COLUMNS_IN_FULL, head=2, chosen=0)
    heads = "".join(f'<th scope="col">{"…" if j is None else f"coeffs[{j}]"}</th>' for j in j_slots)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{'…' if j is None else short(coeffs[j].item())}</td>" for j in j_slots)
        + "</tr>"
        for name, coeffs in (("coeffs.sub_(…)", own), ("optimizer.step()", other))
    )
    apart = (own.double() - other.double()).abs().max().item()
    said = (
        f"After {count(steps, 'step')} both hold the same numbers, bit for bit."
        if apart == 0
        else f"After {count(steps, 'step')} they are at most {short(apart)} apart: `step()` rounds lr × gradient at "
        "another place, and later steps carry that on."
    )
    why = "`step()` changes `coeffs` in place, so each step needs a new forward, and no graph is walked twice."
    if done.zero_grad:
        why += (
            " `zero_grad()` sets `.grad` to None, where the loop above sets it to zeros: the same here, since "
            "`backward()` fills `.grad` before each `step()`."
        )
    table = f'<table class="compare answers" aria-label="Both loops"><tr><td></td>{heads}</tr>{rows}</table>'
    return f'<div class="compare-box">{table}</div><p class="note-line">{markup(f"{said} {why}")}</p>'
