"""A link to a script: its text is all that the address holds of the problem."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.link.fields import PermalinkError
from core.link.link import Link, default_scenario
from core.program import ProgramError
from core.script.script import Script

PROGRAM = "program"
"""The part of an address that holds a script's text."""


def with_script(link: Link, script: Script, call: int | None = None) -> Link:
    """The link with a script and one of its calls as its problem; every view at its start.

    Args:
        link: where it comes from.
        script: the script, which has run.
        call: which backward call; None for the first that can be walked.

    Raises:
        PermalinkError: for a call that the script does not make.
    """
    found = script.stretches
    if call is None:
        call = next((at for at, stretch in enumerate(found) if stretch.scenario is not None), 0)
    if call and call >= len(found):
        raise PermalinkError(f"call is {call}, but the program calls backward() {len(found)} times: count from 0.")
    scenario = found[call].scenario if found else None
    start: dict[str, Any] = {"i": 0, "j": 0, "k": None, "leaf": "", "sample": 0, "across": None, "up": None}
    start |= {"base": "", "start": 0, "step": 0, "trace": False, "by": None}
    return replace(link, scenario=scenario or default_scenario(), script=script, call=call, **start)


def script_parts(link: Link) -> dict[str, str]:
    """What the address holds of a script."""
    assert link.script is not None
    return {PROGRAM: link.script.text}


def read_script(parts: Mapping[str, str]) -> Script:
    """The script of an address.

    Raises:
        PermalinkError: for a text that cannot be read, and for other numbers beside it.
    """
    try:
        return Script.of(parts[PROGRAM])
    except ProgramError as error:
        raise PermalinkError(f"the program of this link cannot be run: {error}") from error
