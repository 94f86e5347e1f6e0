"""What is done once in the life of the server process."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

HEAVY = ("pandas", "pyarrow", "torch")
"""Imported at start-up, so that no visitor waits for them and `gc.freeze` covers what they bring."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Prepare the process before it answers its first request."""
    settle()
    # Where a folder is named pages/, the first session of a process would look for the address in that folder alone
    # and greet a shared link with "Page not found". st.navigation does the same, but only once a script has run.
    PagesManager.uses_pages_directory = False
    yield


@cache
def settle() -> None:
    """Take the imported libraries out of the garbage collector's sight.

    Streamlit ends every run with a full collection. With torch imported it walks hundreds of thousands of objects that
    never die, which made up most of a rerun: a small page took 88 ms with this pause and 9.6 ms without. `gc.freeze`
    moves what lives now out of the collector's way; what is made later is still collected, so leaks stay visible.
    Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    for name in HEAVY:
        import_module(name)
    gc.collect()
    gc.freeze()
