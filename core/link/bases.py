"""What a link starts from: a preset or a draw, in a dtype and a model."""

from collections.abc import Callable
from functools import cache, lru_cache

import torch

from core.link.fields import PermalinkError
from core.numbers import quote
from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from core.scenario.limits import MAX_CELLS
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import Scenario, ScenarioError
from core.scenario.starts import in_model

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
        linear = drawn(draw, dtype or torch.float32)  # one draw, whether the dtype is given or its own
    return linear if model == DEFAULT_MODEL else _in_model(base, dtype, model, start)


@lru_cache(maxsize=4)  # a run of a page asks several times, and many numbers take a while to check
def _in_model(base: str, dtype: torch.dtype | None, model: str, start: int) -> Scenario:
    return in_model(base_scenario(base, dtype), model, start)


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
def drawn(draw: Draw, dtype: torch.dtype) -> Scenario:
    """A draw's numbers."""
    return draw.build(dtype=dtype)
