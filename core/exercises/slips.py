"""The slips that people make in the article's model: each a function that computes the wrong number.

A registry: an answer is compared with what each of them gives (`answers`), a drawn exercise is one at which none of
them gives the right number, and a test runs them all.
"""

from collections.abc import Iterator
from dataclasses import replace

import torch

from core.engine.backward import BackwardStep
from core.engine.whole_run import Replay
from core.exercises.asked import Asked, before, node_of, number_of
from core.exercises.slip import NO_LOCAL, NO_UPSTREAM, TURNED, Slip
from core.mistakes.mistake import Lane
from core.scenario.losses import REDUCTIONS

BACKWARD = {"gradient", "contribution", "total", "kept"}
Place = tuple[Lane, str]


def _forgotten_n(run: Replay, asked: Asked) -> Iterator[float]:
    size = run.scenario.n_samples
    if not REDUCTIONS[run.scenario.reduction].divides or size == 1:
        return
    if asked.what in BACKWARD and asked.tensor != "loss":
        yield number_of(run, asked) * size
    if asked.what == "value" and asked.tensor == "loss":
        yield number_of(run, asked) * size


def _divided_twice(run: Replay, asked: Asked) -> Iterator[float]:
    size = run.scenario.n_samples
    if asked.what in {"total", "kept"} and REDUCTIONS[run.scenario.reduction].divides and size > 1:
        yield number_of(run, asked) / size


def _averaged(run: Replay, asked: Asked) -> Iterator[float]:
    size = run.scenario.n_samples
    if REDUCTIONS[run.scenario.reduction].divides or size == 1 or (asked.tensor == "loss" and asked.what != "value"):
        return
    if asked.what in BACKWARD or (asked.what, asked.tensor) == ("value", "loss"):
        yield number_of(run, asked) / size


def _flipped(run: Replay, asked: Asked) -> Iterator[float]:
    yield -number_of(run, asked)


