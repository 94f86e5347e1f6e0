"""Random scripts against plain torch: gradients to the bit, and each cause against what is left and what was cut."""

import ast
import re
import warnings
from collections import Counter
from typing import Any

import torch
from hypothesis import given, settings
from torch import Tensor, nn
from torch.nn import functional

from core.engine import run_backward
from core.script.reasons import why
from core.script.running import run_script
from core.script.stretches import stretches_of
from core.script.trace import Trace
from tests.core.script.drawn import LEAVES, Drawn, scripts
from tests.core.script.plainly import bits

CLEARED = (".grad = None", ".grad.zero_()", ".grad = torch.zeros_like(")


class Plain:
    """A text run by Python and torch, statement by statement.

    Attributes:
        names: what its names stand for at the end.
        raised: what ended it.
        arrived: by the identity of a leaf, how many gradients arrived since it was cleared last.
        ever: the same without regard to clearing.
        called: how many times `backward()` was called.
        moments: after each statement what the `.grad` of each leaf held, in the order in which they became leaves.
    """

    def __init__(self, text: str) -> None:
        self.names: dict[str, Any] = {"torch": torch, "F": functional, "nn": nn}
        self.raised: Exception | None = None
        self.arrived: Counter[int] = Counter()
        self.ever: Counter[int] = Counter()
        self.called = 0
        self.hooked: list[Tensor] = []
        self.moments: list[list[Any]] = []
        self.run(ast.parse(text).body)

    def run(self, body: list[ast.stmt]) -> None:
        """Go on until something raises."""
        for statement in body:
            if isinstance(statement, ast.For):
                for _ in range(2):
                    self.run(statement.body)
                continue
            source = ast.unparse(statement)
            self.called += ".backward(" in source
            if self.raised is None:
                self.step(source)

    def step(self, source: str) -> None:
        """One statement."""
        try:
            exec(source, self.names)  # noqa: S102  # a text of drawn.py
        except (RuntimeError, TypeError, AttributeError, ValueError) as error:
            self.raised = error
            return
        for name, held in self.names.items():
            if isinstance(held, Tensor) and held.is_leaf:
                self.hook(held)
                if source.startswith(f"{name}.grad") and any(each in source for each in CLEARED):
                    self.arrived[id(held)] = 0

        self.moments.append([bits(leaf.grad) for leaf in self.hooked])

    def hook(self, leaf: Tensor) -> None:
        """Count what arrives at a leaf."""
        if not leaf.requires_grad or any(leaf is each for each in self.hooked):
            return
        self.hooked.append(leaf)

        def count(_: Tensor) -> None:
            self.arrived[id(leaf)] += 1
            self.ever[id(leaf)] += 1

        leaf.register_post_accumulate_grad_hook(count)  # type: ignore[no-untyped-call]  # torch says no types of it


def plainly(text: str) -> Plain:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Plain(text)


def same_grads(trace: Trace, plain: Plain) -> None:
    for name, number in trace.names.items():
        held = plain.names[name]
        value = trace.values[number]
        if isinstance(held, Tensor):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert bits(held.grad) == bits(value.grad), name
            assert bits(held) == bits(value.value), name  # type: ignore[arg-type]  # a tensor, as the other is


@settings(max_examples=150)
@given(scripts())
def test_a_run_is_what_plain_torch_does(drawn: Drawn) -> None:
    trace, plain = run_script(drawn.text), plainly(drawn.text)
    assert (trace.raised.text if trace.raised else None) == (str(plain.raised) if plain.raised else None)
    same_grads(trace, plain)
    moments = [[bits(grad) for grad in moment.grads.values()] for moment in trace.moments]
    assert moments[: len(plain.moments)] == plain.moments


@settings(max_examples=150)
@given(scripts())
def test_each_cause_is_what_plain_torch_leaves(drawn: Drawn) -> None:
    trace, plain, whole = run_script(drawn.text), plainly(drawn.text), plainly(drawn.uncut)
    if "-= 0.1" in drawn.text:  # it changes what was detached before, and no copy
        whole.raised = whole.raised or RuntimeError("not the same numbers")
    for name in LEAVES:
        leaf, other = plain.names[name], whole.names[name]
        said = why(trace, name)
        if not leaf.requires_grad and leaf.grad is None:
            assert said.cause == "untracked"
            continue
        if not leaf.is_leaf:
            assert said.cause == "not a leaf"
            continue
        allowed = causes(plain, whole, leaf, other)
        assert said.cause in allowed, (said, allowed, leaf.grad, other.grad)


def causes(plain: Plain, whole: Plain, leaf: Tensor, other: Tensor) -> set[str]:
    """The causes that fit what is left in a leaf, and in the same leaf where nothing is cut."""
    arrived = plain.arrived[id(leaf)]
    if plain.raised is not None and "second time" in str(plain.raised):
        return {"freed", *counted(arrived), "zeroed", "emptied", "cut", "unused"}
    if leaf.grad is None:
        return of_none(plain, whole, leaf, other)
    if arrived != 1:
        return {"accumulated"} if arrived else {"zeroed"}
    if not leaf.grad.any():
        return {"zero"}
    if plain.raised is not None or whole.raised is not None or other.grad is None:
        return counted(arrived)
    is_whole = torch.allclose(leaf.grad, other.grad, rtol=1e-9, atol=1e-12)
    return {"reached", "partly cut"} if is_whole else {"partly cut"}


def of_none(plain: Plain, whole: Plain, leaf: Tensor, other: Tensor) -> set[str]:
    """The same, where nothing is left."""
    if plain.ever[id(leaf)]:
        return {"emptied"}
    if not plain.called:
        return {"not called"}
    if plain.raised is not None:
        return {"not called", "raised", "cut", "unused"}
    if whole.raised is not None:
        return {"cut", "unused"}
    return {"cut"} if whole.ever[id(other)] else {"unused"}


def counted(arrived: int) -> set[str]:
    """Where it is not known what an uncut run would leave."""
    return {"accumulated"} if arrived > 1 else {"reached", "partly cut", "zero", "raised"}


WHY_NOT = {
    "It reads .* before and after a line that changed it": "-= 0.1|[.]data =",
    "PyTorch raised at line": "",
    "that no tracked call made": "",
    "does not leave the same gradients": "[.]data",  # changed behind the graph, which keeps the same memory
    "PyTorch refuses it: element 0 of tensors does not require grad": r"requires_grad_\(False\)",
}
"""Why a stretch cannot be walked, and what stands in a text of which that can be said."""


@settings(max_examples=150)
@given(scripts())
def test_each_stretch_is_the_call_to_the_bit(drawn: Drawn) -> None:
    trace = run_script(drawn.text)
    for stretch in stretches_of(trace):
        if stretch.scenario is None:
            because = [text for why_not, text in WHY_NOT.items() if re.search(why_not, stretch.why_not)]
            assert any(re.search(text, drawn.text) for text in because), stretch.why_not
            continue
        grads = run_backward(stretch.scenario).grads
        for name, grad in grads.items():
            number = stretch.inputs[name]
            before, after = stretch.call.before.get(number), stretch.call.after.get(number)
            if grad is None:
                assert bits(before) == bits(after)
            else:
                assert bits(grad if before is None else before + grad) == bits(after)
        filled = {
            number for number, after in stretch.call.after.items() if bits(after) != bits(stretch.call.before[number])
        }
        leaves = {stretch.inputs[name] for name in grads}
        assert filled & set(trace.leaves) <= leaves  # no leaf of the call is left out
