"""The lines of a table as people keep them: with comments, a separator's own line, rules and pipes."""

import re
from collections.abc import Iterator
from io import StringIO

SEPARATOR_LINE = re.compile(r'\s*"?sep=([,;\t|:~^ ])"?[ \t]*(?=[\r\n])', re.IGNORECASE)
"""What Excel reads, and writes for itself, in the first line of a CSV file."""

COMMENT = re.compile(r"^[ \t]*#(?!N/A|(?:DIV/0|VALUE|REF|NUM|NULL)!|NAME\?)", re.MULTILINE)
"""A # that begins a line, unless a spreadsheet's error does."""
RULE = re.compile(r"[ \t|:+=-]*-[ \t|:+=-]*[\r\n]*")
"""The line below the names of a Markdown table, or around one that a database printed."""

FOOTER = re.compile(r"[ \t]*(?:\([0-9]+ rows?\)|\[[0-9]+ rows x [0-9]+ columns\])[ \t]*[\r\n]*")
"""What a database and pandas print below a table."""

LOOKED_AT = 5


def given_separator(text: str) -> tuple[str, str]:
    """What the first line says stands between the cells, "" where it says nothing; and the text with it emptied."""
    match = SEPARATOR_LINE.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def is_drawn(text: str) -> bool:
    """Whether the columns are drawn with pipes: the first line begins with one, or a rule stands near the top."""
    lines = [line for _, line in zip(range(LOOKED_AT), filter(str.strip, StringIO(text)), strict=False)]
    rules = [line for line in lines if RULE.fullmatch(line) and re.search(r"[|+]", line)]
    return bool(rules) or (bool(lines) and lines[0].lstrip().startswith("|"))


class Lines:
    """The lines of a text, for `csv.reader`, each as plain as a CSV's.

    Attributes:
        fresh: whether the next line begins a row, so that a # there begins a comment; the reader's user sets it.
        comments: the text of each comment, by the number of its line.
    """

    def __init__(self, text: str, separator: str) -> None:
        self._lines = StringIO(text, newline="")
        self._separator = separator
        self._number = 0
        self.fresh = True
        self.comments: dict[int, str] = {}

    @staticmethod
    def needed(text: str, separator: str) -> bool:
        """Whether any line of the text could be another than it stands there."""
        return separator in {"|", " "} or COMMENT.search(text) is not None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        if not self.fresh:
            return line
        self.fresh = False
        if COMMENT.match(line):
            self.comments[self._number] = line.strip()
            return "\n"
        if self._separator in {"|", " "}:
            return self._undrawn(line)
        return line

    def _undrawn(self, line: str) -> str:
        if FOOTER.fullmatch(line) or (self._separator == "|" and RULE.fullmatch(line)):
            return "\n"
        if self._separator == "|":
            return line.strip().removeprefix("|").removesuffix("|") + "\n"
        return re.sub(r"[\t\u00a0]", " ", line).strip() + "\n"
