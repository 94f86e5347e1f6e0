"""Operations that record no node: what comes out of them is not tracked, and no gradient passes back."""

import operator

from core.kinds.elementwise import DOCS
from core.kinds.kind import Kind
from core.kinds.shapes import broadcast, same
from core.kinds.spelling import methods, of_torch

CUTTING = (
    Kind(
        "detach",
        same,
        (None,),
        methods=methods("detach"),
        functions=of_torch("detach"),
        cut="it gives the same numbers without the graph",
        symbol="detach",
        does="gives the same numbers without the graph, in the same memory",
        formula="r",
        source=f"{DOCS}torch.Tensor.detach.html",
    ),
    Kind(
        "data",
        same,
        (None,),
        attributes={"data": lambda x: x.data},
        cut="it gives the same numbers without the graph, and changes of them go unnoticed",
        symbol=".data",
        does="gives the same numbers without the graph, in the same memory",
        formula="r",
        source="https://docs.pytorch.org/docs/stable/notes/autograd.html",
    ),
    Kind(
        "zeros_like",
        same,
        (None,),
        functions=of_torch("zeros_like"),
        cut="it reads the shape alone",
        flat=True,
        symbol="zeros",
        does="makes zeros of the same shape",
        formula="0",
        source=f"{DOCS}torch.zeros_like.html",
    ),
    Kind(
        "ones_like",
        same,
        (None,),
        functions=of_torch("ones_like"),
        cut="it reads the shape alone",
        flat=True,
        symbol="ones",
        does="makes ones of the same shape",
        formula="1",
        source=f"{DOCS}torch.ones_like.html",
    ),
    Kind(
        "compare",
        broadcast,
        (None, None),
        ("input", "other"),
        numbers=True,
        operators={
            ">": operator.gt,
            ">=": operator.ge,
            "<": operator.lt,
            "<=": operator.le,
            "==": operator.eq,
            "!=": operator.ne,
        },
        cut="it gives True or False, and these have no slope",
        flat=True,
        symbol="compare",
        does="compares the two, number by number",
        formula=r"a \gtrless b",
        source="https://docs.pytorch.org/docs/stable/torch.html#comparison-ops",
    ),
)
