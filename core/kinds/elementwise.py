"""Functions of each number by itself, and of two numbers of which one is taken."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from core.kinds.kind import Call, Kind, Operand, Option, Rule
from core.kinds.pulls import ONE, ZERO, gate, multiply
from core.kinds.shapes import broadcast, limited, same
from core.kinds.spelling import Runs, methods, of_functional, of_torch, real_or_none

DOCS = "https://docs.pytorch.org/docs/stable/generated/"


def read(call: Call, at: int = 0) -> Tensor:
    """The operand as a tensor."""
    operand = call.operands[at]
    return operand if isinstance(operand, Tensor) else torch.tensor(operand, dtype=call.out.dtype)


def _within(call: Call) -> Tensor:
    """Torch lets the gradient of a clamp through at both limits."""
    number, low, high = read(call), call.options["min"], call.options["max"]
    inside = torch.ones_like(number, dtype=torch.bool)
    if low is not None:
        inside = inside & (number >= low)
    if high is not None:
        inside = inside & (number <= high)
    return inside


def _taken(at: int, loses: Callable[[Tensor, Tensor], Tensor]) -> Rule:
    """Of the larger or smaller of two: 1 where this one was taken, half where both are equal, as torch shares it."""

    def local(call: Call) -> Operand:
        mine, theirs = read(call, at), read(call, 1 - at)
        lost = loses(mine, theirs)  # of nan neither loses, and torch lets the gradient through to both
        return ~lost * torch.where(mine == theirs, 0.5, 1.0).to(call.out.dtype)

    return Rule(gate, local, does="gate", reads=(0, 1), name="1 where taken")


def _chosen(at: int) -> Rule:
    """Of `where`: 1 where the condition chose this one."""
    return Rule(
        gate,
        lambda call: read(call) == (at == 1),
        does="gate",
        reads=(0,),
        name="1 where chosen",
    )


def _function(
    name: str,
    rule: Rule,
    *,
    symbol: str,
    does: str,
    formula: str,
    kinked: bool = False,
    between: tuple[float, float] | None = None,
    functions: Runs | None = None,
) -> Kind:
    """A function of each number that torch offers as `torch.name(x)` and `x.name()`."""
    return Kind(
        name,
        same,
        (rule,),
        functions=of_torch(name) | (functions or {}),
        methods=methods(name),
        symbol=symbol,
        does=does,
        formula=formula,
        kinked=kinked,
        between=between,
        source=f"{DOCS}torch.{name}.html",
    )


ELEMENTWISE = (
    _function(
        "abs",
        Rule(
            multiply,
            lambda call: torch.sign(read(call)),
            reads=(0,),
            name="sign",
            formula=r"\operatorname{sign}(r)",
        ),
        symbol="| |",
        does="keeps the size of each {each} and drops its sign",
        formula="|r|",
        between=(0, math.inf),
        kinked=True,
        functions={"abs": torch.abs},
    ),
    _function(
        "relu",
        Rule(
            gate,
            lambda call: call.out.clone().ne_(ZERO),  # 1 or 0; nan is not 0, and torch lets its gradient through
            does="gate",
            reads=(0,),
            name="1 where positive",
            formula=r"[r > 0]",
        ),
        symbol="relu",
        does="keeps positive ones and makes the others 0",
        formula=r"\max(0, r)",
        between=(0, math.inf),
        kinked=True,
        functions=of_functional("relu"),
    ),
    _function(
        "sigmoid",
        Rule(
            multiply,
            lambda call: (1 - call.out) * call.out,
            factors=lambda call: (ONE - call.out, call.out),
            size=lambda call: (1 + call.out) * call.out,
            reads=(-1,),
            name="y · (1 − y)",
            formula=r"\sigma(r)\,(1 - \sigma(r))",
        ),
        symbol="σ",
        does="presses each {each} between 0 and 1",
        formula=r"\sigma(r)",
        between=(0, 1),
        functions=of_functional("sigmoid"),
    ),
    _function(
        "tanh",
        Rule(
            multiply,
            lambda call: 1 - call.out * call.out,
            size=lambda call: 1 + call.out * call.out,
            reads=(-1,),
            name="1 − y²",
            formula=r"1 - \tanh(r)^2",
        ),
        symbol="tanh",
        does="presses each {each} between −1 and 1",
        formula=r"\tanh(r)",
        between=(-1, 1),
        functions=of_functional("tanh"),
    ),
    _function(
        "exp",
        Rule(multiply, lambda call: call.out, reads=(-1,), name="its result", formula="e^r"),
        symbol="eˣ",
        does="raises e to each {each}",
        formula="e^r",
        between=(0, math.inf),
    ),
    _function(
        "log",
        Rule(multiply, lambda call: read(call).reciprocal(), reads=(0,), name="1 / {each}", formula=r"\tfrac{1}{r}"),
        symbol="log",
        does="takes the natural logarithm of each {each}",
        formula=r"\log(r)",
    ),
    _function(
        "sqrt",
        Rule(multiply, lambda call: 1 / (2 * call.out), reads=(-1,), name="1 / 2y", formula=r"\tfrac{1}{2\sqrt{r}}"),
        symbol="√",
        does="takes the square root of each {each}",
        formula=r"\sqrt{r}",
        between=(0, math.inf),
    ),
    _function(
        "cosh",
        Rule(multiply, lambda call: torch.sinh(read(call)), reads=(0,), name="sinh", formula=r"\sinh(r)"),
        symbol="cosh",
        does="takes the hyperbolic cosine of each {each}",
        formula=r"\cosh(r)",
        between=(1, math.inf),
    ),
    _function(
        "sinh",
        Rule(multiply, lambda call: torch.cosh(read(call)), reads=(0,), name="cosh", formula=r"\cosh(r)"),
        symbol="sinh",
        does="takes the hyperbolic sine of each {each}",
        formula=r"\sinh(r)",
    ),
    _function(
        "sin",
        Rule(multiply, lambda call: torch.cos(read(call)), reads=(0,), name="cos", formula=r"\cos(r)"),
        symbol="sin",
        does="takes the sine of each {each}",
        formula=r"\sin(r)",
        between=(-1, 1),
    ),
    _function(
        "cos",
        Rule(multiply, lambda call: -torch.sin(read(call)), reads=(0,), name="−sin", formula=r"-\sin(r)"),
        symbol="cos",
        does="takes the cosine of each {each}",
        formula=r"\cos(r)",
        between=(-1, 1),
    ),
    _function(
        "reciprocal",
        Rule(multiply, lambda call: -(call.out * call.out), reads=(-1,), name="−y²", formula=r"-\tfrac{1}{r^2}"),
        symbol="1 / ( )",
        does="divides 1 by each {each}",
        formula=r"\tfrac{1}{r}",
    ),
    _function(
        "sign",
        Rule(multiply, lambda call: torch.zeros_like(call.out), reads=(), name="0", formula="0"),
        symbol="sign",
        does="keeps the sign of each {each} alone; a gradient arrives, and it is 0",
        formula=r"\operatorname{sign}(r)",
        kinked=True,
    ),
    Kind(
        "clamp",
        limited,
        (Rule(gate, _within, does="gate", reads=(0,), name="1 within"),),
        options={"min": Option(real_or_none), "max": Option(real_or_none)},
        functions=of_torch("clamp", "clip"),
        methods=methods("clamp", "clip"),
        symbol="clamp",
        does="holds each {each} between two limits",
        formula=r"\operatorname{clamp}(r)",
        source=f"{DOCS}torch.clamp.html",
    ),
    *(
        Kind(
            name,
            broadcast,
            (_taken(0, loses), _taken(1, loses)),
            ("input", "other"),
            functions=of_torch(name),
            methods=methods(name),
            symbol=name[:3],
            does=f"takes the {which} of the two, number by number",
            formula=rf"\{name[:3]}(a, b)",
            kinked=True,
            source=f"{DOCS}torch.{name}.html",
        )
        for name, which, loses in (("maximum", "larger", torch.lt), ("minimum", "smaller", torch.gt))
    ),
    Kind(
        "where",
        broadcast,
        (None, _chosen(1), _chosen(2)),
        ("condition", "input", "other"),
        numbers=True,
        one_tensor_of=("input", "other"),
        functions=of_torch("where"),
        symbol="where",
        does="takes the second where the condition holds, and the third elsewhere",
        formula=r"\text{where}(a, b, c)",
        source=f"{DOCS}torch.where.html",
    ),
)
