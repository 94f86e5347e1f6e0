"""Links: the whole state of the app as the text of an address, and back.

A link names a base (a preset or a draw) and what was changed in it, or holds all numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

import torch

from core.life.actions import Action
from core.link.fields import SCENARIO_FIELDS, VIEW_FIELDS, PermalinkError, split_query
from core.link.tensors import TENSORS, changed_cells, count_numbers, read_numbers, write_numbers
from core.numbers import quote
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.scenario.draws import Draw
from core.scenario.limits import MAX_CELLS
from core.scenario.scenario import Scenario, ScenarioError

__all__ = ["LINK_LIMIT", "Link", "PermalinkError", "base_scenario", "decode", "encode"]

LINK_LIMIT = 6_000
"""What may be shown as a link: servers and balancers take 8,000 characters and more as they come (nginx: 8k)."""

OWN_NUMBERS = "Your numbers"


def _default_scenario() -> Scenario:
    return PRESETS[DEFAULT_PRESET].build()


@dataclass(frozen=True)
class Link:
    """Everything that an address holds.

    Attributes:
        scenario: the problem.
        base: what it started from: a key of `PRESETS`, the slug of a `Draw`, or nothing.
        step: the step of the view.
        i: the chosen sample.
        j: the chosen coefficient.
        trace: whether *Where does this number come from?* is open.
        calls: the calls made in the life of .grad.
        mistake: the mistake that is open, a key of `MISTAKES`; "" for none.
        shown: whether its answer is shown, without a guess.
        move: how far the slope's slider stands from the middle, in notches.
        by: the move itself where it is none of the notches; None where it is.
        eps: the finite difference's step, as the digits behind the point: 6 for 1e-6.
        lr: the descent's learning rate.
        steps: how many steps it may take.
        rate: how its learning rate changes, a key of `RATES`.
        zero: whether it zeroes the gradient after each step.
        k: the coefficient beside j in its plane; None for the one next to j.
    """

    scenario: Scenario = field(default_factory=_default_scenario)
    base: str = DEFAULT_PRESET
    step: int = 0
    i: int = 0
    j: int = 0
    trace: bool = False
    calls: tuple[Action, ...] = ()
    mistake: str = ""
    shown: bool = False
    move: int = 10
    by: float | None = None
    eps: int = 6
    lr: float = 0.01
    steps: int = 40
    rate: str = "constant"
    zero: bool = True
    k: int | None = None


DEFAULTS = {each.name: each.default for each in fields(Link)}
KNOWN = dict.fromkeys(["from", *TENSORS, "set", *(each.name for each in (*SCENARIO_FIELDS, *VIEW_FIELDS))])


Check = Callable[[int, int], None]
"""Raises where a problem of N samples and n coefficients is too much."""


def base_scenario(base: str, dtype: torch.dtype | None = None, check: Check | None = None) -> Scenario:
    """What a link starts from, before any change; in its own dtype, or in another one.

    Args:
        base: a key of `PRESETS`, or the slug of a `Draw`.
        dtype: torch.float32 or torch.float64; None for its own.
        check: as in `decode`.

    Raises:
        PermalinkError: for a text that names neither a preset nor a draw, or a draw of more than `MAX_CELLS` cells.
    """
    if base in PRESETS:
        return _preset(base, dtype)
    draw = _draw(base)
    if check is not None:
        check(draw.n_samples, draw.n_coeffs)
    return _drawn(draw, dtype)


@cache  # each step of each visitor writes a link, and one preset reads a file; they are small
def _preset(slug: str, dtype: torch.dtype | None) -> Scenario:
    scenario = PRESETS[slug].build()
    return scenario if dtype in (None, scenario.dtype) else scenario.replace(dtype=dtype)


def _draw(base: str) -> Draw:
    try:
        draw = Draw.from_slug(base)
    except ScenarioError as error:
        raise PermalinkError(
            f"from is {quote(base)}: use one of {', '.join(PRESETS)}, or a draw such as hidden-50-3-7."
        ) from error
    if draw.n_samples * draw.n_coeffs > MAX_CELLS:
        raise PermalinkError(f"from asks for {draw.n_samples}×{draw.n_coeffs} cells: use at most {MAX_CELLS:,}.")
    return draw


@lru_cache(maxsize=4)  # a draw of five million cells takes a third of a second, and up to 40 MB
def _drawn(draw: Draw, dtype: torch.dtype | None) -> Scenario:
    return draw.build(dtype=dtype or torch.float32)


def encode(link: Link) -> str:
    """The link as a query string; what is as usual is left out, so the default link is empty.

    Every number is exact. Large data give a long text, which `encode_short` does not.
    """
    scenario = link.scenario
    start = base_scenario(link.base) if link.base else _default_scenario()
    base = base_scenario(link.base, scenario.dtype) if link.base else None
    numbers = write_numbers(scenario, base)
    parts: dict[str, str] = {}
    # Without a name, numbers that are all there start from nothing, and anything else from the default preset.
    if link.base and (link.base != DEFAULT_PRESET or numbers.keys() >= TENSORS.keys()):
        parts["from"] = link.base
    parts |= numbers
    for each in SCENARIO_FIELDS:
        if getattr(scenario, each.name) != getattr(start, each.name):
            parts[each.name] = each.write(getattr(scenario, each.name))
    return urlencode(parts | _view_parts(link))


def without_view(link: Link) -> Link:
    """The same numbers, at every view's start."""
    start: dict[str, Any] = {each.name: DEFAULTS[each.name] for each in VIEW_FIELDS}
    return replace(link, **start)


