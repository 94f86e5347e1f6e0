"""Generated programs: torch's engine, the reverse pass by hand and Python's own run of the same text agree."""

from dataclasses import replace
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from core.engine import Backward, run_backward
from core.engine.recording import record
from core.hand.bounds import error_bounds
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.kinds import KINDS
from tests.core.generated import Grown, programs
from tests.core.strategies import SERIOUS


def plain(grown: Grown) -> tuple[dict[str, Tensor | None], Tensor]:
    """What Python and torch make of the text: the leaves' `.grad`, and the loss."""
    given_ = {
        name: tensor.to(grown.dtype, copy=True).requires_grad_(name in grown.leaves)
        for name, tensor in grown.tensors.items()
    }
    names: dict[str, Tensor] = dict(given_)
    exec(grown.text, {"torch": torch, "F": functional}, names)  # noqa: S102  # a text that this test grew itself
    if names["loss"].requires_grad:
        names["loss"].backward()  # type: ignore[no-untyped-call]
    return {name: given_[name].grad for name in grown.leaves}, names["loss"].detach()


def check_edges(backward: Backward) -> None:
    """What nodes hand on adds up, bit for bit, to what arrives at the next; a leaf's `.grad` is what arrived there."""
    waiting: dict[int, list[Tensor]] = {}
    for (position, arrived, out), step in zip(backward.seen, backward.steps, strict=True):
        place = backward.places[position]
        assert (step.node, step.value, step.part) == (place.name, place.value, place.part)
        if position in waiting:
            parts = waiting.pop(position)
            total = parts[0]
            for part in parts[1:]:
                total = total + part
            assert torch.equal(total.nan_to_num(7), step.grad_in.nan_to_num(7))
        else:
            assert torch.equal(step.grad_in, torch.ones_like(step.grad_in))  # the loss's own: nobody referred to it
        if place.leaf:
            assert step.held is not None
            assert torch.equal(step.held.nan_to_num(7), step.grad_in.nan_to_num(7))
        targets = [target for target in backward.references[position] if target is not None]
        assert len(step.edges) <= len(targets)
        for edge in step.edges:
            target = backward.references[position][edge.index]
            assert target is not None
            waiting.setdefault(target, []).append(edge.grad)
            assert edge.node == backward.places[target].name
            assert arrived[0] is not None
            assert out[edge.index] is not None
    assert not waiting


@settings(SERIOUS, max_examples=500)
@given(programs())
def test_autograd_hand_and_plain_torch_agree(grown: Grown) -> None:
    scenario = grown.scenario()
    grads, loss = plain(grown)
    backward, hand = run_backward(scenario), by_hand(scenario)

    assert torch.equal(backward.values[scenario.program.result].nan_to_num(7), loss.nan_to_num(7))
    assert backward.grads.keys() == grads.keys() == set(scenario.leaves)
    for leaf, grad in grads.items():
        mine = backward.grads[leaf]
        assert (mine is None) == (grad is None)
        assert mine is None or grad is None or torch.equal(mine.nan_to_num(7), grad.nan_to_num(7))
        assert (hand.grads[leaf] is None) == (grad is None)

    assert not any(gradient.requires_grad for gradient in hand.gradients.values())  # autograd has no part in it

    bounds = error_bounds(hand)
    for leaf, each in agreement(backward, hand).leaves.items():
        assert each.verdict.outcome == ("agree" if each.autograd.isfinite().all() else "cannot tell"), each.verdict
        within = each.difference.abs() <= bounds.rounding[leaf]
        assert (within | ~each.autograd.isfinite()).all()
    check_edges(backward)


@SERIOUS
@given(programs())
def test_every_node_has_an_owner_and_every_call_its_nodes(grown: Grown) -> None:
    recording = record(grown.scenario())
    program, leaves = recording.scenario.program, recording.scenario.leaves
    under = {node for root in recording.values if root.grad_fn for node in reached(root.grad_fn)}
    owned = set(recording.nodes)
    assert under <= owned
    assert len(recording.nodes) == len(recording.places) == len(recording.references) == len(owned)
    for node, place, references in zip(recording.nodes, recording.places, recording.references, strict=True):
        assert place.name == type(node).__name__
        targets = [target for target, _ in node.next_functions]
        assert [None if at is None else recording.nodes[at] for at in references] == targets
        if place.leaf:
            assert program.names[place.value] in leaves
            assert node.variable is recording.values[place.value]  # type: ignore[attr-defined]  # AccumulateGrad has it
        elif place.part == 0:
            assert recording.values[place.value].grad_fn is node


def reached(root: torch.autograd.graph.Node) -> set[torch.autograd.graph.Node]:
    found = {root}
    open_ = [root]
    while open_:
        for target, _ in open_.pop().next_functions:
            if target is not None and target not in found:
                found.add(target)
                open_.append(target)
    return found


@settings(SERIOUS, max_examples=200)
@given(programs(unruled=0.3))
def test_a_call_without_a_rule_never_gives_a_false_disagreement(grown: Grown) -> None:
    scenario = grown.scenario()
    found = agreement(run_backward(scenario), by_hand(scenario))
    assert found.verdict.outcome != "disagree", found.verdict


@settings(SERIOUS, max_examples=100)
@given(programs(), st.sampled_from(["relu", "abs", "maximum", "clamp", "mean", "tanh", "div", "mul", "l1_loss"]))
def test_a_kind_that_had_no_rule_never_gives_a_false_disagreement(grown: Grown, name: str) -> None:
    """Kinks and bends among them, where a slope cannot tell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, name, replace(KINDS[name], rules=()))
        scenario = grown.scenario()
        found = agreement(run_backward(scenario), by_hand(scenario))
    assert found.verdict.outcome != "disagree", found.verdict


@settings(SERIOUS, max_examples=150)
@given(programs(unruled=0.1))
def test_what_a_step_says_of_itself_holds(grown: Grown) -> None:
    """Upstream × local is what the node returned, and that, added up, is what it handed on."""
    scenario = grown.scenario()
    eps = torch.finfo(scenario.dtype).eps
    for step in run_backward(scenario).steps:
        assert all(isinstance(value, Tensor | int | float | bool | str | tuple) for value in step.saved.values())
        if step.held is not None:
            assert (step.rule, step.local, step.hand_rule) == ("accumulate", None, None)
            continue
        returned, handed = step.unreduced, step.grad_out
        close = partial(
            torch.testing.assert_close, rtol=64 * eps, atol=64 * eps * (1 + returned.abs().sum().item()), equal_nan=True
        )
        close(returned.sum_to_size(handed.shape), handed)
        if step.rule in {"multiply", "multiply then sum", "scale"}:
            assert step.local is not None
            assert step.hand_rule is not None
            if step.hand_rule.does == "copy":  # along dimensions that are gone: the same numbers, some of them again
                close(torch.unique(step.grad_in * step.local), torch.unique(returned))
                continue
            product = (step.grad_in * step.local).expand_as(returned)
            close(product, returned)
        elif step.rule == "broadcast":
            assert step.local is None
            assert set(returned.flatten().tolist()) <= set(step.grad_in.flatten().tolist())
        elif step.rule == "move":
            close(step.grad_in.sum(), returned.sum_to_size(handed.shape).sum())
