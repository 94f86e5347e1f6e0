"""From texts to a scenario: core's one parser reads every cell, and what it refuses is named with its place."""

from collections.abc import Callable, Mapping, Sequence

import torch

from core import NumberError, Scenario, ScenarioError, parse_number
from ui.numbers.draft import Draft
from ui.numbers.limits import MAX_GRID_COEFFS, MAX_GRID_SAMPLES

Place = Callable[[int], str]
"""A cell's position in its row -> how a reader would index it."""


class CellsError(ScenarioError):
    """Some cells are no numbers. It reads as the sentence about the first one, and how many more there are.

    Attributes:
        cells: what is wrong with each, by its place, such as `t_indep[0, 1]`.
    """

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = dict(cells)
        place, first = next(iter(self.cells.items()))
        more = len(self.cells) - 1
        others = f" {more:,} more {'cell' if more == 1 else 'cells'} cannot be read either." if more else ""
        super().__init__(f"{place}: {first}{others}")


class Reader:
    """Reads rows of cells, goes on after a bad one, and refuses at the end."""

    def __init__(self, dtype: torch.dtype) -> None:
        self._dtype = dtype
        self._bad: dict[str, str] = {}

    def row(self, texts: Sequence[str], place: Place) -> list[float]:
        """The numbers of a row; meaningless where `check` refuses."""
        try:
            return [parse_number(text, self._dtype) for text in texts]
        except NumberError:
            return [self._cell(text, place(position)) for position, text in enumerate(texts)]

    def check(self) -> None:
        """Refuse if any cell could not be read.

        Raises:
            CellsError: about all of them.
        """
        if self._bad:
            raise CellsError(self._bad)

    def _cell(self, text: str, place: str) -> float:
        try:
            return parse_number(text, self._dtype)
        except NumberError as error:
            self._bad[place] = str(error)
            return 0.0


def read(draft: Draft, like: Scenario, known: tuple[Draft, Scenario]) -> Scenario:
    """The scenario that a draft describes.

    Args:
        draft: the texts.
        like: where loss, reduction, dtype and name come from.
        known: a draft and the scenario that was read from it: a row that is the same is not parsed again.

    Raises:
        ScenarioError: for what is too large for the editor or empty.
        CellsError: for what is not a number.
    """
    _check_size(draft)
    width = len(draft.coeffs)
    reader = Reader(like.dtype)
    coeffs = reader.row(draft.coeffs, lambda j: f"coeffs[{j}]")
    rows = _known_rows(draft, like, known)
    for i, texts in enumerate(draft.samples):
        if not rows[i]:
            rows[i] = reader.row(texts, lambda k, i=i: f"t_indep[{i}, {k}]" if k < width else f"t_dep[{i}]")  # type: ignore[misc]
    reader.check()
    table = torch.tensor(rows, dtype=torch.float64)
    return like.replace(t_indep=table[:, :-1], t_dep=table[:, -1], coeffs=coeffs)


def _check_size(draft: Draft) -> None:
    n_samples, n_coeffs = len(draft.samples), len(draft.coeffs)
    if not n_samples:
        raise ScenarioError("No sample is left: add one, or choose a preset.")
    if n_samples > MAX_GRID_SAMPLES or n_coeffs > MAX_GRID_COEFFS:
        raise ScenarioError(
            f"{n_samples:,}×{n_coeffs} is too large to edit by hand, which ends at {MAX_GRID_SAMPLES:,} samples and "
            f"{MAX_GRID_COEFFS} coefficients: use Paste."
        )


def _known_rows(draft: Draft, like: Scenario, known: tuple[Draft, Scenario]) -> list[list[float]]:
    """The numbers of each row that reads as it did before; [] for the others."""
    before, scenario = known
    rows: list[list[float]] = [[] for _ in draft.samples]
    if scenario.dtype == like.dtype:
        table = torch.column_stack([scenario.t_indep, scenario.t_dep]).tolist()
        for i, (now, then) in enumerate(zip(draft.samples, before.samples, strict=False)):
            if now == then:
                rows[i] = table[i]
    return rows
