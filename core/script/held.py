"""The values of a script while it runs: what each expression really made, how large it is, and what it was.

Nothing of the text becomes code. Each call is one of our tables', on the real tensors, so what torch says of it is
torch's own word. Every tensor's size is known before it is made.
"""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NoReturn

import torch
from torch import Tensor
from torch.autograd.graph import Node

from core.kinds import Kind, MisfitError
from core.program import Operation, ProgramError
from core.program.expressions import Expressions, Read, Runs, Tables
from core.program.expressions import Value as At
from core.program.literals import Number, refuse, settings_of
from core.script.beside import ALL
from core.script.outside import ATTRIBUTES, INDEX, NODES
from core.script.trace import Said

MAX_CALLS = 500
MAX_NUMBERS = 50_000
"""Of one tensor."""
TOLD = 10**12
"""A size beyond it is not told in digits."""
MAX_TOTAL = 1_000_000
"""Of all tensors and of what is kept of them on the way."""
MAX_WORK = 200_000_000
"""Multiplications of all calls together."""
LAST_RESORT = 1_000_000
"""A call whose shapes do not fit is asked of torch itself, for its own words, where it could make no more than this."""

RAISES = (
    RuntimeError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
)
"""What a call of torch or of Python's numbers raises; anything else is a fault of ours."""


