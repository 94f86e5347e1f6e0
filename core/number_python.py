"""Reads numbers that stand in brackets, in code or as printed, by a tokenizer of our own: nothing is evaluated.

`[[1, 2], [3, 4]]`, tuples, NumPy's `[[1 2] [3 4]]`, MATLAB's `[1 2; 3 4]`, `torch.tensor(…)` and the like around any
part of it, and the methods behind it that change the shape or nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NoReturn

import torch

from core.number_read import NumberError
from core.number_refuse import quote

MAX_WRAPPING = 300
MAX_DEPTH = 12
MAX_STATEMENTS = 100


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WRAPPERS = _words("""
    tensor Tensor FloatTensor DoubleTensor HalfTensor LongTensor IntTensor as_tensor array asarray
    matrix Parameter Variable from_numpy Series DataFrame float float32 float64 list tuple c print
    """)
"""Calls whose first argument holds the numbers."""

SIZED = frozenset({"Tensor", "FloatTensor", "DoubleTensor", "HalfTensor", "LongTensor", "IntTensor"})
"""Calls that take a lone number for a size."""

MAKERS = _words("""
    rand randn randint randperm zeros ones full empty eye arange linspace logspace range uniform normal
    random choice zeros_like ones_like rand_like randn_like repeat tile
    """)

KEEPING = _words("""
    to cuda cpu float double half bfloat16 requires_grad_ detach detach_ clone contiguous numpy tolist
    type astype item data values to_numpy copy long int short bool
    """)
"""Methods and attributes that leave shape and digits alone; with whole numbers some of them do."""

SHAPING = frozenset(["view", "reshape", "unsqueeze", "squeeze", "t", "T", "transpose", "flatten", "ravel", "mT"])

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
LABEL = re.compile(
    r"\s*(?!lambda\b)([^\W\d][\w.]*(?:[ \t]{1,3}[\w.]+){0,5}(?:\[[\w:, -]{0,40}\])?)[ \t]{0,9}[:=](?![=])", re.ASCII
)
INTEGERS = re.compile(r"\s*[\[(]?\s*(-?[0-9]{1,6}\s*(?:,\s*-?[0-9]{1,6}\s*)*)?[\])]?\s*")
INTEGER_TYPE = re.compile(r"(?:^|[.'\"\s=(,])(?:u?int[0-9]*|long|short|Long|Int|bool_?)\b")
WHOLE = re.compile(r"[+\-\u2212]?[0-9]+(?:\.0*)?")
NAME = re.compile(r"[^\W\d][\w.]*", re.ASCII)

ALONE = "paste the numbers in their brackets alone"


@dataclass(frozen=True)
class Value:
    """Numbers as texts, in the order of memory.

    Attributes:
        shape: () for a lone one.
        cells: as many as the shape says.
    """

    shape: tuple[int, ...]
    cells: list[str]


def read_brackets(text: str) -> tuple[Value, list[str]]:
    """The numbers of a text with brackets in it, and the names of what it says they are.

    Raises:
        NumberError: for brackets that do not match, rows of different lengths, more than one list, and for whatever
            else is no number, no bracket and no known wrapping.
    """
    _check_brackets(text)
    values, names = _Parser(text).statements()
    if not values:
        raise NumberError("there is nothing to read: paste numbers, such as 1, 2.")
    if len(values) > 1 and all(value == values[0] for value in values):
        del values[1:]  # as typed at a prompt, and as printed below it
    if len(values) > 1 and any(value.shape for value in values):
        if len(set(names)) > 1:
            held = f"{', '.join(map(quote, names[:-1]))} and {quote(names[-1])}"
            raise NumberError(f"there is more than one list, {held}: paste each into its own field.")
        raise NumberError("there is more than one list: put all rows into one, such as [[1, 2], [3, 4]].")
    return (values[0] if len(values) == 1 else _together(values)), names


def _check_brackets(text: str) -> None:
    squares = list(accumulate(1 if bracket == "[" else -1 for bracket in re.findall(r"[\[\]]", text)))
    rounds = list(accumulate(1 if bracket == "(" else -1 for bracket in re.findall(r"[()]", text)))
    if squares and min(squares) < 0:
        raise NumberError("there is a ] without its [: remove it, or add the [.")
    if squares and squares[-1] > 0:
        raise NumberError(f"a bracket is not closed: add {']' * min(squares[-1], 9)} where its row ends.")
    if rounds and (min(rounds) < 0 or rounds[-1] > 0):
        raise NumberError("the round brackets do not match: paste the numbers in their square brackets alone.")
    if max([*squares, *rounds, 0]) > MAX_DEPTH:
        raise NumberError("the brackets are more than two deep: give rows of numbers, such as [[1, 2], [3, 4]].")


class _Parser:
    """Recursive descent over the tokens; as deep as the brackets, which were counted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seek(0)

    def _seek(self, position: int) -> None:
        self._tokens: Iterator[re.Match[str]] = TOKEN.finditer(self._text, position)
        self._here = next(self._tokens, None)

    def _advance(self) -> re.Match[str]:
        here = self._here
        if here is None:  # a bracket within quotes was counted
            raise NumberError("the round brackets do not match: paste the numbers in their square brackets alone.")
        self._here = next(self._tokens, None)
        return here

    def _at(self, kind: str, *texts: str) -> bool:
        here = self._here
        return here is not None and here.lastgroup == kind and (not texts or here[0] in texts)

    def _skip_space(self) -> None:
        while self._at("space"):
            self._advance()

    def statements(self) -> tuple[list[Value], list[str]]:
        """Each value at the top, with its name where it has one; what commas join is one list."""
        values: list[Value] = []
        names: list[str] = []
        joined: list[Value] = []
        while self._here is not None:
            if self._at("space") or self._at("mark", ";"):
                self._advance()
                continue
            if len(values) + len(names) > MAX_STATEMENTS:
                self._refuse(self._here)
            if label := LABEL.match(self._text, self._here.start()):
                names.append(label[1])
                self._seek(label.end())
                continue
            joined.append(self.value(top=True))
            if self._comma():
                continue
            values.append(joined[0] if len(joined) == 1 else _together(joined))
            joined = []
        return values + ([_together(joined)] if len(joined) > 1 else joined), names

    def _comma(self) -> bool:
        """Whether a comma follows; it may close the last line too."""
        while self._at("space"):
            self._advance()
        if self._at("mark", ","):
            self._advance()
            return True
        return False

    def value(self, *, top: bool = False) -> Value:
        """The next value; at the top no lone word, since `+ 2` may stand there."""
        here = self._advance()
        if here.lastgroup == "row":
            value = _flat(here[0])
        elif here.lastgroup == "open":
            value = self._items(here)
        elif here.lastgroup == "plain" and self._called(here):
            if not NAME.fullmatch(here[0]):
                self._refuse(here)
            value = self._call(here[0])
        elif here.lastgroup in {"plain", "string"} and not top and len(here[0].split()) == 1:
            value = Value((), [here[0]])
        else:
            self._refuse(here)
        return self._methods(value)

    def _called(self, name: re.Match[str]) -> bool:
        """Whether a round bracket follows at once."""
        here = self._here
        return here is not None and here[0][0] == "(" and here.start() == name.end()

    def _items(self, opening: re.Match[str]) -> Value:
        items: list[Value] = []
        expected, apart, commas = True, True, 0  # a comma here would leave a place empty; a row may stand here
        while not self._at("close"):
            if self._at("space"):
                self._advance()
                apart = True
            elif self._at("mark", ",", ";"):
                if expected:
                    raise NumberError("a number or a row is missing before a comma: write it, or remove the comma.")
                self._advance()
                expected, apart, commas = True, True, commas + 1
            elif self._here is None:
                self._refuse(opening)
            elif not expected and (not apart or not (items[-1].shape and self._here[0][0] == "[")):
                self._refuse(self._here)  # NumPy prints rows without commas, and nothing else
            else:
                items.append(self.value())
                expected = apart = False
        self._close(opening)
        if opening[0] == "(" and len(items) == 1 and not commas:
            return items[0]
        return _together(items)

    def _close(self, opening: re.Match[str]) -> None:
        closing = self._advance()
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
        opening = self._advance()
        if opening.lastgroup == "row":
            given = _flat(opening[0], call=True)
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
        return _whole(value, name, f"{base} {settings}")

    def _arguments(self, opening: re.Match[str]) -> tuple[Value, str]:
        """The first argument, and the text of the others, which set a type or a device."""
        self._skip_space()
        start = self._here.start() if self._here else 0
        label = LABEL.match(self._text, start)
        if label and label[1] in {"data", "object"}:
            self._seek(label.end())
            self._skip_space()
        if self._at("close"):
            raise NumberError("the brackets are empty: write numbers into them, such as [1, 2].")
        first = self.value()
        self._skip_space()
        start = self._here.start() if self._here else 0
        if not self._at("close") and not self._at("mark", ","):
            assert self._here is not None
            self._refuse(self._here)
        self._skip_to_close()
        settings = self._text[start : self._here.start()] if self._here else ""
        if len(settings) > MAX_WRAPPING or re.match(r"\s*,\s*[\[+\-\u2212.0-9]", settings):
            raise NumberError(f"{quote(settings.strip())} cannot be read: {ALONE}.")
        self._close(opening)
        return first, settings

    def _skip_to_close(self) -> None:
        depth = 0
        while self._here is not None and not (depth == 0 and self._at("close")):
            depth += self._at("open") - self._at("close")
            self._advance()

    def _methods(self, value: Value) -> Value:
        """What follows a value: `.view(-1, 1)`, `.cuda()`, `.T`."""
        while self._here is not None and self._at("plain") and self._here[0].startswith("."):
            name, _, rest = self._here[0][1:].partition(" ")
            names = name.split(".")
            whole = self._advance()
            if rest:
                self._refuse(whole)
            given = self._given() if self._called(whole) else None
            for each in names:
                value = _changed(value, each, given if each == names[-1] else None)
        return value

    def _given(self) -> str:
        """The text between the round brackets of a method."""
        opening = self._advance()
        if opening.lastgroup == "row":
            return opening[0][1:-1]
        start = opening.end()
        self._skip_to_close()
        given = self._text[start : self._here.start()] if self._here else ""
        self._close(opening)
        return given

    def _refuse(self, where: re.Match[str]) -> NoReturn:
        """Refuse what stands there, with the rest of its line."""
        said = self._text[where.start() : where.start() + MAX_WRAPPING].partition("\n")[0]
        raise NumberError(f"{quote(said.strip())} cannot be read: {ALONE}.")


