"""When two tensors hold the same numbers."""

import pytest
import torch

from core.numbers import alike

NAN = float("nan")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([1.0, 2.0], [1.0, 2.0], True),
        ([1.0, 2.0], [1.0, 2.0000002], False),
        ([1.0], [[1.0]], False),
        ([1.0], [1.0, 1.0], False),
        ([NAN, 1.0], [NAN, 1.0], True),
        ([NAN], [-NAN], True),
        ([NAN], [1.0], False),
        ([0.0], [-0.0], False),
        ([float("inf")], [float("inf")], True),
        ([float("inf")], [-float("inf")], False),
        ([], [], True),
    ],
)
def test_the_same_numbers(one: list[float], other: list[float], *, same: bool) -> None:
    assert alike(torch.tensor(one), torch.tensor(other)) is same
    assert alike(torch.tensor(other), torch.tensor(one)) is same
