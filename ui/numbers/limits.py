"""The app's own limits on what a visitor sets, and the sentences that say so. core's only limit is memory."""

from core import DEFAULT_MODEL, MAX_COEFFS, MAX_SAMPLES, Scenario, ScenarioError, width_of
from ui.runtime.memory import check_problem

MAX_GRID_SAMPLES = 1_000
MAX_GRID_COEFFS = 20
MAX_UPLOAD = 25
"""MB, of a file: a million numbers of float64, or two million shorter ones; its texts take many times its size."""


def check_size(n_samples: int, n_coeffs: int, model: str = DEFAULT_MODEL) -> None:
    """Refuse a problem that is too large for the app, or for what memory the server has left.

    Raises:
        ScenarioError: with the largest size, or with what is left.
    """
    if n_samples > MAX_SAMPLES:
        raise ScenarioError(f"{n_samples:,} samples are too many here: give at most {MAX_SAMPLES:,}.")
    if n_coeffs > MAX_COEFFS:
        raise ScenarioError(f"{n_coeffs:,} coefficients are too many here: give at most {MAX_COEFFS}.")
    check_problem(n_samples, width_of(model, n_coeffs))


def fits_grid(scenario: Scenario) -> bool:
    """Whether every number can be edited by hand."""
    return scenario.n_samples <= MAX_GRID_SAMPLES and scenario.n_coeffs <= MAX_GRID_COEFFS
