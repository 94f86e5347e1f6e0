"""Expressions of a text as single operations, over the tables of `KINDS`.

What a visitor wrote never becomes code, and no name of it is ever looked up as an attribute of anything.
"""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from torch import Tensor

from core.kinds import Kind
from core.kinds.arithmetic import POWER
from core.program.literals import Number, constant, folded, literal, refuse

MAX_DEPTH = 100

Runs = Callable[..., Tensor]

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.USub: "-x",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
SAME_AS = {"axis": "dim", "keepdims": "keepdim", "self": "input"}
"""Names that torch takes for others."""

COLUMN = "[:, None]"


class Value(NamedTuple):
    """A value by its number, as opposed to a number that is written into the text."""

    number: int


Read = Value | Number
Table = Mapping[str, tuple[Kind, Runs]]


class Tables(NamedTuple):
    """What a text may name, gathered from the kinds."""

    functions: Table
    methods: Table
    operators: Table
    attributes: Table

    @classmethod
    def of(cls, kinds: tuple[Kind, ...]) -> "Tables":
        """The tables of some kinds; worked out once."""
        return _tables(kinds)


@lru_cache(maxsize=8)  # by the kinds, so that a changed registry is gathered anew
def _tables(kinds: tuple[Kind, ...]) -> Tables:
    def gathered(ways: Callable[[Kind], Mapping[str, Runs]]) -> Table:
        return {name: (kind, run) for kind in kinds for name, run in ways(kind).items()}

    return Tables(
        gathered(lambda kind: kind.functions),
        gathered(lambda kind: kind.methods),
        gathered(lambda kind: kind.operators),
        gathered(lambda kind: kind.attributes),
    )