def encode_view(link: Link) -> str:
    """The link without its numbers, for numbers that are kept elsewhere."""
    return urlencode(_view_parts(link))


def encode_short(link: Link) -> str | None:
    """`encode(link)`, or None where it is too long to be shown; far too many numbers are counted, not written."""
    base = base_scenario(link.base, link.scenario.dtype) if link.base else None
    if 2 * count_numbers(link.scenario, base) > LINK_LIMIT:  # the fewest characters that they can take
        return None
    return text if len(text := encode(link)) <= LINK_LIMIT else None


def decode(text: str, check: Check | None = None) -> Link:
    """The state that a query string describes.

    Args:
        text: the query string.
        check: called with N and n before so large a problem is drawn; it raises where that is too much.

    Raises:
        PermalinkError: for anything damaged, unknown, out of range or too large, in one sentence.
    """
    parts = split_query(text, KNOWN)
    slug = parts.get("from", "" if parts.keys() >= TENSORS.keys() else DEFAULT_PRESET)
    return _link(_read_scenario(parts, slug, check), slug, parts)


def decode_view(text: str, scenario: Scenario) -> Link:
    """The state that `encode_view` wrote, around numbers that were kept elsewhere.

    Raises:
        PermalinkError: as `decode` does.
    """
    return _link(scenario, "", split_query(text, {each.name: each for each in VIEW_FIELDS}))


def _view_parts(link: Link) -> dict[str, str]:
    values = {each: getattr(link, each.name) for each in VIEW_FIELDS}
    return {each.name: each.write(value) for each, value in values.items() if value != DEFAULTS[each.name]}


def _link(scenario: Scenario, slug: str, parts: dict[str, str]) -> Link:
    view = {each.name: each.read(each.name, parts[each.name]) for each in VIEW_FIELDS if each.name in parts}
    link = Link(scenario, slug, **view)
    samples, coeffs = scenario.n_samples, scenario.n_coeffs
    for name, chosen, size in (("i", link.i, samples), ("j", link.j, coeffs), ("k", link.k or 0, coeffs)):
        if chosen >= size:
            raise PermalinkError(f"{name} is {chosen}, but these numbers go from 0 to {size - 1}: use one of them.")
    return link


def _read_scenario(parts: dict[str, str], slug: str, check: Check | None) -> Scenario:
    from_nothing = "from" not in parts and not slug
    start = _default_scenario() if from_nothing else base_scenario(slug, check=check)
    settings: dict[str, Any] = {
        each.name: each.read(each.name, parts[each.name]) if each.name in parts else getattr(start, each.name)
        for each in SCENARIO_FIELDS
    }
    base = None if from_nothing else base_scenario(slug, settings["dtype"])
    tensors = read_numbers(parts, base, settings["dtype"])
    try:
        if base is None:
            return Scenario(**(tensors | settings), name=OWN_NUMBERS)
        scenario = base.replace(**tensors, **settings)
    except ScenarioError as error:
        raise PermalinkError(str(error)) from error
    return scenario.replace(name=f"{base.name}, changed") if _differs(scenario, base) else scenario


def _differs(scenario: Scenario, base: Scenario) -> bool:
    changed = (changed_cells(getattr(scenario, name), getattr(base, name)) for name in TENSORS.values())
    return any(cells is None or bool(cells.any()) for cells in changed)
