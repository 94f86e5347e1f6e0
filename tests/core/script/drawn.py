"""Random scripts with cuts, several backward calls and lines between them; and the same text with nothing cut."""

# ruff: noqa: E501  # rows of tables

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

UNARY = (
    "{a} * 2", "{a} + 0.5", "1.5 - {a}", "-{a}", "{a} / 3", "{a} ** 2", "torch.exp(0.3 * {a})", "torch.tanh({a})", "{a}.sin()", "F.relu({a})", "torch.sigmoid({a})",
    "{a}.abs()", "{a}.clone()", "nn.functional.relu({a} - 5)", "{a}.clamp(-1, 1)", "torch.sign({a})",
)  # fmt: skip
BINARY = (
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "torch.maximum({a}, {b})",
    "torch.where({a} > {b}, {a}, {b})",
    "{a} * {b} + {a}",
)
CUTS = ("{a}.detach()", "{a}.data", "torch.detach({a})", "{a}.detach() * {b}", "{a} * {b}.data")
NUMBERS = ("n = {a}.sum().item()", "n = {a}.mean().item()")
BETWEEN = ("{w}.grad = None", "{w}.grad.zero_()", "{w}.grad = torch.zeros_like({w})")
STEPS = ("with torch.no_grad():\n    {w} -= 0.1", "{w}.data = {w}.data * 0.5", "{w} = {w}.detach().requires_grad_()")
LEAVES = ("w", "v", "u")


@dataclass(frozen=True)
class Drawn:
    """A script, and what it would be without its cuts.

    Attributes:
        text: the lines.
        uncut: the same lines, with what passes the graph on in the place of each cut.
    """

    text: str
    uncut: str


def draw_script(source: random.Random) -> Drawn:
    """Lines that run, apart from what torch itself refuses."""
    lines = [
        f"{name} = torch.tensor({[source.choice((-2.0, -0.5, 0.25, 0.75, 1.5)) for _ in range(2)]}, dtype=torch.float64{', requires_grad=True' if source.random() < 0.85 else ''})"
        for name in LEAVES
    ]
    lines[0] = lines[0].replace("torch.float64)", "torch.float64, requires_grad=True)")
    names = list(LEAVES)
    for at in range(source.randint(1, 3)):
        made = [f"h{at}{number}" for number in range(source.randint(1, 4))]
        for name in made:
            lines += _made(source, name, names)
            names.append(name)
        if source.random() < 0.2:
            lines.append(f"{made[-1]}.retain_grad()")
        kept = source.choice(("", "", "retain_graph=True"))
        last = made[-1] if source.random() < 0.8 else source.choice(names)
        lines.append(f"{last}.{source.choice(('sum', 'mean'))}().backward({kept})")
        if source.random() < 0.5:
            lines.append(source.choice(BETWEEN).format(w=source.choice(LEAVES)))
        if source.random() < 0.3:
            lines.append(source.choice(STEPS).format(w=source.choice(LEAVES)))
        if source.random() < 0.15:
            lines.append(f"{source.choice(LEAVES)}.requires_grad_(False)")
        if source.random() < 0.2:
            lines[-1] = "\n".join(["for i in range(2):", *(f"    {line}" for line in lines[-1].split("\n"))])
    text = "\n".join(lines)
    return Drawn(text, uncut(text))


def _made(source: random.Random, name: str, names: list[str]) -> list[str]:
    a, b = source.choice(names), source.choice(names)
    table: tuple[str, ...] = source.choice((UNARY, BINARY, BINARY, CUTS))
    line = f"{name} = {source.choice(table).format(a=a, b=b)}"
    match source.randrange(8):
        case 0:
            return ["with torch.no_grad():", f"    {line}"]
        case 1:
            return [source.choice(NUMBERS).format(a=a), f"{line} * n"]
        case 2:
            return [line, f"{name} = {name} + {b}"]
        case 3:
            return [f"{line} * 1", f"{name} {source.choice(('+=', '-=', '*=', '/='))} {source.choice((b, '2'))}"]
    return [line]


def uncut(text: str) -> str:
    """The text with what passes the graph on in the place of what cuts it; steps on leaves stay as they are."""
    found = []
    lines = text.split("\n")
    for at, line in enumerate(lines):
        is_step = "-= 0.1" in line or ".data = " in line or "requires_grad_()" in line
        before_step = at + 1 < len(lines) and "-= 0.1" in lines[at + 1]
        if not is_step and not before_step:
            line = re.sub(r"\.detach\(\)|\.data\b", ".clone()", line).replace("torch.detach(", "torch.clone(")  # noqa: PLW2901
            line = line.replace("with torch.no_grad():", "if True:").replace(".item()", "")  # noqa: PLW2901
        found.append(line)
    return "\n".join(found)


@st.composite
def scripts(draw: st.DrawFn, make: Callable[[random.Random], Drawn] = draw_script) -> Drawn:
    """Scripts; they shrink to seed 0."""
    return make(random.Random(draw(st.integers(0, 2**32 - 1))))  # noqa: S311  # a test draws texts, not keys
