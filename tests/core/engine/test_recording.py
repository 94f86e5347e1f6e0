"""Live graphs stay inside core: nothing that comes out holds one, and nothing stays behind."""

import gc
from collections.abc import Callable, Iterator
from itertools import product

import pytest
import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from core import (
    LOSSES,
    MODELS,
    REDUCTIONS,
    Scenario,
    agreement,
    autograd_graph,
    by_hand,
    chain_rule,
    kink,
    move,
    replay,
    run_backward,
    run_forward,
    verify,
)
from core.engine import UnownedNodeError, chase
from core.engine.recording import node_name, record
from core.presets.presets import PRESETS
from tests.core.entries import enter_loss
from tests.core.results import parts, tensors_in

MIXED, KINK = PRESETS["mixed-4x2"].build(), PRESETS["kink"].build()

OF_ANY: dict[str, Callable[[Scenario], object]] = {
    "run_forward": run_forward,
    "run_backward": run_backward,
    "autograd_graph": autograd_graph,
    "replay": replay,
    "by_hand": by_hand,
    "agreement": lambda scenario: agreement(run_backward(scenario), by_hand(scenario)),
}
OF_LINEAR: dict[str, Callable[[Scenario], object]] = {
    "chain_rule": chain_rule,
    "chase": chase,
    "verify": verify,
    "agreement of coeffs": lambda scenario: agreement(run_backward(scenario).coeffs_grad, chain_rule(scenario)),
    "move": lambda scenario: (scenario.coeffs, move(scenario, 0, 0.5)),
    "kink": lambda scenario: (scenario.coeffs, kink(KINK.replace(loss=scenario.loss), 0)),
}
LAZY = {  # what is worked out only when it is asked for: each must have been, before anybody looks
    "run_forward": {"steps", "tracked", "loss"},
    "run_backward": {"steps", "coeffs_grad"},
    "replay": {"graph"},
    "by_hand": {"steps", "without_rule"},
    "agreement": {"verdict"},
}


def of_models() -> Iterator[Scenario]:
    """One scenario a model, by the article's 4×2."""
    for name, model in MODELS.items():
        start = model.start(2, torch.Generator().manual_seed(0))
        yield Scenario.of(name, {"t_indep": MIXED.t_indep, "t_dep": MIXED.t_dep, **start})


def linear() -> Iterator[Scenario]:
    for loss, reduction in product(LOSSES, REDUCTIONS):
        yield MIXED.replace(loss=loss, reduction=reduction)


def cases(function: str) -> Iterator[object]:
    run = (OF_ANY | OF_LINEAR)[function]
    yield from map(run, linear())
    if function in OF_ANY:
        yield from map(run, of_models())


def live_graphs() -> int:
    """How many nodes and tracked tensors there are in this process."""
    gc.collect()
    things = gc.get_objects()
    nodes = {kind for kind in set(map(type, things)) if hasattr(kind, "next_functions")}
    return sum(type(thing) in nodes or (type(thing) is Tensor and thing.requires_grad) for thing in things)


@pytest.mark.parametrize("function", OF_ANY | OF_LINEAR)
def test_no_result_holds_a_graph(function: str) -> None:
    for result in cases(function):
        found = list(tensors_in(result))
        assert found
        for tensor in found:
            assert not tensor.requires_grad
            assert tensor.grad_fn is None
            assert tensor.grad is None


@pytest.mark.parametrize("function", OF_ANY | OF_LINEAR)
def test_nothing_stays_behind_while_the_results_live(function: str) -> None:
    before = live_graphs()
    results = list(cases(function))
    assert live_graphs() == before, "as they come"
    assert sum(1 for result in results for _ in tensors_in(result))
    assert live_graphs() == before, "when all that is worked out lazily has been asked for"
    del results


@pytest.mark.parametrize("function", LAZY)
def test_what_is_worked_out_lazily_is_looked_at_too(function: str) -> None:
    assert {name for name, _ in parts(next(cases(function)))} >= LAZY[function]
    steps = run_backward(MIXED).steps
    assert {name for name, _ in parts(steps[0])} >= {"rule", "local", "local_from", "unreduced", "saved", "hand_rule"}


def test_a_graph_that_stays_would_be_counted() -> None:
    """The check above can fail: a hook that holds a tensor of its own graph keeps the graph."""
    before = live_graphs()
    handle = leak()
    assert live_graphs() > before
    handle.remove()
    assert live_graphs() == before


def leak() -> RemovableHandle:
    recording = record(MIXED)

    def holds_the_graph(*_: object) -> None:
        str(recording)

    return recording.nodes[-1].register_hook(holds_the_graph)


def test_record_tracks_the_leaves_alone_and_each_on_a_fresh_tensor() -> None:
    for scenario in (MIXED, *of_models()):
        recording = record(scenario)
        for name in scenario.program.inputs:
            tensor, tracked = recording.values[scenario.program.numbers[name]], name in scenario.leaves
            assert (tensor.is_leaf, tensor.requires_grad, tensor.grad) == (True, tracked, None)
            assert not scenario.tensors[name].requires_grad
            assert tensor.data_ptr() == scenario.tensors[name].data_ptr(), "the same numbers in the same memory"


def test_untracked_nothing_is_recorded() -> None:
    recording = record(MIXED, tracked=False)
    assert recording.nodes == []
    assert recording.loss.grad_fn is None


def test_each_tensor_owns_its_grad_fn_and_each_leaf_its_accumulate_grad() -> None:
    for scenario in (*linear(), *of_models()):
        recording = record(scenario)
        owned = {(place.value, place.part): node for node, place in zip(recording.nodes, recording.places, strict=True)}
        for number, value in enumerate(recording.values):
            if value.grad_fn is not None:
                assert owned[number, 0] is value.grad_fn
            elif value.requires_grad:
                accumulate = owned[number, 0]
                assert node_name(accumulate) == "AccumulateGrad"
                assert accumulate.variable is value  # type: ignore[attr-defined]


def test_every_node_under_the_loss_is_owned() -> None:
    for scenario in (*linear(), *of_models()):
        recording = record(scenario)
        found = [recording.loss.grad_fn]
        for node in found:
            assert node is not None
            found += [after for after, _ in node.next_functions if after is not None and after not in found]
        assert set(found) == set(recording.nodes)


def test_a_node_that_no_call_of_the_program_recorded_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loss that reads a tracked tensor of its own, which the program was not given."""
    own = nn.Parameter(torch.ones(()))
    enter_loss(monkeypatch, "sly", lambda residuals: residuals * own, lambda call: call.out)
    with pytest.raises(UnownedNodeError, match=r"`torch\.sly\(residuals\)` refers to a leaf that is none of"):
        record(MIXED.replace(loss="sly"))
