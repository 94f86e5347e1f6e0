"""*Let me try* in the walk of any program: what a step makes for the chosen entry is left out, and asked for.

As `ui.walk.trying` for the article's model; what is said to an answer, and the browser's part, are the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from core import CELL_SLIPS, AskedCell, Replay, Slip, cell_number, check_cell
from ui import state
from ui.program.stage.grids import grid
from ui.program.stage.sheets import Sheet
from ui.program.stage.working import worked
from ui.program.steps import ProgramStep, node_key, running, value_key
from ui.program.story import ProgramStory, tell
from ui.runtime.runs import run_of
from ui.walk import trying
from ui.walk.trying import NUMBER, PASSED, UNKNOWN, row
from ui.words import markup

FORWARD = "The line beside the cell says what is computed. Put in the numbers of the marked row."
ADDED = "It was read more than once: what comes back along each way is added."
KEPT = "AccumulateGrad adds what arrives to `.grad`, which was None."
BY_RULE = {
    "multiply": "What arrives × the local derivative = what goes on.",
    "gate": "What arrives passes where the local derivative is 1, and nothing passes where it is 0.",
    "copy": "What was added going forward is copied coming back; a mean copies its share of it.",
    "matrix": "What arrives × the other factor, added up over all that the number went into.",
}
"""The first hint, by what a node's rule does."""


@dataclass(frozen=True)
class Asking:
    """One number that a step asks for.

    Attributes:
        key: its group of cells.
        at: which cell of it, as the picture knows it.
        asked: what core knows it by.
        name: what it is called.
        rule: the first hint.
    """

    key: str
    at: str
    asked: AskedCell
    name: str
    rule: str


def questions(story: ProgramStory, steps: Sequence[ProgramStep]) -> dict[str, list[dict[str, Any]]]:
    """What each step asks for, one after the other, by its number; one that works nothing out asks for nothing."""
    found = {}
    for at, step in enumerate(steps):
        made = [(sheet.chosen, value) for sheet, value in worked(story, step)] if at else []
        open_ = [each for each in _asking(story, step) if any(value == each.asked.value for _, value in made)]
        sheets = [sheet for sheet, value in made if any(value == each.asked.value for each in open_)]
        if not open_ or any(len(sheet.lines[0]) == 1 and not sheet.total for sheet in sheets):
            continue  # where a number is only moved, or torch alone knows how, there is nothing to work out
        found[str(at)] = [
            trying.question(
                each.key,
                each.at,
                f"`{each.name}`",
                _hints(each, [sheet for sheet, value in made if value == each.asked.value]),
            )
            for each in open_
        ]
    return found


def _hints(asking: Asking, sheets: Sequence[Sheet]) -> list[str]:
    """Three, each telling more, as in `ui.walk.trying`."""
    known = [_known(sheet) for sheet in sheets]
    worked_out = "; ".join(dict.fromkeys(filter(None, known)))
    return [
        markup(asking.rule),
        "; ".join(dict.fromkeys(row((sheet.head,)) for sheet in sheets)),
        worked_out or markup(PASSED),
    ]


def answer(heard: Mapping[str, Any]) -> None:
    """A callback's part: what becomes of an answer."""
    link, (key, text) = state.now(), trying.read(heard)
    story = tell(link)
    asked = _asked_of(story, key)
    if asked is None:
        return
    run = run_of(link.scenario)

    def place(slip: Slip[AskedCell, int]) -> str:
        lane, value = slip.place(run, asked)
        if lane == "nodes":
            return node_key(value)
        return value_key(story, value) if lane == "values" else f"g.{value}"

    trying.tell(key, lambda: check_cell(run, asked, text), CELL_SLIPS, place)


def _asking(story: ProgramStory, step: ProgramStep) -> list[Asking]:
    """The numbers that a step makes: of each tensor the chosen entry."""
    run = Replay(story.scenario, story.forward, story.backward, {})
    found = []
    for key in sorted(step.made):
        asked = _asked_of(story, key)
        if asked is None:
            continue
        try:
            number = cell_number(run, asked)
        except (KeyError, IndexError):
            continue
        if isfinite(number):
            found.append(Asking(key, _at(story, asked), asked, _name(story, asked), _rule(story, step, asked)))
    return found


def _asked_of(story: ProgramStory, key: str) -> AskedCell | None:
    """The number in a group of cells (`ui.program.steps`) at the chosen entry; None for what nobody computes."""
    lane, _, rest = key.partition(".")
    names, program = {f"k.{leaf}": leaf for leaf in story.scenario.leaves}, story.scenario.program
    if key in names:
        value = program.numbers[names[key]]
        return AskedCell("kept", value, grid(story, value).entry)
    value_text, _, arrival = rest.partition(".")
    known = {str(value): value for value in range(len(story.names))}
    if value_text not in known or (arrival and not (lane == "a" and arrival in known)):
        return None
    value = known[value_text]
    entry = grid(story, value).entry
    if lane == "v" and value in program.makers:
        return AskedCell("value", value, entry)
    if lane == "g":
        return AskedCell("gradient", value, entry)
    return AskedCell("arrival", value, entry, int(arrival)) if lane == "a" and arrival else None


def _at(story: ProgramStory, asked: AskedCell) -> str:
    """A gradient's cells are counted by row and column, a value's as the tensor is indexed."""
    drawn = grid(story, asked.value)
    return ",".join(map(str, drawn.entry if asked.lane == "value" else drawn.chosen))


def _name(story: ProgramStory, asked: AskedCell) -> str:
    name = story.names[asked.value]
    name = f"({name})" if " " in name else name
    place = f"[{', '.join(map(str, asked.index))}]" if asked.index else ""
    if asked.lane == "kept":
        return f"{name}.grad{place}"
    return f"{name}{place}" if asked.lane == "value" else f"∂L/∂{name}{place}"


def _rule(story: ProgramStory, step: ProgramStep, asked: AskedCell) -> str:
    if asked.lane == "value":
        return FORWARD
    if asked.lane == "kept":
        return KEPT
    if asked.lane == "gradient" and len(story.arrivals.get(asked.value, ())) > 1:
        return ADDED
    back = running(story, step)
    rules = [back.rule_for(edge) for edge in back.edges if edge.value == asked.value] if back is not None else []
    return BY_RULE.get(rules[0].does, "") if rules and rules[0] is not None else ""


def _known(sheet: Sheet) -> str:
    """An equation with its known numbers, and the result left out; "" where one number arrives and goes on as it is."""
    if sheet.total:
        terms = " + ".join("".join(line) for line in sheet.lines)
        return row((UNKNOWN, *sheet.total[1:2], terms, f"<span>{sheet.total[0]}</span>"))
    (pieces,) = sheet.lines
    _, *rest = pieces
    if sum(NUMBER in piece for piece in rest) == 1 and len(rest) == 2:
        return ""
    return row((UNKNOWN, *rest))
