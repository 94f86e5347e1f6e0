"""From a text to single operations.

Read with Python's own `ast` over a whitelist, and interpreted over the tables of `KINDS`: what a visitor wrote never
becomes code, and no name of it is ever looked up as an attribute of anything.
"""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from torch import Tensor

from core.kinds import KINDS, Kind
from core.program.errors import ProgramError
from core.program.literals import Number, constant, folded, literal, refuse, settings_of
from core.program.program import Operation, Program
from core.program.tokens import plain

MAX_OPERATIONS = 200
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


class _Value(NamedTuple):
    """A value of the program by its number, as opposed to a number that is written into it."""

    number: int


Read = _Value | Number


def parse(text: str) -> Program:
    """Read a program.

    Raises:
        ProgramError: in one sentence with line and column, for whatever is not a line of known operations.
    """
    return _parse(text, tuple(KINDS.values()))


@lru_cache(maxsize=256)  # by the kinds too, so that a changed registry reads anew
def _parse(text: str, kinds: tuple[Kind, ...]) -> Program:
    source = plain(text)
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        line = min(error.lineno or 1, source.count("\n") + 1)
        raise ProgramError("this is not a line of Python that can be read here.", line, error.offset or 1) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise ProgramError("The program is nested too deeply: give its parts names of their own.") from error
    return _Reader(source, text, _Tables.of(kinds)).read(tree)


Table = Mapping[str, tuple[Kind, Runs]]


class _Tables(NamedTuple):
    """What a program may name, gathered from the kinds."""

    functions: Table
    methods: Table
    operators: Table
    attributes: Table

    @classmethod
    def of(cls, kinds: tuple[Kind, ...]) -> "_Tables":
        def gathered(ways: Callable[[Kind], Mapping[str, Runs]]) -> Table:
            return {name: (kind, run) for kind in kinds for name, run in ways(kind).items()}

        return cls(
            gathered(lambda kind: kind.functions),
            gathered(lambda kind: kind.methods),
            gathered(lambda kind: kind.operators),
            gathered(lambda kind: kind.attributes),
        )


