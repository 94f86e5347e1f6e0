"""A link in another model: the same data and settings, every view at its start."""

from dataclasses import replace
from typing import Any

from core.link.links import Link, base_scenario, differs
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import Scenario
from core.scenario.starts import draw_start, in_model


def with_model(link: Link, model: str, start: int = 0) -> Link:
    """The link with its t_indep and t_dep in another model of `MODELS`.

    Args:
        link: its scenario is one of a model.
        model: a key of `MODELS`. The article's starts from the coefficients of the link's base where it has one for
            each column, and where it has not, as the lesson draws them.
        start: the seed from which another model's leaves are drawn; the article's has none.

    Raises:
        ProgramError: for a problem that is too large for the model.
    """
    scenario = link.scenario
    if model == DEFAULT_MODEL:
        start, moved = 0, _article(link)
    else:
        moved = in_model(scenario, model, start)
    if link.base:
        begun = base_scenario(link.base, scenario.dtype, model, start)
        moved = moved.replace(name=f"{begun.name}, changed" if differs(moved, begun) else begun.name)
    entry: dict[str, Any] = {"i": 0, "j": 0, "k": None, "leaf": "", "sample": 0, "across": None, "up": None}
    return replace(link, scenario=moved, start=start, step=0, trace=False, by=None, **entry)


def _article(link: Link) -> Scenario:
    scenario = link.scenario
    coeffs = base_scenario(link.base, scenario.dtype).coeffs if link.base else None
    if coeffs is None or len(coeffs) != scenario.n_coeffs:
        coeffs = draw_start(DEFAULT_MODEL, scenario.n_coeffs)["coeffs"]
    return Scenario(
        scenario.t_indep,
        scenario.t_dep,
        coeffs,
        loss=scenario.loss,
        reduction=scenario.reduction,
        dtype=scenario.dtype,
        name=scenario.name,
    )
