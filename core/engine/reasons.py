"""Why a tensor's `.grad` is what it is after `backward()`: None, 0, a part of the whole, or the gradient.

What the loss is computed from is read off the program, whatever is tracked; where a gradient can pass is read off the
live graph. An operation that lies on a way of the first kind and ends one of the second has cut it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from core.engine.backward import Backward, backward_of
from core.engine.recording import Recording, record
from core.program import Operation
from core.scenario.scenario import Scenario, ScenarioError

Cause = Literal[
    "untracked",
    "not a leaf",
    "unused",
    "cut",
    "partly cut",
    "zero",
    "reached",
    "no tensor",
    "not called",
    "raised",
    "freed",
    "accumulated",
    "zeroed",
    "emptied",
    "kept late",
]
"""The second row needs several calls, or lines between them, and is said of scripts alone."""


@dataclass(frozen=True)
class Why:
    """The cause, where it stands, and one sentence.

    Attributes:
        name: whose `.grad` was asked for.
        cause: what decides it.
        line: the line of the program that decides it, counted from 1.
        code: the call that does; "" where it is none.
        sentence: cause, place and remedy in words.
    """

    name: str
    cause: Cause
    line: int
    code: str
    sentence: str


def why(scenario: Scenario, name: str) -> Why:
    """Say why `name.grad` is what it is after the program and `backward()`.

    Args:
        scenario: what runs.
        name: a name that the program reads or assigns; bound twice, it is the last tensor of that name.

    Raises:
        ScenarioError: for a name that stands for no tensor of the program.
    """
    program = scenario.program
    if name not in program.finals:
        raise ScenarioError(f"{name} is no tensor of this program: name one of {', '.join(program.finals)}.")
    number = program.finals[name]
    recording = record(scenario)
    made, tensor = program.makers.get(number), recording.values[number]
    if made is not None:
        return _of_result(name, made, tensor)
    line = program.places[number][0]
    if not tensor.requires_grad:
        marked = f"it is data here, as line {line} reads it: only a tensor marked by requires_grad_() gets a gradient"
        return Why(name, "untracked", line, "", f"{name}.grad is None: {marked}.")
    return _of_leaf(recording, name, number, line)


def _of_result(name: str, made: Operation, tensor: Tensor) -> Why:
    """Of a tensor that the program computes."""
    if tensor.requires_grad:
        mend = f"call {name}.retain_grad() before backward() to keep it"
        sentence = f"{name}.grad is None: line {made.line} computes it, and only leaves keep their gradient; {mend}."
        return Why(name, "not a leaf", made.line, made.code, sentence)
    reason = reason_of(made) if made.guarded or made.kind.cut else "nothing that it is computed from is tracked"
    sentence = f"{name}.grad is None: `{made.code}` in line {made.line} is not tracked: {reason}."
    return Why(name, "untracked", made.line, made.code, sentence)


def _of_leaf(recording: Recording, name: str, leaf: int, line: int) -> Why:
    """Of a tracked leaf: follow it to the loss."""
    program = recording.scenario.program
    carries = _carries(recording, leaf)
    cuts = list(cuts_among(program.operations, carries, used_by(program.operations, program.result)))
    if program.result not in carries:
        if cuts:
            return Why(name, "cut", cuts[0].line, cuts[0].code, f"{name}.grad is None: {cut_off(cuts, _quoted)}.")
        read = "no line reads it" if not program.readers[leaf] else f"line {line} reads it, and"
        sentence = f"{name}.grad is None: {read}{' nothing of that reaches the loss' if program.readers[leaf] else ''}."
        return Why(name, "unused", line, "", sentence)
    backward = backward_of(recording, recording.plain())
    grad = backward.grads[program.inputs[leaf]]  # an input may have got a second name
    assert grad is not None  # a way leads to it
    if grad.numel() and not grad.any():
        return _zero(backward, name, carries, line)
    if missing := [cut for cut in cuts if not cut.kind.flat]:
        cut = missing[0]
        return Why(name, "partly cut", cut.line, cut.code, f"{name}.grad is only a part: {cut_partly(cut, _quoted)}.")
    sentence = f"{name}.grad is filled: no way from the loss to it is cut where a slope would be lost."
    return Why(name, "reached", line, "", sentence)


def _zero(backward: Backward, name: str, carries: frozenset[int], line: int) -> Why:
    """A gradient arrives, and every number of it is 0: where did it become so?"""
    for step in backward.steps:
        operation = step.operation
        if operation is None or step.value not in carries or not step.grad_in.any():
            continue
        on = [edge for edge in step.edges if edge.value in carries]
        if on and not any(edge.grad.any() for edge in on):
            says = f"{step.node} of `{operation.code}` in line {operation.line} turns what arrives into 0"
            return Why(name, "zero", operation.line, operation.code, f"{name}.grad is 0 and not None: {says}.")
    sentence = f"{name}.grad is 0 and not None: what arrives along several ways adds up to 0."
    return Why(name, "zero", line, "", sentence)


def cut_off(cuts: Sequence[Operation], quoted: Callable[[str], str]) -> str:
    """What is said where no way from the loss is left.

    Args:
        cuts: the operations that cut, the first of them first.
        quoted: how a sentence quotes code.
    """
    where = f"{quoted(cuts[0].code)} in line {cuts[0].line}"
    if len(cuts) > 1:
        return f"all ways from the loss are cut, the first by {where}: {reason_of(cuts[0])}"
    return f"{where} cuts the only way from the loss: {reason_of(cuts[0])}"


def cut_partly(cut: Operation, quoted: Callable[[str], str]) -> str:
    """What is said where ways from the loss are left.

    Args:
        cut: the operation that cuts another one.
        quoted: how a sentence quotes code.
    """
    return f"{quoted(cut.code)} in line {cut.line} cuts one way from the loss: {reason_of(cut)}; the others count"


def _quoted(code: str) -> str:
    return f"`{code}`"


def reason_of(operation: Operation) -> str:
    """Why no gradient passes through it."""
    return "it stands under torch.no_grad()" if operation.guarded else operation.kind.cut


def _carries(recording: Recording, leaf: int) -> frozenset[int]:
    """The values from which references of the live graph lead to a leaf, by their numbers; the leaf among them."""
    reaching = {position for position, place in enumerate(recording.places) if place.leaf and place.value == leaf}
    changed = True
    while changed:  # a call's first node stands before the others, so one pass does not do
        before = len(reaching)
        for position, references in enumerate(recording.references):
            if any(target in reaching for target in references):
                reaching.add(position)
        changed = len(reaching) > before
    nodes = {recording.nodes[position] for position in reaching}
    found = {number for number, value in enumerate(recording.values) if value.grad_fn in nodes}
    return frozenset(found | {leaf})


def used_by(operations: Sequence[Operation], result: int) -> frozenset[int]:
    """The values that one is computed from, tracked or not, by their numbers; its own among them."""
    found = {result}
    for operation in reversed(operations):
        if operation.result in found:
            found.update(operation.values)
    return frozenset(found)


def cuts_among(operations: Sequence[Operation], carries: frozenset[int], used: frozenset[int]) -> Iterator[Operation]:
    """The operations on the way to the loss that read what carries and make what does not.

    Args:
        operations: in the order in which they ran.
        carries: the values from which references lead to a leaf.
        used: the values that the loss is computed from.
    """
    for operation in operations:
        if operation.result in used and operation.result not in carries and carries.intersection(operation.values):
            yield operation
