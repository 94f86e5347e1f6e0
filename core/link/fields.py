"""The plain parts of a link: how one word, one whole number or one switch is read and written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import torch

from core.exercises.practice import Practice, read_practice, written_practice
from core.life.actions import LR_MAX, LR_MIN, Action, ActionError
from core.life.texts import format_actions, parse_actions
from core.mistakes import MISTAKES
from core.numbers import NumberError, dtype_name, exact, parse_number, quote
from core.scenario.draws import MAX_SEED
from core.scenario.entries import Entry
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import DTYPES
from core.script.changing import MAX_BACKWARDS
from core.slices.notches import LONGEST, NOTCHES
from core.slices.step_sizes import EXPONENTS
from core.training.descents import MAX_STEPS
from core.training.rates import RATES

MAX_TEXT = 100_000
"""A longer text is refused before it is looked at."""

MAX_STEP = 1_000
"""Far more steps than any view has; a view stops at its own last one."""

MAX_LESSON = 4_500
"""What a lesson may take of an address, so that there is room for the numbers beside it."""

MAX_DRAFT = 10_000
MAX_PARTS = 50
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,10}")
LESSON = re.compile(rf"[\w.-]{{1,{MAX_LESSON}}}", re.ASCII)
FOLD = re.compile(r"[a-z][a-z0-9-]{0,39}")


class PermalinkError(ValueError):
    """Says in one sentence which part of a link cannot be used, and what to put there."""


@dataclass(frozen=True)
class Field:
    """One part of a link.

    Attributes:
        name: what it is called in the address, and the attribute that it fills.
        read: name, text -> value; raises PermalinkError.
        write: value -> text, of characters that no address escapes.
    """

    name: str
    read: Callable[[str, str], Any]
    write: Callable[[Any], str] = str


def split_query(text: str, known: Mapping[str, object]) -> dict[str, str]:
    """The parts of a query string by name.

    Raises:
        PermalinkError: for a text too long or damaged, and for parts that are unknown or given twice.
    """
    if len(text) > MAX_TEXT:
        raise PermalinkError(f"the link has {len(text):,} characters: use one of at most {MAX_TEXT:,}.")
    if not text:
        return {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MAX_PARTS)
    except ValueError as error:
        raise PermalinkError("the link is damaged: copy it again, from the first character to the last.") from error
    parts: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            raise PermalinkError(f"{quote(name)} is not a part of a link: remove it.")
        if name in parts:
            raise PermalinkError(f"{name} is given twice: keep one.")
        parts[name] = value
    return parts


def whole_number(largest: int, least: int = 0) -> Callable[[str, str], int]:
    """Reads `least` to `largest`, in plain digits."""

    def read(name: str, text: str) -> int:
        if not WHOLE_NUMBER.fullmatch(text) or not least <= int(text) <= largest:
            raise PermalinkError(f"{name} is {quote(text)}: use a whole number from {least} to {largest}.")
        return int(text)

    return read


def _float64(name: str, text: str) -> float:
    try:
        return parse_number(text, torch.float64)
    except NumberError as error:
        raise PermalinkError(f"{name}: {error}") from error


def learning_rate(name: str, text: str) -> float:
    """Reads a learning rate within the bounds that all views share."""
    number = _float64(name, text)
    if not LR_MIN <= number <= LR_MAX:
        raise PermalinkError(f"{name} is {quote(text)}: use a number from {LR_MIN:f} to {LR_MAX:g}.")
    return number


def distance(name: str, text: str) -> float:
    """Reads how far a coefficient is moved, either way."""
    number = _float64(name, text)
    if abs(number) > LONGEST:
        raise PermalinkError(f"{name} is {quote(text)}: use a number from {-LONGEST:g} to {LONGEST:g}.")
    return number


def exact64(number: float) -> str:
    """A float64 in as few digits as bring it back."""
    return exact(number, torch.float64)


def switch(on: bool) -> str:
    """A switch as one digit."""
    return "1" if on else "0"


SWITCH = {"0": False, "1": True}


def choice(options: Mapping[str, Any]) -> Callable[[str, str], Any]:
    """Reads one of a registry's names, as what it stands for."""

    def read(name: str, text: str) -> Any:  # noqa: ANN401  # whatever the registry holds
        if text not in options:
            raise PermalinkError(f"{name} is {quote(text)}: choose one of {', '.join(options)}.")
        return options[text]

    return read


