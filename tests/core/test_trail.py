"""Live graphs stay inside core: nothing that comes out holds one, and nothing stays behind."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import pytest
import torch
from torch import Tensor
from torch.utils.hooks import RemovableHandle

from core import LOSSES, REDUCTIONS, Scenario, autograd_graph, chain_rule, replay, run_backward, run_forward
from core.presets import PRESETS
from core.trail import node_name, record
from core.verify import verify

FUNCTIONS: dict[str, Callable[[Scenario], object]] = {
    "run_forward": run_forward,
    "run_backward": run_backward,
    "autograd_graph": autograd_graph,
    "replay": replay,
    "chain_rule": chain_rule,
    "verify": verify,
}


def tensors_in(result: object) -> Iterator[Tensor]:
    """Every tensor that can be reached from a result."""
    if isinstance(result, Tensor):
        yield result
    elif is_dataclass(result):
        for field in fields(result):
            yield from tensors_in(getattr(result, field.name))
    elif isinstance(result, dict):
        for value in result.values():
            yield from tensors_in(value)
    elif isinstance(result, tuple | list):
        for value in result:
            yield from tensors_in(value)
    else:
        assert isinstance(result, str | int | float | bool | torch.dtype | None)  # no place for a node to hide


def live_graphs() -> int:
    """How many nodes and tracked tensors there are in this process."""
    gc.collect()
    things = gc.get_objects()
    nodes = {kind for kind in set(map(type, things)) if hasattr(kind, "next_functions")}
    return sum(type(thing) in nodes or (type(thing) is Tensor and thing.requires_grad) for thing in things)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_result_holds_a_graph(function: str, loss: str, reduction: str) -> None:
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
    found = list(tensors_in(FUNCTIONS[function](scenario)))
    assert found
    for tensor in found:
        assert not tensor.requires_grad
        assert tensor.grad_fn is None
        assert tensor.grad is None


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_stays_behind_while_the_results_live(function: str) -> None:
    before = live_graphs()
    results = [FUNCTIONS[function](PRESETS["mixed-4x2"].build().replace(loss=loss)) for loss in LOSSES]
    assert live_graphs() == before
    del results


def test_a_graph_that_stays_would_be_counted() -> None:
    """The check above can fail: a hook that holds a tensor of its own graph keeps the graph."""
    before = live_graphs()
    handle = leak()
    assert live_graphs() > before
    handle.remove()
    assert live_graphs() == before


def leak() -> RemovableHandle:
    trail = record(PRESETS["article-2x2"].build())

    def holds_the_graph(*_: object) -> None:
        str(trail)

    return trail.nodes["loss"].register_hook(holds_the_graph)


def test_record_tracks_coeffs_alone_on_a_fresh_leaf() -> None:
    scenario = PRESETS["article-2x2"].build()
    trail = record(scenario)
    leaf = trail.tensors["coeffs"]
    assert (leaf.is_leaf, leaf.requires_grad, leaf.grad) == (True, True, None)
    assert not scenario.coeffs.requires_grad
    assert not trail.tensors["t_indep"].requires_grad
    assert not trail.tensors["t_dep"].requires_grad


def test_node_of_a_tensor_is_its_grad_fn_and_of_the_leaf_its_accumulate_grad() -> None:
    trail = record(PRESETS["article-2x2"].build())
    assert trail.nodes["preds"] is trail.tensors["preds"].grad_fn
    accumulate = trail.nodes["coeffs"]
    assert node_name(accumulate) == "AccumulateGrad"
    assert accumulate.variable is trail.tensors["coeffs"]  # type: ignore[attr-defined]
