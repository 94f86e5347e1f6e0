"""*Let me try*: the walk as the exercise. A step's numbers are left out, and the reader types what belongs there.

What is asked and the hints go to the browser with the walk; an answer comes back here, where core looks at it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import Any, TypeVar

from core import DEFAULT_MODEL, SLIPS, Answer, Asked, NumberError, Replay, Slip, check, number_of, short
from ui import state
from ui.frame.notices import sentence, words
from ui.runtime.runs import run_of
from ui.walk.stage.equation import Worked
from ui.walk.stage.worked import worked
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story
from ui.words import markup

RULES = {
    "value": "The line above the column says what is computed. Put in the numbers of the marked row.",
    "local": "How fast does the result change with what was read? Take the slope at the number read going forward.",
    "gradient": "What arrives × the local derivative = what goes on. A sum hands on what arrives to each of its terms.",
    "contribution": "What arrives at this entry of `products` × the input that multiplied the coefficient.",
    "total": "The one row `coeffs` was read once a sample: all its contributions are added.",
    "kept": "AccumulateGrad adds what arrives to `coeffs.grad`, which was None.",
}
"""The first hint, by what is asked for."""

PASSED = "Nothing is done to it on the way: it is the number that arrives, which is in the picture."
"""The last hint where the equation is one number, which would be the answer."""

UNKNOWN = '<b class="n">?</b>'
NUMBER = '<b class="n '


T = TypeVar("T")
W = TypeVar("W")


@dataclass
class Answered:
    """The answer that came last.

    Attributes:
        times: how many came, so that the browser knows a new one.
        said: what it is told of it.
    """

    times: int = 0
    said: dict[str, Any] | None = None


def questions(story: Story, steps: Sequence[TapeStep]) -> dict[str, list[dict[str, Any]]]:
    """What each step asks for, one after the other, by its number; one that works nothing out asks for nothing."""
    found = {}
    for at, step in enumerate(steps):
        run = Replay(story.scenario, story.forward, story.backward, {})
        cells = [cell for cell in sorted(step.made, reverse=True) if _there(run, cell, story)]
        made = worked(story, step)
        if cells and at and made is not None:
            found[str(at)] = [
                question(cell, _index_text(cell, story), _name(cell, story), _hints(cell, story, made))
                for cell in cells
            ]
    return found


def question(key: str, at: str, name: str, hints: Sequence[str]) -> dict[str, Any]:
    """One number that is asked for, as the browser knows it.

    Args:
        key: its group of cells.
        at: which cell of it.
        name: what it is called, code between backticks.
        hints: the rule, the symbols, and those with known values or `PASSED`, as markup.
    """
    _, symbols, known = hints
    formula = f"{symbols}. {known}" if known == markup(PASSED) else f"{symbols}, here {known}"
    asks = markup(f"Your turn: what is {name}?")
    return {"key": key, "at": at, "name": name.replace("`", ""), "ask": asks, "hints": hints, "formula": formula}


def asked_of(cell: str, i: int, j: int) -> Asked | None:
    """The number in a group of cells (`ui.walk.tape.steps`) at the chosen entry; None for what nobody computes."""
    lane, _, name = cell.partition(".")
    if name in {"copies", "coeffs", "t_indep", "t_dep"}:
        return None
    ends = {"g.contributions": Asked("contribution", "coeffs", (i, j)), "g.total": Asked("total", "coeffs", (j,))}
    ends["g.kept"] = Asked("kept", "coeffs", (j,))
    if cell in ends:
        return ends[cell]
    index = {"products": (i, j), "loss": (), "contributions": (i, j)}.get(name, (i,))
    if lane == "v":
        return Asked("value", name, index)
    if lane == "g":
        return Asked("gradient", name, index)
    return Asked("local", name, index) if lane == "l" else None


def _there(run: Replay, cell: str, story: Story) -> bool:
    """Whether the number is finite and drawn: a local derivative that is one number for all stands in words."""
    asked = asked_of(cell, story.i, story.j)
    if asked is None or (asked.what == "local" and not asked.index):
        return False
    try:
        return isfinite(number_of(run, asked))
    except (KeyError, IndexError):
        return False


def _hints(cell: str, story: Story, made: Worked) -> list[str]:
    """Three, each telling more: the rule, the symbols, the symbols with known values. None holds what is asked for."""
    asked = asked_of(cell, story.i, story.j)
    assert asked is not None
    symbols, *numbers = made.rows
    local = cell.startswith("l.")
    hidden = [[UNKNOWN if 'class="n local"' in piece and local else piece for piece in line[1:]] for line in numbers]
    known = [piece for row in hidden for piece in row if NUMBER in piece or "<math" in piece]
    alone = len(known) == 1 and "<math" not in known[0]
    if alone and not local:  # one number and nothing done to it is the result itself
        last = markup(PASSED)
    else:
        last = "".join(row((UNKNOWN if line[0] else "", *rest)) for line, rest in zip(numbers, hidden, strict=True))
    return [markup(RULES[asked.what]), row(symbols), last]


def row(pieces: Sequence[str]) -> str:
    """Pieces of an equation beside each other, as markup."""
    return f'<span class="hint-row">{" ".join(filter(None, pieces))}</span>'


def _name(cell: str, story: Story) -> str:
    """What a number is called, code between backticks."""
    asked = asked_of(cell, story.i, story.j)
    assert asked is not None
    if asked.what == "local":
        receiver = story.back(asked.tensor).receiver
        read = (story.j,) if receiver == "coeffs" else asked.index
        return f"the local derivative `∂{asked.tensor}{_place_text(asked.index)}/∂{receiver}{_place_text(read)}`"
    before, called = {
        "value": ("", asked.tensor),
        "gradient": ("", f"∂L/∂{asked.tensor}"),
        "contribution": ("", "contributions"),
        "total": ("the total for ", "coeffs"),
        "kept": ("", "coeffs.grad"),
    }[asked.what]
    return f"{before}`{called}{_place_text(asked.index)}`"


def _place_text(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _index_text(cell: str, story: Story) -> str:
    asked = asked_of(cell, story.i, story.j)
    assert asked is not None
    return ",".join(map(str, asked.index))


def answer(said: Mapping[str, Any]) -> None:
    """A callback's part: what becomes of an answer."""
    link, (key, text) = state.now(), read(said)
    asked = asked_of(key, link.i, link.j)
    if asked is None or link.scenario.model != DEFAULT_MODEL:
        return
    run = run_of(link.scenario)
    tell(key, lambda: check(run, asked, text), SLIPS, lambda slip: _place(*slip.place(run, asked)))


