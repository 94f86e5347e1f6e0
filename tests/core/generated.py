"""Random programs for hypothesis: kinds, shapes, precisions, broadcasting, values read again, leaves and untracked parts.

A program is grown line by line from values whose shapes are known, and drawn from a seed in bulk.
"""

# ruff: noqa: E501  # a table of lines

import random
from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from torch import Tensor

from core.program import ProgramError, parse, shapes_of
from core.scenario.scenario import Scenario

Shape = tuple[int, ...]
SHAPES: tuple[Shape, ...] = ((), (1,), (3,), (2, 3), (3, 2), (2, 1), (3, 3), (2, 1, 3))

SINGLE = (
    "torch.abs({a})", "torch.relu({a})", "torch.sigmoid({a})", "{a}.tanh()", "{a}.sin()", "torch.cos({a})", "-{a}", "{a} ** 2", "{a} ** 3", "torch.square({a})",
    "torch.exp(0.1 * {a})", "torch.log({a}.abs() + 1.5)", "({a}.square() + 0.5).sqrt()", "torch.sinh(0.3 * {a})", "torch.cosh({a} / 4)", "(2 + {a} * {a}).reciprocal()",
    "{a}.clamp(min=-0.7, max=1.1)", "torch.sign({a})", "2.5 * {a}", "{a} - 0.3", "1 - {a}", "{a} / 3", "1.5 / (3 + {a}.abs())", "{a}.reshape(-1)", "{a}.flatten()", "{a}.squeeze()",
    "{a}.unsqueeze(0)", "torch.where({a} > 0.2, {a}, 0.1 * {a})", "{a} * {a}", "{a} + {a}", "{a} - {a} / 2", "torch.maximum({a}, {a})", "{a} * {a}.detach()",
)  # fmt: skip
DOUBLE = (
    "{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / ({b}.abs() + 0.7)", "torch.maximum({a}, {b})", "torch.minimum({a}, {b})", "torch.where({a} > {b}, {a}, {b})", "torch.where({b} <= 0, {a}, 1.5)",
    "torch.mul({a}, {b})", "({a} + {b}).tanh() * {a}",
)  # fmt: skip
SUMMED = ("{a}.sum(dim=0)", "{a}.mean(dim=-1)", "{a}.sum(dim=-1, keepdim=True)", "{a}.mean(dim=0, keepdim=True)")
FLAT = ("{a}.T", "{a}.t()", "{a}.transpose(0, -1)", "{a} @ {a}.T", "F.linear({a}, {a})")
EQUAL = tuple(
    f'F.{name}({{a}}, {{b}}, reduction="{reduction}")'
    for name in ("mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss")
    for reduction in ("none", "mean")
)
UNTRACKED = ("{a}.detach()", "torch.zeros_like({a}) + {a}", "torch.ones_like({a}) * {a}", "{a}.data")
UNRULED = ("torch.softmax({a}, dim=-1)", "F.gelu({a})", "F.silu({a})", "F.softplus({a})", "torch.logsumexp({a}, dim=0)", "F.log_softmax({a}, dim=0)")  # fmt: skip


@dataclass(frozen=True)
class Grown:
    """A text and the tensors that it reads, float64; the leaves are those that are tracked."""

    text: str
    tensors: dict[str, Tensor]
    leaves: tuple[str, ...]
    dtype: torch.dtype

    def scenario(self) -> Scenario:
        return Scenario.of(self.text, self.tensors, dtype=self.dtype, tracked=self.leaves)


def grow(source: random.Random, lines: int, unruled: float) -> Grown:
    """A program of so many lines."""
    generator = torch.Generator().manual_seed(source.randrange(2**31))
    shapes = {name: source.choice(SHAPES) for name in ("x", "y", "w", "v")[: source.randint(1, 4)]}
    scale = source.choice((0.1, 1.0, 1.0, 3.0))
    tensors = {name: torch.randn(shape, generator=generator, dtype=torch.float64) * scale for name, shape in shapes.items()}  # fmt: skip
    written: list[str] = []
    for at in range(lines):
        name = source.choice((f"t{at}", f"t{at}", f"t{at}", source.choice(list(shapes))))  # now and then bound anew
        expression = _expression(source, shapes, unruled)
        shape = _shape(expression, shapes)
        if shape is None or torch.Size(shape).numel() > 200 or len(shape) > 4:
            continue
        guarded = source.random() < 0.05 and _shape(expression, shapes, guarded=True) is not None
        written += ["with torch.no_grad():", f"    {name} = {expression}"] if guarded else [f"{name} = {expression}"]
        shapes[name] = shape
    parts = [name for name in shapes if source.random() < 0.5] or list(shapes)
    terms = [f"{source.choice(('0.5 * ', '-', ''))}{name}{source.choice(('.sum()', '.mean()'))}" for name in parts]
    written.append(f"loss = {' + '.join(terms)}")
    text = "\n".join(written)
    read = {name: tensor for name, tensor in tensors.items() if _reads(text, name)}
    leaves = tuple(name for name in read if source.random() < 0.8) or tuple(read)
    return Grown(text, read, leaves, source.choice((torch.float32, torch.float64)))


def _reads(text: str, name: str) -> bool:
    """Whether a text reads a name before it binds it."""
    for line in text.splitlines():
        bound, _, expression = line.strip().partition(" = ")
        if name in _words(expression):
            return True
        if bound == name:
            return False
    return False


def _words(expression: str) -> set[str]:
    return set("".join(each if each.isalnum() or each == "_" else " " for each in expression).split())


def _expression(source: random.Random, shapes: dict[str, Shape], unruled: float) -> str:
    a, b = source.choice(list(shapes)), source.choice(list(shapes))
    if source.random() < unruled:
        return source.choice(UNRULED).format(a=a)
    table = source.choice(
        (SINGLE, SINGLE, SINGLE, DOUBLE, DOUBLE, DOUBLE, SUMMED, FLAT, EQUAL, ("{a} @ {b}",), UNTRACKED)
    )
    return source.choice(table).format(a=a, b=b)


def _shape(expression: str, shapes: dict[str, Shape], *, guarded: bool = False) -> Shape | None:
    """The shape of what it makes by torch; None for what torch, or the language, refuses."""
    try:
        program = parse(f"with torch.no_grad():\n    out = {expression}" if guarded else f"out = {expression}")
        return shapes_of(program, shapes)[program.result]
    except ProgramError:
        return None


@st.composite
def programs(draw: st.DrawFn, unruled: float = 0.0) -> Grown:
    """Programs of 1 to 12 lines; they shrink to few lines and seed 0."""
    lines, seed = draw(st.integers(1, 12)), draw(st.integers(0, 2**32 - 1))
    return grow(random.Random(seed), lines, unruled)  # noqa: S311  # a test draws programs, not keys
