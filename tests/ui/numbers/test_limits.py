"""What a visitor sets is bounded, and the sentence says by how much."""

import pytest

from core import MAX_COEFFS, MAX_SAMPLES, Scenario, ScenarioError
from ui.numbers.limits import (
    MAX_GRID_COEFFS,
    MAX_GRID_SAMPLES,
    check_size,
    fits_grid,
)


def test_the_largest_size_passes() -> None:
    check_size(MAX_SAMPLES, MAX_COEFFS)


@pytest.mark.parametrize(
    ("n_samples", "n_coeffs", "largest"),
    [(MAX_SAMPLES + 1, 1, MAX_SAMPLES), (1, MAX_COEFFS + 1, MAX_COEFFS)],
)
def test_one_more_is_refused_with_the_largest(n_samples: int, n_coeffs: int, largest: int) -> None:
    with pytest.raises(ScenarioError, match=rf"at most {largest:,}\.$"):
        check_size(n_samples, n_coeffs)


@pytest.mark.parametrize(
    ("n_samples", "n_coeffs", "fits"),
    [
        (MAX_GRID_SAMPLES, MAX_GRID_COEFFS, True),
        (MAX_GRID_SAMPLES + 1, 1, False),
        (1, MAX_GRID_COEFFS + 1, False),
    ],
)
def test_what_can_be_edited_by_hand(n_samples: int, n_coeffs: int, fits: bool) -> None:
    zeros = [[0.0] * n_coeffs] * n_samples
    assert fits_grid(Scenario(zeros, [0.0] * n_samples, [0.0] * n_coeffs)) is fits
