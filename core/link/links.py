"""Links: the whole state of the app as the text of an address, and back.

A link names a base (a preset or a draw) and what was changed in it, or holds all numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

import torch
from torch import Tensor

from core.exercises.practice import Practice
from core.life.actions import Action
from core.link.fields import LESSON_FIELDS, SCENARIO_FIELDS, START, VIEW_FIELDS, PermalinkError, name_in, split_query
from core.link.tensors import changed_cells, count_numbers, read_changes, read_full, tensors_of, write_numbers
from core.numbers import quote
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.program import ProgramError
from core.scenario.draws import Draw
from core.scenario.entries import Entry
from core.scenario.limits import MAX_CELLS
from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.scenario import Scenario, ScenarioError
from core.scenario.starts import dims_of, draw_start, grid_of, in_model, width_of

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
        i: the chosen sample; for another model than the article's the row of the chosen entry of `leaf`.
        j: the chosen coefficient; for another model the column of that entry.
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
        leaf: the leaf that the chosen entry belongs to; "" for the model's first.
        sample: the chosen sample of another model than the article's.
        start: the seed from which the leaves of another model than the article's were drawn.
        across: the entry along the x axis of the descent's plane, for another model than the article's; None for the
            one that its view chooses.
        up: the one along the y axis.
        untracked: whether Question runs the program without tracking.
        fold: the folded part that was opened last; "" where none is open.
        lesson: what stands for the lesson that is walked, as `core.lessons` or a visit knows it; "" for none.
        stop: which of its stops was opened last, from 1.
        making: whether the lesson is being made.
        practice: the set of exercises, and how far it has come.
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
    leaf: str = ""
    sample: int = 0
    start: int = 0
    across: Entry | None = None
    up: Entry | None = None
    untracked: bool = False
    fold: str = ""
    lesson: str = ""
    stop: int = 1
    making: bool = False
    practice: Practice = field(default_factory=Practice)

    @property
    def chosen_leaf(self) -> str:
        """The leaf that the chosen entry belongs to."""
        return self.leaf or self.scenario.leaves[0]


DEFAULTS = {each.name: each.default for each in fields(Link)} | {"practice": Practice()}
LEAVES = dict.fromkeys(leaf for model in MODELS.values() for leaf in model.leaves)
KNOWN = dict.fromkeys(
    ["from", "model", START.name, *tensors_of(LEAVES), "set"] + [each.name for each in (*SCENARIO_FIELDS, *VIEW_FIELDS)]
)


Check = Callable[[int, int], None]
"""Raises where a problem of N samples, and as many numbers a sample, is too much."""


def base_scenario(
    base: str,
    dtype: torch.dtype | None = None,
    model: str = DEFAULT_MODEL,
    start: int = 0,
    check: Check | None = None,
) -> Scenario:
    """What a link starts from, before any change; in its own dtype, or in another one.

    Args:
        base: a key of `PRESETS`, or the slug of a `Draw`.
        dtype: torch.float32 or torch.float64; None for its own.
        model: a key of `MODELS`. With another one than the article's the base gives t_indep and t_dep.
        sample: the chosen sample of another model than the article's.
        start: the seed from which its leaves are drawn.
        check: as in `decode`.

    Raises:
        PermalinkError: for a text that names neither a preset nor a draw, or a draw of more than `MAX_CELLS` cells.
    """
    if base in PRESETS:
        linear = _preset(base, dtype)
    else:
        draw = _draw(base)
        if check is not None:
            check(draw.n_samples, draw.n_coeffs)
        linear = _drawn(draw, dtype or torch.float32)  # one draw, whether the dtype is given or its own
    return linear if model == DEFAULT_MODEL else _in_model(base, dtype, model, start)


@lru_cache(maxsize=4)  # a run of a page asks several times, and many numbers take a while to check
def _in_model(base: str, dtype: torch.dtype | None, model: str, start: int) -> Scenario:
    return in_model(base_scenario(base, dtype), model, start)


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
def _drawn(draw: Draw, dtype: torch.dtype) -> Scenario:
    return draw.build(dtype=dtype)


def encode(link: Link) -> str:
    """The link as a query string; what is as usual is left out, so the default link is empty.

    Every number is exact. Large data give a long text, which `encode_short` does not.
    """
    scenario = link.scenario
    start = base_scenario(link.base) if link.base else _default_scenario()
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
    if 2 * count_numbers(link.scenario, base_tensors(link)) > LINK_LIMIT:  # the fewest characters that they can take
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
    return _link(kept.scenario, kept.base, parts, kept.start)


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


def _link(scenario: Scenario, slug: str, parts: dict[str, str], start: int) -> Link:
    view = {each.name: each.read(each.name, parts[each.name]) for each in VIEW_FIELDS if each.name in parts}
    link = Link(scenario, slug, start=start, **view)
    for name, chosen, size in (_linear_entry if scenario.model == DEFAULT_MODEL else _entry)(link):
        if chosen >= size:
            raise PermalinkError(f"{name} is {chosen}, but these numbers go from 0 to {size - 1}: use one of them.")
    return link


def _linear_entry(link: Link) -> tuple[tuple[str, int, int], ...]:
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


def _entry(link: Link) -> tuple[tuple[str, int, int], ...]:
    """A row and a column of a leaf, likewise."""
    scenario = link.scenario
    if link.leaf and link.leaf not in scenario.leaves:
        raise PermalinkError(f"leaf is {quote(link.leaf)}: choose one of {', '.join(scenario.leaves)}.")
    if link.k is not None:
        raise PermalinkError(f"k is for the model {DEFAULT_MODEL}, not for {scenario.model}: remove it.")
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


def _read_scenario(parts: dict[str, str], slug: str, model: str, seed: int, check: Check | None) -> Scenario:
    from_nothing = "from" not in parts and not slug
    start = _default_scenario() if from_nothing else base_scenario(slug, check=_in_width(model, check))
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
