"""Mutated program texts: parsing raises nothing but ProgramError, and what parses runs or is refused in a sentence.

Run by hand: `python -m tests.fuzz.programs --texts 1000000 --seed 0`.
"""

import argparse
import random
import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator

import torch
from torch import Tensor

from core.engine import autograd_graph, run_backward
from core.engine.reasons import why
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.kinds import KINDS
from core.program import Program, ProgramError, parse
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.models import MODELS
from core.scenario.scenario import Scenario, ScenarioError

CORPUS = (
    *(
        "\n".join((*model.lines, *loss.lines, reduction.line))
        for model in MODELS.values()
        for loss in LOSSES.values()
        for reduction in REDUCTIONS.values()
    ),
    "import torch\nw.requires_grad_()\ny = x @ w  # a comment\nloss = (y - t).abs().mean()\nloss.backward()\n",
    "with torch.no_grad():\n    b = x.mean(axis=0, keepdim=True)\nloss = ((x - b) / 2 ** 3).square().sum()",
    *(f"loss = {name}(x).sum()" for kind in KINDS.values() for name in kind.functions),
    *(f"loss = {name}(x, y).sum()" for kind in KINDS.values() for name in kind.functions),
    *(f"loss = x.{name}().mean()" for kind in KINDS.values() for name in kind.methods),
    "a = torch.where(x > 0, x, 0.1 * x)\nloss = a.reshape(2, -1).T.sum(dim=-1)[:, None].std()",
    'loss = F.huber_loss(torch.softmax(x, 0), y.detach(), reduction="mean", delta=0.5)',
    "p = F.linear(x, w, b)\nq = p.expand(3, -1).unsqueeze(0).squeeze()\nloss = torch.logsumexp(-q, dim=1).mean()",
    "loss = torch.maximum(x.clamp(min=-1, max=1), torch.outer(a, a)).mean()",
)
PIECES = (
    *(name for kind in KINDS.values() for name in kind.functions),
    *(f".{name}()" for kind in KINDS.values() for name in (*kind.methods, *kind.attributes)),
    *(name for kind in KINDS.values() for name in kind.options),
    *"+-*/@=<>(),.:[]\n 0123456789xyabw#\"'\\;{}`$?!%^&|~\t\r\x00é−",
    *(
        "**",
        "==",
        "[:, None]",
        "[0]",
        "(((",
        ")))",
        "    ",
        "None",
        "True",
        "lambda x:",
        "f'x'",
        ":=",
        "__class__",
        "...",
    ),
    *("1e308", "1e999", "99999999999999999999", "2**2000", "0.0", "-1", "1/0", "(-1)**0.5", "dim=0", "keepdim=True"),
    *(
        "with torch.no_grad():\n    ",
        "x.requires_grad_()\n",
        "loss.backward()",
        "torch.ops.x(",
        "x.grad",
        ".data",
        "import os",
    ),
)
WORD = re.compile(r"[A-Za-z_.]+|[0-9.]+|\s+|.", re.DOTALL)
LIKE = {
    "name": (
        "x",
        "y",
        "w",
        *(name for kind in KINDS.values() for ways in (kind.functions, kind.methods) for name in ways),
    ),
    "number": ("0", "1", "2", "3", "-1", "0.5", "-2.5", "1e30", "1e-30", "9" * 20, "None", "(2, 3)", "True"),
    "space": ("", " ", "\n", "\n    "),
    "sign": ("+", "-", "*", "/", "@", "**", ", ", "(", ")", " > ", ", dim=0", ", 1", "[:, None]", ".T"),
}
SHAPES: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (3,), (2, 3), (3, 2), (2, 2), (3, 1), (1, 3), (0,), (2, 1, 3))


def kind_of(word: str) -> str:
    """What a word of a text may be changed for."""
    if word[0].isspace():
        return "space"
    return "name" if word[0].isalpha() or word[0] == "_" else "number" if word[0].isdigit() else "sign"