def tell(
    key: str, judged: Callable[[], Answer], slips: Mapping[str, Slip[T, W]], place: Callable[[Slip[T, W]], str]
) -> None:
    """Keep what is said to an answer, for the browser.

    Args:
        key: the group of cells that it was given in.
        judged: looks at it; NumberError where it is no number, KeyError or IndexError where nothing was asked.
        slips: what its slips are keys of.
        place: a slip -> the cells in which it happens.
    """
    last = _last()
    try:
        found = judged()
    except (KeyError, IndexError):
        return
    except NumberError as error:
        last.said = {"key": key, "right": False, "says": words(sentence(str(error))), "places": []}
    else:
        last.said = {
            "key": key,
            "right": found.right,
            "unknown": not found.right and not found.slips,
            "says": _said(found.number, [slips[name] for name in found.slips], right=found.right),
            "places": list(dict.fromkeys(place(slips[name]) for name in found.slips)),
        }
    last.times += 1
    last.said["id"] = last.times


def read(said: Mapping[str, Any]) -> tuple[str, str]:
    """What a browser says of an answer, bounded: the cells and the text."""
    return str(said.get("key", ""))[:40], str(said.get("text", ""))[:60]


def turn(heard: Mapping[str, Any]) -> None:
    """A callback's part: *Let me try* was turned on or off; the address holds it."""
    state.go(trying=heard.get("on") is True)


def answered() -> dict[str, Any] | None:
    """The last answer, for the browser."""
    return _last().said


def _said(number: float, slips: Sequence[Slip[T, W]], *, right: bool) -> str:
    if right:
        return "Right."
    if not slips:
        return markup(f"{short(number)} is not it. The formula: ")
    known = " Or: ".join(f"{slip.title}. {slip.says}" for slip in slips)
    return markup(f"{short(number)} is what comes of {'this' if len(slips) == 1 else 'one of these'}: {known}")


def _place(lane: str, tensor: str) -> str:
    """The cells in which a slip happens."""
    cell = {"values": "v", "nodes": "n", "gradients": "g"}[lane]
    return "g.kept" if (lane, tensor) == ("gradients", "coeffs") else f"{cell}.{escape(tensor)}"


def _last() -> Answered:
    return state.session("answer in the walk", Answered)
