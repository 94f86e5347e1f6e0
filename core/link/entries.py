"""Whether the chosen entry of a link lies in its numbers."""

from core.link.fields import PermalinkError
from core.link.link import Link
from core.numbers import quote
from core.scenario.entries import Entry
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import Scenario
from core.scenario.starts import grid_of


def linear_entry(link: Link) -> tuple[tuple[str, int, int], ...]:
    """A sample and two coefficients: their names, which are chosen, and how many there are."""
    if link.leaf:
        raise PermalinkError(f"leaf is {link.leaf}, and the model {DEFAULT_MODEL} has one leaf alone: remove it.")
    for name in ("across", "up"):
        if getattr(link, name) is not None:
            raise PermalinkError(f"{name} is for another model than {DEFAULT_MODEL}, which has j and k: remove it.")
    if link.sample:
        raise PermalinkError(f"sample is for other models than {DEFAULT_MODEL}, which has i for it: write i.")
    samples, coeffs = link.scenario.n_samples, link.scenario.n_coeffs
    return ("i", link.i, samples), ("j", link.j, coeffs), ("k", link.k or 0, coeffs)


def model_entry(link: Link) -> tuple[tuple[str, int, int], ...]:
    """A row and a column of a leaf, likewise."""
    scenario = link.scenario
    if link.leaf and link.leaf not in scenario.leaves:
        raise PermalinkError(f"leaf is {quote(link.leaf)}: choose one of {', '.join(scenario.leaves)}.")
    if link.k is not None:
        raise PermalinkError(f"k is for the model {DEFAULT_MODEL}, not for {scenario.model or 'a program'}: remove it.")
    for name in ("across", "up"):
        _check_entry(name, getattr(link, name), scenario)
    rows, columns = grid_of(tuple(scenario.tensors[link.chosen_leaf].shape))
    return ("i", link.i, rows), ("j", link.j, columns), ("sample", link.sample, scenario.n_samples)


def _check_entry(name: str, chosen: Entry | None, scenario: Scenario) -> None:
    """Refuse an entry that the scenario does not have."""
    if chosen is None:
        return
    if chosen.leaf not in scenario.leaves:
        raise PermalinkError(f"{name} is in {quote(chosen.leaf)}: choose one of {', '.join(scenario.leaves)}.")
    shape = tuple(scenario.tensors[chosen.leaf].shape)
    if len(chosen.place) != len(shape) or any(at >= size for at, size in zip(chosen.place, shape, strict=True)):
        raise PermalinkError(f"{name} is {chosen.text}: use an entry inside the shape {shape} of {chosen.leaf}.")
