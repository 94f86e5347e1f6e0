"""Programs from public questions: what a script's run finds is what plain torch leaves and says, to the bit."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from torch import Tensor

from core.script.reasons import reasons_of, why
from core.script.running import run_script
from core.script.stretches import stretches_of
from core.script.trace import Trace
from tests.core.script.plainly import bits
from tests.core.script.programs import PROGRAMS

PLAINLY = Path(__file__).with_name("plainly.py")
TEXTS = {name: asked.plain or asked.text for name, asked in PROGRAMS.items()}


def plainly(texts: list[str]) -> list[dict[str, Any]]:
    """What texts do in plain torch, in a process of its own."""
    asked = subprocess.run(
        [sys.executable, str(PLAINLY)], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(asked.stdout)
    return found


@cache
def traced(name: str) -> Trace:
    return run_script(PROGRAMS[name].text)


def differences(trace: Trace, plain: dict[str, Any], *, same_lines: bool = True) -> list[str]:
    """Where a trace is not what plain torch found."""
    found = []
    raised = trace.raised and [trace.raised.type, trace.raised.text, trace.raised.line]
    if raised != plain["raised"] and (same_lines or not raised or raised[:2] != (plain["raised"] or [])[:2]):
        found.append(f"raised {raised}, not {plain['raised']}")
    warned = [[each.type, each.text] for each in trace.warned]
    if warned != plain["warned"]:
        found.append(f"warned {warned}, not {plain['warned']}")
    if same_lines and not set(plain["lines"]) <= {each.line for each in trace.warned}:
        found.append(f"warned in {plain['lines']}")
    printed = {each.text for each in trace.printed}
    lines = re.sub(" at 0x[0-9a-f]+>", ">", plain["printed"]).splitlines()
    if not any(each.what == "print" for each in trace.left_out):
        found += [f"printed {line}" for line in lines if line not in printed]
    held = {name: trace.values[number] for name, number in trace.names.items()}
    tensors = {name: value for name, value in held.items() if isinstance(value.value, Tensor)}
    if set(tensors) != set(plain["values"]):
        found.append(f"names {sorted(tensors)}, not {sorted(plain['values'])}")
        return found
    for name, value in tensors.items():
        assert isinstance(value.value, Tensor)
        mine = [bits(value.value), bits(value.grad), value.tracked, value.leaf]
        theirs = [plain[what][name] for what in ("values", "grads", "tracked", "leaves")]
        found += [f"{name}: {one}, not {other}" for one, other in zip(mine, theirs, strict=True) if one != other]
    numbers = {name: value.value for name, value in held.items() if isinstance(value.value, int | float)}
    numbers |= dict(trace.plain)
    if repr(sorted(numbers.items())) != repr(sorted(plain["numbers"].items())):
        found.append(f"numbers {numbers}, not {plain['numbers']}")
    return found


def test_each_program_leaves_and_says_what_plain_torch_does() -> None:
    wrong = {}
    for (name, asked), plain in zip(PROGRAMS.items(), plainly(list(TEXTS.values())), strict=True):
        trace = traced(name)
        found = differences(trace, plain, same_lines=not asked.plain)
        if (trace.raised.type if trace.raised else "") != asked.raises or len(trace.warned) != asked.warns:
            found.append(f"the table says {asked.raises or 'nothing'} and {asked.warns} warnings")
        if found:
            wrong[name] = found
    assert not wrong


def test_each_name_has_its_cause_and_line() -> None:
    wrong = {}
    for name, asked in PROGRAMS.items():
        trace = traced(name)
        said = {each: why(trace, each) for each in asked.why}
        found = {each: (reason.cause, reason.line) for each, reason in said.items()}
        if found != asked.why:
            wrong[name] = found
        for reason in reasons_of(trace):
            assert reason.sentence.startswith(reason.name)
            assert reason.sentence.endswith(".")
    assert not wrong


def test_the_walks_follow_what_they_can() -> None:
    wrong = {}
    for name, asked in PROGRAMS.items():
        found = [(each.scenario is not None, each.why_not) for each in stretches_of(traced(name))]
        if tuple(walked for walked, _ in found) != asked.walked:
            wrong[name] = found
    assert not wrong
