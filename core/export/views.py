"""What each view shows, as a program: the walk, where a view has none of its own."""

from dataclasses import replace

import torch

from core.export.descent import descent_parts
from core.export.life import life_parts
from core.export.mistakes import mistake_parts
from core.export.script import Chunk, Part, PythonFile
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
"""Of code: numbers that would make a program longer are read from a file. A long list of calls stays a long list."""

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
    if not scenario.model:
        raise ScenarioError("a program of your own is a program already: copy its lines.")
    notes = [scenario.name] if scenario.name else []
    if view == "life":
        parts = life_parts(scenario, link.calls or STORIES[THREE_CALLS].actions, link.chosen_leaf)
    elif view == "descent":
        done = descent or descend(scenario, link.lr, link.steps, link.zero, link.rate)
        notes += [done.stopped] if done.stopped else []
        parts = descent_parts(done)
    elif view == "mistakes" and link.mistake and scenario.model == DEFAULT_MODEL:
        mistake = MISTAKES[link.mistake]
        outcome = run_mistake(mistake, scenario)
        if outcome.instead:
            notes.append(outcome.instead)
            link = Link(outcome.scenario, base="")
        parts = mistake_parts(mistake, outcome.scenario)
    else:
        parts = walk_parts(scenario)
    return _whole(link, notes, parts)


def _whole(link: Link, notes: list[str], parts: tuple[Part, ...]) -> PythonFile:
    """The imports and the numbers before the rest."""
    scenario = link.scenario
    rest = PythonFile(parts)
    room = MOST_LINES - rest.code_lines - len(imports("\n".join(part.code for part in parts)).splitlines())
    numbers = numbers_code(link, max(room, LEAST_ROOM))
    whole = "\n".join((numbers.code, *(part.code for part in parts)))
    first = Part("The numbers", (Chunk(imports(whole)), Chunk(f"\n{without_imports(numbers.code)}")))
    version = torch.__version__.partition("+")[0]
    return PythonFile(
        (first, *map(_without_imports, parts)),
        tuple(notes),
        f"PyTorch {version} in {dtype_name(scenario.dtype)}",
        file_note(scenario) if numbers.from_file else "",
    )


def _without_imports(part: Part) -> Part:
    return replace(part, chunks=tuple(replace(chunk, code=without_imports(chunk.code)) for chunk in part.chunks))
