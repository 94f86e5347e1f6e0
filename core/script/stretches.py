"""From one `backward()` of a script to a scenario: the lines that lead to it, unrolled, on the numbers of that moment.

Whether they are the same as what the script ran is not hoped for: what their own run leaves in every `.grad` must be,
to the bit, what the script's call left there, or the stretch is none and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.engine.backward import run_backward
from core.kinds import KINDS
from core.numbers import alike
from core.program import ProgramError
from core.program.literals import Number
from core.scenario.scenario import DTYPES, Scenario, ScenarioError
from core.script.rewriting import NotWalkable, assigned_name, plain_names, rewritten, written
from core.script.trace import Call, Trace


@dataclass(frozen=True, eq=False)
class Stretch:
    """What leads to one `backward()`.

    Attributes:
        call: the call.
        scenario: the lines and their tensors; None where they cannot be walked.
        why_not: why, in a sentence; "" where there is a scenario.
        inputs: for each tensor of the scenario the number of the script's value that it was.
        lines: for each line of the scenario's program the line of the script that it came from; 0 for none.
    """

    call: Call
    scenario: Scenario | None
    why_not: str
    inputs: Mapping[str, int]
    lines: tuple[int, ...] = ()


def stretches_of(trace: Trace, name: str = "") -> tuple[Stretch, ...]:
    """One for every backward call of a script, in order.

    Args:
        trace: of the script.
        name: what to call the scenarios on a page.
    """
    found = []
    for at, call in enumerate(trace.calls):
        try:
            found.append(_Writer(trace, at).stretch(name))
        except NotWalkable as reason:
            found.append(Stretch(call, None, str(reason), {}))
    return tuple(found)


class _Writer:
    """Writes the lines of one stretch."""

    def __init__(self, trace: Trace, at: int) -> None:
        self.trace, self.call = trace, trace.calls[at]
        self.since = trace.calls[at - 1].statement if at else 0
        self.inside: set[int] = set()
        self.outside: dict[int, int | None] = {}
        self.named: dict[int, str] = {}
        self.taken = {name for value in trace.values if (name := value.name)}

    def stretch(self, name: str) -> Stretch:
        """The scenario, checked against the script's own run."""
        if self.call.raised:
            raise NotWalkable(f"PyTorch raised at line {self.call.line} instead of running backward.")
        if not self.call.plain:
            raise NotWalkable(
                "This call was given a gradient of its own; the walks start from the 1 of a single number."
            )
        self.gather()
        lines, origins = self.write()
        tensors, tracked = self.tensors()
        try:
            dtype = self.dtype(tensors)
            scenario = Scenario.of("\n".join(lines), tensors, dtype=dtype, tracked=tracked, name=name)
        except ProgramError as error:
            raise NotWalkable(f"The walks cannot follow it: {error.message}") from error
        except ScenarioError as error:
            raise NotWalkable(f"The walks cannot follow it: {error}") from error
        self.check(scenario)
        return Stretch(self.call, scenario, "", {text: number for number, text in self.named.items()}, origins)

    def gather(self) -> None:
        """Which values are computed in the stretch, and which it starts from."""
        values, todo = self.trace.values, [self.call.result]
        if values[self.call.result].operation is None or values[self.call.result].leaf:
            raise NotWalkable("It was called on a tensor that no tracked call made, so there is nothing to walk.")
        while todo:
            number = todo.pop()
            if number in self.inside:
                continue
            self.inside.add(number)
            operation = values[number].operation
            assert operation is not None  # only what calls made is inside
            if operation.kind.name not in KINDS:
                raise NotWalkable(
                    f"`{values[number].code}` in line {values[number].line} is a call outside of the walks."
                )
            for read in operation.values:
                if self.expands(read):
                    todo.append(read)
                else:
                    self.start(read, self.trace.seen[number].get(read))

    def expands(self, number: int) -> bool:
        """Whether a value is computed in the stretch: it carries the graph, or was made since the call before."""
        value = self.trace.values[number]
        if value.operation is None or not isinstance(value.value, Tensor):
            return False
        if value.operation.kind.name not in KINDS:
            return bool(value.node)  # which is refused there
        if value.operation.kind.name == "compare":
            return self.is_condition(number)
        if number in self.trace.leaves:
            return False
        if value.node:
            return True
        if value.guarded and value.operation.kind.view:
            return False  # a program refuses it: torch would call it tracked
        return self.made_in(number) >= self.since

    def is_condition(self, number: int) -> bool:
        """Whether a comparison stands inside of a `torch.where`, the one place that a program has for it."""
        readers = (each.operation for each in self.trace.values if each.operation is not None)
        kinds = {reader.kind.name for reader in readers if number in reader.values}
        return kinds == {"where"} and not self.trace.values[number].name

    def made_in(self, number: int) -> int:
        """The statement that made a value."""
        return next(at for at, each in enumerate(self.trace.statements) if number in each.made)

    def start(self, number: int, version: int | None) -> None:
        """A value that the stretch starts from; it must have been the same whenever it was read."""
        if not isinstance(self.trace.values[number].value, Tensor):
            return
        if self.outside.setdefault(number, version) != version:
            name = self.trace.values[number].name
            raise NotWalkable(f"It reads {name} before and after a line that changed it.")

    # the text

    def write(self) -> tuple[list[str], tuple[int, ...]]:
        """The lines, and where each came from."""
        lines: list[str] = []
        origins: list[int] = []
        numbers: dict[str, Number] = {}
        for number in sorted(self.outside):
            self.named[number] = self.fresh(number)
        for statement in self.trace.statements:
            if not self.inside.intersection(statement.made):
                continue
            for name, plain, code, line in plain_names(statement, self.trace):
                if numbers.get(name) != plain:
                    lines.append(f"{name} = {written(plain)}{f'  # {code}' if code else ''}")
                    origins.append(line)
                    numbers[name] = plain
            text = rewritten(statement, self.named, self.result_name())
            numbers.pop(assigned_name(statement.node), None)
            lines += ["with torch.no_grad():", f"    {text}"] if statement.guarded else [text]
            origins += [statement.line] * (1 + statement.guarded)
        return lines, tuple(origins)

    def fresh(self, number: int) -> str:
        """A name for an input."""
        value = self.trace.values[number]
        base = value.name or _base(value.code)
        used = set(self.named.values())
        if base not in used and (value.name or base not in self.taken):
            return base
        at = 2
        while f"{base}_{at}" in used or f"{base}_{at}" in self.taken:
            at += 1
        return f"{base}_{at}"

    def result_name(self) -> str:
        """A name for a loss that has none."""
        return next(name for name in ("loss", "loss_2", "loss_3", "the_loss") if name not in self.taken)

    # its numbers

    def tensors(self) -> tuple[dict[str, Tensor], list[str]]:
        """What the inputs held when they were read, and which of them were tracked."""
        found, tracked = {}, []
        for number, version in self.outside.items():
            value = self.trace.values[number]
            held = value.value if version is None else self.trace.versions[number][version]
            assert isinstance(held, Tensor)
            found[self.named[number]] = held
            leads = number in self.trace.leaves and self.call.result in self.trace.carries[number]
            if (leads and not self.unmarked(number)) or (value.leaf and value.tracked):
                tracked.append(self.named[number])
        return found, tracked

    def unmarked(self, number: int) -> bool:
        """Whether `requires_grad_(False)` took a leaf out of what is tracked before the call."""
        ran = sum(not call.raised for call in self.trace.calls[: self.trace.calls.index(self.call)])
        return any((mark.what, mark.value) == ("unmarked", number) and mark.calls <= ran for mark in self.trace.marks)

    def dtype(self, tensors: Mapping[str, Tensor]) -> torch.dtype:
        """The one that all floating tensors have."""
        floating = {tensor.dtype for tensor in tensors.values() if tensor.is_floating_point()}
        if len(floating) != 1 or not floating <= set(DTYPES.values()):
            raise NotWalkable("The walks need tensors of one dtype, float32 or float64.")
        return floating.pop()

    def check(self, scenario: Scenario) -> None:
        """What the lines leave in each `.grad` must be what the script's call did, to the bit."""
        found = run_backward(scenario)
        if found.raised:
            raise NotWalkable(f"Written down on its own, PyTorch refuses it: {found.raised}")
        number_of = {text: number for number, text in self.named.items()}
        grads = {number_of[name]: found.grads[name] for name in scenario.leaves}
        for number in {*grads, *self.trace.leaves}:
            before, after, grad = self.call.before.get(number), self.call.after.get(number), grads.get(number)
            if grad is not None and before is not None:
                grad = before + grad
            wanted = before if grad is None else grad
            same = after is None if wanted is None else after is not None and alike(wanted, after)
            if not same:
                raise NotWalkable("Written down on its own, it does not leave the same gradients as the script did.")


def _base(code: str) -> str:
    """What a part of an expression that makes a tensor may be called: `rand` of `torch.rand(3)`."""
    word = code.partition("(")[0].rpartition(".")[2]
    return word if word.isidentifier() else "given"
