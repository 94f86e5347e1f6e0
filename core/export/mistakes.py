"""A mistake and its mend as a program: what each prints, warns of or raises."""

import re

import torch

from core.engine.sandbox import Message, Ran, parameters_of
from core.export.model import MOST_ENTRIES, calc_loss_code, calc_preds_code, loss_fn_code
from core.export.script import Chunk, Part, says
from core.export.shorter import printing, side_by_side, tracked_at_once, without_bookkeeping
from core.export.sources import indented
from core.mistakes.mistake import Mistake
from core.mistakes.runner import run_program
from core.numbers import tensor_code
from core.scenario.scenario import Scenario

WARNINGS = """import warnings
warnings.showwarning = lambda text, kind, *_: print(f"{kind.__name__}: {text}")"""
"""Warnings are printed where they are given."""

FUNCTIONS = {"calc_preds": calc_preds_code, "calc_loss": calc_loss_code, "loss_fn": loss_fn_code}


def mistake_parts(mistake: Mistake, scenario: Scenario, *, short: bool = False) -> tuple[Part, ...]:
    """All of it but the numbers.

    Args:
        mistake: the mistake.
        scenario: the numbers on which it shows.
        short: whether what can be said in fewer lines is.
    """
    wrong, right = run_program(mistake.program, scenario), run_program(mistake.fixed, scenario)
    first = [*([WARNINGS] if wrong.warned or right.warned else []), *_functions(mistake, scenario, short=short)]
    changed = [name for name in parameters_of(mistake.program) if _changes(name, wrong, scenario)]
    large = [name for name in changed if scenario.tensors[name].numel() > MOST_ENTRIES]
    kept = "\n".join(f"{_given(name)} = {name}.clone()" for name in large)
    again = "\n".join(
        f"{name} = {_given(name) if name in large else tensor_code(scenario.tensors[name])}" for name in changed
    )
    mended = mistake.mended_code
    if short:
        again, mended = tracked_at_once(again, mended)
        again = side_by_side(again)
    return (
        *((Part("What both need", (Chunk("\n".join(first)),)),) if first else ()),
        Part("The mistake", (*([Chunk(kept)] if kept else []), _program(mistake.code, mistake.shows, wrong))),
        Part("The mend", (Chunk(again), _program(mended, mistake.shows, right))),
    )


def _functions(mistake: Mistake, scenario: Scenario, *, short: bool) -> list[str]:
    """What the two programs call, as they name it."""
    code = f"{mistake.code}\n{mistake.mended_code}"
    return [write(scenario, short=short) for name, write in FUNCTIONS.items() if re.search(rf"\b{name}\(", code)]


def _changes(name: str, ran: Ran, scenario: Scenario) -> bool:
    """Whether a program leaves another tensor under a name than it was given; the coefficients it always tracks."""
    given = scenario.tensors.get(name)
    return given is not None and (name == "coeffs" or not torch.equal(given, ran.names[name]))


def _given(name: str) -> str:
    return f"{name}_given"


def _program(code: str, shows: str, ran: Ran) -> Chunk:
    """A program, and what it says: it prints the variable that shows the mistake, where it gets so far."""
    said = [line for message in ran.warned for line in _lines(message)]
    code = without_bookkeeping(code, shows if ran.raised is None else "")
    if ran.raised is None:
        return Chunk(printing(code, shows), (*said, *says(ran.names[shows])))
    tried = f"try:\n{indented(code)}\nexcept Exception as error:\n"
    return Chunk(f'{tried}    print(f"{{type(error).__name__}}: {{error}}")', (*said, *_lines(ran.raised)))


def _lines(message: Message) -> list[str]:
    return f"{message.type}: {message.text}".splitlines()
