"""The link from `loss` to `coeffs`, read off live nodes, and that no live node leaves core."""

import re
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from core import LOSSES, REDUCTIONS, autograd_graph
from core.presets.presets import PRESETS
from tests.core.plain import live, made_by, nodes_from_loss

CHOICES = [(loss, reduction) for loss in LOSSES for reduction in REDUCTIONS]


def walk(path: str, loss: Tensor) -> Any:  # noqa: ANN401  # a node, a tuple, a tensor: what the path says
    """Follow an expression such as `loss.grad_fn.next_functions[0][0].variable`, word by word, without eval."""
    first, *words = path.split(".")
    assert first == "loss"
    here: Any = loss
    for word in words:
        match = re.fullmatch(r"(\w+)((?:\[\d+\])*)", word)
        assert match is not None
        here = getattr(here, match[1])
        for index in re.findall(r"\d+", match[2]):
            here = here[int(index)]
    return here


def test_path_typed_by_a_reader_reaches_coeffs_itself() -> None:
    for reduction in REDUCTIONS:
        for loss in LOSSES:
            for preset in PRESETS:
                scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction)
                graph = autograd_graph(scenario)
                coeffs, last = live(scenario)
                assert walk(graph.path, last) is coeffs, (reduction, loss, preset)
                assert graph.reaches["coeffs"], (reduction, loss, preset)


def test_the_link_is_live_and_one_way() -> None:
    """Write through the end of the path, read from `coeffs`; and `coeffs` itself refers to no node."""
    scenario = PRESETS["article-2x2"].build()
    coeffs, loss = live(scenario)
    walk(autograd_graph(scenario).path, loss).grad = torch.tensor([7.0, 7.0])
    assert coeffs.grad is not None
    assert coeffs.grad.tolist() == [7.0, 7.0]
    assert coeffs.grad_fn is None


def test_path_of_the_article() -> None:
    references = ".next_functions[0][0]" * 4 + ".next_functions[1][0]"  # t_indep is the first factor, and not tracked
    assert autograd_graph(PRESETS["article-2x2"].build()).path == f"loss.grad_fn{references}.variable"


@pytest.mark.parametrize(("loss", "reduction"), CHOICES)
def test_nodes_and_edges_are_what_next_functions_say(loss: str, reduction: str) -> None:
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
    graph = autograd_graph(scenario)
    assert [node.name for node in graph.nodes] == nodes_from_loss(loss, reduction)
    tensors = ["loss", *made_by(loss), "residuals", "preds", "products", "coeffs"]
    assert [node.tensor for node in graph.nodes] == tensors
    node: Any = live(scenario)[1].grad_fn
    for described, edge in zip(graph.nodes, (*graph.edges, None), strict=True):
        names = tuple(None if following is None else type(following).__name__ for following, _ in node.next_functions)
        assert (described.name, described.next_nodes) == (type(node).__name__, names)
        if edge is not None:
            assert edge.source == described.tensor
            node = node.next_functions[edge.index][0]


def test_edges_join_the_nodes_in_order() -> None:
    graph = autograd_graph(PRESETS["article-2x2"].build())
    tensors = [node.tensor for node in graph.nodes]
    assert [(edge.source, edge.target) for edge in graph.edges] == list(pairwise(tensors))
    assert [edge.index for edge in graph.edges] == [0, 0, 0, 0, 1]


def test_untracked_inputs_stand_as_none() -> None:
    following = {node.name: node.next_nodes for node in autograd_graph(PRESETS["article-2x2"].build()).nodes}
    assert following["SubBackward0"] == ("SumBackward1", None)  # t_dep
    assert following["MulBackward0"] == (None, "AccumulateGrad")  # t_indep
    assert following["AccumulateGrad"] == ()


def test_saved_by_each_node_of_the_article() -> None:
    graph = autograd_graph(PRESETS["article-2x2"].build())
    saved = {
        node.name: {name: kept.tolist() if isinstance(kept, Tensor) else kept for name, kept in node.saved.items()}
        for node in graph.nodes
    }
    assert saved == {
        "MeanBackward0": {"self_sym_numel": 2, "self_sym_sizes": (2,)},
        "AbsBackward0": {"self": [-3.5, -2.5]},
        "SubBackward0": {"alpha": 1},
        "SumBackward1": {"dim": (1,), "keepdim": False, "self_sym_sizes": (2, 2)},
        "MulBackward0": {"self": [[1.0, 2.0], [3.0, 4.0]]},  # t_indep; coeffs is not needed: t_indep is not tracked
        "AccumulateGrad": {},
    }
