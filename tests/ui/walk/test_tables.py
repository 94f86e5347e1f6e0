"""On demand: every number of a step, and what each node saved."""

import pandas as pd
import pytest
import torch

from core.presets.presets import PRESETS
from tests.ui.walk.tape.cases import KINDS, stories
from ui.walk.tables import frame_of, saved_frame
from ui.walk.tape.story import tell


@pytest.mark.parametrize(
    ("tensor", "rows"),
    [
        (torch.tensor(2.125), [[2.125]]),
        (torch.tensor([1.5, 3.5, 2.0]), [[1.5], [3.5], [2.0]]),
        (torch.tensor([[1.0, 2.0], [3.0, 4.0], [2.0, 1.0]]), [[1.0, 2.0], [3.0, 4.0], [2.0, 1.0]]),
        (torch.tensor([[7.0]]), [[7.0]]),
    ],
)
def test_a_tensor_is_a_table_with_a_row_a_sample(tensor: torch.Tensor, rows: list[list[float]]) -> None:
    assert frame_of(tensor).to_numpy().tolist() == rows


def saved(slug: str, **changes: str) -> pd.DataFrame:
    return saved_frame(tell(PRESETS[slug].build().replace(**changes)).backward.steps)


def row(frame: pd.DataFrame, node: str, attribute: str) -> str:
    (found,) = frame[(frame["node"] == node) & (frame["attribute"] == attribute)]["what"]
    return str(found)


def test_what_the_nodes_of_the_4x2_saved() -> None:
    """MulBackward0 keeps t_indep, AbsBackward0 the residuals; a mean keeps how many there were; the rest no tensor."""
    frame = saved("mixed-4x2")
    assert row(frame, "MulBackward0", "_saved_self") == "tensor (4, 2): 1, 2, 3, 4, …"
    assert row(frame, "AbsBackward0", "_saved_self") == "tensor (4,): -3.5, -2.5, 1.5, 1"
    assert row(frame, "MeanBackward0", "_saved_self_sym_numel") == "4"
    assert row(frame, "AccumulateGrad", "") == "nothing"


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_every_node_is_listed_in_the_engines_order(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        steps = story.backward.steps
        frame = saved_frame(steps)
        assert list(dict.fromkeys(frame["node"])) == [step.node for step in steps]
        assert not frame.isna().any().any()
