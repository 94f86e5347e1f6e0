"""The app's own limits on what a visitor sets, and the sentences that say so. core's only limit is memory."""

from core.scenario import Scenario, ScenarioError

MAX_SAMPLES = 100_000
MAX_COEFFS = 50
MAX_CELLS = 1_000_000
"""Of t_indep: the result beside the editor takes about a second for as many."""

MAX_GRID_SAMPLES = 1_000
MAX_GRID_COEFFS = 20
MAX_UPLOAD = 25
"""MB: `MAX_CELLS` numbers of float64, as a file."""


def check_size(n_samples: int, n_coeffs: int) -> None:
    """Refuse a problem that is too large for the app.

    Raises:
        ScenarioError: with the largest size.
    """
    if n_samples > MAX_SAMPLES:
        raise ScenarioError(f"{n_samples:,} samples are too many here: give at most {MAX_SAMPLES:,}.")
    if n_coeffs > MAX_COEFFS:
        raise ScenarioError(f"{n_coeffs:,} coefficients are too many here: give at most {MAX_COEFFS}.")
    if n_samples * n_coeffs > MAX_CELLS:
        raise ScenarioError(
            f"{n_samples:,}×{n_coeffs} is {n_samples * n_coeffs:,} cells of t_indep: give at most {MAX_CELLS:,}."
        )


def fits_grid(scenario: Scenario) -> bool:
    """Whether every number can be edited by hand."""
    return scenario.n_samples <= MAX_GRID_SAMPLES and scenario.n_coeffs <= MAX_GRID_COEFFS
