"""The program line by line with a note beside each; of one that cannot be run, only the place."""

from collections.abc import Mapping
from html import escape

from core import ProgramError, Script
from ui.script.notes import notes, refused


def lines(script: Script) -> str:
    """The lines that ran, as markup."""
    return _listed(script.text, notes(script), "script-lines")


def lines_of_draft(text: str, problem: ProgramError) -> str:
    """The lines of a text that cannot be run, as markup."""
    return _listed(text, refused(problem.line), "script-lines script-draft")


def _listed(text: str, said: Mapping[int, list[str]], classes: str) -> str:
    items = []
    for number, code in enumerate(text.replace("\r\n", "\n").rstrip("\n").split("\n"), start=1):
        note = "".join(said.get(number, ()))
        line = f'<code>{escape(code) or " "}</code><span class="script-note">{note}</span>'
        items.append(f'<li value="{number}">{line}</li>')
    return f'<ol class="{classes}" aria-label="The program, line by line">{"".join(items)}</ol>'
