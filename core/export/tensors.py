"""The lines that give a program its numbers: written out, drawn again, or read from the file that the app offers."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from core.export.script import WIDTH
from core.export.sources import function_code
from core.link.links import Link, base_scenario
from core.numbers import alike, dtype_option, tensor_code
from core.presets.presets import PRESETS
from core.scenario.draws import DRAW_KINDS, Draw
from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.scenario import DATA, Scenario, ScenarioError
from core.scenario.starts import dims_of, draw_start

NUMBERS_FILE = "scenario.json"
"""What the file is called that `to_json` writes and a program reads."""

MOST_WRITTEN = 400
"""More numbers are never written out."""


@dataclass(frozen=True)
class Numbers:
    """Lines that make the tensors of a scenario.

    Attributes:
        code: the lines.
        from_file: whether they read them from `NUMBERS_FILE`.
    """

    code: str
    from_file: bool = False


def numbers_code(link: Link, room: int) -> Numbers:
    """The shortest lines that make these very numbers: all of them written, some of them drawn, or from the file.

    Args:
        link: the numbers, and what they were drawn from.
        room: how many lines they may take before the file is read instead.
    """
    scenario = link.scenario
    ways = [_with(scenario, drawn) for drawn in (*_draws(link), [])]
    fitting = [way for way in ways if way is not None and len(way.splitlines()) <= room]
    if fitting:
        return Numbers(min(reversed(fitting), key=lambda way: len(way.splitlines())))
    return Numbers(_read(scenario), from_file=True)


@dataclass(frozen=True)
class Drawn:
    """Lines that draw some of the tensors, and what they give."""

    code: str
    gives: Mapping[str, Tensor]


def _with(scenario: Scenario, drawn: list[Drawn]) -> str | None:
    """All numbers, of which those that were drawn need no digits; None where more would stand there than is read."""
    given = {name: tensor for each in drawn for name, tensor in each.gives.items()}
    rest = {
        name: tensor for name, tensor in scenario.tensors.items() if name not in given or not alike(tensor, given[name])
    }
    if sum(tensor.numel() for tensor in rest.values()) > MOST_WRITTEN:
        return None
    order = [name for name in dims_of(scenario.model) if name in rest]
    return "\n".join(
        [*(each.code for each in drawn), *(wrapped(f"{name} = {tensor_code(rest[name])}") for name in order)]
    )


def _draws(link: Link) -> list[list[Drawn]]:
    """What can be drawn again, and in which company."""
    data, start = _data(link), _start(link)
    ways = [[each for each in (data, start) if each], [start] if start else [], [data] if data else []]
    return [way for way in ways if way]


def _data(link: Link) -> Drawn | None:
    draw = _draw_of(link.base)
    if draw is None:
        return None
    scenario, kind = link.scenario, DRAW_KINDS[draw.kind]
    gives = dict(base_scenario(link.base, scenario.dtype).tensors)
    names = [*DATA, "coeffs"]
    if scenario.model != DEFAULT_MODEL:
        del gives["coeffs"]
        names[-1] = "_"
    if not any(
        alike(scenario.tensors[name], tensor) for name, tensor in gives.items() if _fits(scenario, name, tensor)
    ):
        return None
    made = kind.draw(Generator().manual_seed(0), 1, 1)
    call = f"draw(torch.Generator().manual_seed({draw.seed}), {draw.n_samples}, {draw.n_coeffs})"
    return Drawn(f"{function_code('draw', kind.draw)}\n{_unpacked(names, call, made, scenario.dtype)}", gives)


def _fits(scenario: Scenario, name: str, tensor: Tensor) -> bool:
    return scenario.tensors[name].shape == tensor.shape


def _draw_of(base: str) -> Draw | None:
    """The draw that a link's numbers started from."""
    if base in PRESETS:
        return PRESETS[base].draw
    try:
        return Draw.from_slug(base)
    except ScenarioError:
        return None


def _start(link: Link) -> Drawn | None:
    scenario = link.scenario
    if scenario.model == DEFAULT_MODEL:
        return None
    made = draw_start(scenario.model, scenario.n_coeffs, link.start)
    gives = {name: tensor.to(scenario.dtype) for name, tensor in made.items()}
    if not any(alike(scenario.tensors[name], tensor) for name, tensor in gives.items()):
        return None
    call = f"start({scenario.n_coeffs}, torch.Generator().manual_seed({link.start})).values()"
    code = function_code("start", MODELS[scenario.model].start)
    return Drawn(f"{code}\n{_unpacked(list(made), call, tuple(made.values()), scenario.dtype)}", gives)


def _unpacked(names: list[str], call: str, made: tuple[Tensor, ...], dtype: torch.dtype) -> str:
    """A line that gives names to what a call returns, in the scenario's dtype."""
    if all(tensor.dtype == dtype for tensor in made):
        return f"{_targets(names)} = {call}"
    return wrapped(f"{_targets(names)} = (each.to({dtype}) for each in {call})")


def _targets(names: list[str]) -> str:
    return ", ".join(names) + ("," if len(names) == 1 else "")


def _read(scenario: Scenario) -> str:
    names = list(dims_of(scenario.model))
    listed = ", ".join(f'"{name}"' for name in names)
    made = f"torch.tensor(numbers[name]{dtype_option(scenario.dtype)})"
    return "\n".join(
        (
            "import json",
            f'with open("{NUMBERS_FILE}", encoding="utf-8") as file:',
            "    numbers = json.load(file, parse_int=float)",
            wrapped(f"{', '.join(names)} = ({made} for name in ({listed}))"),
        )
    )


def wrapped(line: str) -> str:
    """A line whose brackets begin before the margin, broken inside them."""
    return "\n".join(
        textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    )


def file_note(scenario: Scenario) -> str:
    """What is said where the numbers are too many to be written."""
    cells = sum(tensor.numel() for tensor in scenario.tensors.values())
    return (
        f"It reads {NUMBERS_FILE}, which has to lie beside it: its {cells:,} numbers are too many to be written "
        "here. The page that this was copied from has the file: Numbers, JSON."
    )