class StoppedError(Exception):
    """Torch or Python raised at a line, which ends the run and is a result."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


class Held(Expressions):
    """Reads expressions and runs them as it reads."""

    def __init__(self, source: str, given: Mapping[str, Tensor]) -> None:
        super().__init__(source, Tables.of(ALL))
        self.given = given
        self.guarded = False
        self.line = 0
        self.values: list[Any] = []
        self.about: list[dict[str, Any]] = []
        self.places: dict[int, int] = {}
        self.versions: dict[int, list[Tensor]] = {}
        self.frozen: dict[int, tuple[Tensor, Node | None]] = {}
        self.calls_made = self.total = self.work = 0
        self.parts: dict[int, int] = {}
        self.plain: dict[int, Number] = {}

    def register(self, node: ast.expr | ast.stmt, value: Any, **about: Any) -> At:  # noqa: ANN401  # whatever an expression stands for
        """One more value; the very object that is known already is no new one."""
        if id(value) in self.places and isinstance(value, Tensor):
            return At(self.places[id(value)])
        number = len(self.values)
        if number > 4 * MAX_CALLS:
            refuse(node, "the program makes too many values: shorten it.")
        self.values.append(value)
        self.places[id(value)] = number
        line, column = getattr(node, "lineno", self.line), getattr(node, "col_offset", 0) + 1
        fixed: dict[str, Any] = {
            "name": "",
            "code": self.code(node),
            "line": line,
            "column": column,
            "operation": None,
            "seen": {},
        }
        self.about.append(fixed | {"guarded": self.guarded} | about)
        if isinstance(value, Tensor):
            self.count(node, value.numel())
            if is_leaf(value):
                self.keep(number)
        return At(number)

    def keep(self, number: int) -> None:
        """What a tensor holds now, for what is computed from it now."""
        tensor = self.values[number].detach().clone()
        self.count(None, tensor.numel())
        self.versions.setdefault(number, []).append(tensor)

    def count(self, node: ast.AST | None, numbers: int) -> None:
        """Refuse what is too large in all."""
        self.total += numbers
        if self.total > MAX_TOTAL:
            message = f"the program makes more than {MAX_TOTAL:,} numbers in all: use smaller tensors."
            raise ProgramError(message, getattr(node, "lineno", self.line), getattr(node, "col_offset", 0) + 1)

    def runtime(self, read: Read) -> Any:  # noqa: ANN401  # whatever an expression stands for
        """What a value really is."""
        return self.values[read.number] if isinstance(read, At) else read

    def tensor_at(self, node: ast.expr) -> At:
        """An expression that must stand for a tensor."""
        read = self.expression(node, 0)
        if not isinstance(read, At) or not isinstance(self.values[read.number], Tensor):
            refuse(node, "this is no tensor.")
        return read

    def real(self, node: ast.AST, call: Callable[[], Any]) -> Any:  # noqa: ANN401  # what the call gives
        """Call torch.

        Raises:
            StoppedError: with what it raised.
        """
        self.line = getattr(node, "lineno", self.line)
        try:
            with torch.no_grad() if self.guarded else nullcontext():
                return call()
        except RAISES as error:
            raise StoppedError(Said(type(error).__name__, str(error), self.line)) from error

    def expression(self, node: ast.expr, depth: int) -> Read:
        """What an expression stands for; which value that was is noted."""
        read = super().expression(node, depth)
        if isinstance(read, At):
            self.parts[id(node)] = read.number
            held = self.values[read.number]
            if isinstance(held, int | float) and not isinstance(held, bool):
                self.plain[id(node)] = held
        elif isinstance(node, ast.Name | ast.Call | ast.Subscript | ast.Attribute):
            self.plain[id(node)] = read
        return read

    def check_owner(self, node: ast.Call, owner: Read, method: str) -> None:
        """Python has a word of its own on a method of what is no tensor."""
        value = self.runtime(owner)
        if isinstance(value, Tensor):
            return
        self.real(node, lambda: getattr(value, method))  # a name of our tables; a number has hardly one of them
        refuse(node, f".{method}() needs a tensor before the dot.")

    def unknown(self, node: ast.Name) -> At:
        """A name that nothing was assigned to is one that was given."""
        if node.id not in self.given:
            names = ", ".join([*self.known, *self.given])
            known = f" (known here: {names})" if names else ""
            refuse(node, f"{node.id} is read here and was never made{known}: write {node.id} = torch.tensor(…) above.")
        tensor = self.given[node.id].detach().clone()
        return self.register(node, tensor, origin="given", name=node.id)

    def unread(self, node: ast.expr) -> NoReturn:
        """What no expression of a program is."""
        refuse(node, f"{NODES.get(type(node), 'this is outside of the language: compute with tensors and numbers')}.")

    def compared(self, node: ast.Compare, depth: int) -> Read:
        """A comparison may stand anywhere."""
        return self.compare(node, depth)

    def attribute(self, node: ast.Attribute, owner: Read, attr: str) -> Read:
        """`.grad` as it is now, what torch says of a tensor, and what a program knows."""
        value = self.runtime(owner)
        if attr in {"grad", "requires_grad", "is_leaf", "grad_fn", "shape", "ndim"}:
            found = self.real(node, lambda: getattr(value, attr))
            if attr == "ndim":
                return int(found)
            return self.register(node, found, origin="grad" if attr == "grad" else "created")
        if attr not in self.tables.attributes and attr not in self.tables.methods:
            refuse(node, f".{attr} is outside of the language: {ATTRIBUTES}.")
        return super().attribute(node, owner, attr)

    def subscript(self, node: ast.Subscript, owner: Read, index: ast.expr) -> Read:
        """`x.shape[0]`, and what a program knows."""
        value = self.runtime(owner)
        if isinstance(value, torch.Size):
            place = self.runtime(self.expression(index, 0)) if isinstance(index, ast.Constant | ast.UnaryOp) else None
            if type(place) is not int:
                refuse(node, "a shape is read at one place, such as x.shape[0].")
            return int(self.real(node, lambda: value[place]))
        if isinstance(index, ast.Tuple) and len(index.elts) == 2 and isinstance(index.elts[1], ast.Constant):
            return super().subscript(node, owner, index)
        return refuse(node, f"{INDEX}.")

    def add(self, node: ast.expr, kind: Kind, run: Runs, given: list[Read], options: Mapping[str, object]) -> At:
        """Run one call of torch, now."""
        settings = settings_of(node, kind, options)
        self.calls_made += 1
        if self.calls_made > MAX_CALLS:
            refuse(node, f"the program makes more than {MAX_CALLS} calls: shorten it.")
        operands = [self.runtime(each) for each in given]
        misfit = self.check(node, kind, operands, settings)
        operation = self.operation(node, kind, run, given, settings, options)
        value = self.real(node, lambda: self.run(operation, operands))
        if misfit and isinstance(value, Tensor) and value.numel() > MAX_NUMBERS:
            refuse(node, misfit)
        return self.register(node, value, origin="computed", operation=operation, seen=self.seen_by(operation))

    def seen_by(self, operation: Operation) -> dict[int, int]:
        """Which version a call reads of each tensor that a line may change."""
        return {at: len(self.versions[at]) - 1 for at in operation.values if at in self.versions}

    def run(self, operation: Operation, operands: Sequence[Any]) -> Any:  # noqa: ANN401  # a tensor or a number
        """What torch makes."""
        return operation.bound(*operands)

    def operation(
        self,
        node: ast.expr | ast.stmt,
        kind: Kind,
        run: Runs,
        given: Sequence[Read],
        settings: Mapping[str, Any],
        options: Mapping[str, object],
    ) -> Operation:
        """One call, as a program's are kept."""
        return Operation(
            result=len(self.values),
            name=self.code(node),
            kind=kind,
            run=run,
            reads=tuple(each.number if isinstance(each, At) else None for each in given),
            numbers=tuple(None if isinstance(each, At) else each for each in given),
            options=settings,
            written={name: settings[name] for name in kind.options if name in options},
            code=self.code(node),
            line=node.lineno,
            column=node.col_offset + 1,
            part=True,
            guarded=self.guarded,
        )

    def check(self, node: ast.expr | ast.stmt, kind: Kind, operands: Sequence[Any], settings: Mapping[str, Any]) -> str:
        """Refuse what is too large; say what no rule of ours fits, where torch itself shall decide it."""
        if not all(isinstance(each, Tensor | int | float) for each in operands):
            return ""  # the real call raises
        shapes = tuple(tuple(each.shape) if isinstance(each, Tensor) else () for each in operands)
        try:
            shape = kind.shape(shapes, settings)
        except MisfitError as misfit:
            work = math.prod(max(1, math.prod(each)) for each in shapes)
            self.work += work
            if work > LAST_RESORT or self.work > MAX_WORK:
                refuse(node, f"shapes {', '.join(map(str, shapes))} {misfit}.")
            return f"this would make more than {MAX_NUMBERS:,} numbers: use smaller tensors."
        numbers = math.prod(shape)
        self.work += kind.work(shapes, shape) if kind.work else numbers
        self.check_size(node, max(numbers, *shape) if shape else 1)
        if self.work > MAX_WORK:
            refuse(node, f"the program takes more than {MAX_WORK:,} multiplications in all: use smaller tensors.")
        return ""

    def check_size(self, node: ast.AST, numbers: int) -> None:
        """Refuse one tensor that is too large."""
        if numbers > MAX_NUMBERS:
            told = f"{numbers:,}" if numbers < TOLD else f"more than {TOLD:,}"
            refuse(node, f"this would make {told} numbers: use at most {MAX_NUMBERS:,}.")

    def whole(self, node: ast.expr) -> int:
        """A whole number of a range."""
        read = self.runtime(self.expression(node, 0))
        if type(read) is not int or abs(read) > 10**9:
            refuse(node, "this must be a whole number.")
        return read

    def switch(self, node: ast.expr) -> bool:
        """True or False as it is written."""
        match node:
            case ast.Constant(value=bool(on)):
                return on
        return refuse(node, "this must be True or False.")


def is_leaf(tensor: Tensor) -> bool:
    """Whether no node made it; of a view taken under `no_grad()` whose base was changed, torch does not say."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def node_of(tensor: Tensor) -> Node | None:
    """Its `grad_fn`; None for the same view."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None
