"""The field with the program. What cannot be run stays in it, with a sentence; the last good program stays too."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from core import TEMPLATES, ProgramError, Script, as_script, with_script
from ui import state
from ui.frame.notices import label, refuse, sentence

FIELD = "program-text"
PLACEHOLDER = "x = torch.tensor([1.0, 2.0], requires_grad=True)\nloss = (x * x).sum()\nloss.backward()"


@dataclass
class Draft:
    """What the field holds beside the program that runs.

    Attributes:
        of: the program that it was typed over.
        text: what was typed; "" where it is that program's own text.
        problem: why it cannot be run; None where it can.
    """

    of: Script | None = None
    text: str = ""
    problem: ProgramError | None = None


def shown() -> Script:
    """The program of the page: the link's, or the present problem's lines; a template for too many numbers."""
    link = state.link()
    if link.script is not None:
        return link.script
    try:
        return as_script(link.scenario)
    except ProgramError:
        return Script.of(next(iter(TEMPLATES.values())).text)


def too_large() -> str:
    """Why the present problem is not the program; "" where it is, and where the link holds a program."""
    link = state.link()
    if link.script is not None:
        return ""
    try:
        as_script(link.scenario)
    except ProgramError as error:
        name = link.scenario.name
        return f"“{name}” has too many numbers for lines of its own, so a small program is here: {error.message}"
    return ""


def templates() -> None:
    """Programs to start from."""
    with st.container(horizontal=True, key="script-templates", gap="small"):
        st.html('<p class="script-start">Start from</p>', width="content")
        for slug, template in TEMPLATES.items():
            st.button(
                label(template.title), key=f"template-{slug}", type="tertiary", on_click=_take, args=(template.text,)
            )


def field() -> None:
    """The field; a program is run when it is left, or on Ctrl+Enter."""
    script, draft = shown(), _draft()
    if draft.of != script:
        draft.of, draft.text, draft.problem = script, "", None
    text = draft.text if draft.problem else script.text
    state.set_widget(FIELD, text)
    st.text_area(
        "The program. Ctrl+Enter runs it.",
        key=FIELD,
        placeholder=PLACEHOLDER,
        height="content",
        max_chars=10_000,
        on_change=_typed,
    )


def problem() -> None:
    """What is wrong with the field's text, with the line and a mark under the place."""
    draft = _draft()
    if draft.problem is None:
        return
    refuse(f"{sentence(str(draft.problem))} Below is still the last program that could be run.")
    lines = draft.text.replace("\r\n", "\n").split("\n")
    if 0 < draft.problem.line <= len(lines):
        line, column = lines[draft.problem.line - 1], draft.problem.column
        before, mark, after = line[: column - 1], line[column - 1 : column] or " ", line[column:]
        st.html(
            f'<pre class="script-place" role="img" aria-label="Line {draft.problem.line}, column {column}">'
            f"<i>{draft.problem.line}</i>{escape(before)}<mark>{escape(mark)}</mark>{escape(after)}</pre>"
        )


def _typed() -> None:
    """A callback: run what the field holds, or keep what is wrong with it."""
    _take(str(state.widget(FIELD) or ""))


def _take(text: str) -> None:
    script, draft = shown(), _draft()
    try:
        found = Script.of(text, script.given)
    except ProgramError as error:
        draft.of, draft.text, draft.problem = script, text, error
        state.go()
        return
    draft.problem = None
    if found != script or state.now().script is None:
        state.show(with_script(state.now(), found))


def _draft() -> Draft:
    return state.session("program-draft", Draft)
