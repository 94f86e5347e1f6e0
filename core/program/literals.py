"""What stands in a program as it is: numbers, words, options; and how it is refused, with its place."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from core.kinds import Kind, OptionError
from core.program.errors import ProgramError

EXACT = 2.0**53
"""Whole numbers beyond it are not exact as floats."""

ALLOWED = "write a tensor, or a number such as 0.5"
"""What may stand where a text, a truth value or None does not."""

Number = int | float

FOLDED: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}


def literal(node: ast.expr, name: str, given: object) -> object:
    """An option as it was written: a number, a word, None, True, False, or several of them."""
    match given:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(literal(node, name, part) for part in parts)
        case int() | float():
            return given
    return refuse(node, f"{name} must be written out here: a number, a word, None, True or False.")


def settings_of(node: ast.expr, kind: Kind, options: Mapping[str, object]) -> dict[str, Any]:
    """All settings of a call: as they were written, and their defaults."""
    settings = {}
    for name, option in kind.options.items():
        if name not in options and option.default is ...:
            refuse(node, f"{name} is missing.")
        try:
            settings[name] = option.read(options[name]) if name in options else option.default
        except OptionError as error:
            refuse(node, f"{name} {error}.")
    return settings


def constant(node: ast.Constant) -> Number:
    """A number as it was written."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(node, f"{value!r} is no number: {ALLOWED}.")
    return finite(node, value)


def finite(node: ast.expr, value: Number) -> Number:
    """A number that a float can hold; whole ones stay whole while that is exact."""
    try:
        as_float = float(value)
    except OverflowError:
        as_float = math.inf
    if not math.isfinite(as_float):
        refuse(node, "this number is too large.")
    return value if isinstance(value, int) and abs(as_float) <= EXACT else as_float


def folded(node: ast.expr, sign: str, left: Number, right: Number) -> Number:
    """Numbers among themselves are worked out at once, as Python would."""
    if sign not in FOLDED:
        refuse(node, f"{sign} needs a tensor on at least one side.")
    sides = (float(left), float(right)) if sign == "**" else (left, right)
    try:
        value = FOLDED[sign](*sides)
    except ZeroDivisionError:
        refuse(node, "this divides by 0.")
    except OverflowError:
        refuse(node, "this number is too large.")
    if isinstance(value, complex):
        refuse(node, "this number is complex: only real ones can be used here.")
    if sign == "**" and isinstance(left, int) and isinstance(right, int) and right >= 0 and abs(value) <= EXACT:
        value = left**right
    return finite(node, value)


def refuse(node: ast.AST, message: str) -> NoReturn:
    """Say what is wrong, and where.

    Raises:
        ProgramError: always.
    """
    raise ProgramError(message, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)
