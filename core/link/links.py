"""Links: the whole state of the app as the text of an address, and back.

A link names a base (a preset or a draw) and what was changed in it, or holds all numbers.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

import torch
from torch import Tensor

from core.exercises.practice import Practice
from core.link.bases import Check, base_scenario
from core.link.entries import linear_entry, model_entry
from core.link.fields import (
    CALL,
    LESSON_FIELDS,
    SCENARIO_FIELDS,
    START,
    VIEW_FIELDS,
    PermalinkError,
    name_in,
    split_query,
)
from core.link.link import Link, default_scenario
from core.link.scripts import PROGRAM, read_script, script_parts, with_script
from core.link.tensors import changed_cells, count_numbers, read_changes, read_full, tensors_of, write_numbers
from core.presets.presets import DEFAULT_PRESET
from core.program import ProgramError
from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.scenario import Scenario, ScenarioError
from core.scenario.starts import dims_of, draw_start, width_of
from core.script.script import Script

__all__ = ["LINK_LIMIT", "Link", "PermalinkError", "base_scenario", "decode", "encode"]

LINK_LIMIT = 6_000
"""What may be shown as a link: servers and balancers take 8,000 characters and more as they come (nginx: 8k)."""

OWN_NUMBERS = "Your numbers"


DEFAULTS = {each.name: each.default for each in fields(Link)} | {"practice": Practice()}
LEAVES = dict.fromkeys(leaf for model in MODELS.values() for leaf in model.leaves)
KNOWN = dict.fromkeys(
    [PROGRAM, "from", "model", START.name, *tensors_of(LEAVES), "set"]
    + [each.name for each in (*SCENARIO_FIELDS, *VIEW_FIELDS)]
)


def base_tensors(link: Link, dtype: torch.dtype | None = None) -> Mapping[str, Tensor]:
    """The numbers that a link starts from, by name; without a base only what another model draws.

    Args:
        link: its base, model and seed count.
        dtype: another dtype than its scenario's.
    """
    scenario, dtype = link.scenario, dtype or link.scenario.dtype
    if link.base:
        return base_scenario(link.base, dtype, scenario.model, link.start).tensors
    return _drawn_leaves(scenario.model, scenario.n_coeffs, link.start, dtype)


def encode(link: Link) -> str:
    """The link as a query string; what is as usual is left out, so the default link is empty.

    Every number is exact. Large data give a long text, which `encode_short` does not.
    """
    if link.script is not None:
        return urlencode(script_parts(link) | _view_parts(link))
    scenario = link.scenario
    start = base_scenario(link.base) if link.base else default_scenario()
    numbers = write_numbers(scenario, base_tensors(link))
    parts: dict[str, str] = {}
    # Without a name, numbers that are all there start from nothing, and anything else from the default preset.
    if link.base and (link.base != DEFAULT_PRESET or numbers.keys() >= _from_nothing(scenario.model)):
        parts["from"] = link.base
    if scenario.model != DEFAULT_MODEL:
        parts["model"] = scenario.model
        if link.start:
            parts[START.name] = START.write(link.start)
    parts |= numbers
    for each in SCENARIO_FIELDS:
        if getattr(scenario, each.name) != getattr(start, each.name):
            parts[each.name] = each.write(getattr(scenario, each.name))
    return urlencode(parts | _view_parts(link))


def without_view(link: Link) -> Link:
    """The same numbers, at every view's start."""
    start: dict[str, Any] = {each.name: DEFAULTS[each.name] for each in VIEW_FIELDS}
    return replace(link, **start)


def without_lesson(link: Link) -> Link:
    """The same state, and no lesson around it."""
    start: dict[str, Any] = {each.name: DEFAULTS[each.name] for each in LESSON_FIELDS}
    return replace(link, **start)


def encode_view(link: Link) -> str:
    """The link without its numbers, for numbers that are kept elsewhere."""
    return urlencode(_view_parts(link))


def encode_short(link: Link) -> str | None:
    """`encode(link)`, or None where it is too long to be shown; far too many numbers are counted, not written."""
    if link.script is not None and link.script.given:
        return None
    if (
        link.script is None and 2 * count_numbers(link.scenario, base_tensors(link)) > LINK_LIMIT
    ):  # the fewest characters that they can take
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
    parts = split_query(text, KNOWN | _leaf_names())
    if PROGRAM in parts:
        return _script_link(parts)
    model = name_in(MODELS)("model", parts.get("model", DEFAULT_MODEL))
    if model == DEFAULT_MODEL and START.name in parts:
        raise PermalinkError(f"start is for a model whose start is drawn, not for {model}: remove it.")
    start = START.read(START.name, parts.get(START.name, "0"))
    own = tensors_of(MODELS[model].leaves)
    if foreign := [name for name in parts if name in _leaf_names() and name not in own]:
        raise PermalinkError(f"{foreign[0]} is no tensor of the model {model}: it has {', '.join(own)}.")
    slug = parts.get("from", "" if parts.keys() >= _from_nothing(model) else DEFAULT_PRESET)
    return _link(_read_scenario(parts, slug, model, start, check), slug, parts, start)


