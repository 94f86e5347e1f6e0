"""Numbers that stand in brackets: whether the brackets match, and whether what they hold is one list."""

import re
from itertools import accumulate

from core.numbers.code import Parser
from core.numbers.reading import NumberError
from core.numbers.refusing import quote
from core.numbers.value import Value, together

MAX_DEPTH = 12


def read_brackets(text: str) -> tuple[Value, list[str]]:
    """The numbers of a text with brackets in it, and the names of what it says they are.

    Raises:
        NumberError: for brackets that do not match, rows of different lengths, more than one list, and for whatever
            else is no number, no bracket and no known wrapping.
    """
    _check_brackets(text)
    values, names = Parser(text).statements()
    if not values:
        raise NumberError("there is nothing to read: paste numbers, such as 1, 2.")
    if len(values) > 1 and all(value == values[0] for value in values):
        del values[1:]  # as typed at a prompt, and as printed below it
    if len(values) > 1 and any(value.shape for value in values):
        if len(set(names)) > 1:
            held = f"{', '.join(map(quote, names[:-1]))} and {quote(names[-1])}"
            raise NumberError(f"there is more than one list, {held}: paste each into its own field.")
        raise NumberError("there is more than one list: put all rows into one, such as [[1, 2], [3, 4]].")
    return (values[0] if len(values) == 1 else together(values)), names


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
