"""Torch's own losses, each one call that may record several nodes."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from core.kinds.elementwise import DOCS, read
from core.kinds.kind import Call, Kind, Option, Rule, Text, said
from core.kinds.pulls import multiply
from core.kinds.shapes import error
from core.kinds.spelling import REDUCTION, of_functional, positive

BOTH = ("input", "target")

LEAST = torch.tensor(1e-12, dtype=torch.float32).item()
"""The least p (1 - p) that torch divides by in `binary_cross_entropy`: a float in its source, whatever the dtype."""


def _apart(call: Call) -> Tensor:
    return read(call, 0) - read(call, 1)


def _share(call: Call) -> float:
    """What the reduction gives each error: 1/N for the mean."""
    return 1 / max(1, read(call).numel()) if call.options["reduction"] == "mean" else 1.0


def _rules(derivative: Callable[[Tensor, Call], Tensor], name: Text, formula: Text) -> tuple[Rule, Rule]:
    """The two rules of a function of input - target."""

    def negative(text: Text, sign: str) -> Text:
        return f"{sign}{text}" if isinstance(text, str) else lambda options: f"{sign}{said(text, options)}"

    def of_input(call: Call) -> Tensor:
        return derivative(_apart(call), call) * _share(call)

    return (
        Rule(multiply, of_input, reads=(0, 1), name=name, formula=formula),
        Rule(
            multiply,
            lambda call: -of_input(call),
            reads=(0, 1),
            name=negative(name, "−"),
            formula=negative(formula, "-"),
        ),
    )


def _smooth(apart: Tensor, call: Call) -> Tensor:
    beta = call.options["beta"]
    scaled: Tensor = apart / beta
    return scaled.clamp(-1, 1)


def _straight(apart: Tensor, call: Call) -> Tensor:
    delta = min(call.options["delta"], torch.finfo(apart.dtype).max)  # torch takes no limit that the dtype cannot hold
    return apart.clamp(-delta, delta)


def _huber(options: Mapping[str, Any]) -> str:
    """What Huber's loss does, with its limit in numbers."""
    delta = options["delta"]
    if delta == 1:
        return "gives half the square of a {each}, or beyond ±1 its size less ½"
    return f"gives half the square of a {{each}}, or beyond ±{delta:g} its size less {delta / 2:g}, all times {delta:g}"


def _huber_formula(options: Mapping[str, Any]) -> str:
    delta = options["delta"]
    limit, beyond = f"{delta:g}", r"|r| - \tfrac12" if delta == 1 else rf"{delta:g}\,(|r| - {delta / 2:g})"
    return rf"\begin{{cases}}\tfrac12 r^2 & |r| \le {limit}\\ {beyond} & |r| > {limit}\end{{cases}}"


def _cross_entropy(call: Call) -> Tensor:
    probability, target = read(call, 0), read(call, 1)
    return (probability - target) / (probability * (1 - probability)).clamp(min=LEAST) * _share(call)


def _log_odds(call: Call, sign: float) -> Tensor:
    probability = read(call, 0)
    of_one, of_zero = torch.log1p(-probability), torch.log(probability)
    if sign > 0:
        of_one, of_zero = of_one.abs(), of_zero.abs()
    return (of_one + sign * of_zero) * _share(call)


ERRORS = (
    Kind(
        "l1_loss",
        error,
        _rules(lambda apart, _: torch.sign(apart), "sign", r"\operatorname{sign}(a - b)"),
        BOTH,
        options={"reduction": REDUCTION},
        functions=of_functional("l1_loss"),
        symbol="L1",
        does="takes the size of each {each}",
        formula="|a - b|",
        kinked=True,
        source=f"{DOCS}torch.nn.functional.l1_loss.html",
    ),
    Kind(
        "mse_loss",
        error,
        _rules(lambda apart, _: 2 * apart, "2 · difference", "2(a - b)"),
        BOTH,
        options={"reduction": REDUCTION},
        functions=of_functional("mse_loss"),
        symbol="MSE",
        does="squares each {each}",
        formula="(a - b)^2",
        source=f"{DOCS}torch.nn.functional.mse_loss.html",
    ),
    Kind(
        "huber_loss",
        error,
        _rules(
            _straight,
            lambda options: f"clamp to ±{options['delta']:g}",
            lambda options: rf"\operatorname{{clamp}}(r, -{options['delta']:g}, {options['delta']:g})",
        ),
        BOTH,
        options={"reduction": REDUCTION, "delta": Option(positive, 1.0)},
        functions=of_functional("huber_loss"),
        symbol="Huber",
        does=_huber,
        formula=_huber_formula,
        source=f"{DOCS}torch.nn.functional.huber_loss.html",
    ),
    Kind(
        "smooth_l1_loss",
        error,
        _rules(_smooth, "clamp to ±1", r"\operatorname{clamp}(\tfrac{a - b}{\beta}, -1, 1)"),
        BOTH,
        options={"reduction": REDUCTION, "beta": Option(positive, 1.0)},
        functions=of_functional("smooth_l1_loss"),
        symbol="smooth L1",
        does="takes the size of each {each}, rounded off near 0",
        formula=r"\text{smooth}(a - b)",
        source=f"{DOCS}torch.nn.functional.smooth_l1_loss.html",
    ),
    Kind(
        "binary_cross_entropy",
        error,
        (
            Rule(multiply, _cross_entropy, reads=(0, 1), name="(p − y) / p(1 − p)"),
            Rule(
                multiply,
                lambda call: _log_odds(call, -1.0),
                size=lambda call: _log_odds(call, 1.0),
                reads=(0,),
                name="log(1 − p) − log p",
            ),
        ),
        BOTH,
        options={"reduction": REDUCTION},
        functions=of_functional("binary_cross_entropy"),
        symbol="BCE",
        does="takes the cross-entropy between each probability and its target",
        formula=r"-b\log a - (1 - b)\log(1 - a)",
        source=f"{DOCS}torch.nn.functional.binary_cross_entropy.html",
    ),
    Kind(
        "binary_cross_entropy_with_logits",
        error,
        (
            Rule(
                multiply,
                lambda call: (torch.sigmoid(read(call)) - read(call, 1)) * _share(call),
                size=lambda call: (torch.sigmoid(read(call)) + read(call, 1).abs()) * _share(call),
                reads=(0, 1),
                name="σ(x) − y",
                formula=r"\sigma(a) - b",
            ),
            Rule(multiply, lambda call: -read(call) * _share(call), reads=(0,), name="−x", formula="-a"),
        ),
        BOTH,
        options={"reduction": REDUCTION},
        functions=of_functional("binary_cross_entropy_with_logits"),
        symbol="BCE of σ",
        does="takes the cross-entropy between the sigmoid of each {each} and its target",
        formula=r"-b\log\sigma(a) - (1 - b)\log(1 - \sigma(a))",
        source=f"{DOCS}torch.nn.functional.binary_cross_entropy_with_logits.html",
    ),
)
