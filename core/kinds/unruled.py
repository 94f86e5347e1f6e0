"""Operations without a hand rule: torch runs them, and a float64 slope of the call checks what it hands back."""

from core.kinds.elementwise import DOCS
from core.kinds.kind import Kind, Option
from core.kinds.shapes import along, chosen, one, reduced, same, spread
from core.kinds.spelling import DIM, DIMS, KEEPDIM, methods, of_functional, of_torch, truth

UNRULED = (
    *(
        Kind(
            name,
            along,
            options={"dim": DIM},
            functions=of_torch(name) | of_functional(name),
            methods=methods(name),
            symbol=name,
            does=does,
            formula=rf"\text{{{name.replace('_', ' ')}}}(r)",
            source=f"{DOCS}torch.nn.functional.{name}.html",
        )
        for name, does in (
            ("softmax", "makes shares of the numbers that add up to 1"),
            ("log_softmax", "takes the logarithm of the shares that the numbers make"),
        )
    ),
    *(
        Kind(
            name,
            spread,
            options={"dim": DIMS, "unbiased": Option(truth, default=True), "keepdim": KEEPDIM},
            functions=of_torch(name),
            methods=methods(name),
            symbol=name,
            does=does,
            formula=rf"\text{{{name}}}(r)",
            source=f"{DOCS}torch.{name}.html",
        )
        for name, does in (
            ("std", "takes the standard deviation"),
            ("var", "takes the variance"),
        )
    ),
    Kind(
        "logsumexp",
        reduced,
        options={"dim": DIM, "keepdim": KEEPDIM},
        functions=of_torch("logsumexp"),
        methods=methods("logsumexp"),
        symbol="logsumexp",
        does="takes the logarithm of the sum of the exponentials",
        formula=r"\log\sum e^r",
        source=f"{DOCS}torch.logsumexp.html",
    ),
    *(
        Kind(
            name,
            same,
            functions=of_functional(name),
            symbol=name,
            does=does,
            formula=rf"\text{{{name}}}(r)",
            source=f"{DOCS}torch.nn.functional.{name}.html",
        )
        for name, does in (
            ("softplus", "takes a smooth relu"),
            ("silu", "multiplies each number by its sigmoid"),
            ("gelu", "multiplies each number by its normal probability"),
        )
    ),
    *(
        Kind(
            name,
            shape,
            functions=of_torch(name),
            methods=methods(name),
            symbol=name,
            does=does,
            formula=rf"\text{{{name}}}(r)",
            source=f"{DOCS}torch.{name}.html",
        )
        for name, shape, does in (
            ("max", chosen, "takes the largest of all"),
            ("min", chosen, "takes the smallest of all"),
            ("norm", one, "takes the length: the root of the sum of the squares"),
            ("prod", one, "multiplies all numbers"),
        )
    ),
)
