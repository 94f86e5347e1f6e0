"""The numbers that the coefficients start from: zeros, a seed's, or the reader's own."""

import streamlit as st

from core import MAX_SEED
from ui.numbers.waiting import touched
from ui.numbers.whole import parse_whole
from ui.table.upload import TITLE

STARTS = {"zeros": "Zeros", "seed": "Random, from a seed", "numbers": "Numbers"}


def start(key: str) -> None:
    """The controls; the text's key is the same with `_text` behind it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = st.segmented_control(
            "Start coeffs at",
            list(STARTS),
            default="zeros",
            required=True,
            format_func=STARTS.__getitem__,
            key=key,
            on_change=touched,
            args=(TITLE,),
            persist_state="session",
            wrap=True,
        )
        if how == "seed":
            tip = "The numbers of torch.manual_seed(seed); torch.rand(n) - 0.5"
            st.text_input("Seed", "0", key=f"{key}_text", help=tip, on_change=touched, args=(TITLE,), width=160)
        elif how == "numbers":
            st.text_input(
                "One number a column",
                "",
                key=f"{key}_text",
                placeholder="0.5, 0.5",
                on_change=touched,
                args=(TITLE,),
                width=260,
            )


def seed_of(text: str) -> int:
    """The seed in a text.

    Raises:
        NumberError: for anything but a whole number from 0 to `MAX_SEED`.
    """
    return parse_whole(text, 0, MAX_SEED)
