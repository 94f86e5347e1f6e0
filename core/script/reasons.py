"""Why a name's `.grad` is what it is where a script has ended: over all of its calls, and the lines between them."""

from collections.abc import Sequence
from functools import lru_cache, singledispatch

import torch
from torch import Tensor

from core.engine.backward import BackwardStep, run_backward
from core.engine.reasons import Why, cut_off, cut_partly, cuts_among, reason_of, used_by
from core.engine.reasons import why as why_of_scenario
from core.program import Operation
from core.scenario.scenario import Scenario, ScenarioError
from core.script.stretches import Stretch, stretches_of
from core.script.trace import Call, Change, Mark, Marked, Trace, Value, What
from core.script.ways import leading_to

QUOTED = 80
"""So many characters of a line are quoted in a sentence at most."""

FREED = "second time"
"""What torch says where a graph was freed: "Trying to backward through the graph a second time"."""


@singledispatch
def why(of: object, name: str) -> Why:
    """Say why `name.grad` is what it is.

    Args:
        of: a scenario, after its program and `backward()`; a script's trace, where the script ended; or what
            `explain` gives.
        name: a name of it; bound twice, it is the last tensor of that name.

    Raises:
        ScenarioError: for a name that is none of it.
    """
    raise TypeError(f"{name}.grad is asked of a {type(of).__name__}, which is no scenario and no trace.")


@why.register
def _(of: Scenario, name: str) -> Why:
    return why_of_scenario(of, name)


@why.register
def _(of: Trace, name: str) -> Why:
    if name in of.plain:
        return Why(name, "no tensor", 0, "", f"{name} is a plain number, and only tensors have a .grad.")
    if name not in of.names:
        raise ScenarioError(f"{name} is no name of this program: use one of {', '.join([*of.names, *of.plain])}.")
    return _Asked(of, name).why()


def reasons_of(trace: Trace) -> tuple[Why, ...]:
    """One for every name of a script that stands for a tensor, in the order in which they were first bound."""
    names = [name for name, number in trace.names.items() if isinstance(trace.values[number].value, Tensor)]
    return tuple(why(trace, name) for name in names)


