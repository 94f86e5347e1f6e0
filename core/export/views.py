"""What each view shows, as a program: the walk, where a view has none of its own."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch

from core.export.descent import descent_parts
from core.export.life import life_parts
from core.export.mistakes import mistake_parts
from core.export.of_script import script_file
from core.export.script import Chunk, Part, PythonFile
from core.export.shorter import side_by_side
from core.export.sources import imports, without_imports
from core.export.tensors import file_note, numbers_code
from core.export.walk import walk_parts
from core.life.stories import STORIES
from core.link.links import Link
from core.mistakes import MISTAKES, run_mistake
from core.numbers import dtype_name
from core.scenario.models import DEFAULT_MODEL
from core.scenario.scenario import ScenarioError
from core.training.descents import Descent, descend

MOST_LINES = 25
"""Of code: a longer program is written in fewer lines, and its numbers are read from a file. What is left is as long as
its list of calls, which stays a list of calls.
"""

LEAST_ROOM = 6
"""What numbers may take in a program that is long without them."""

THREE_CALLS = "three-backwards"
"""The story that is told where no call was made."""


def to_script(link: Link, view: str, descent: Descent | None = None) -> PythonFile:
    """A view as a program in plain torch that prints the numbers that the view shows.

    Args:
        link: the state.
        view: "life", "descent" or "mistakes"; any other one is the walk. So is "mistakes" where none is open, or where
            the model is not the one that they are made with.
        descent: the descent where it was computed already; None to compute what the link asks for.

    Raises:
        ScenarioError: for a program of one's own: what its text holds is not known to be ours.
        DescentError: as `descend` does.
    """
    scenario = link.scenario
    if link.script is not None:
        return script_file(link, _made_with())
    if not scenario.model:
        raise ScenarioError("a program of your own is a program already: copy its lines.")
    notes = [scenario.name] if scenario.name else []
    write: Callable[..., tuple[Part, ...]]
    if view == "life":
        calls = link.calls or STORIES[THREE_CALLS].actions
        write = partial(life_parts, scenario, calls, link.chosen_leaf)
    elif view == "descent":
        done = descent or descend(scenario, link.lr, link.steps, link.zero, link.rate)
        notes += [done.stopped] if done.stopped else []
        write = partial(descent_parts, done)
    elif view == "mistakes" and link.mistake and scenario.model == DEFAULT_MODEL:
        mistake = MISTAKES[link.mistake]
        outcome = run_mistake(mistake, scenario)
        if outcome.instead:
            notes.append(outcome.instead)
            link = Link(outcome.scenario, base="")
        write = partial(mistake_parts, mistake, outcome.scenario)
    else:
        return _whole(link, notes, walk_parts(scenario))  # its lines are what it shows
    plain = _whole(link, notes, write())
    return plain if plain.code_lines <= MOST_LINES else _whole(link, notes, write(short=True), short=True)


def _whole(link: Link, notes: list[str], parts: tuple[Part, ...], *, short: bool = False) -> PythonFile:
    """The imports and the numbers before the rest."""
    scenario = link.scenario
    rest = PythonFile(parts)
    room = MOST_LINES - rest.code_lines - len(imports("\n".join(part.code for part in parts)).splitlines())
    numbers = numbers_code(link, max(room, LEAST_ROOM))
    numbers = replace(numbers, code=side_by_side(numbers.code)) if short else numbers
    whole = "\n".join((numbers.code, *(part.code for part in parts)))
    first = Part("The numbers", (Chunk(imports(whole)), Chunk(f"\n{without_imports(numbers.code)}")))
    return PythonFile(
        (first, *map(_without_imports, parts)),
        tuple(notes),
        f"{_made_with()} in {dtype_name(scenario.dtype)}",
        file_note(scenario) if numbers.from_file else "",
    )


def _made_with() -> str:
    return f"PyTorch {torch.__version__.partition('+')[0]}"


def _without_imports(part: Part) -> Part:
    return replace(part, chunks=tuple(replace(chunk, code=without_imports(chunk.code)) for chunk in part.chunks))
