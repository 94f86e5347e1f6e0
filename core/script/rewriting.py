"""A statement of a script written down again: names for what a stretch starts from, digits for plain numbers."""

import ast
import copy
import math
from collections.abc import Iterator, Mapping

from core.program.literals import Number
from core.script.changing import AS_OPERATOR
from core.script.trace import Statement, Trace


class NotWalkable(Exception):  # noqa: N818  # no error: a result
    """Says in a sentence why a stretch cannot be walked."""


def plain_names(statement: Statement, trace: Trace) -> Iterator[tuple[str, Number, str, int]]:
    """The names of plain numbers that a statement reads: name, number, how it was worked out, in which line.

    Args:
        statement: one that ran.
        trace: of the script.
    """
    for part in ast.walk(statement.node):
        if isinstance(part, ast.Name) and (plain := statement.plain.get(id(part))) is not None:
            number = statement.parts.get(id(part))
            value = None if number is None else trace.values[number]
            yield part.id, plain, "" if value is None else value.code, 0 if value is None else value.line


def rewritten(statement: Statement, named: Mapping[int, str], result: str) -> str:
    """The text of a statement as a line of a program.

    Args:
        statement: one that ran.
        named: the names of the values that the program starts from, by their numbers.
        result: what to call what `backward()` is called on, where that has no name.

    Raises:
        NotWalkable: where it is no assignment and no call of `backward()`.
    """
    swaps = dict(_swaps(statement, named))
    if isinstance(statement.node, ast.Assign) and not swaps:
        return statement.source
    for part in ast.walk(statement.node):
        part.was = id(part)  # type: ignore[attr-defined]  # a mark of ours, by which a copy knows what it is a copy of
    node = _Swap(swaps).visit(copy.deepcopy(statement.node))
    return ast.unparse(ast.fix_missing_locations(_assignment(node, result)))


def _swaps(statement: Statement, named: Mapping[int, str]) -> Iterator[tuple[int, ast.expr]]:
    """What to write in the place of a part, by the part's identity."""
    for part in ast.walk(statement.node):
        if not isinstance(part, ast.expr):
            continue
        number = statement.parts.get(id(part), -1)
        if number in named:
            if not (isinstance(part, ast.Name) and part.id == named[number]):
                yield id(part), ast.Name(named[number])
        elif isinstance(part, ast.Call | ast.Subscript | ast.Attribute) and id(part) in statement.plain:
            yield id(part), _digits(statement.plain[id(part)])


def _assignment(node: ast.AST, result: str) -> ast.stmt:
    """`name = …`, of whatever makes a value."""
    match node:
        case ast.Assign():
            return node
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            return ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(name), op, value))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[value])) if (
            method in AS_OPERATOR
        ):
            return ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(name), AS_OPERATOR[method](), value))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="backward"))):
            return ast.Assign([ast.Name(result)], owner)
    raise NotWalkable("A line that makes what backward() is called on does more than that.")


def assigned_name(node: ast.stmt) -> str:
    """The name that a statement assigns to; "" where it assigns to none."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name
    return ""


def written(number: Number) -> str:
    """A number as it is written.

    Raises:
        NotWalkable: for one that is not finite.
    """
    return ast.unparse(_digits(number))


def _digits(number: Number) -> ast.expr:
    if not math.isfinite(number):
        raise NotWalkable("A plain number in it is not finite.")
    return ast.Constant(number) if number >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-number))


class _Swap(ast.NodeTransformer):
    """Puts names and digits in the place of parts."""

    def __init__(self, swaps: Mapping[int, ast.expr]) -> None:
        self.swaps = swaps

    def visit(self, node: ast.AST) -> ast.AST:
        """A part, or what stands for it."""
        swap = self.swaps.get(getattr(node, "was", 0))
        return self.generic_visit(node) if swap is None else swap
