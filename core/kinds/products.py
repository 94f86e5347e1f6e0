"""Products of matrices and vectors, up to two dimensions."""

import operator

from torch import Tensor

from core.kinds.elementwise import DOCS
from core.kinds.kind import Call, Kind, Operand, Rule
from core.kinds.pulls import passed, times_left, times_right
from core.kinds.shapes import inner, linear, matrices, matrix_product, outer, product_work
from core.kinds.spelling import methods, of_functional, of_torch

LEFT = Rule(
    times_right, lambda call: call.operands[1], does="matrix", reads=(1,), name="second, transposed", formula="b^T"
)
RIGHT = Rule(
    times_left, lambda call: call.operands[0], does="matrix", reads=(0,), name="first, transposed", formula="a^T"
)


def _by_first(gradient: Tensor, left: Operand | None, _: Call, __: int) -> Tensor:
    assert isinstance(left, Tensor)
    return gradient.T @ left


def _by_second(gradient: Tensor, right: Operand | None, _: Call, __: int) -> Tensor:
    assert isinstance(right, Tensor)
    return gradient @ right


def _by_weight(gradient: Tensor, weight: Operand | None, _: Call, __: int) -> Tensor:
    assert isinstance(weight, Tensor)
    return gradient @ weight


def _for_weight(gradient: Tensor, given: Operand | None, _: Call, __: int) -> Tensor:
    assert isinstance(given, Tensor)
    return gradient[:, None] @ given[None] if given.ndim == 1 else gradient.T @ given


PRODUCTS = (
    Kind(
        "matmul",
        matrix_product,
        (LEFT, RIGHT),
        ("input", "other"),
        functions=of_torch("matmul"),
        methods=methods("matmul"),
        operators={"@": operator.matmul},
        work=product_work,
        symbol="@",
        does="multiplies each row of the first with each column of the second and adds up",
        formula=r"a\,b",
        source=f"{DOCS}torch.matmul.html",
    ),
    Kind(
        "mm",
        matrices,
        (LEFT, RIGHT),
        ("input", "mat2"),
        functions=of_torch("mm"),
        methods=methods("mm"),
        work=product_work,
        symbol="@",
        does="multiplies each row of the first with each column of the second and adds up",
        formula=r"a\,b",
        source=f"{DOCS}torch.mm.html",
    ),
    Kind(
        "dot",
        inner,
        (LEFT, RIGHT),
        ("input", "tensor"),
        functions=of_torch("dot"),
        methods=methods("dot"),
        symbol="·",
        does="multiplies number by number and adds up",
        formula=r"a \cdot b",
        source=f"{DOCS}torch.dot.html",
    ),
    Kind(
        "outer",
        outer,
        (
            Rule(_by_second, lambda call: call.operands[1], does="matrix", reads=(1,), name="second", formula="b"),
            Rule(_by_first, lambda call: call.operands[0], does="matrix", reads=(0,), name="first", formula="a"),
        ),
        ("input", "vec2"),
        functions=of_torch("outer"),
        methods=methods("outer"),
        symbol="outer",
        does="multiplies each number of the first with each of the second",
        formula=r"a\,b^T",
        source=f"{DOCS}torch.outer.html",
    ),
    Kind(
        "linear",
        linear,
        (
            Rule(_by_weight, lambda call: call.operands[1], does="matrix", reads=(1,), name="weight", formula="b"),
            Rule(_for_weight, lambda call: call.operands[0], does="matrix", reads=(0,), name="input", formula="a"),
            Rule(passed, lambda _: 1.0, name="1", formula="1"),
        ),
        ("input", "weight", "bias"),
        required=2,
        functions=of_functional("linear"),
        work=lambda shapes, out: product_work((shapes[0], shapes[1][::-1]), out),
        symbol="linear",
        does="multiplies with the weight, transposed, and adds the bias",
        formula="a\\,b^T + c",
        source=f"{DOCS}torch.nn.functional.linear.html",
    ),
)
