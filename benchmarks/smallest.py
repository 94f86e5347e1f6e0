"""The smallest Streamlit page that has a step: what ours is compared with. It runs with Streamlit's defaults."""

import streamlit as st

if "step" not in st.session_state:
    st.session_state.step = 0


def _next() -> None:
    st.session_state.step += 1


st.button("Next", key="next", on_click=_next)
st.text(f"{st.session_state.step} of many")
