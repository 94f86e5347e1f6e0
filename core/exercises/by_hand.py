"""The calculation by hand of one entry of the gradient in the article's model, number by number, as questions."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.engine.whole_run import Replay
from core.exercises.asked import Asked, number_of
from core.exercises.questions import Question, wrong_numbers
from core.numbers import short
from core.scenario.losses import LOSSES, REDUCTIONS

LISTED = 8
"""Up to how many numbers a hint lists; of more it says what the positive and the negative ones add up to."""


@dataclass(frozen=True)
class HandStage:
    """One number of the calculation.

    Attributes:
        name: what it is called, {i} being the sample and {j} the coefficient.
        asked: (i, j) -> the number.
        rule: the first hint.
        symbols: the second, with {i} and {j}.
        known: (run, i, j) -> the third: the numbers that it is made of.
    """

    name: str
    asked: Callable[[int, int], Asked]
    rule: str
    symbols: Callable[[Replay], str]
    known: Callable[[Replay, int, int], str]


def hand_question(run: Replay, name: str, i: int, j: int) -> Question | None:
    """The question of a stage; None where its number is not finite.

    Args:
        run: what PyTorch computed.
        name: a key of `HAND_STAGES`.
        i: the sample.
        j: the coefficient.
    """
    stage = HAND_STAGES[name]
    asked = stage.asked(i, j)
    right = number_of(run, asked)
    if not math.isfinite(right):
        return None
    called = stage.name.format(i=i, j=j)
    known = stage.known(run, i, j)
    return Question(
        f"What is `{called}`?",
        (stage.rule, stage.symbols(run).format(i=i, j=j), known),
        f"`{called}` is {short(right, signed=asked.what != 'value')}.",
        right,
        slips=wrong_numbers(run, asked),
        scenario=run.scenario,
        chosen=(i, j),
        view="by_hand",
    )


def _products(run: Replay, i: int, _: int) -> str:
    if run.scenario.n_coeffs > LISTED:
        return f"The products of this row are {_listed(run.forward['products'].value[i].tolist())}."
    pairs = zip(run.scenario.t_indep[i].tolist(), run.scenario.coeffs.tolist(), strict=True)
    return f"It is {' + '.join(f'{short(x)} × {short(c)}' for x, c in pairs)}."


def _compared(run: Replay, i: int, _: int) -> str:
    return f"The prediction is {short(run.forward['preds'].value[i].item())}, its target {_target(run, i)}."


def _target(run: Replay, i: int) -> str:
    return short(run.scenario.t_dep[i].item())


def _shared(run: Replay, i: int, _: int) -> str:
    size = run.scenario.n_samples
    share = f"N is {size:,}" if REDUCTIONS[run.scenario.reduction].divides else "a sum divides by nothing"
    return f"The residual is {short(run.forward['residuals'].value[i].item())}, and {share}."


def _sentence(run: Replay) -> str:
    """How a sample contributes, for this loss and reduction; without its input it is the number that is asked for."""
    divided = ", divided by N" if REDUCTIONS[run.scenario.reduction].divides else ""
    return f"{LOSSES[run.scenario.loss].sentence.removesuffix('.')}{divided}. The input comes in the next step."


def _factors(run: Replay, i: int, j: int) -> str:
    slope = number_of(run, Asked("gradient", "residuals", (i,)))
    return (
        f"`∂L/∂residuals[{i}]` is {short(slope, signed=True)}, `t_indep[{i}, {j}]` is "
        f"{short(run.scenario.t_indep[i, j].item())}."
    )


def _column(run: Replay, _: int, j: int) -> str:
    if run.scenario.n_samples == 1:
        return "There is one sample: its contribution is all there is."
    asked = (Asked("contribution", "coeffs", (i, j)) for i in range(run.scenario.n_samples))
    return f"The contributions are {_listed([number_of(run, each) for each in asked])}."


def _listed(numbers: list[float]) -> str:
    if len(numbers) <= LISTED:
        return ", ".join(map(short, numbers))
    up, down = (sum(each for each in numbers if (each > 0) == positive) for positive in (True, False))
    return f"{len(numbers):,} numbers: the positive ones add up to {short(up)}, the others to {short(down)}"


HAND_STAGES: dict[str, HandStage] = {
    "prediction": HandStage(
        "preds[{i}]",
        lambda i, _: Asked("value", "preds", (i,)),
        "A prediction is the sum of its inputs, each times its coefficient.",
        lambda _: "`preds[{i}]` = Σ `t_indep[{i}, k]` × `coeffs[k]`, over all k.",
        _products,
    ),
    "residual": HandStage(
        "residuals[{i}]",
        lambda i, _: Asked("value", "residuals", (i,)),
        "A residual says how far the prediction is above its target; below it, it is negative.",
        lambda _: "`residuals[{i}]` = `preds[{i}]` − `t_dep[{i}]`.",
        _compared,
    ),
    "slope": HandStage(
        "∂L/∂residuals[{i}]",
        lambda i, _: Asked("gradient", "residuals", (i,)),
        "How fast does the loss change with this residual? The derivative of its error × the share of the error in "
        "the loss.",
        _sentence,
        _shared,
    ),
    "contribution": HandStage(
        "contributions[{i}, {j}]",
        lambda i, j: Asked("contribution", "coeffs", (i, j)),
        "How fast the loss changes with the residual × how fast the residual changes with the coefficient.",
        lambda _: "`contributions[{i}, {j}]` = `∂L/∂residuals[{i}]` × `t_indep[{i}, {j}]`.",
        _factors,
    ),
    "total": HandStage(
        "coeffs.grad[{j}]",
        lambda _, j: Asked("total", "coeffs", (j,)),
        "The coefficient was read once a sample: all its contributions are added.",
        lambda _: "`coeffs.grad[{j}]` = Σ `contributions[i, {j}]`, over all samples i.",
        _column,
    ),
}
"""In the order in which they are worked out."""
