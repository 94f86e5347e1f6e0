"""Targets that a model cannot reach, since its predictions come out of an operation that gives some numbers only."""

from dataclasses import dataclass

from core.scenario.scenario import Scenario


@dataclass(frozen=True)
class OutOfReach:
    """Targets that no prediction can equal.

    Attributes:
        kind: the name of the operation that makes the predictions, a key of `KINDS`.
        low: the least that it can give; −inf where there is none.
        high: the largest; inf where there is none.
        samples: the samples whose targets lie outside.
    """

    kind: str
    low: float
    high: float
    samples: tuple[int, ...]


def out_of_reach(scenario: Scenario) -> OutOfReach | None:
    """The targets of a model outside what its last operation can give; None where there are none.

    A bound itself counts as within reach: predictions come as close as one likes.
    """
    maker = scenario.program.makers.get(scenario.program.finals["preds"]) if scenario.model else None
    if maker is None or maker.kind.between is None:
        return None
    low, high = maker.kind.between
    outside = (scenario.t_dep < low) | (scenario.t_dep > high)
    if not outside.any():
        return None
    return OutOfReach(maker.kind.name, low, high, tuple(outside.nonzero().flatten().tolist()))