def name_in(registry: Mapping[str, object]) -> Callable[[str, str], str]:
    """Reads one of a registry's names, as itself; of the registry as it is when a link is read."""

    def read(name: str, text: str) -> str:
        choice(registry)(name, text)
        return text

    return read


def name(part: str, text: str) -> str:
    """Reads a name, which the link's scenario then has to know."""
    if not text:
        raise PermalinkError(f"{part} is empty: write a name, or remove it.")
    return text


def text(name: str, given: str) -> str:
    """Reads a text as it is."""
    if len(given) > MAX_DRAFT:
        raise PermalinkError(f"{name} has {len(given):,} characters: use at most {MAX_DRAFT:,}.")
    return given


ENTRY = re.compile(r"([a-z][a-z0-9]*)((?:\.[0-9]{1,9})*)")


def entry(name: str, text: str) -> Entry:
    """Reads an entry of a leaf, which the link's scenario then has to have: `layer1.0.3`, `const`."""
    match = ENTRY.fullmatch(text)
    if match is None:
        raise PermalinkError(f"{name} is {quote(text)}: write a leaf and a place in it, such as layer1.0.3.")
    return Entry(match[1], tuple(int(at) for at in match[2].split(".")[1:]))


def entry_text(chosen: Entry) -> str:
    """An entry as a link holds it."""
    return ".".join((chosen.leaf, *map(str, chosen.place)))


def lesson(name: str, text: str) -> str:
    """Reads what stands for a lesson; whether it is one, `core.lessons` knows, which stands above links."""
    if not LESSON.fullmatch(text):
        raise PermalinkError(
            f"{name} is {quote(text)}: copy the lesson's link again, from the first character to the last."
        )
    return text


def fold(name: str, text: str) -> str:
    """Reads the name of a folded part, which a page may have."""
    if not FOLD.fullmatch(text):
        raise PermalinkError(f"{name} is {quote(text)}: write the name of a folded part, or remove it.")
    return text


def calls(name: str, text: str) -> tuple[Action, ...]:
    """Reads the list of calls of the life of .grad."""
    try:
        return parse_actions(text)
    except ActionError as error:
        raise PermalinkError(f"{name}: {error}") from error


def practice(name: str, text: str) -> Practice:
    """Reads how far a set of exercises has come."""
    try:
        return read_practice(text)
    except ValueError as error:
        raise PermalinkError(f"{name} is {quote(text)}: {error}") from error


SCENARIO_FIELDS = (
    Field("loss", name_in(LOSSES)),
    Field("reduction", name_in(REDUCTIONS)),
    Field("dtype", choice(DTYPES), dtype_name),
)
"""Attributes of the scenario; left out where they are what the base has."""

START = Field("start", whole_number(MAX_SEED))
"""The seed from which a model's leaves are drawn."""

LESSON_FIELDS = (
    Field("lesson", lesson),
    Field("stop", whole_number(MAX_STEP, 1)),
    Field("making", choice(SWITCH), switch),
)
"""What a lesson adds to every view of the app; a stop holds none of it."""

CALL = Field("call", whole_number(MAX_BACKWARDS - 1))
"""Which of a script's backward calls is shown."""

VIEW_FIELDS = (
    Field("step", whole_number(MAX_STEP)),
    Field("i", whole_number(10**9)),
    Field("j", whole_number(10**9)),
    Field("trace", choice(SWITCH), switch),
    Field("calls", calls, format_actions),
    Field("mistake", name_in(MISTAKES)),
    Field("shown", choice(SWITCH), switch),
    Field("move", whole_number(NOTCHES, -NOTCHES)),
    Field("by", distance, exact64),
    Field("eps", whole_number(EXPONENTS[-1], EXPONENTS[0])),
    Field("lr", learning_rate, exact64),
    Field("steps", whole_number(MAX_STEPS, 1)),
    Field("rate", name_in(RATES)),
    Field("zero", choice(SWITCH), switch),
    Field("k", whole_number(10**9)),
    Field("leaf", name),
    Field("across", entry, entry_text),
    Field("up", entry, entry_text),
    Field("untracked", choice(SWITCH), switch),
    Field("fold", fold),
    Field("trying", choice(SWITCH), switch),
    *LESSON_FIELDS,
    Field("sample", whole_number(10**9)),
    Field("practice", practice, written_practice),
    CALL,
    Field("draft", text),
)
"""Attributes of the link itself; left out where they are the default. A view that needs more adds a row here."""
