"""Reads code around numbers, typed or printed, by a tokenizer of our own: nothing is evaluated.

`[[1, 2], [3, 4]]`, tuples, NumPy's `[[1 2] [3 4]]`, MATLAB's `[1 2; 3 4]`, `torch.tensor(…)` and the like around any
part of it, and the methods behind it that change the shape or nothing.
"""

import re
from typing import NoReturn

from core.numbers.calls import MAKERS, SIZED, WRAPPERS, changed, whole_numbers
from core.numbers.reading import WHOLE_NUMBER, NumberError
from core.numbers.refusing import quote
from core.numbers.tokens import ALONE, MAX_WRAPPING, TOKEN, Tokens
from core.numbers.value import Value, flat, together

MAX_STATEMENTS = 100
EMPTY = "the brackets are empty: write numbers into them, such as [1, 2]."


LABEL = re.compile(
    r"\s*(?!lambda\b)([^\W\d][\w.]*(?:[ \t]{1,3}[\w.]+){0,5}(?:\[[\w:, -]{0,40}\])?)[ \t]{0,9}[:=](?![=])", re.ASCII
)
NAME = re.compile(r"[^\W\d][\w.]*", re.ASCII)


class Parser(Tokens):
    """Recursive descent over the tokens; as deep as the brackets, which were counted."""

    def statements(self) -> tuple[list[Value], list[str]]:
        """Each value at the top, with its name where it has one; what commas join is one list."""
        values: list[Value] = []
        names: list[str] = []
        joined: list[Value] = []
        while self.here is not None:
            if self.at("space") or self.at("mark", ";"):
                self.advance()
                continue
            if len(values) + len(names) > MAX_STATEMENTS:
                self.refuse(self.here)
            if label := LABEL.match(self.text, self.here.start()):
                names.append(label[1])
                self.seek(label.end())
                continue
            joined.append(self.value(top=True))
            if self.comma():
                continue
            values.append(joined[0] if len(joined) == 1 else together(joined))
            joined = []
        return values + ([together(joined)] if len(joined) > 1 else joined), names

    def value(self, *, top: bool = False) -> Value:
        """The next value; at the top no lone word, since `+ 2` may stand there."""
        here = self.advance()
        if here.lastgroup == "row":
            value = flat(here[0])
        elif here.lastgroup == "open":
            value = self._items(here)
        elif here.lastgroup == "plain" and self._called(here):
            if not NAME.fullmatch(here[0]):
                self.refuse(here)
            value = self._call(here[0])
        elif here.lastgroup in {"plain", "string"} and not top and len(here[0].split()) == 1:
            value = Value((), [here[0]])
        elif top and _is_bare(here):
            self._refuse_beside(here)
        else:
            self.refuse(here)
        return self._methods(value)

    def _refuse_beside(self, numbers: re.Match[str]) -> NoReturn:
        """Refuse what stands after numbers without brackets, which are right by themselves."""
        after = TOKEN.finditer(self.text, numbers.end())
        odd = next((token for token in after if not _is_bare(token)), None)
        if odd is None:
            self.refuse(numbers)
        raise NumberError(
            f"{quote(self.line_from(odd))} cannot be read beside {quote(numbers[0])}: write rows of numbers alone, or "
            "all of them in brackets."
        )

    def _called(self, name: re.Match[str]) -> bool:
        """Whether a round bracket follows at once."""
        here = self.here
        return here is not None and here[0][0] == "(" and here.start() == name.end()

    def _items(self, opening: re.Match[str]) -> Value:
        items: list[Value] = []
        expected, apart, commas = True, True, 0  # a comma here would leave a place empty; a row may stand here
        while not self.at("close"):
            if self.at("space"):
                self.advance()
                apart = True
            elif self.at("mark", ",", ";"):
                if expected:
                    raise NumberError("a number or a row is missing before a comma: write it, or remove the comma.")
                self.advance()
                expected, apart, commas = True, True, commas + 1
            elif self.here is None:
                self.refuse(opening)
            elif not expected and (not apart or not (items[-1].shape and self.here[0][0] == "[")):
                self.refuse(self.here)  # NumPy prints rows without commas, and nothing else
            else:
                items.append(self.value())
                expected = apart = False
        self._close(opening)
        if opening[0] == "(" and len(items) == 1 and not commas:
            return items[0]
        return together(items)

    def _close(self, opening: re.Match[str]) -> None:
        closing = self.advance()
        if opening[0] + closing[0] not in {"()", "[]"}:
            raise NumberError(
                f"{quote(opening[0])} is closed by {quote(closing[0])}: close each bracket with its own kind."
            )

    def _call(self, name: str) -> Value:
        """A wrapping, with what it is given."""
        base = name.rpartition(".")[2]
        if base in MAKERS:
            raise NumberError(
                f"{quote(name + '(…)')} makes numbers that are not in the text: print them and paste that."
            )
        if base not in WRAPPERS:
            raise NumberError(f"{quote(name + '(…)')} cannot be read: {ALONE}.")
        opening = self.advance()
        if opening.lastgroup == "row":
            given = flat(opening[0], call=True)
            if not given.cells:
                raise NumberError(EMPTY)
            if base != "c" and len(given.cells) > 1 and not _is_type(given.cells[1]):
                raise NumberError(f"{quote(name + opening[0])} has no brackets around its numbers: write them in [ ].")
            value = given if base == "c" else Value((), given.cells[:1])
            settings = "" if base == "c" else " ".join(given.cells[1:])
        else:
            value, settings = self._arguments(opening)
        if base in SIZED and not value.shape:
            raise NumberError(
                f"{quote(name + '(…)')} with a lone number makes as many others: print them and paste that."
            )
        return whole_numbers(value, name, f"{base} {settings}")

    def _arguments(self, opening: re.Match[str]) -> tuple[Value, str]:
        """The first argument, and the text of the others, which set a type or a device."""
        self.skip_space()
        start = self.here.start() if self.here else 0
        label = LABEL.match(self.text, start)
        if label and label[1] in {"data", "object"}:
            self.seek(label.end())
            self.skip_space()
        if self.at("close"):
            raise NumberError(EMPTY)
        first = self.value()
        self.skip_space()
        start = self.here.start() if self.here else 0
        if not self.at("close") and not self.at("mark", ","):
            assert self.here is not None
            self.refuse(self.here)
        self.skip_to_close()
        settings = self.text[start : self.here.start()] if self.here else ""
        if len(settings) > MAX_WRAPPING or re.match(r"\s*,\s*[\[+\-\u2212.0-9]", settings):
            raise NumberError(f"{quote(settings.strip())} cannot be read: {ALONE}.")
        self._close(opening)
        return first, settings

    def _methods(self, value: Value) -> Value:
        """What follows a value: `.view(-1, 1)`, `.cuda()`, `.T`."""
        while self.here is not None and self.at("plain") and self.here[0].startswith("."):
            name, _, rest = self.here[0][1:].partition(" ")
            names = name.split(".")
            whole = self.advance()
            if rest:
                self.refuse(whole)
            given = self._given() if self._called(whole) else None
            for each in names:
                value = changed(value, each, given if each == names[-1] else None)
        return value

    def _given(self) -> str:
        """The text between the round brackets of a method."""
        opening = self.advance()
        if opening.lastgroup == "row":
            return opening[0][1:-1]
        start = opening.end()
        self.skip_to_close()
        given = self.text[start : self.here.start()] if self.here else ""
        self._close(opening)
        return given


def _is_type(text: str) -> bool:
    """Whether a further argument is a name, such as np.float32."""
    return bool(re.fullmatch(r"[^\W\d][\w.]*", text))


def _is_bare(token: re.Match[str]) -> bool:
    """Whether a token is numbers without brackets, or what stands between them."""
    if token.lastgroup == "plain":
        return all(map(WHOLE_NUMBER.fullmatch, token[0].split()))
    return token.lastgroup == "space" or token[0] in {",", ";"}
