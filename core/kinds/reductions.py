"""Operations that add up along dimensions."""

from core.kinds.elementwise import DOCS
from core.kinds.kind import Kind, Rule
from core.kinds.pulls import copied, one_over, shared
from core.kinds.shapes import reduced
from core.kinds.spelling import DIMS, KEEPDIM, methods, of_torch

REDUCTIONS = (
    Kind(
        "sum",
        reduced,
        (Rule(copied, does="copy", name="1", formula="1"),),
        options={"dim": DIMS, "keepdim": KEEPDIM},
        functions=of_torch("sum"),
        methods=methods("sum"),
        symbol="add",
        does="adds up the numbers",
        formula=r"\sum r",
        source=f"{DOCS}torch.sum.html",
    ),
    Kind(
        "mean",
        reduced,
        (Rule(shared, one_over, does="copy", name="1/N", formula=r"\tfrac{1}{N}"),),
        options={"dim": DIMS, "keepdim": KEEPDIM},
        functions=of_torch("mean"),
        methods=methods("mean"),
        symbol="mean",
        does="averages the numbers",
        formula=r"\tfrac{1}{N}\sum r",
        source=f"{DOCS}torch.mean.html",
    ),
)
