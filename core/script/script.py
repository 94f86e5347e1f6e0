"""A script: the lines that a reader typed, the tensors beside them, and what they did."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Self

from torch import Tensor

from core.engine.reasons import Why, used_by
from core.numbers import tensor_code
from core.program import ProgramError
from core.script.pasted import without_paste
from core.script.reasons import reasons_of
from core.script.rewriting import assigned_name
from core.script.running import run_script
from core.script.stretches import Stretch, stretches_of
from core.script.trace import Trace, Value

NAME = "Your program"


@dataclass(frozen=True, eq=False)
class Script:
    """Lines that run. Two are equal when their text and the numbers beside it are.

    Attributes:
        text: as it was typed.
        given: tensors for names that it reads and does not make, by name.
    """

    text: str
    given: Mapping[str, Tensor] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, given: Mapping[str, Tensor] | None = None) -> Self:
        """Read and run it; the same one is not run twice.

        Raises:
            ProgramError: as `run_script` does.
        """
        return _read(cls(text, given or {}))  # type: ignore[return-value]  # the same class

    @cached_property
    def trace(self) -> Trace:
        """What it did."""
        return run_script(self.text, self.given)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """One for every backward call."""
        return stretches_of(self.trace, NAME)

    @property
    def is_plain(self) -> bool:
        """Whether it calls `backward()` once and changes nothing: then it is one scenario, and all views show it."""
        return len(self.trace.calls) == 1 and not self.trace.changes

    @cached_property
    def reasons(self) -> tuple[Why, ...]:
        """Why each name's `.grad` is what it is."""
        return reasons_of(self.trace)

    def with_tensor(self, call: int, name: str, tensor: Tensor) -> Self:
        """The script with other numbers in one of the tensors that a stretch starts from.

        Args:
            call: which backward call, from 0 on.
            name: of a tensor of that stretch's scenario.
            tensor: its new numbers, in the same shape.

        Raises:
            ProgramError: where no line of the text holds these numbers.
        """
        value = self.trace.values[self.stretches[call].inputs[name]]
        if value.origin == "given":
            return self.of(self.text, {**self.given, value.name: tensor})
        node = self._maker(value)
        if node is None:
            raise ProgramError(
                f"{name} is worked out by the program itself: change its lines on the page Your program."
            )
        return self.of(self._with_right_side(node, tensor_code(tensor, tracked=value.tracked)), self.given)

    def editable(self, call: int) -> frozenset[str]:
        """The tensors of a stretch whose numbers `with_tensor` can change.

        Args:
            call: which backward call, from 0 on.
        """
        values = {name: self.trace.values[number] for name, number in self.stretches[call].inputs.items()}
        return frozenset(name for name, value in values.items() if value.origin == "given" or self._maker(value))

    def _maker(self, value: Value) -> ast.Assign | None:
        """The one line that made a value out of nothing that is tracked, and that no later line changed."""
        makers = [each for each in self.trace.statements if value.number in each.made]
        again = [each for each in self.trace.statements if each.node in [maker.node for maker in makers]]
        changed = any(change.leaf == value.number and change.what == "changed" for change in self.trace.changes)
        operations = [each.operation for each in self.trace.values if each.operation is not None]
        above = used_by(operations, value.number).intersection(self.trace.leaves) - {value.number}
        if changed or above or len(again) != 1 or (value.origin == "computed" and not value.tracked):
            return None
        node = again[0].node
        return node if isinstance(node, ast.Assign) and assigned_name(node) == value.name else None

    def _with_right_side(self, node: ast.Assign, right: str) -> str:
        """The text with another right side of one assignment."""
        pasted = without_paste(self.text)
        lines = self.text.replace("\r\n", "\n").split("\n")
        end_line = node.value.end_lineno or node.value.lineno
        _, begin = pasted.at(node.value.lineno, node.value.col_offset)
        _, end = pasted.at(end_line, node.value.end_col_offset or 0)
        head, tail = lines[node.value.lineno - 1][:begin], lines[end_line - 1][end:]
        return "\n".join([*lines[: node.value.lineno - 1], f"{head}{right}{tail}", *lines[end_line:]])

    @cached_property
    def _key(self) -> tuple[object, ...]:
        held = ((name, each.detach().contiguous(), each.requires_grad) for name, each in self.given.items())
        cells = ((name, tuple(each.shape), each.dtype, on, each.numpy().tobytes()) for name, each, on in held)
        return (self.text, *cells)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Script) else NotImplemented


@lru_cache(maxsize=16)  # a page's run asks several times for the same one
def _read(script: Script) -> Script:
    script.trace  # noqa: B018  # it raises here or nowhere
    return script
