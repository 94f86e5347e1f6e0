"""The field with the program. What cannot be run stays in it, with a sentence; the last good program stays too."""

from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from core import TEMPLATES, ProgramError, Script, as_script, with_script
from ui import state
from ui.frame.notices import label, refuse, sentence
from ui.script.lines import lines, lines_of_draft

FIELD = "program-text"
KEPT = 1_500
"""Characters. So long a text that cannot be run stands in the address, and a reload keeps it."""
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


def shown() -> tuple[Script, str]:
    """The program of the page, and what to say of it.

    It is the link's, or the present problem's lines; where those are too many, a template, and why stands beside it.
    """
    link = state.link()
    if link.script is not None:
        return link.script, ""
    try:
        return as_script(link.scenario), ""
    except ProgramError as error:
        said = f"“{link.scenario.name}” has too many numbers for lines of its own, so a small program is here: "
        return Script.of(next(iter(TEMPLATES.values())).text), said + error.message


def templates() -> None:
    """Programs to start from."""
    with st.container(horizontal=True, key="script-templates", gap="small"):
        st.html('<p class="script-start">Start from</p>', width="content")
        for slug, template in TEMPLATES.items():
            st.button(
                label(template.title), key=f"template-{slug}", type="tertiary", on_click=_take, args=(template.text,)
            )


def field(script: Script) -> None:
    """The field and its button; a program is run by it, by Ctrl+Enter, and when the field is left."""
    draft = _draft()
    if draft.of != script:
        draft.of, draft.text, draft.problem = script, "", None
        _take_up(draft)
    state.set_widget(FIELD, draft.text if draft.problem else script.text)
    st.text_area(
        "The program. Ctrl+Enter runs it.",
        key=FIELD,
        placeholder=PLACEHOLDER,
        height="content",
        max_chars=10_000,
        on_change=_typed,
    )
    st.button("Run", key="script-run", on_click=_typed)


def problem() -> None:
    """What is wrong with the field's text, with the line and a mark under the place."""
    draft = _draft()
    if draft.problem is None:
        return
    refuse(sentence(str(draft.problem)))
    lines = draft.text.replace("\r\n", "\n").split("\n")
    if 0 < draft.problem.line <= len(lines):
        line, column = lines[draft.problem.line - 1], draft.problem.column
        before, mark, after = line[: column - 1], line[column - 1 : column] or " ", line[column:]
        st.html(
            f'<pre class="script-place" role="img" aria-label="Line {draft.problem.line}, column {column}">'
            f"<i>{draft.problem.line}</i>{escape(before)}<mark>{escape(mark)}</mark>{escape(after)}</pre>"
        )


def has_problem() -> bool:
    """Whether what is in the field cannot be run."""
    return _draft().problem is not None


def lines_beside(script: Script) -> str:
    """What stands beside the field, as markup: the lines that ran, or, of what cannot be run, the place."""
    draft = _draft()
    return lines(script) if draft.problem is None else lines_of_draft(draft.text, draft.problem)


def _typed() -> None:
    """A callback: run what the field holds, or keep what is wrong with it."""
    _take(str(state.widget(FIELD) or ""))


def _take(text: str) -> None:
    (script, _), draft = shown(), _draft()
    try:
        found = Script.of(text, script.given)
    except ProgramError as error:
        draft.of, draft.text, draft.problem = script, text, error
        state.go(draft=text if len(text) <= KEPT else "")
        return
    draft.problem = None
    if found != script or state.now().script is None:
        state.show(with_script(replace(state.now(), draft=""), found))
    else:
        state.go(draft="")


def _take_up(draft: Draft) -> None:
    """A text of the address that could not be run, as after a reload."""
    link = state.link()
    if not link.draft:
        return
    try:
        Script.of(link.draft, link.script.given if link.script else {})
    except ProgramError as error:
        draft.text, draft.problem = link.draft, error


def _draft() -> Draft:
    return state.session("program-draft", Draft)