class Expressions(ABC):
    """Reads expressions; what an operation does, and what an unknown name is, is said by who reads."""

    def __init__(self, source: str, tables: Tables) -> None:
        self.source = source
        self.tables = tables
        self.known: dict[str, Any] = {}
        self.starts = [0, *(at + 1 for at, character in enumerate(source) if character == "\n")]

    @abstractmethod
    def unknown(self, node: ast.Name) -> Any:  # noqa: ANN401  # a Read, or what a reader's names stand for beside
        """What a name stands for that nothing was assigned to."""

    @abstractmethod
    def add(self, node: ast.expr, kind: Kind, run: Runs, given: list[Read], options: Mapping[str, object]) -> Value:
        """One more operation."""

    def expression(self, node: ast.expr, depth: int) -> Read:
        """What an expression stands for.

        Raises:
            ProgramError: with its place, for whatever cannot be read.
        """
        if depth > MAX_DEPTH:
            refuse(node, "this is nested too deeply: give a part a name of its own.")
        match node:
            case ast.Constant():
                return constant(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp():
                return self.signed(node, depth + 1)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
                return self.apply(node, SIGNS[type(op)], [self.expression(side, depth + 1) for side in (left, right)])
            case ast.Call():
                return self.call(node, depth + 1)
            case ast.Attribute(value=owner, attr=attr):
                return self.attribute(node, self.expression(owner, depth + 1), attr)
            case ast.Subscript(value=owner, slice=index):
                return self.subscript(node, self.expression(owner, depth + 1), index)
            case ast.Compare():
                return self.compared(node, depth)
        return self.unread(node)

    def unread(self, node: ast.expr) -> NoReturn:
        """Refuse what is no expression of a program."""
        refuse(node, "this cannot be used here: a program computes with tensors and numbers.")

    def signed(self, node: ast.UnaryOp, depth: int) -> Read:
        """What stands behind a sign."""
        read = self.expression(node.operand, depth)
        match node.op:
            case ast.UAdd():
                return read
            case ast.USub():
                return self.apply(node, "-x", [read]) if isinstance(read, Value) else -read
        return refuse(node, "the one sign that can stand before an expression is -.")

    def name(self, node: ast.Name) -> Read:
        """What a name stands for."""
        if node.id in {"torch", "F"}:
            refuse(node, f"{node.id} is no tensor: call one of its functions, such as torch.abs(x).")
        if node.id in self.tables.functions and node.id not in self.known:
            refuse(node, f"{node.id} is a function: call it, as in {node.id}(x).")
        if node.id not in self.known:
            self.known[node.id] = self.unknown(node)
        read: Read = self.known[node.id]
        return read

    def apply(self, node: ast.expr, sign: str, given: list[Read]) -> Read:
        """An operator, on tensors and numbers; numbers among themselves are worked out at once."""
        numbers = [each for each in given if not isinstance(each, Value)]
        if len(numbers) == len(given):
            return folded(node, sign, *numbers)
        if sign == "**" and not isinstance(given[1], Value):  # x ** 2: torch takes the exponent as a setting
            return self.add(node, *self.tables.operators[sign], given[:1], {"exponent": given[1]})
        return self.add(node, *self.tables.operators[POWER if sign == "**" else sign], given, {})

    def attribute(self, node: ast.Attribute, owner: Read, attr: str) -> Read:
        """What stands behind a dot without brackets, such as `x.T`."""
        if attr in self.tables.methods:
            refuse(node, f".{attr} must be called, as in x.{attr}().")
        if attr not in self.tables.attributes:
            refuse(node, f".{attr} is not known here; .T is.")
        return self.add(node, *self.tables.attributes[attr], [owner], {})

    def subscript(self, node: ast.Subscript, owner: Read, index: ast.expr) -> Read:
        """What stands in square brackets behind a tensor."""
        match index:
            case ast.Tuple(elts=[ast.Slice(lower=None, upper=None, step=None), ast.Constant(value=None)]):
                return self.add(node, *self.tables.operators[COLUMN], [owner], {})
        return refuse(node, "the one index that can be used here is [:, None], which makes a column.")

    def call(self, node: ast.Call, depth: int) -> Read:
        """A function or a method that is called."""
        given: list[ast.expr | Read] = list(node.args)
        dotted = dotted_name(node.func)
        root = dotted.partition(".")[0]
        is_function = dotted in self.tables.functions and root not in self.known
        if dotted and (is_function or root in {"torch", "F"} or ("." not in dotted and root not in self.known)):
            if dotted not in self.tables.functions:
                refuse(node, f"{dotted} is not known here.")
            kind, run = self.tables.functions[dotted]
        elif isinstance(node.func, ast.Attribute):
            if node.func.attr not in self.tables.methods:
                refuse(node, f".{node.func.attr}() is not known here.")
            kind, run = self.tables.methods[node.func.attr]
            owner = self.expression(node.func.value, depth)
            self.check_owner(node, owner, node.func.attr)
            given.insert(0, owner)
        else:
            refuse(node, "only functions and methods of PyTorch can be called here.")
        return self.add(node, kind, run, *self.bind(node, kind, given, depth))

    def check_owner(self, node: ast.Call, owner: Read, method: str) -> None:
        """Refuse a method of what is no tensor."""
        if not isinstance(owner, Value):
            refuse(node, f".{method}() needs a tensor before the dot, not the number {owner:g}.")

    def bind(
        self, node: ast.Call, kind: Kind, given: list[ast.expr | Read], depth: int
    ) -> tuple[list[Read], dict[str, object]]:
        """The operands and options of a call, by position and by name."""
        names = [*kind.operands, *kind.options]
        placed = [name for name in names if name not in kind.options or not kind.options[name].named]
        last = placed[-1]
        bound: dict[str, ast.expr | Read] = {}
        of_method = bool(given) and isinstance(given[0], Value)
        if of_method and last in kind.options and kind.options[last].spread and len(given) > len(placed):
            rest = [each for each in given[len(placed) - 1 :] if isinstance(each, ast.expr)]
            given = [*given[: len(placed) - 1], ast.Tuple(elts=rest)]
        if len(given) > len(placed):
            by_name = f", and {', '.join(name for name in names if name not in placed)} by name"
            refuse(node, f"this takes {len(placed)} by position at most{by_name if len(placed) < len(names) else ''}.")
        bound.update(zip(placed, given, strict=False))
        for word in node.keywords:
            name = SAME_AS.get(word.arg or "", word.arg or "")
            if name not in names or name in bound:
                wrong = "is given twice" if name in bound else "is not an argument that is known here"
                refuse(node, f"{word.arg or '**'} {wrong}.")
            bound[name] = word.value
        operands = [self.operand(bound.pop(name), depth) for name in kind.operands if name in bound]
        if len(operands) < kind.least:
            refuse(node, f"{kind.operands[len(operands)]} is missing.")
        return operands, {name: literal(node, name, each) for name, each in bound.items()}

    def compared(self, node: ast.Compare, depth: int) -> Read:
        """A comparison that is no argument of `torch.where`."""
        del depth
        return refuse(node, "a comparison can stand here only as the first argument of torch.where.")

    def operand(self, node: ast.expr | Read, depth: int) -> Read:
        """An argument that a kind reads as one of its operands."""
        if not isinstance(node, ast.expr):
            return node
        if isinstance(node, ast.Compare):
            return self.compare(node, depth)
        return self.expression(node, depth)

    def compare(self, node: ast.Compare, depth: int) -> Read:
        """A comparison of two things, number by number."""
        if len(node.ops) != 1 or type(node.ops[0]) not in SIGNS:
            refuse(node, "compare two things with one of > >= < <= == !=.")
        sides = [self.expression(side, depth) for side in (node.left, node.comparators[0])]
        if not any(isinstance(side, Value) for side in sides):
            refuse(node, "a comparison needs a tensor on one side.")
        return self.add(node, *self.tables.operators[SIGNS[type(node.ops[0])]], sides, {})

    def code(self, node: ast.expr | ast.stmt) -> str:
        """The text of an expression, in one line; `ast.get_source_segment` would split the whole text each time."""
        begin = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        return " ".join(self.source[begin:end].split())


def dotted_name(node: ast.expr) -> str:
    """`torch.nn.functional.relu` as a text; "" for what is no chain of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
