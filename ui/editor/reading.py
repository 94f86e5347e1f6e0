"""From texts to a scenario: core's one parser reads every cell, and what it refuses is named with its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from core.numbers import NumberError, parse_number
from core.scenario import Scenario, ScenarioError
from ui.editor.draft import Draft
from ui.editor.limits import MAX_GRID_COEFFS, MAX_GRID_SAMPLES

Place = Callable[[int], str]
"""A cell's position in its row -> how a reader would index it."""


@dataclass
class Reader:
    """Reads rows of cells, goes on after a bad one, and refuses at the end.

    Attributes:
        dtype: what the numbers are for.
        first: the sentence about the first bad cell.
        bad: how many there were.
    """

    dtype: torch.dtype
    first: str = ""
    bad: int = 0

    def row(self, texts: Sequence[str], place: Place) -> list[float]:
        """The numbers of a row; meaningless where `check` refuses."""
        try:
            return [parse_number(text, self.dtype) for text in texts]
        except NumberError:
            return [self._cell(text, place(index)) for index, text in enumerate(texts)]

    def check(self) -> None:
        """Refuse if any cell could not be read.

        Raises:
            ScenarioError: about the first one, and how many more there are.
        """
        if self.bad == 1:
            raise ScenarioError(self.first)
        if self.bad:
            more = self.bad - 1
            raise ScenarioError(f"{self.first} {more:,} more {'cell' if more == 1 else 'cells'} cannot be read either.")

    def _cell(self, text: str, place: str) -> float:
        try:
            return parse_number(text, self.dtype)
        except NumberError as error:
            self.first = self.first or f"{place}: {error}"
            self.bad += 1
            return 0.0


def read(draft: Draft, like: Scenario, known: tuple[Draft, Scenario]) -> Scenario:
    """The scenario that a draft describes.

    Args:
        draft: the texts.
        like: where loss, reduction, dtype and name come from.
        known: a draft and the scenario that was read from it: rows that are the same are not parsed again, which makes
            one edit in 1000×10 cells 20 times faster.

    Raises:
        ScenarioError: for what is too large for the grid, empty, or not a number.
    """
    _check_size(draft)
    width = len(draft.coeffs)
    reader = Reader(like.dtype)
    rows = _known_rows(draft, like, known)
    for i, texts in enumerate(draft.samples):
        if rows[i] is None:
            rows[i] = reader.row(texts, lambda k, i=i: f"t_indep[{i}, {k}]" if k < width else f"t_dep[{i}]")  # type: ignore[misc]
    coeffs = reader.row(draft.coeffs, lambda j: f"coeffs[{j}]")
    reader.check()
    table = torch.tensor(rows, dtype=torch.float64)
    return like.replace(t_indep=table[:, :-1], t_dep=table[:, -1], coeffs=coeffs)


def _check_size(draft: Draft) -> None:
    n_samples, n_coeffs = len(draft.samples), len(draft.coeffs)
    if not n_samples:
        raise ScenarioError("no sample is left: add one, or choose a preset.")
    if n_samples > MAX_GRID_SAMPLES or n_coeffs > MAX_GRID_COEFFS:
        raise ScenarioError(
            f"{n_samples:,}×{n_coeffs} is too large to edit by hand, which ends at {MAX_GRID_SAMPLES:,} samples and "
            f"{MAX_GRID_COEFFS} coefficients: use Paste."
        )


def _known_rows(draft: Draft, like: Scenario, known: tuple[Draft, Scenario]) -> list[list[float] | None]:
    """The numbers of each row that reads as it did before; None for the others."""
    before, scenario = known
    rows: list[list[float] | None] = [None] * len(draft.samples)
    if scenario.dtype == like.dtype:
        table = torch.column_stack([scenario.t_indep, scenario.t_dep]).tolist()
        for i, (now, then) in enumerate(zip(draft.samples, before.samples, strict=False)):
            if now == then:
                rows[i] = table[i]
    return rows
