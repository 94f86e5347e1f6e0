"""Mutated scripts: each ends as a trace or as an error in a sentence, in little time and little memory.

Run by hand: `python -m tests.fuzz.scripts --texts 1000000 --seed 0`; `python -m benchmarks attacks` measures it.
"""

# ruff: noqa: E501  # rows of tables

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import torch

from core.program import ProgramError
from core.script.beside import ALL
from core.script.created import CREATIONS
from core.script.reasons import reasons_of
from core.script.running import run_script
from core.script.stretches import stretches_of
from tests.core.script.attacks import ATTACKS
from tests.core.script.programs import PROGRAMS
from tests.fuzz.programs import WORD

CORPUS = tuple(asked.text for asked in PROGRAMS.values())
FUNCTIONS = tuple(name for kind in ALL for name in kind.functions)
METHODS = tuple(f".{name}()" for kind in ALL for name in (*kind.methods, *kind.attributes))
PIECES = (
    *CREATIONS, "torch.manual_seed(", "nn.Parameter(", "len(", "float(", "int(", "print(",
    ".backward()", ".backward(retain_graph=True)", ".zero_()", ".grad", ".grad.zero_()", ".grad = None", ".data", ".item()", ".detach()",
    ".requires_grad_()", ".requires_grad_(False)", ".requires_grad = True", ".retain_grad()", ".shape[0]", ".size(0)", ".numel()", ".grad_fn", ".is_leaf", ".T",
    ".add_(1)", ".sub_(w)", ".mul_(2)", ".div_(0)", ".copy_(w)", ".fill_(3)", ".clone()", ".float()", ".double()", ".long()", ".to(torch.float64)", ".numpy()", ".cuda()",
    "\nfor i in range(3):\n    ", "\nfor j in range(10):\n  for k in range(10):\n    ", "\nwith torch.no_grad():\n    ", "range(99999999)", " += ", " -= ", " *= ", " **= ", " @= ", "del w\n", "w = w.detach()\n",
    *"+-*/@=<>(),.:[]\n 0123456789xyabwl#\"'\\;{}`$?!%^&|~\t\r\x00\x0c\u00e9\u2212\u0430\uff11\u200b\u202e",
    "**", "==", "//", ":=", "->", "[:, None]", "[0]", "[-1]", "[1:]", "(((", ")))", "[[[", "]]]", "    ", "None", "True", "False", "lambda x:", "f'{x}'", "...", ">>> ", "In [1]: ", "Out[1]: ", "```",
    "1e308", "1e999", "1e-300", "99999999999999999999", "100000", "316, 316", "9 ** 9 ** 9", "-1", "1/0", "(-1)**0.5", "0", "dtype=torch.float64", "requires_grad=True", "dim=0", "keepdim=True", "size=(2,)", "steps=9", 'reduction="none"', "device='cpu'",
    "__class__", "__init__", "import os", "torch.ops.x(", "torch.load('x')", "self", "torch", "F", "nn", "if x:", "while 1:", "def f():", "class A:", "try:", "pass", "and", "not ",
)  # fmt: skip
LIKE = {
    "name": ("x", "y", "w", "b", "loss", "h", "a", "i", *FUNCTIONS, *(each.strip(".()") for each in METHODS)),
    "number": ("0", "1", "2", "3", "-1", "0.5", "-2.5", "1e30", "1e-30", "9" * 20, "None", "(2, 3)", "True", "99999", "1000000"),
    "space": ("", " ", "\n", "\n    ", "\t"),
    "sign": ("+", "-", "*", "/", "@", "**", ", ", "(", ")", " > ", " = ", " -= ", ", dim=0", ", 1", "[:, None]", ".T", "[", "]"),
}  # fmt: skip


def kind_of(word: str) -> str:
    """What a word may be changed for."""
    if word[0].isspace():
        return "space"
    return "name" if word[0].isalpha() or word[0] == "_" else "number" if word[0].isdigit() else "sign"


def mutated(source: random.Random) -> str:
    """A text of the corpus in which words are changed, lines moved, doubled and taken from others."""
    text = source.choice(CORPUS)
    for _ in range(source.choice((1, 1, 1, 2, 3, 6, 12))):
        match source.randrange(8):
            case 0 | 1 | 2:
                words = WORD.findall(text) or ["x"]
                at = source.randrange(len(words))
                words[at] = source.choice(LIKE[kind_of(words[at])])
                text = "".join(words)
            case 3 | 4:
                text = _line_changed(source, text)
            case 5:
                deep = source.choice((2, 10, 30, 150, 1000))
                text = _put(source, text, source.choice(("(", "-", "torch.abs(", "x+", "[", "2**", "w@(", "\n", "w\n", ".T", "not ")) * deep)  # fmt: skip
            case 6:
                number = source.choice((source.randrange(10**25), source.random() * 10 ** source.randrange(-300, 300)))
                text = _put(source, text, source.choice((str(number), chr(source.randrange(0x3000)), chr(source.randrange(0x110000)))))  # fmt: skip
            case _:
                text = _put(source, text, source.choice(PIECES))
    return text


