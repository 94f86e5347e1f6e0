"""Arithmetic with one or two operands; numbers may stand in the place of tensors."""

import math
import operator

import torch
from torch import Tensor

from core.kinds.elementwise import read
from core.kinds.kind import Call, Kind, Operand, Option, Rule
from core.kinds.pulls import PASSES, TURNS, multiply, other
from core.kinds.shapes import broadcast, same
from core.kinds.spelling import methods, of_torch, real

BOTH = ("input", "other")

POWER = "a ** b"
"""The operator where the exponent is a tensor; `**` is the one where it is a number."""


def inverse(divisor: Operand) -> Operand:
    """1 / divisor; of a number 0 it is inf, as for torch, and raises nothing."""
    if isinstance(divisor, Tensor):
        return divisor.reciprocal()
    return 1 / divisor if divisor else math.inf


RAISED = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def _of_exponent(call: Call) -> Operand:
    """Of 0 to a power that is not negative torch takes 0, where the logarithm would give nan."""
    base = read(call)
    return torch.where((base == 0) & (read(call, 1) >= 0), 0.0, call.out * torch.log(base))


def _of_base(call: Call) -> Operand:
    base, exponent = read(call), read(call, 1)
    return torch.where(exponent == 0, 0.0, exponent * base ** (exponent - 1))


def _power(exponent: float, squared: str, general: str) -> str:
    """The words for a square, or those for any other power."""
    if exponent == 2:
        return squared
    whole, less = f"{exponent:g}", f"{exponent - 1:g}"
    return general.format(p=whole, q=less, over=whole.translate(RAISED), under=less.translate(RAISED))


ARITHMETIC = (
    Kind(
        "add",
        broadcast,
        (PASSES, PASSES),
        BOTH,
        numbers=True,
        functions=of_torch("add"),
        methods=methods("add"),
        operators={"+": operator.add},
        symbol="+",
        does="adds the two, number by number",
        formula="a + b",
        source="https://docs.pytorch.org/docs/stable/generated/torch.add.html",
    ),
    Kind(
        "sub",
        broadcast,
        (PASSES, TURNS),
        BOTH,
        numbers=True,
        functions=of_torch("sub"),
        methods=methods("sub"),
        operators={"-": operator.sub},
        symbol="−",
        does="subtracts the second from the first, number by number",
        formula="a - b",
        source="https://docs.pytorch.org/docs/stable/generated/torch.sub.html",
    ),
    Kind(
        "mul",
        broadcast,
        (other(0), other(1)),
        BOTH,
        numbers=True,
        functions=of_torch("mul"),
        methods=methods("mul"),
        operators={"*": operator.mul},
        symbol="×",
        does="multiplies the two, number by number",
        formula=r"a \cdot b",
        source="https://docs.pytorch.org/docs/stable/generated/torch.mul.html",
    ),
    Kind(
        "div",
        broadcast,
        (
            Rule(
                multiply,
                lambda call: inverse(call.operands[1]),
                reads=(1,),
                name="1 / divisor",
                formula=r"\tfrac{1}{b}",
            ),
            Rule(
                multiply,
                lambda call: -(call.out / call.operands[1]),
                reads=(-1, 1),
                name="−quotient / divisor",
                formula=r"-\tfrac{a}{b^2}",
            ),
        ),
        BOTH,
        numbers=True,
        functions=of_torch("div"),
        methods=methods("div"),
        operators={"/": operator.truediv},
        symbol="÷",
        does="divides the first by the second, number by number",
        formula=r"\frac{a}{b}",
        source="https://docs.pytorch.org/docs/stable/generated/torch.div.html",
    ),
    Kind(
        "neg",
        same,
        (TURNS,),
        functions=of_torch("neg"),
        methods=methods("neg"),
        operators={"-x": operator.neg},
        symbol="−( )",
        does="turns the sign of each {each}",
        formula="-r",
        source="https://docs.pytorch.org/docs/stable/generated/torch.neg.html",
    ),
    Kind(
        "pow",
        same,
        (
            Rule(
                multiply,
                lambda call: (
                    call.options["exponent"] * call.operands[0] ** (call.options["exponent"] - 1)
                    if call.options["exponent"]
                    else 0.0
                ),
                reads=(0,),
                name=lambda options: _power(options["exponent"], "2 · {each}", "{p} · {{each}}{under}"),
                formula=lambda options: _power(options["exponent"], "2r", "{p} r^{{{q}}}"),
            ),
        ),
        options={"exponent": Option(real, default=...)},
        functions=of_torch("pow"),
        methods=methods("pow"),
        operators={"**": lambda base, exponent: base**exponent},
        symbol=lambda options: _power(options["exponent"], "( )²", "( ){over}"),
        does=lambda options: _power(
            options["exponent"], "squares each {each}", "raises each {{each}} to the power {p}"
        ),
        formula=lambda options: _power(options["exponent"], "r^2", "r^{{{p}}}"),
        source="https://docs.pytorch.org/docs/stable/generated/torch.pow.html",
    ),
    Kind(
        "power",
        broadcast,
        (
            Rule(multiply, _of_base, reads=(0, 1), name="b · aᵇ⁻¹", formula=r"b\,a^{b - 1}"),
            Rule(multiply, _of_exponent, reads=(-1, 0), name="aᵇ · log a", formula=r"a^b \log a"),
        ),
        ("input", "exponent"),
        numbers=True,
        operators={POWER: operator.pow},
        symbol="aᵇ",
        does="raises the first to the power of the second, number by number",
        formula="a^b",
        source="https://docs.pytorch.org/docs/stable/generated/torch.pow.html",
    ),
    Kind(
        "square",
        same,
        (Rule(multiply, lambda call: 2 * call.operands[0], reads=(0,), name="2 · {each}", formula="2r"),),
        functions=of_torch("square"),
        methods=methods("square"),
        symbol="( )²",
        does="squares each {each}",
        formula="r^2",
        source="https://docs.pytorch.org/docs/stable/generated/torch.square.html",
    ),
)
