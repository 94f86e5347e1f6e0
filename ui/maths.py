"""A formula on the page."""

import streamlit as st


def maths(latex: str) -> None:
    """Draw a formula from the left, scrolled sideways where it does not fit (maths.css)."""
    with st.container(key="maths"):
        st.markdown(f"$$\n{latex}\n$$")  # st.latex would stand in the middle
