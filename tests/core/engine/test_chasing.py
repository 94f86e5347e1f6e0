"""The chase along the references, on a live graph."""

from itertools import pairwise

import pytest
import torch

from core import LOSSES, PRESETS, autograd_graph, run_untracked
from core.engine import chase


@pytest.mark.parametrize("loss", LOSSES)
def test_the_chase_ends_in_coeffs_itself_and_the_link_is_live(loss: str) -> None:
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss)
    found = chase(scenario)
    assert found.leaf == "coeffs"
    assert found.is_leaf
    assert torch.equal(found.written, found.read)
    assert found.way_back == "None"
    assert found.hops[-1].expression == autograd_graph(scenario).path


def test_each_hop_adds_its_part_to_the_expression_before() -> None:
    hops = chase(PRESETS["article-2x2"].build()).hops
    assert hops[0].printed == "tensor(3., grad_fn=<MeanBackward0>)"
    assert all(after.expression == before.expression + after.added for before, after in pairwise(hops))
    assert [hop.references for hop in hops if None in hop.references] == [
        ("SumBackward1", None),
        (None, "AccumulateGrad"),
    ]


def test_without_tracking_there_is_no_node_and_torch_says_so() -> None:
    nothing = run_untracked(PRESETS["article-2x2"].build())
    assert (nothing.grad_fn, nothing.error) == ("None", "RuntimeError")
    assert nothing.message.startswith("element 0 of tensors does not require grad")
