"""What a line of a script does to tensors: marks them, changes them in place, clears a `.grad`, calls `backward()`."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor

from core.program.expressions import Read
from core.program.expressions import Value as At
from core.program.literals import refuse
from core.script.held import MAX_NUMBERS, Held, StoppedError, is_leaf, node_of
from core.script.trace import Call, Change, Mark, Marked, What

MAX_BACKWARDS = 30

IN_PLACE: dict[str, Callable[..., Tensor]] = {
    name: getattr(Tensor, name) for name in ("add_", "sub_", "mul_", "div_", "zero_", "copy_", "fill_")
}
AUGMENTED: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.iadd,
    "-": operator.isub,
    "*": operator.imul,
    "/": operator.itruediv,
    "**": operator.ipow,
    "@": operator.imatmul,
}
AS_OPERATOR: dict[str, type[ast.operator]] = {"add_": ast.Add, "sub_": ast.Sub, "mul_": ast.Mult, "div_": ast.Div}
"""What a method does in place, as an operator."""

ONLY = "only a name, its .data or its .grad can be changed in place here"


class Changing(Held):
    """The statements and methods that change what is there."""

    def __init__(self, source: str, given: Mapping[str, Tensor]) -> None:
        super().__init__(source, given)
        self.leaves: list[int] = []
        self.retained: set[int] = set()
        self.statement_count = 0
        self.calls: list[Call] = []
        self.changes: list[Change] = []
        self.marks: list[Mark] = []

    def assign_attribute(self, node: ast.stmt, owner: ast.expr, attr: str, value: ast.expr) -> None:
        """`w.grad = None`, `w.requires_grad = True`, `w.data = …`."""
        at = self.tensor_at(owner)
        tensor = self.values[at.number]
        match attr, value:
            case "grad", ast.Constant(value=None):
                self.real(node, lambda: setattr(tensor, "grad", None))
                self.changed("emptied", at.number, node)
            case "grad", _:
                given = self.runtime(self.expression(value, 0))
                if not isinstance(given, Tensor) or given.any():
                    refuse(value, ".grad can be set to None or to zeros here.")
                self.real(node, lambda: setattr(tensor, "grad", given))
                self.changed("zeroed", at.number, node)
            case "requires_grad", ast.Constant(value=bool(on)):
                self.set_tracked(node, at.number, on=on)
            case "data", _:
                given = self.runtime(self.expression(value, 0))
                if not isinstance(given, Tensor) or given.shape != tensor.shape:
                    refuse(value, ".data takes a tensor of the same shape here.")
                self.real(node, lambda: setattr(tensor, "data", given))
                self.touched(at.number, node)
            case _:
                refuse(
                    node,
                    f"a change of .{attr} is outside of the language: .grad, .data and .requires_grad can be set.",
                )

    def augment(self, node: ast.AugAssign, sign: str) -> None:
        """`w -= …`, on the very tensor where it is one."""
        if sign not in AUGMENTED:
            refuse(node, f"{sign}= is outside of the language.")
        held = self.expression(node.target, 0)
        target = self.runtime(held)
        if isinstance(node.target, ast.Name) and (not isinstance(target, Tensor) or sign == "@"):
            added = ast.BinOp(  # torch has no @= of its own, so that Python makes a new tensor
                left=ast.copy_location(ast.Name(node.target.id), node.target), op=node.op, right=node.value
            )
            self.known[node.target.id] = self.again(node, added)
            return
        given = self.runtime(self.expression(node.value, 0))
        if not isinstance(target, Tensor) or sign == "@":
            self.real(node, lambda: AUGMENTED[sign](target, given))
            refuse(node, f"{ONLY}.")
        assert isinstance(held, At)
        if isinstance(node.target, ast.Name) and not self.stays(held):
            self.added_to(node, sign, held, given, AUGMENTED[sign])
            return
        self.in_place(node, held, AUGMENTED[sign], [given])
        if isinstance(node.target, ast.Attribute) and node.target.attr not in {"data", "grad"}:
            refuse(node, f"{ONLY}.")

    def stays(self, held: At) -> bool:
        """Whether a tensor changed in place stays the same value: a tracked leaf, also once, or one with a `.grad`."""
        tensor = self.values[held.number]
        return held.number in self.leaves or (is_leaf(tensor) and tensor.grad is not None)

    def added_to(self, node: ast.expr | ast.stmt, sign: str, held: At, given: Any, call: Callable[..., Any]) -> At:  # noqa: ANN401  # an operand
        """`total += …` on what is no tracked leaf: the same tensor, one more value of the program."""
        tensor, (kind, run) = self.values[held.number], self.tables.operators[sign]
        other = self.places.get(id(given))
        operands: list[Read] = [held, given if other is None else At(other)]
        misfit = self.check(node, kind, [tensor, given], {})
        operation = self.operation(node, kind, run, operands, {}, {})
        about = {"operation": operation, "seen": self.seen_by(operation), "name": self.about[held.number]["name"]}
        before = tensor.detach().clone(), node_of(tensor)
        self.real(node, lambda: call(tensor, given))
        if misfit and tensor.numel() > MAX_NUMBERS:
            refuse(node, misfit)
        self.count(node, tensor.numel())
        self.frozen[held.number] = before
        del self.places[id(tensor)]
        made = self.register(node, tensor, origin="computed", **about)
        self.known |= {name: made for name, read in self.known.items() if read == held}
        self.touched(made.number, node)
        return made

    def again(self, node: ast.AugAssign, added: ast.BinOp) -> Read:
        """Of a name that stands for no tensor: Python makes a new value and binds the name to it."""
        ast.fix_missing_locations(ast.copy_location(added, node))
        return self.expression(added, 0)

    def in_place(self, node: ast.expr | ast.stmt, held: At, call: Callable[..., Any], given: Sequence[Any]) -> None:
        """Change a tensor itself."""
        tensor = self.values[held.number]
        if not is_leaf(tensor):
            if tensor._is_view() and tensor._base.is_leaf and not self.guarded:  # noqa: SLF001  # torch raises of it
                self.real(node, lambda: call(tensor, *given))
            refuse(node, "a change in place of a computed, tracked tensor is outside of the language: write name = ….")
        is_tracked = any(isinstance(each, Tensor) and each.requires_grad for each in given)
        if is_tracked and not self.guarded and not tensor.requires_grad:  # it would be tracked from then on
            refuse(node, "a tracked tensor put into another one is outside of the language: write name = ….")
        self.real(node, lambda: call(tensor, *given))
        self.touched(held.number, node)

    def touched(self, number: int, node: ast.expr | ast.stmt) -> None:
        """A tensor was changed: keep what all that share its memory hold now."""
        storage = _storage(self.values[number])
        leaf = None
        for other, tensor in enumerate(self.values):
            if isinstance(tensor, Tensor) and is_leaf(tensor) and _storage(tensor) == storage:
                self.keep(other)
                if other in self.leaves:
                    leaf = other
        if leaf is not None:
            self.changed("changed", leaf, node)
            return
        for at in [*self.leaves, *sorted(self.retained)]:
            grad = self.values[at].grad
            if grad is not None and _storage(grad) == storage and not grad.any():
                self.changed("zeroed", at, node)

    def changed(self, what: What, leaf: int, node: ast.expr | ast.stmt) -> None:
        """Note what a line did to a leaf."""
        self.changes.append(Change(what, leaf, self.line, self.code(node), self.ran))

    @property
    def ran(self) -> int:
        """How many backward calls have run."""
        return sum(not call.raised for call in self.calls)

    def note(self, what: Marked, number: int, node: ast.expr | ast.stmt) -> None:
        """A line decided whether a tensor has a gradient."""
        self.marks.append(Mark(what, number, self.line, self.code(node), self.ran))

    def set_tracked(self, node: ast.expr | ast.stmt, number: int, *, on: bool) -> None:
        """`w.requires_grad_(False)`, `w.requires_grad = True`."""
        tensor = self.values[number]
        was = tensor.requires_grad
        if isinstance(node, ast.stmt):
            self.real(node, lambda: setattr(tensor, "requires_grad", on))
        else:
            self.real(node, lambda: tensor.requires_grad_(on))
        self.mark(number)
        if was and not on:
            self.note("unmarked", number, node)

    def unknown(self, node: ast.Name) -> At:
        """A name that was given; tracked where that tensor is."""
        at = super().unknown(node)
        if self.given[node.id].requires_grad:
            self.values[at.number].requires_grad_()
            self.mark(at.number)
        return at

    def mark(self, number: int) -> None:
        """A tensor became a leaf that is tracked, or is none any more."""
        tensor = self.values[number]
        if tensor.requires_grad and is_leaf(tensor) and number not in self.leaves:
            self.leaves.append(number)

    def backward(self, node: ast.Call, owner: Read, depth: int) -> None:
        """A call of `backward()`."""
        if len(self.calls) == MAX_BACKWARDS:
            refuse(node, f"the program calls backward more than {MAX_BACKWARDS} times.")
        given: dict[str, Any] = {}
        for name, each in (
            *zip(("gradient", "retain_graph"), node.args, strict=False),
            *((word.arg, word.value) for word in node.keywords),
        ):
            if name == "create_graph":
                refuse(node, "create_graph is outside of the language: gradients of gradients are not followed here.")
            if name not in {"gradient", "retain_graph"} or name in given:
                refuse(node, f"{name} is not an argument that is known here: gradient and retain_graph are.")
            given[name] = self.switch(each) if name == "retain_graph" else self.runtime(self.expression(each, depth))
        value = self.runtime(owner)
        result = owner.number if isinstance(owner, At) else -1
        before, code, plain = self.grads(), self.code(node), given.get("gradient") is None
        raised: StoppedError | None = None
        try:
            self.real(node, lambda: value.backward(**given))
        except StoppedError as error:
            raised = error
        called = Call(
            line=node.lineno,
            code=code,
            result=result,
            statement=self.statement_count,
            plain=plain,
            raised=raised is not None,
            before=before,
            after=self.grads(),
        )
        self.calls.append(called)
        if raised is not None:
            raise raised

    def grads(self) -> dict[int, Tensor | None]:
        """What the `.grad` of each leaf holds now, and of each tensor that keeps its own."""
        return {
            leaf: self.copied(self.values[leaf].grad) for leaf in [*self.leaves, *(self.retained - self.frozen.keys())]
        }

    def copied(self, grad: Tensor | None) -> Tensor | None:
        """A gradient as it is now."""
        if grad is None:
            return None
        self.count(None, grad.numel())
        return grad.detach().clone()


def _storage(tensor: Tensor) -> int:
    """Where its numbers lie; tensors that share them have the same."""
    return tensor.untyped_storage().data_ptr()
