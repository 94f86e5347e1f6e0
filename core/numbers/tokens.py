"""The tokens of pasted code: brackets, lists without lists in them, marks, and runs of words and numbers."""

import re
from collections.abc import Iterator
from typing import NoReturn

from core.numbers.reading import NumberError
from core.numbers.refusing import quote

MAX_WRAPPING = 300
ALONE = "paste the numbers in their brackets alone"

TOKEN = re.compile(
    r"""(?P<row>[\[(][^\[\](){}<>'"=:]*[\])])
      | (?P<open>[\[(]) | (?P<close>[\])])
      | (?P<string>'[^'\r\n]*'|"[^"\r\n]*")
      | (?P<angle><[^<>]*>)
      | (?P<mark>[,;:={}<>'"])
      | (?P<space>\s+)
      | (?P<plain>[^\s\[\](){},;:='"<>]+(?:[ \t]+[^\s\[\](){},;:='"<>]+)*)""",
    re.VERBOSE,
)


class Tokens:
    """A text, token by token.

    Attributes:
        text: all of it.
        here: the present token; None at the end.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.seek(0)

    def seek(self, position: int) -> None:
        """Go on at a place in the text."""
        self._tokens: Iterator[re.Match[str]] = TOKEN.finditer(self.text, position)
        self.here = next(self._tokens, None)

    def advance(self) -> re.Match[str]:
        """The present token; the next one is present then."""
        here = self.here
        if here is None:  # a bracket within quotes was counted
            raise NumberError("the round brackets do not match: paste the numbers in their square brackets alone.")
        self.here = next(self._tokens, None)
        return here

    def at(self, kind: str, *texts: str) -> bool:
        """Whether the present token is of a kind, and one of some texts where they are given."""
        here = self.here
        return here is not None and here.lastgroup == kind and (not texts or here[0] in texts)

    def skip_space(self) -> None:
        """Pass over blanks and line ends."""
        while self.at("space"):
            self.advance()

    def comma(self) -> bool:
        """Whether a comma follows; it may close the last line too."""
        while self.at("space"):
            self.advance()
        if self.at("mark", ","):
            self.advance()
            return True
        return False

    def skip_to_close(self) -> None:
        """Go to the bracket that closes the one that is open."""
        depth = 0
        while self.here is not None and not (depth == 0 and self.at("close")):
            depth += self.at("open") - self.at("close")
            self.advance()

    def line_from(self, where: re.Match[str]) -> str:
        """The rest of the line in which a token stands, from the token on."""
        return self.text[where.start() : where.start() + MAX_WRAPPING].partition("\n")[0].strip()

    def refuse(self, where: re.Match[str]) -> NoReturn:
        """Refuse what stands there, with the rest of its line."""
        raise NumberError(f"{quote(self.line_from(where))} cannot be read: {ALONE}.")
