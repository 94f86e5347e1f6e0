"""A number typed into the picture: it becomes the problem's, or is refused in a sentence and nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import Link, NumberError, ProgramError, Scenario, ScenarioError, cell_name, exact, parse_number, with_script
from ui import state
from ui.numbers.editing import named


@dataclass
class Refused:
    """The last number that could not be taken.

    Attributes:
        scenario: the problem that it was typed into; for any other there is nothing to say.
        name: the tensor.
        at: the index in it: "2,1".
        text: what was typed.
        why: what is wrong with it.
    """

    scenario: Scenario | None = None
    name: str = ""
    at: str = ""
    text: str = ""
    why: str = ""


def refused(scenario: Scenario) -> dict[str, str] | None:
    """What to say beside a cell; None where all is well."""
    last = _last()
    if last.scenario is None or last.scenario != scenario:
        return None
    return {"name": last.name, "at": last.at, "text": last.text, "why": last.why}


def editable(link: Link) -> tuple[str, ...]:
    """The tensors whose numbers can be typed: of a script those that its lines write, and not what it works out."""
    if link.script is None:
        return tuple(link.scenario.tensors)
    return tuple(sorted(link.script.editable(link.call)))


def exact_texts(scenario: Scenario, places: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
    """The drawn numbers as they are, with all their digits: what a field holds while it is edited."""
    return {
        name: {at: exact(scenario.tensors[name][_index(at)].item(), scenario.dtype) for at in each}
        for name, each in places.items()
    }


def typed(said: Mapping[str, Any]) -> None:
    """A callback's part: take a number, or keep what is wrong with it."""
    link, last = state.now(), _last()
    name, at, text = (str(said.get(key, ""))[:60] for key in ("name", "at", "text"))
    scenario = link.scenario
    if name not in scenario.tensors:
        return
    tensor = scenario.tensors[name]
    index = _index(at)
    if len(index) != tensor.ndim or any(place >= size for place, size in zip(index, tensor.shape, strict=True)):
        return
    place = cell_name(name, index)
    try:
        changed = tensor.clone()
        changed[index] = parse_number(text, scenario.dtype)
        if link.script is not None:
            script = link.script.with_tensor(link.call, name, changed)
            new = with_script(link, script, link.call).scenario
        else:
            script, new = None, named(scenario.replace(**{name: changed}), link.base, link.start)
    except (NumberError, ScenarioError, ProgramError) as error:
        kept = exact(tensor[index].item(), scenario.dtype)
        last.scenario, last.name, last.at, last.text = scenario, name, at, text
        last.why = f"{place}: {error} It keeps {kept}."
        state.go()
        return
    last.scenario = None
    state.go(scenario=new, script=script)


def _index(at: str) -> tuple[int, ...]:
    """The index that a cell carries."""
    parts = at.split(",")
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() for part in parts) else ()


def _last() -> Refused:
    return state.session("refused in the picture", Refused)