class _Reader:
    """Goes through a tree once and gathers inputs, operations and names."""

    def __init__(self, source: str, text: str, tables: _Tables) -> None:
        self.source = source
        self.text = text
        self.tables = tables
        self.inputs: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.found: list[dict[str, Any]] = []
        self.known: dict[str, Read] = {}
        self.tracked: list[str] = []
        self.guarded = False
        self.ended = False
        self.last: tuple[ast.expr, Read] | None = None
        self.starts = [0, *(at + 1 for at, character in enumerate(source) if character == "\n")]

    def read(self, tree: ast.Module) -> Program:
        for statement in tree.body:
            self.statement(statement)
        if not self.found or self.last is None:
            raise ProgramError("The program computes nothing: write lines such as preds = t_indep @ coeffs.")
        node, loss = self.last
        if not isinstance(loss, _Value) or loss.number < 0:
            refuse(node, "the last line must compute the loss, such as loss = errors.mean().")
        return self.program(loss)

    # statements

    def statement(self, node: ast.stmt) -> None:
        if self.ended:
            refuse(node, "nothing can follow backward(): it is what the program is run for.")
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assign(name, value)
            case ast.With(items=[ast.withitem(context_expr=context, optional_vars=None)]) if not self.guarded:
                self.block(node, context)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr=attr), args=[], keywords=[])
            ):
                self.call_alone(node, owner, attr)
            case ast.AugAssign(target=ast.Name(id=name), op=op) if type(op) in SIGNS:
                sign = SIGNS[type(op)]
                refuse(node, f"{sign}= changes {name} in place: write {name} = {name} {sign} … instead.")
            case _:
                refuse(node, "this line cannot be used here: write name = expression.")

    def assign(self, name: str, value: ast.expr) -> None:
        if name in {"torch", "F"}:
            refuse(value, f"{name} is PyTorch's own name: choose another one.")
        before = len(self.found)
        read = self.expression(value, 0)
        if len(self.found) > before and read == _Value(len(self.found) - 1):
            self.found[-1] |= {"name": name, "part": False}
        self.known[name] = read
        self.last = value, read

    def block(self, node: ast.With, context: ast.expr) -> None:
        if ast.unparse(context) != "torch.no_grad()":
            refuse(node, "with can be used here for torch.no_grad() alone.")
        self.guarded = True
        for statement in node.body:
            self.statement(statement)
        self.guarded = False

    def call_alone(self, node: ast.stmt, owner: ast.Name, attr: str) -> None:
        read = self.name(owner)
        if attr == "backward" and isinstance(read, _Value) and read.number >= 0:
            self.ended = True
            self.last = owner, read
        elif attr == "requires_grad_" and isinstance(read, _Value) and read.number < 0:
            if any(read in operation["given"] for operation in self.found):
                refuse(node, f"{owner.id} was read before this line: mark it before it is first read.")
            self.tracked.append(self.inputs[-read.number - 1])
        elif attr == "requires_grad_":
            refuse(node, f"{owner.id} is computed here: requires_grad_() marks what the program is given.")
        else:
            refuse(
                node, "a line that keeps no result can only be name.requires_grad_(), or at the end loss.backward()."
            )

    # expressions

    def expression(self, node: ast.expr, depth: int) -> Read:
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
                refuse(node, "a comparison can stand here only as the first argument of torch.where.")
        return refuse(node, "this cannot be used here: a program computes with tensors and numbers.")

    def signed(self, node: ast.UnaryOp, depth: int) -> Read:
        read = self.expression(node.operand, depth)
        match node.op:
            case ast.UAdd():
                return read
            case ast.USub():
                return self.apply(node, "-x", [read]) if isinstance(read, _Value) else -read
        return refuse(node, "the one sign that can stand before an expression is -.")

    def name(self, node: ast.Name) -> Read:
        if node.id in {"torch", "F"}:
            refuse(node, f"{node.id} is no tensor: call one of its functions, such as torch.abs(x).")
        if node.id in self.tables.functions and node.id not in self.known:
            refuse(node, f"{node.id} is a function: call it, as in {node.id}(x).")
        if node.id not in self.known:
            self.inputs.append(node.id)
            self.places.append((node.lineno, node.col_offset + 1))
            self.known[node.id] = _Value(-len(self.inputs))
        return self.known[node.id]

    def apply(self, node: ast.expr, sign: str, given: list[Read]) -> Read:
        numbers = [each for each in given if not isinstance(each, _Value)]
        if len(numbers) == len(given):
            return folded(node, sign, *numbers)
        kind, run = self.tables.operators[sign]
        options = {}
        if len(given) > len(kind.operands):  # x ** 2: torch takes the exponent as a setting
            base, exponent = given
            if not isinstance(base, _Value) or isinstance(exponent, _Value):
                refuse(node, "an exponent can only be a number here, and its base a tensor.")
            given, options = [base], {next(iter(kind.options)): exponent}
        return self.add(node, kind, run, given, options)

    def attribute(self, node: ast.Attribute, owner: Read, attr: str) -> Read:
        if attr in self.tables.methods:
            refuse(node, f".{attr} must be called, as in x.{attr}().")
        if attr not in self.tables.attributes:
            refuse(node, f".{attr} is not known here; .T is.")
        return self.add(node, *self.tables.attributes[attr], [owner], {})

    def subscript(self, node: ast.Subscript, owner: Read, index: ast.expr) -> Read:
        match index:
            case ast.Tuple(elts=[ast.Slice(lower=None, upper=None, step=None), ast.Constant(value=None)]):
                return self.add(node, *self.tables.operators[COLUMN], [owner], {})
        return refuse(node, "the one index that can be used here is [:, None], which makes a column.")

    def call(self, node: ast.Call, depth: int) -> Read:
        given: list[ast.expr | Read] = list(node.args)
        dotted = _dotted(node.func)
        root = dotted.partition(".")[0]
        if dotted and (root in {"torch", "F"} or ("." not in dotted and root not in self.known)):
            if dotted not in self.tables.functions:
                refuse(node, f"{dotted} is not known here.")
            kind, run = self.tables.functions[dotted]
        elif isinstance(node.func, ast.Attribute):
            if node.func.attr not in self.tables.methods:
                refuse(node, f".{node.func.attr}() is not known here.")
            kind, run = self.tables.methods[node.func.attr]
            owner = self.expression(node.func.value, depth)
            if not isinstance(owner, _Value):
                refuse(node, f".{node.func.attr}() needs a tensor before the dot, not the number {owner:g}.")
            given.insert(0, owner)
        else:
            refuse(node, "only functions and methods of PyTorch can be called here.")
        return self.add(node, kind, run, *self.bind(node, kind, given, depth))

    def bind(
        self, node: ast.Call, kind: Kind, given: list[ast.expr | Read], depth: int
    ) -> tuple[list[Read], dict[str, object]]:
        """The operands and options of a call, by position and by name."""
        names = [*kind.operands, *kind.options]
        placed = [name for name in names if name not in kind.options or not kind.options[name].named]
        last = placed[-1]
        bound: dict[str, ast.expr | Read] = {}
        of_method = bool(given) and isinstance(given[0], _Value)
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

    def operand(self, node: ast.expr | Read, depth: int) -> Read:
        if not isinstance(node, ast.expr):
            return node
        if isinstance(node, ast.Compare):
            return self.compare(node, depth)
        return self.expression(node, depth)

    def compare(self, node: ast.Compare, depth: int) -> Read:
        if len(node.ops) != 1 or type(node.ops[0]) not in SIGNS:
            refuse(node, "compare two things with one of > >= < <= == !=.")
        sides = [self.expression(side, depth) for side in (node.left, node.comparators[0])]
        if not any(isinstance(side, _Value) for side in sides):
            refuse(node, "a comparison needs a tensor on one side.")
        return self.add(node, *self.tables.operators[SIGNS[type(node.ops[0])]], sides, {})

    def add(self, node: ast.expr, kind: Kind, run: Runs, given: list[Read], options: Mapping[str, object]) -> _Value:
        """One more operation."""
        for at, each in enumerate(given):
            name = kind.operands[at]
            is_condition = (
                isinstance(each, _Value) and each.number >= 0 and self.found[each.number]["kind"].name == "compare"
            )
            if is_condition != (name == "condition"):
                refuse(node, "a comparison can stand only as the first argument of torch.where, written in place.")
            if not isinstance(each, _Value) and not kind.numbers:
                refuse(node, f"{name} must be a tensor here, not the number {each:g}.")
        if not any(isinstance(each, _Value) for each in given):
            refuse(node, "this needs a tensor.")
        if self.guarded and kind.view:
            refuse(node, "this is a view, which PyTorch calls tracked even under torch.no_grad(): write it before.")
        some = [each for name, each in zip(kind.operands, given, strict=False) if name in kind.one_tensor_of]
        if some and not any(isinstance(each, _Value) for each in some):
            refuse(node, f"one of {' and '.join(kind.one_tensor_of)} must be a tensor, such as torch.ones_like(x).")
        settings = settings_of(node, kind, options)
        if len(self.found) == MAX_OPERATIONS:
            refuse(node, f"the program has more than {MAX_OPERATIONS} operations: shorten it.")
        code = self.code(node)
        self.found.append(
            {
                "kind": kind,
                "run": run,
                "given": given,
                "options": settings,
                "written": {name: settings[name] for name in kind.options if name in options},
                "code": code,
                "line": node.lineno,
                "column": node.col_offset + 1,
                "name": code,
                "part": True,
                "guarded": self.guarded,
            }
        )
        return _Value(len(self.found) - 1)

    def code(self, node: ast.expr) -> str:
        """The text of an expression, in one line; `ast.get_source_segment` would split the whole text each time."""
        begin = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        return " ".join(self.source[begin:end].split())

    # the program

    def program(self, loss: _Value) -> Program:
        """Number the values: the inputs first, then what each operation makes."""
        shift = len(self.inputs)

        def number(each: Read) -> int | None:
            if not isinstance(each, _Value):
                return None
            return -each.number - 1 if each.number < 0 else each.number + shift

        operations = []
        for position, fields in enumerate(self.found):
            given = fields.pop("given")
            operations.append(
                Operation(
                    result=position + shift,
                    reads=tuple(number(each) for each in given),
                    numbers=tuple(None if isinstance(each, _Value) else each for each in given),
                    **fields,
                )
            )
        finals = {name: found for name, each in self.known.items() if (found := number(each)) is not None}
        names = (*self.inputs, *(operation.name for operation in operations))
        return Program(
            text=self.text,
            inputs=tuple(self.inputs),
            places=tuple(self.places),
            operations=tuple(operations),
            names=names,
            tracked=tuple(self.tracked),
            result=loss.number + shift,
            finals=finals,
        )


def _dotted(node: ast.expr) -> str:
    """`torch.nn.functional.relu` as a text; "" for what is no chain of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
