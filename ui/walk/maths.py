"""A formula on the page."""

import math

import streamlit as st
import torch

from core import DTYPES, short
from ui.walk.formula.digits import rounded_in
from ui.words import markup


def maths(latex: str) -> None:
    """Draw a formula from the left, scrolled sideways where it does not fit (maths.css), and explain its signs."""
    with st.container(key="maths"):
        st.markdown(f"$$\n{latex}\n$$")  # st.latex would stand in the middle
        for name, dtype in DTYPES.items():
            if rounded_in(dtype) in latex:
                st.html(f'<p class="note">{markup(_explained(name, dtype))}</p>')


def _explained(name: str, dtype: torch.dtype) -> str:
    """What a dtype over a sign means."""
    kept = torch.finfo(dtype)
    digits = round(-math.log10(kept.eps))
    return (
        f"{name} over the sign: so it comes out in {name}, which keeps about {digits} digits of a number and ends at "
        f"about {short(kept.max)}."
    )