def mutated(source: random.Random) -> str:
    """A text of the corpus, changed in one to six places: a word for another one, or anything for anything."""
    text = source.choice(CORPUS)
    for _ in range(source.choice((1, 1, 1, 2, 3, 6))):
        if text and source.random() < 0.6:
            words = WORD.findall(text)
            at = source.randrange(len(words))
            words[at] = source.choice(LIKE[kind_of(words[at])])
            text = "".join(words)
            continue
        at = source.randrange(len(text) + 1)
        upto = min(len(text), at + source.choice((0, 0, 1, 1, 2, 5, 12)))
        match source.randrange(10):
            case 0:
                put = chr(source.choice((source.randrange(128), source.randrange(0x3000))))
            case 1:
                put = text[(start := source.randrange(len(text) + 1)) : start + source.randrange(20)]
            case 2:
                deep = source.choice((2, 10, 30, 150))
                put = source.choice(("(", "-", "torch.abs(", "x+", "[", "2**", "x@(")) * deep
            case 3:
                put = str(
                    source.choice((source.randrange(10**25), source.random() * 10 ** source.randrange(-300, 300)))
                )
            case _:
                put = source.choice(PIECES)
        text = text[:at] + put + text[upto:]
    return text


def drawn(program: Program, source: random.Random) -> dict[str, Tensor]:
    """Small tensors for what a program reads: of one shape each, now and then some of zeros, ones or large numbers."""
    generator = torch.Generator().manual_seed(source.randrange(2**31))
    common = source.choice(SHAPES)
    found = {}
    for name in program.inputs:
        shape = common if source.random() < 0.6 else source.choice(SHAPES)
        scale = source.choice((0.0, 1.0, 1.0, 1.0, 1e6, 1e-20, 1e30))
        found[name] = torch.randn(shape, generator=generator, dtype=torch.float64) * scale
    return found


def run(program: Program, source: random.Random) -> str:
    """What became of a program at random shapes: the verdict, or "refused"."""
    dtype = source.choice((torch.float32, torch.float64))
    try:
        scenario = Scenario.of(program.text, drawn(program, source), dtype=dtype)
        backward = run_backward(scenario)
        for step in backward.steps:
            assert step.unreduced.sum_to_size(step.grad_out.shape).shape == step.grad_out.shape
            assert step.rule != "unknown" or step.local is None
            assert step.receiver in program.names
            assert set(step.local_from) <= set(program.names)
            assert None not in step.saved.values()
        assert all(why(scenario, name).sentence for name in program.finals)
        assert autograd_graph(scenario).edges or backward.raised
        return agreement(backward, by_hand(scenario)).verdict.outcome
    except (ProgramError, ScenarioError):
        return "refused"


def faults(texts: int, seed: int, counted: Counter[str]) -> Iterator[tuple[str, str]]:
    """Each text on which something else was raised, or on which the two paths disagree, with what it was."""
    source = random.Random(seed)  # noqa: S311  # a fuzzer draws texts, not keys
    for _ in range(texts):
        text = mutated(source)
        try:
            program = parse(text)
        except ProgramError as error:
            counted["refused by parse"] += 1
            if not 0 <= error.line <= text.count("\n") + 1:
                yield text, f"line {error.line}"
            continue
        except Exception as error:  # whatever else it is, it is what we look for
            yield text, repr(error)
            continue
        counted["parsed"] += 1
        if source.random() < 0.5:
            continue
        for _ in range(3):
            try:
                outcome = run(program, source)
            except Exception as error:  # as above
                yield text, repr(error)
                break
            counted[outcome] += 1
            if outcome == "disagree":
                yield text, outcome


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("error")
    counted: Counter[str] = Counter()
    began, found = time.perf_counter(), 0
    for text, fault in faults(wanted.texts, wanted.seed, counted):
        found += 1
        print(f"{fault}\n    {text!r}", flush=True)
    took = time.perf_counter() - began
    print(f"{wanted.texts:,} texts, {wanted.texts / took:,.0f} a second, {found} faults; {dict(counted)}")


if __name__ == "__main__":
    main()