def decode_view(text: str, kept: Link) -> Link:
    """The state that `encode_view` wrote, around numbers that were kept elsewhere.

    Args:
        text: what it wrote.
        kept: the numbers, and with them their base and the seed from which the leaves were drawn.

    Raises:
        PermalinkError: as `decode` does.
    """
    parts = split_query(text, {each.name: each for each in VIEW_FIELDS})
    if kept.script is not None:
        chosen = CALL.read("call", parts["call"]) if "call" in parts else None
        kept = with_script(kept, kept.script, chosen)
        parts |= {"call": str(kept.call)}
    return _link(kept.scenario, kept.base, parts, kept.start, kept.script)


def _script_link(parts: dict[str, str]) -> Link:
    """The state of an address that holds a script."""
    view = {each.name for each in VIEW_FIELDS}
    if foreign := [name for name in parts if name != PROGRAM and name not in view]:
        raise PermalinkError(f"{foreign[0]} is not for a program, which has its own numbers: remove it.")
    chosen = CALL.read("call", parts["call"]) if "call" in parts else None
    bare = with_script(Link(), read_script(parts), chosen)
    return _link(bare.scenario, "", {**parts, "call": str(bare.call)}, 0, bare.script)


def _from_nothing(model: str) -> set[str]:
    """The parts that make a link start from nothing: all its tensors, or the data where the leaves are drawn."""
    return set(tensors_of(MODELS[model].leaves if model == DEFAULT_MODEL else ()))


def _leaf_names() -> dict[str, None]:
    """The names of the leaves of all models, of the registry as it is when a link is read."""
    return dict.fromkeys(leaf for model in MODELS.values() for leaf in model.leaves)


def _drawn_leaves(model: str, columns: int, start: int, dtype: torch.dtype) -> dict[str, Tensor]:
    """The start that a model draws; the article's draws none."""
    if model == DEFAULT_MODEL:
        return {}
    return {name: tensor.to(dtype) for name, tensor in draw_start(model, columns, start).items()}


def _view_parts(link: Link) -> dict[str, str]:
    values = {each: getattr(link, each.name) for each in VIEW_FIELDS}
    return {each.name: each.write(value) for each, value in values.items() if value != DEFAULTS[each.name]}


def _link(scenario: Scenario, slug: str, parts: dict[str, str], start: int, script: Script | None = None) -> Link:
    view = {each.name: each.read(each.name, parts[each.name]) for each in VIEW_FIELDS if each.name in parts}
    link = Link(scenario, slug, start=start, script=script, **view)
    for name, chosen, size in (linear_entry if scenario.model == DEFAULT_MODEL else model_entry)(link):
        if chosen >= size:
            raise PermalinkError(f"{name} is {chosen}, but these numbers go from 0 to {size - 1}: use one of them.")
    return link


def _read_scenario(parts: dict[str, str], slug: str, model: str, seed: int, check: Check | None) -> Scenario:
    from_nothing = "from" not in parts and not slug
    start = default_scenario() if from_nothing else base_scenario(slug, check=_in_width(model, check))
    settings: dict[str, Any] = {
        each.name: each.read(each.name, parts[each.name]) if each.name in parts else getattr(start, each.name)
        for each in SCENARIO_FIELDS
    }
    dtype = settings["dtype"]
    full = read_full(parts, dims_of(model), dtype)
    try:
        base = None if from_nothing else base_scenario(slug, dtype, model, seed)
        # Of a link from nothing the first row says how many columns there are; Scenario refuses rows of other lengths.
        given = _drawn_leaves(model, len(full["t_indep"][0]), seed, dtype) if base is None else base.tensors  # type: ignore[index,arg-type]  # t_indep has rows
        tensors = full | read_changes(parts, given, full, dtype)
        if base is None:
            return Scenario.of(model, {**given, **tensors}, **settings, name=OWN_NUMBERS)
        scenario = base.replace(**tensors, **settings)
    except ScenarioError as error:
        raise PermalinkError(str(error)) from error
    except ProgramError as error:
        raise PermalinkError(error.message) from error
    return scenario.replace(name=f"{base.name}, changed") if differs(scenario, base) else scenario


def _in_width(model: str, check: Check | None) -> Check | None:
    """The same check of as many numbers a sample as a model makes of n columns."""
    if check is None:
        return None
    return lambda n_samples, n_coeffs: check(n_samples, width_of(model, n_coeffs))


def differs(scenario: Scenario, base: Scenario) -> bool:
    """Whether any number is not the base's, to the bit."""
    changed = (changed_cells(tensor, base.tensors.get(name)) for name, tensor in scenario.tensors.items())
    return any(cells is None or bool(cells.any()) for cells in changed)
