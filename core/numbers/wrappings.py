"""What stands around pasted numbers and is none of them: prompts, fences, comments, imports, pandas' last lines."""

import re
from dataclasses import dataclass

from core.numbers.refusing import quote

SPREADSHEET_ERRORS = r"N/A|(?:DIV/0|VALUE|REF|NUM|NULL)!|NAME\?"
COMMENT = re.compile(rf"(?:^|(?<=[\s,\[\]()]))#(?!{SPREADSHEET_ERRORS})[^\r\n]*", re.MULTILINE)
PROMPT = re.compile(r"^[ \t]*(?:>>>|In \[[0-9]*\]:|Out\[[0-9]*\]:)[ \t]?", re.MULTILINE)
CONTINUED = re.compile(r"^(?:\.\.\. | +\.\.\.: ?)", re.MULTILINE)

# Lines that hold no numbers. Each ends at its line's end, so that no text makes the search go back and forth.
END = r"[ \t;]*(?:\r\n|\r|\n|$)"
FENCE = re.compile(rf"^[ \t]*```[ \t]*\w*{END}", re.MULTILINE)
ASKED = re.compile(
    rf"^[ \t]*(?:>>>|In \[[0-9]*\]:)[ \t]*(?:print\([^()\r\n]*\)|[A-Za-z_][\w.]*(?:\[[\w:, -]*\])?){END}", re.MULTILINE
)
SILENT = re.compile(
    rf"^[ \t]*(?:(?:>>>|In \[[0-9]*\]:)[ \t]*)?"
    rf"(?:import [\w., ]+|from [\w.]+ import [\w., *]+|print\([A-Za-z_][\w.]*\)|"
    rf"[A-Za-z_]\w*\.requires_grad(?:_\(\w*\)|[ \t]*=[ \t]*True)){END}",
    re.MULTILINE,
)
SERIES = re.compile(rf"^(?:Name: [^\r\n]*?, )?(?:Length: [0-9]+, )?dtype: \w+{END}", re.MULTILINE)
FRAME = re.compile(rf"^\[[0-9]+ rows x [0-9]+ columns\]{END}", re.MULTILINE)
SIZE = re.compile(r"(?:^|(?<=\s))torch\.Size\(\[([0-9, ]*)\]\)")


@dataclass(frozen=True)
class Undressed:
    """A text without what is around its numbers.

    Attributes:
        text: what is left.
        size: the shape that was printed with them; None where there was none, or more than one.
        series: whether pandas printed it as a Series, with an index.
    """

    text: str
    size: tuple[int, ...] | None
    series: bool


def undress(text: str) -> Undressed:
    """Leave out what holds no numbers, in time linear in the text's length."""
    text = text.lstrip("\ufeff")
    if "`" in text:
        text = FENCE.sub("", text).strip("` \t")
    if "#" in text:
        text = _without_comments(text)
    text = SILENT.sub("", text)
    if PROMPT.search(text):
        text = CONTINUED.sub("", PROMPT.sub("", ASKED.sub("", text)))
    sizes = SIZE.findall(text)
    size = tuple(int(part) for part in re.findall(r"[0-9]{1,9}", sizes[0])) if len(sizes) == 1 else None
    text, series = SERIES.subn("", SIZE.sub("", text))
    return Undressed(FRAME.sub("", text), size, series > 0)


def _without_comments(text: str) -> str:
    """A line that was a comment alone goes with its end, since an empty line among others is an empty cell."""
    kept = (
        COMMENT.sub("", line)
        for line in text.splitlines(keepends=True)
        if not re.match(rf"\s*#(?!{SPREADSHEET_ERRORS})", line)
    )
    return "".join(kept)


def shape_refusal(size: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """The sentence where a printed shape is not that of the numbers."""
    return f"{quote(f'torch.Size({list(size)})')} is not the shape {shape} of the numbers: paste all of them."
