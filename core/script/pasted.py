"""What a paste brings along beside its lines: prompts, outputs, fences, imports, prints of words.

It is taken off, and every character that stays keeps its line; what is taken from a line's front is counted, so that a
column is that of the text as it was typed.
"""

import ast
import re
from collections.abc import Mapping
from typing import NamedTuple

from core.program import ProgramError

MAX_CHARACTERS = 10_000
MAX_PRINT, MAX_BRACKETS = 400, 20
"""Of a line that prints words: what is longer or deeper is left out whole, and Python's parser never sees it."""

_PROMPT = re.compile(r" *(?P<prompt>>>>(?: |$)|\.\.\.(?: |$)|In \[\d*\]: ?|\.\.\.: ?)")
_FENCE = re.compile(r"```[a-z]*")
_IMPORT = re.compile(r"import [\w.]+(?: as \w+)?;?|from [\w.]+ import [\w, ]+;?")
_OUTPUT = re.compile(r"Out\[\d*\]:.*")
_FORMS = {"fence": _FENCE, "import": _IMPORT, "output": _OUTPUT}
_EFFECT = re.compile(r"backward|_\(")
"""What may stand in a print and does more than compute."""

_TYPOGRAPHIC = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\ufeff": " "})


class LeftOut(NamedTuple):
    """A line of which nothing is run.

    Attributes:
        line: counted from 1.
        what: "import", "print", "output" or "fence".
    """

    line: int
    what: str


class Pasted(NamedTuple):
    """A text without what its paste brought along.

    Attributes:
        source: line by line what is read; a line that is left out is empty.
        shifts: for each line how many characters were taken from its front.
        tabs: the lines with tabs as they were typed, by their number.
        left_out: the lines of which nothing is run.
    """

    source: str
    shifts: tuple[int, ...]
    tabs: Mapping[int, str]
    left_out: tuple[LeftOut, ...]

    def at(self, line: int, column: int) -> tuple[int, int]:
        """A place of the source as a place of the text."""
        column += self.shifts[line - 1] if 0 < line <= len(self.shifts) else 0
        if typed := self.tabs.get(line):
            column = next((at for at in range(1, len(typed) + 1) if len(_spread(typed[:at])) >= column), column)
        return line, column


def without_paste(text: str) -> Pasted:
    """Take off what is no line of the program.

    Raises:
        ProgramError: for a text that is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise ProgramError(f"The program has {len(text):,} characters: use at most {MAX_CHARACTERS:,}.")
    typed = text.replace("\r\n", "\n").translate(_TYPOGRAPHIC).split("\n")
    lines = [_spread(line) for line in typed]
    tabs = {number: line for number, line in enumerate(typed, start=1) if "\t" in line}
    prompted = any((match := _PROMPT.match(line)) and match["prompt"].startswith((">>>", "In")) for line in lines)
    kept, shifts, left_out = [], [], []
    for number, line in enumerate(lines, start=1):
        match = _PROMPT.match(line)
        what = "output" if prompted and line.strip() and not match else _left_out(line)
        rest = line[match.end() :] if match and not what else line
        what = what or _left_out(rest)
        if what:
            left_out.append(LeftOut(number, what))
            rest = f"{rest[: len(rest) - len(rest.lstrip())]}{_wordless(rest)}" if what == "print" else ""
        kept.append(rest.partition("#")[0].rstrip())
        shifts.append(len(line) - len(rest) if match and not what else 0)
    indent = min((len(line) - len(line.lstrip()) for line in kept if line), default=0)
    shifts = [shift + indent for shift in shifts]
    return Pasted("\n".join(line[indent:] for line in kept), tuple(shifts), tabs, tuple(left_out))


def _wordless(line: str) -> str:
    """A print of what a print of words holds beside them: `print(f"loss {loss:.3f}", w)` prints `loss` and `w`.

    It stays a statement where nothing is left, since a block must not be empty.
    """
    code = line.strip().partition("#")[0] if line.count("#") and not _EFFECT.search(line) else line.strip()
    if len(code) > MAX_PRINT or sum(map(code.count, "([{")) > MAX_BRACKETS:
        return "print()"
    try:
        (call,) = ast.parse(code, mode="exec").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "print()"
    if not isinstance(call, ast.Expr) or not isinstance(call.value, ast.Call):
        return "print()"
    if all(isinstance(each, ast.Constant) or _parts(each) == [each] for each in call.value.args):
        return _blanked(code, [each for each in call.value.args if not _parts(each)])
    shown = [part for each in call.value.args for part in _parts(each)]
    return f"print({', '.join(map(ast.unparse, shown))})"


def _blanked(code: str, words: list[ast.expr]) -> str:
    """A print with blanks for its words and the commas behind them: what is left stays in its column."""
    for each in words:
        end = each.end_col_offset or each.col_offset
        gap = len(code[end:]) - len(code[end:].lstrip())
        end += gap + 1 if code[end + gap : end + gap + 1] == "," else 0
        code = code[: each.col_offset] + " " * (end - each.col_offset) + code[end:]
    inside = code[code.index("(") + 1 :].strip()
    return "print()" if inside == ")" else code


def _parts(node: ast.expr) -> list[ast.expr]:
    """What is printed of an argument, words aside."""
    match node:
        case ast.Constant(value=str()):
            return []
        case ast.JoinedStr(values=parts):
            return [part.value for part in parts if isinstance(part, ast.FormattedValue)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format"), args=shown):
            return shown
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=shown):
            return list(shown.elts) if isinstance(shown, ast.Tuple) else [shown]
    return [node]


def _spread(line: str) -> str:
    """With spaces for tabs."""
    return line.expandtabs(4)


def _left_out(line: str) -> str:
    """Why nothing of a line is run; "" where it is."""
    code = line.strip()
    if code.startswith("print(") and ("'" in code or '"' in code) and not _EFFECT.search(code):
        return "print"
    code = code.partition("#")[0].rstrip()
    return next((what for what, form in _FORMS.items() if form.fullmatch(code)), "")
