"""A program from a file, where its tensors are too large for its lines."""

from io import BytesIO

import streamlit as st

from core import ProgramError, ScenarioFileError, Script, script_from_json, with_script
from ui import state
from ui.frame.folds import foldable
from ui.frame.notices import refuse, sentence

UPLOAD = "program-upload"
MEGABYTES = 20


def files() -> None:
    """The fold with the upload."""
    with foldable("Load a program from a file", "program-file") as fold:
        if not fold.open:
            return
        st.file_uploader(
            "A program that was downloaded here, or lines of Python",
            type=["json", "py", "txt"],
            key=UPLOAD,
            on_change=_take_file,
            max_upload_size=MEGABYTES,
        )
        held: dict[str, str] = state.session("program-file-problem", dict)
        if wrong := held.get("why"):
            refuse(wrong)


def _take_file() -> None:
    """A callback: run the program of a file, or say why it cannot be."""
    held: dict[str, str] = state.session("program-file-problem", dict)
    held.clear()
    file = state.widget(UPLOAD)
    if not isinstance(file, BytesIO):  # taken away again: the program stays
        state.go()
        return
    try:
        text = file.getvalue().decode("utf-8")
        script = script_from_json(text) if text.lstrip().startswith("{") else Script.of(text)
        state.show(with_script(state.now(), script))
    except UnicodeDecodeError:
        held["why"] = "The file is not text: load one that was downloaded here."
        state.go()
    except (ScenarioFileError, ProgramError) as error:
        held["why"] = sentence(str(error))
        state.go()