def _flat(text: str, *, call: bool = False) -> Value:
    """A list without lists in it: cells with commas, or as NumPy prints them, with blanks; rows with semicolons."""
    opening, inside, closing = text[0], text[1:-1], text[-1]
    if opening + closing not in {"()", "[]"}:
        raise NumberError(f"{quote(opening)} is closed by {quote(closing)}: close each bracket with its own kind.")
    if ";" in inside and opening == "[":
        rows = [_cells(row) for row in inside.strip().rstrip(";").split(";")]
        return _together([Value((len(row),), row) for row in rows])
    cells = _cells(inside)
    if opening == "(" and not call and len(cells) == 1 and "," not in inside:
        raise NumberError(f"{quote(text)} can mean a number or its negative: write it without round brackets.")
    return Value((len(cells),), cells)


def _cells(text: str) -> list[str]:
    if "," not in text:
        return text.split()
    cells = [cell.strip() for cell in text.split(",")]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _together(items: list[Value]) -> Value:
    """A list of values of one shape."""
    if not items:
        return Value((0,), [])
    shape = items[0].shape
    for index, item in enumerate(items):
        if item.shape == shape:
            continue
        if len(item.shape) != len(shape):
            alone = next(each for each in items if not each.shape) if not (item.shape and shape) else None
            if alone is not None:
                raise NumberError(f"{quote(alone.cells[0])} stands outside a row: give every row its own brackets.")
            raise NumberError("the brackets are not equally deep: give rows of numbers, such as [[1, 2], [3, 4]].")
        cells = f"{item.shape[-1]} cell{'' if item.shape[-1] == 1 else 's'}"
        raise NumberError(
            f"row {index} has {cells} where row 0 has {shape[-1]}: give every row the same number of cells."
        )
    return Value((len(items), *shape), [cell for item in items for cell in item.cells])