def _put(source: random.Random, text: str, piece: str) -> str:
    at = source.randrange(len(text) + 1)
    return text[:at] + piece + text[min(len(text), at + source.choice((0, 0, 1, 1, 2, 5, 12))) :]


def _line_changed(source: random.Random, text: str) -> str:
    lines = text.split("\n")
    at, to = source.randrange(len(lines)), source.randrange(len(lines) + 1)
    match source.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines.insert(to, source.choice(source.choice(CORPUS).split("\n")))
        case 3:
            lines[at : at + 1] = [lines[at]] * source.choice((2, 3, 30, 300))
        case _:
            lines[at] = source.choice(("", " ", "    ")) + lines[at].strip()
    return "\n".join(lines)


LOT = 100_000


@dataclass(frozen=True)
class Tried:
    """What became of a text.

    Attributes:
        outcome: "ran", "raised" where torch did, or "refused".
        seconds: of the processor, for the run, all stretches and all reasons.
        fault: what was raised beside our own error; "" for nothing.
    """

    outcome: str
    seconds: float
    fault: str = ""


def tried(text: str) -> Tried:
    """Run a text with all that is worked out of it."""
    began, outcome, fault = time.thread_time(), "refused", ""
    try:
        trace = run_script(text)
        outcome = "raised" if trace.raised else "ran"
        for stretch in stretches_of(trace):
            if stretch.scenario is None and not stretch.why_not.endswith("."):
                fault = f"said {stretch.why_not!r}"
        for why in reasons_of(trace):
            grad = trace.values[trace.names[why.name]].grad
            if contradicts(why.sentence, grad):
                fault = f"{why.sentence} It is {grad}."
    except ProgramError as error:
        if not 0 <= error.line <= text.count("\n") + 1 or len(str(error)) > 500:
            fault = f"line {error.line}, {len(str(error))} characters"
    except Exception as error:  # whatever else it is, it is what we look for
        fault = repr(error)
    return Tried(outcome, time.thread_time() - began, fault)


def contradicts(sentence: str, grad: torch.Tensor | None) -> bool:
    """Whether a reason says something of a gradient that it is not."""
    said = sentence.partition(".grad ")[2]
    if said.startswith("is None"):
        return grad is not None
    if said.startswith(("is 0", "is filled", "is only", "is the sum", "holds")):
        return grad is None or (said.startswith("is 0") and bool(grad.any()))
    return False


def memory(field: str) -> float:
    """Megabytes of this process (Linux): "VmRSS" held now, "VmHWM" held at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(field)).split()[1]) / 1024


def warm() -> None:
    """Run all programs once, so that what torch and Python load is loaded."""
    for text in CORPUS:
        tried(text)


@dataclass
class Found:
    """What a run of many texts found.

    Attributes:
        outcomes: how many ran, raised, or were refused.
        faults: each text that did not end as it must, with what was wrong.
        seconds: of the processor, for the slowest.
        slowest: its text.
        memory: megabytes above the warmed process, at most.
        warmed: megabytes of that process.
    """

    outcomes: Counter[str]
    faults: list[tuple[str, str]]
    seconds: float = 0.0
    slowest: str = ""
    memory: float = 0.0
    warmed: float = 0.0

    @property
    def said(self) -> str:
        """All but the texts, in a line."""
        texts = f"{self.outcomes.total():,} texts, {len(self.faults)} faults; {dict(self.outcomes)}"
        return f"{texts}; slowest {self.seconds:.2f} s; {self.memory:.0f} MB above {self.warmed:.0f} MB"


def measure(count: int, seed: int, say: Callable[[str], None] = lambda _: None) -> Found:
    """Try all attacks and so many mutated texts; in a process of its own, since its memory is what is measured.

    Args:
        count: of mutated texts.
        seed: of the source of random numbers that mutates.
        say: is given a line now and then.
    """
    torch.set_num_threads(1)
    warm()
    found, source = Found(Counter(), [], warmed=memory("VmRSS")), random.Random(seed)  # noqa: S311  # texts, not keys
    for number, text in enumerate(chain(ATTACKS.values(), (mutated(source) for _ in range(count))), start=1):
        outcome = tried(text)
        found.outcomes[outcome.outcome] += 1
        if outcome.seconds > found.seconds:
            found.seconds, found.slowest = outcome.seconds, text
        if outcome.fault:
            found.faults.append((text, outcome.fault))
            say(f"{outcome.fault}\n    {text[:1000]!r}")
        if number % LOT == 0 or number == count + len(ATTACKS):
            found.memory = memory("VmHWM") - found.warmed
            say(found.said)
    return found


def main() -> None:
    """Say it, or print it as JSON for who asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    found = measure(wanted.texts, wanted.seed, (lambda _: None) if wanted.json else partial(print, flush=True))
    print(json.dumps(vars(found)) if wanted.json else f"slowest: {found.slowest!r}")


if __name__ == "__main__":
    main()