def _target_minus_prediction(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what == "value" and asked.tensor == "residuals":
        yield -number_of(run, asked)
        return
    link = _derivative(run)
    if link is None or asked.what not in {"local", *BACKWARD} or not _behind(run, asked, link):
        return
    turned = _slope_at(run, link, -run.forward[link.receiver].value)
    if asked.what == "local":
        if asked.tensor == link.tensor:
            yield turned[asked.index].item()
        return
    yield from _with_local(run, asked, link, turned)


def _wrong_argument(run: Replay, asked: Asked) -> Iterator[float]:
    link = _derivative(run)
    if link is None or not _behind(run, asked, link):
        return
    for other in (run.forward["preds"].value, run.scenario.t_dep):
        taken = _slope_at(run, link, other)
        if asked.what == "local" and asked.tensor == link.tensor:
            yield taken[asked.index].item()
        elif asked.what in BACKWARD:
            yield from _with_local(run, asked, link, taken)


def _loss_for_derivative(run: Replay, asked: Asked) -> Iterator[float]:
    link = _derivative(run)
    if link is None or not _behind(run, asked, link):
        return
    value = run.forward[link.tensor].value
    if asked.what == "local" and asked.tensor == link.tensor:
        yield value[asked.index].item()
    elif asked.what in BACKWARD:
        yield from _with_local(run, asked, link, value)


def _wrong_axis(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what == "value" and asked.tensor == "preds":
        found = run.forward["products"].value.sum(0)
        if asked.index[0] < len(found):
            yield found[asked.index[0]].item()
    if asked.what in {"total", "kept"}:
        found = node_of(run, "products").unreduced.sum(1)
        if asked.j < len(found):
            yield asked.calls * found[asked.j].item()


def _no_upstream(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what == "contribution":
        yield run.scenario.t_indep[asked.index].item()
    if asked.what == "gradient":
        link = before(run, asked.tensor)
        if link is not None and link.local is not None:
            yield (link.local if link.local.ndim == 0 else link.local[asked.index]).item()
    if asked.what in {"total", "kept"}:
        yield asked.calls * run.scenario.t_indep[:, asked.j].sum().item()


def _no_local(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what == "contribution":
        yield node_of(run, "products").grad_in[asked.index].item()
    if asked.what == "gradient":
        link = before(run, asked.tensor)
        if link is not None and link.local is not None:
            yield (link.grad_in if link.grad_in.ndim == 0 else link.grad_in[asked.index]).item()
    if asked.what in {"total", "kept"}:
        yield asked.calls * node_of(run, "products").grad_in[:, asked.j].sum().item()


def _one_sample(run: Replay, asked: Asked) -> Iterator[float]:
    if run.scenario.n_samples == 1:
        return
    if asked.what in {"total", "kept"}:
        for share in node_of(run, "products").unreduced[:, asked.j].tolist():
            yield asked.calls * share
    if asked.what == "value" and asked.tensor == "loss":
        factor = REDUCTIONS[run.scenario.reduction].factor(run.scenario.n_samples)
        for error in run.forward["errors"].value.tolist():
            yield error
            yield factor * error


def _replaced(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what == "kept" and asked.calls > 1:
        yield number_of(run, replace(asked, calls=1))


def _transposed(run: Replay, asked: Asked) -> Iterator[float]:
    if asked.what != "contribution" and (asked.what, asked.tensor) != ("value", "products"):
        return
    (i, j), (rows, columns) = asked.index, run.scenario.t_indep.shape
    if i == j or j >= rows or i >= columns:
        return
    other = run.scenario.t_indep[j, i].item()
    if asked.what == "contribution":
        yield other * node_of(run, "products").grad_in[i, j].item()
    else:
        yield other * run.scenario.coeffs[j].item()


# -- what several of them need


def _derivative(run: Replay) -> BackwardStep | None:
    """The node at which the loss's derivative is taken: the one that hands `residuals` its gradient."""
    return before(run, "residuals")


def _behind(run: Replay, asked: Asked, link: BackwardStep) -> bool:
    """Whether a number is that node's own, or reached through it."""
    if asked.what == "local":
        return asked.tensor == link.tensor
    order = [step.tensor for step in run.backward.steps]
    return asked.what != "gradient" or order.index(asked.tensor) > order.index(link.tensor)


def _slope_at(run: Replay, link: BackwardStep, x: torch.Tensor) -> torch.Tensor:
    """The local derivative of a node's call at other numbers, (N,) -> (N,), by the call's hand rule."""
    operation, rule = link.operation, link.hand_rule
    assert operation is not None
    assert rule is not None
    values = list(run.forward.values)
    values[operation.values[0]] = x
    values[operation.result] = operation.run(
        *[x if read is not None else number for read, number in zip(operation.reads, operation.numbers, strict=True)],
        **operation.written,
    )
    local = rule.local(operation.call(values)) if rule.local else 1.0
    return local.to(x.dtype) if isinstance(local, torch.Tensor) else torch.full_like(x, local)


def _with_local(run: Replay, asked: Asked, link: BackwardStep, local: torch.Tensor) -> Iterator[float]:
    """The asked gradient with another local derivative at that node: (N,) upstream × local, then on as it goes."""
    residuals = link.grad_in * local
    if asked.what == "gradient":
        yield residuals[asked.i].item()
        return
    contributions = residuals[:, None] * run.scenario.t_indep
    if asked.what == "contribution":
        yield contributions[asked.index].item()
    else:
        yield asked.calls * contributions[:, asked.j].sum().item()


def _at_mean(_: Replay, asked: Asked) -> Place:
    return ("values" if asked.what == "value" else "nodes"), "loss"


def _at_residuals(_: Replay, __: Asked) -> Place:
    return "values", "residuals"


def _at_derivative(run: Replay, _: Asked) -> Place:
    link = _derivative(run)
    return "nodes", link.tensor if link is not None else "errors"


def _at_sum(_: Replay, asked: Asked) -> Place:
    return ("values", "preds") if asked.what == "value" else ("gradients", "coeffs")


def _at_itself(run: Replay, asked: Asked) -> Place:
    if asked.what == "value":
        return "values", asked.tensor
    if asked.what == "local":
        return "nodes", asked.tensor
    link = before(run, asked.tensor)
    return "nodes", link.tensor if link is not None and asked.what == "gradient" else "products"


def _at_kept(_: Replay, __: Asked) -> Place:
    return "gradients", "coeffs"


def _at_input(_: Replay, __: Asked) -> Place:
    return "values", "t_indep"


SLIPS: dict[str, Slip[Asked, str]] = {
    "n": Slip("1/N is forgotten", "The loss is a mean: `errors.mean()` divides by N.", _forgotten_n, _at_mean),
    "twice": Slip(
        "divided by N once more", "1/N is in every contribution already: they are added.", _divided_twice, _at_sum
    ),
    "mean": Slip("divided by N", "The loss is a sum: `errors.sum()` divides by nothing.", _averaged, _at_mean),
    "sign": Slip(*TURNED, _flipped, _at_itself),
    "target": Slip(
        "target minus prediction",
        "`residuals = preds - t_dep`: positive where the prediction is above its target.",
        _target_minus_prediction,
        _at_residuals,
    ),
    "argument": Slip(
        "the derivative is taken at another number",
        "The loss is a function of the residual: its derivative is taken there, not at the prediction or the target.",
        _wrong_argument,
        _at_derivative,
    ),
    "value": Slip(
        "the error in place of its derivative",
        "The local derivative says how fast the error changes, not how large it is.",
        _loss_for_derivative,
        _at_derivative,
    ),
    "axis": Slip(
        "summed over the wrong axis",
        "A prediction is the sum of its row; a coefficient's gradient is the sum of its column, one number a sample.",
        _wrong_axis,
        _at_sum,
    ),
    "upstream": Slip(*NO_UPSTREAM, _no_upstream, _at_itself),
    "local": Slip(*NO_LOCAL, _no_local, _at_itself),
    "one": Slip("one sample alone", "Every sample contributes to this number.", _one_sample, _at_sum),
    "replaced": Slip("replaced instead of added", "`backward()` adds to what `.grad` holds.", _replaced, _at_kept),
    "transposed": Slip(
        "row and column exchanged", "`t_indep[i, j]`: i is the sample, j the coefficient.", _transposed, _at_input
    ),
}