class _Asked:
    """One name of one script."""

    def __init__(self, trace: Trace, name: str) -> None:
        self.trace, self.name = trace, name
        self.value = trace.values[trace.names[name]]
        self.operations = [value.operation for value in trace.values if value.operation is not None]

    def why(self) -> Why:
        value = self.value
        if not isinstance(value.value, Tensor):
            return self.no_tensor()
        if not value.tracked and value.grad is None:
            return self.untracked()
        if value.leaf:
            return self.of_leaf(self.trace.carries.get(value.number, frozenset()))
        if value.retained:
            return self.of_leaf(leading_to(self.trace, value.number))
        if (old := self.leaf_before()) is not None:
            return self.say("not a leaf", value.line, value.code, f"is None: {self.made_anew(old)}")
        return self.computed()

    def computed(self) -> Why:
        """No leaf: how to have one, or to keep its gradient, and what else would leave it None."""
        value, besides = self.value, self.besides()
        above = used_by(self.operations, value.number)
        says = f"line {value.line} computes it, and only leaves keep their gradient"
        mend = "" if besides else f"call {self.name}.retain_grad() before backward() to keep it"
        if any(leaf in above and self.trace.values[leaf].line == value.line for leaf in self.trace.leaves):
            says = f"line {value.line} computes it from the leaf that it marks, and only leaves keep their gradient"
            mend = f"call requires_grad_() on what the line computes, and {self.name} is a leaf"
        rest = "; ".join(filter(None, (says, mend, besides)))
        return self.say("not a leaf", value.line, value.code, f"is None: {rest}")

    def besides(self) -> str:
        """Why no gradient came by at a computed tensor; "" where one did, or no line called backward()."""
        calls, carries = self.trace.calls, leading_to(self.trace, self.value.number)
        if not calls or any(call.result in carries and not call.raised for call in calls):
            return ""
        if cuts := next(filter(None, (self.cuts(carries, call) for call in reversed(calls))), None):
            return f"besides, {cut_off(cuts, told)}"
        if calls[-1].raised:
            return f"besides, backward() in line {calls[-1].line} raised"
        return "besides, nothing of it reaches what backward() was called on"

    def leaf_before(self) -> Value | None:
        """The tracked leaf that the name stood for before it was bound to what is computed from that."""
        above = used_by(self.operations, self.value.number)
        named = [self.trace.values[leaf] for leaf in self.trace.leaves if self.trace.values[leaf].name == self.name]
        return next((leaf for leaf in named if leaf.number in above and leaf.number != self.value.number), None)

    def made_anew(self, old: Value) -> str:
        """What a line did that made a new tensor under a leaf's name."""
        name, line = self.name, self.value.line
        mend = f"change that one in place: with torch.no_grad(): {name} -= …"
        return f"line {line} made a new {name}, and the gradient is in the {name} of line {old.line}; {mend}"

    def say(self, cause: str, line: int, code: str, rest: str) -> Why:
        """One sentence about `.grad`."""
        return Why(self.name, cause, line, code, f"{self.name}.grad {rest}.")  # type: ignore[arg-type]  # one of Cause

    # what is no tracked tensor

    def no_tensor(self) -> Why:
        value = self.value
        says = f"{self.name} is {value.value}"
        if value.operation is not None:
            says = f"{told(value.code)} in line {value.line} gives a plain number"
        return Why(self.name, "no tensor", value.line, value.code, f"{says}, and only tensors have a .grad.")

    def untracked(self) -> Why:
        value = self.value
        if marks := self.marks("unmarked"):
            says = f"{told(marks[-1].code)} in line {marks[-1].line} takes it out of what is tracked"
            return self.say("untracked", marks[-1].line, marks[-1].code, f"is None: {says}")
        if value.operation is None or value.origin == "created":
            made = {
                "given": "it is given beside the program without requires_grad=True, so nothing of it is recorded",
                "created": f"it is made in line {value.line} without requires_grad=True, so nothing of it is recorded",
                "grad": "it is a gradient itself, and of gradients nothing is recorded",
            }
            return self.say("untracked", value.line, value.code, f"is None: {made[value.origin]}")
        cut = self.cut_above(value)
        if value.guarded and (old := self.leaf_before()) is not None:
            return self.say("untracked", value.line, value.code, f"is None: {self.made_anew(old)}")
        if cut is None:
            says = (
                f"{told(value.code)} in line {value.line} is not tracked: nothing that it is computed from is tracked"
            )
            return self.say("untracked", value.line, value.code, f"is None: {says}")
        says = f"it is not tracked: {told(cut.code)} in line {cut.line} left the graph: {reason_of(cut)}"
        return self.say("untracked", cut.line, cut.code, f"is None: {says}")

    def cut_above(self, value: Value) -> Operation | None:
        """The last call on its way that read what is tracked and made what is not."""
        above = used_by(self.operations, value.number)
        for operation in reversed(self.operations):
            reads = [self.trace.values[read] for read in operation.values]
            is_cut = operation.result in above and not self.trace.values[operation.result].tracked
            if is_cut and any(read.tracked for read in reads):
                return operation
        return None

    # what is tracked

    def changes(self, *what: What) -> list[Change]:
        """The lines that did this to it."""
        return [each for each in self.trace.changes if each.leaf == self.value.number and each.what in what]

    def marks(self, what: Marked) -> list[Mark]:
        """The lines that decided this of it."""
        return [each for each in self.trace.marks if each.value == self.value.number and each.what == what]

    def of_leaf(self, carries: frozenset[int]) -> Why:
        cleared = self.changes("zeroed", "emptied") or self.marks("retained")
        if not self.trace.calls:
            return self.cleared(cleared[-1]) if self.value.grad is not None else self.not_called()
        since = cleared[-1].calls if cleared else 0
        ran = [call for call in self.trace.calls if not call.raised]
        last = self.trace.calls[-1]
        reached = [call for call in ran[since:] if call.result in carries]
        if last.raised and self.wrote(last):
            reached.append(last)
        if self.trace.raised is not None and last.raised and FREED in self.trace.raised.text and last.result in carries:
            return self.freed(ran, reached, last)
        if not reached and cleared and (self.value.grad is not None or any(call.result in carries for call in ran)):
            return self.cleared(cleared[-1])
        if len(reached) > 1:
            return self.accumulated(reached)
        if reached:
            return self.of_call(reached[0], [call for call in ran[since:] if call not in reached], carries)
        return self.never(carries, last)

    def not_called(self) -> Why:
        """No line called backward()."""
        raised = self.trace.raised
        if raised is None:
            return self.say("not called", 0, "", "is None: no line called backward()")
        ended = f"no line called backward(): the program stopped in line {raised.line} before it"
        return self.say("not called", raised.line, "", f"is None: {ended}")

    def wrote(self, call: Call) -> bool:
        """Whether a call changed this `.grad`: one that raised may have come as far."""
        before, after = call.before.get(self.value.number), call.after.get(self.value.number)
        return after is not None and (before is None or not torch.equal(before, after))

    def cleared(self, by: Change | Mark) -> Why:
        """No call came after the line that cleared it, or that kept it from then on."""
        if isinstance(by, Mark):
            says = f"{told(by.code)} in line {by.line} came after the last backward() that passed it: call it before"
            return self.say("kept late", by.line, by.code, f"is None: {says}")
        says = f"{told(by.code)} in line {by.line} came after the last backward() that filled it"
        if not self.trace.calls:
            says = f"{told(by.code)} in line {by.line} set it, and no line called backward()"
        holds = "is None" if by.what == "emptied" else "is 0"
        if self.value.grad is not None and self.value.grad.any():
            holds, says = "is what lines made of it", f"{says}, and a later one changed it in place"
        return self.say(by.what, by.line, by.code, f"{holds}: {says}")

    def freed(self, ran: Sequence[Call], reached: Sequence[Call], last: Call) -> Why:
        before = ran[-1] if ran else last
        holds = "is None" if self.value.grad is None else "is 0"
        if reached:
            holds = f"holds what {_lines([call for call in reached if not call.raised] or reached)} left there"
        freed = f"the call before it, in line {before.line}, had freed what the graph kept"
        says = f"backward() in line {last.line} raised, since {freed}"
        return self.say("freed", last.line, last.code, f"{holds}: {says}; retain_graph=True keeps it")

    def accumulated(self, reached: Sequence[Call]) -> Why:
        added = f"backward() in {_lines(reached)} added one each"
        says = f"the sum of {len(reached)} gradients: {added}, and no line set it to 0 or None between"
        return self.say("accumulated", reached[-1].line, reached[-1].code, f"is {says}")

    def of_call(self, call: Call, others: Sequence[Call], carries: frozenset[int]) -> Why:
        """One call reached it, and others did not: with all of the gradient, a part of it, or 0."""
        grad = self.value.grad
        if call.raised:
            says = f"backward() in line {call.line} raised, and it had come as far as this by then"
            return self.say("raised", call.line, call.code, f"is filled: {says}")
        cuts = self.cuts(carries, call)
        if grad is not None and grad.numel() and not grad.any():
            return self.zero(call)
        if missing := [cut for cut in cuts if not cut.kind.flat]:
            says = cut_partly(missing[0], told)
            return self.say("partly cut", missing[0].line, missing[0].code, f"is only a part: {says}")
        for other in others:
            if missing := [cut for cut in self.cuts(carries, other) if not cut.kind.flat]:
                where = f"{told(missing[0].code)} in line {missing[0].line}"
                says = f"{where} cuts what backward() in line {other.line} would add: {reason_of(missing[0])}"
                return self.say("partly cut", missing[0].line, missing[0].code, f"is only a part: {says}")
        return self.say("reached", call.line, call.code, f"is filled: backward() in line {call.line} reached it")

    def never(self, carries: frozenset[int], last: Call) -> Why:
        """No call reached it: cut off, or not used."""
        raised = f"backward() in line {last.line} raised, and " if last.raised else ""
        if last.result in carries:
            return self.say(
                "raised",
                last.line,
                last.code,
                f"is None: backward() in line {last.line} raised before it wrote anything",
            )
        if cuts := next(filter(None, (self.cuts(carries, call) for call in reversed(self.trace.calls))), None):
            return self.say("cut", cuts[0].line, cuts[0].code, f"is None: {raised}{cut_off(cuts, told)}")
        readers = [operation for operation in self.operations if self.value.number in operation.values]
        if not readers:
            return self.say("unused", self.value.line, "", f"is None: {raised}no line reads {self.name}")
        says = f"line {readers[0].line} reads {self.name}, and nothing of that reaches what backward() was called on"
        return self.say("unused", readers[0].line, readers[0].code, f"is None: {raised}{says}")

    def cuts(self, carries: frozenset[int], call: Call) -> list[Operation]:
        return list(cuts_among(self.operations, carries, used_by(self.operations, call.result)))

    def zero(self, call: Call) -> Why:
        """A gradient arrived, and every number of it is 0: where did it become so?"""
        stretch = _walked(self.trace)[self.trace.calls.index(call)]
        of_value = {number: name for name, number in stretch.inputs.items()}
        if stretch.scenario is not None and self.value.number in of_value:
            found = why_of_scenario(stretch.scenario, of_value[self.value.number])
            step = _step_at(stretch.scenario, found)
            if found.cause == "zero" and step is not None:
                line = stretch.lines[found.line - 1]
                code = self.own_code(step.node, found.code, line)
                says = f"{step.node} of {told(code)} in line {line} turned what arrived into 0"
                return self.say("zero", line, code, f"is 0 and not None: {says}")
        says = f"what arrived from backward() in line {call.line} adds up to 0"
        return self.say("zero", call.line, call.code, f"is 0 and not None: {says}")

    def own_code(self, node: str, code: str, line: int) -> str:
        """A call as the script writes it; a stretch has names for what the line makes on the way."""
        found = {each.code for each in self.trace.values if (each.node, each.line) == (node, line) and each.operation}
        return code if code in found or len(found) != 1 else found.pop()


@lru_cache(maxsize=1)  # the names of one script are asked one after the other
def _walked(trace: Trace) -> tuple[Stretch, ...]:
    return stretches_of(trace)


def told(code: str) -> str:
    """Code as a sentence quotes it."""
    return f"`{code}`" if len(code) <= QUOTED else f"`{code[: QUOTED - 1]}…`"


def _step_at(scenario: Scenario, found: Why) -> BackwardStep | None:
    """What the node of the call that a reason names did."""
    for step in run_backward(scenario).steps:
        operation = step.operation
        if operation is not None and (operation.code, operation.line) == (found.code, found.line):
            return step
    return None


def _lines(calls: Sequence[Call]) -> str:
    """The lines of some calls, each with how often it ran where that is more than once."""
    counts: dict[int, int] = {}
    for call in calls:
        counts[call.line] = counts.get(call.line, 0) + 1
    said = [f"{line} ({count} times)" if count > 1 else str(line) for line, count in counts.items()]
    return f"lines {', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else f"line {said[0]}"
