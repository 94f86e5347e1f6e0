"""The numbers as a link, and as a file that can be loaded again."""

from io import BytesIO
from urllib.parse import urlencode

import streamlit as st

from core import MAX_CELLS, ScenarioError, ScenarioFileError, from_json, to_json
from ui import state
from ui.frame.notices import caption, refuse, sentence, warn
from ui.numbers.editing import named
from ui.numbers.limits import MAX_UPLOAD, check_size
from ui.runtime.memory import check_file

UPLOAD = "load_file"


def link_and_file() -> None:
    """The link or why there is none, the download, and the upload."""
    if state.linkable():
        caption("The address of this page holds all the numbers: copy it, or this.")
        query = urlencode(state.params())
        st.code(f"{st.context.url or ''}{'?' if query else ''}{query}", language=None)
    else:
        warn("These numbers are too many for a link: the address works in this tab alone. Download them instead.")
    scenario = state.link().scenario
    st.download_button(
        "Download the numbers",
        lambda: to_json(scenario),
        "scenario.json",
        "application/json",
        key="download",
        on_click="ignore",
        icon=":material/download:",
    )
    st.file_uploader("Load a downloaded file", "json", key=UPLOAD, on_change=take_file, max_upload_size=MAX_UPLOAD)
    if problem := _problems().get(UPLOAD):
        refuse(problem)


def refused() -> bool:
    """Whether the file that was loaded last could not be used."""
    return UPLOAD in _problems()


def take_file() -> None:
    """A callback: load the numbers of a file, or keep what is wrong with it."""
    _problems().clear()
    upload = state.widget(UPLOAD)
    if not isinstance(upload, BytesIO):  # taken away again: the numbers stay
        state.go()
        return
    try:
        check_file(upload.getbuffer().nbytes)
        scenario = from_json(upload.getvalue().decode("utf-8"), MAX_CELLS)
        check_size(scenario.n_samples, scenario.n_coeffs, scenario.model)
    except UnicodeDecodeError:
        _problems()[UPLOAD] = "The file is not text: load one that was downloaded here."
        state.go()
    except (ScenarioFileError, ScenarioError) as error:
        _problems()[UPLOAD] = sentence(str(error))
        state.go()
    else:
        state.change_scenario(named(scenario, ""), "")


def _problems() -> dict[str, str]:
    held: dict[str, str] = state.session("file problems", dict)
    return held
