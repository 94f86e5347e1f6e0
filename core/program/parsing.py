"""From a text to single operations.

Read with Python's own `ast` over a whitelist, and interpreted over the tables of `KINDS`: what a visitor wrote never
becomes code, and no name of it is ever looked up as an attribute of anything.
"""

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from core.kinds import KINDS, Kind
from core.program.errors import ProgramError
from core.program.expressions import SIGNS, Expressions, Read, Runs, Tables, Value
from core.program.literals import refuse, settings_of
from core.program.program import Operation, Program
from core.program.tokens import plain

MAX_OPERATIONS = 200


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
    return _Reader(source, text, Tables.of(kinds)).read(tree)


class _Reader(Expressions):
    """Goes through a tree once and gathers inputs, operations and names."""

    def __init__(self, source: str, text: str, tables: Tables) -> None:
        super().__init__(source, tables)
        self.text = text
        self.inputs: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.found: list[dict[str, Any]] = []
        self.tracked: list[str] = []
        self.guarded = False
        self.ended = False
        self.last: tuple[ast.expr, Read] | None = None

    def read(self, tree: ast.Module) -> Program:
        for statement in tree.body:
            self.statement(statement)
        if not self.found or self.last is None:
            raise ProgramError("The program computes nothing: write lines such as preds = t_indep @ coeffs.")
        node, loss = self.last
        if not isinstance(loss, Value) or loss.number < 0:
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
        if len(self.found) > before and read == Value(len(self.found) - 1):
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
        if attr == "backward" and isinstance(read, Value) and read.number >= 0:
            self.ended = True
            self.last = owner, read
        elif attr == "requires_grad_" and isinstance(read, Value) and read.number < 0:
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

    def unknown(self, node: ast.Name) -> Value:
        """A name that nothing was assigned to is an input."""
        self.inputs.append(node.id)
        self.places.append((node.lineno, node.col_offset + 1))
        return Value(-len(self.inputs))

    def add(self, node: ast.expr, kind: Kind, run: Runs, given: list[Read], options: Mapping[str, object]) -> Value:
        """One more operation."""
        for at, each in enumerate(given):
            name = kind.operands[at]
            is_condition = (
                isinstance(each, Value) and each.number >= 0 and self.found[each.number]["kind"].name == "compare"
            )
            if is_condition != (name == "condition"):
                refuse(node, "a comparison can stand only as the first argument of torch.where, written in place.")
            if not isinstance(each, Value) and not kind.numbers:
                refuse(node, f"{name} must be a tensor here, not the number {each:g}.")
        if not any(isinstance(each, Value) for each in given):
            refuse(node, "this needs a tensor.")
        if self.guarded and kind.view:
            refuse(node, "this is a view, which PyTorch calls tracked even under torch.no_grad(): write it before.")
        some = [each for name, each in zip(kind.operands, given, strict=False) if name in kind.one_tensor_of]
        if some and not any(isinstance(each, Value) for each in some):
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
        return Value(len(self.found) - 1)

    # the program

    def program(self, loss: Value) -> Program:
        """Number the values: the inputs first, then what each operation makes."""
        shift = len(self.inputs)

        def number(each: Read) -> int | None:
            if not isinstance(each, Value):
                return None
            return -each.number - 1 if each.number < 0 else each.number + shift

        operations = []
        for position, fields in enumerate(self.found):
            given = fields.pop("given")
            operations.append(
                Operation(
                    result=position + shift,
                    reads=tuple(number(each) for each in given),
                    numbers=tuple(None if isinstance(each, Value) else each for each in given),
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