def _is_type(text: str) -> bool:
    """Whether a further argument is a name, such as np.float32."""
    return bool(re.fullmatch(r"[^\W\d][\w.]*", text))


def _changed(value: Value, name: str, given: str | None) -> Value:
    """A value after a method or an attribute (`given` None): with another shape, as torch gives it, or as it was."""
    said = quote(f".{name}" if given is None else f".{name}({given})")
    given = given or ""
    if name in KEEPING:
        return _whole(value, said.strip("“”"), f"{name} {given}")
    match = INTEGERS.fullmatch(given)
    if name not in SHAPING or not match:
        raise NumberError(f"{said} computes with the numbers: print the result and paste that.")
    sizes = [int(size) for size in match[1].split(",")] if match[1] else []
    if name in {"T", "t"} and len(value.shape) < 2:
        return value  # NumPy's has no other, and torch only warns
    places = torch.arange(len(value.cells)).reshape(value.shape)
    try:
        if name == "T" and places.ndim != 2:
            raise IndexError
        moved = getattr(places, name)
        moved = moved(*sizes) if callable(moved) else moved
    except (RuntimeError, IndexError, TypeError, ValueError) as error:
        raise NumberError(f"{said} does not fit the shape {value.shape}: paste the numbers alone.") from error
    return Value(tuple(moved.shape), [value.cells[place] for place in moved.flatten().tolist()])


def _whole(value: Value, name: str, settings: str) -> Value:
    """The value, unless a type of whole numbers would change its digits."""
    if not INTEGER_TYPE.search(settings):
        return value
    truths = "bool" in settings
    for cell in value.cells:
        if cell in {"True", "False"} or (
            WHOLE.fullmatch(cell) and (not truths or float(cell.replace("\u2212", "-")) in {0, 1})
        ):
            continue
        raise NumberError(f"{quote(cell)} is changed by the type in {quote(name)}: print the result and paste that.")
    return value
