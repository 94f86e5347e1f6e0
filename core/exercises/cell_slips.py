"""The slips that people make in a walk through any program, from the hand rules of its kinds.

As `core.exercises.slips` for the article's model, which knows more of it: there a slip is carried on to the gradient,
here it is made at the number that is asked for.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from core.engine.whole_run import Replay
from core.exercises.cells import AskedCell, Handed, arrived, cell_number, way_of
from core.exercises.slip import NO_LOCAL, NO_UPSTREAM, TURNED, Slip
from core.kinds import Call
from core.kinds.pulls import copied
from core.mistakes.mistake import Lane
from core.program import Operation

Place = tuple[Lane, int]
BY_NUMBER = ("multiply", "gate")
"""What a rule does that works number by number."""


def _flipped(run: Replay, asked: AskedCell) -> Iterator[float]:
    yield -cell_number(run, asked)


def _forgotten_n(run: Replay, asked: AskedCell) -> Iterator[float]:
    last = _last(run)
    if last.kind.name == "mean" and _concerned(run, asked):
        yield cell_number(run, asked) * _size(run, last)


def _averaged(run: Replay, asked: AskedCell) -> Iterator[float]:
    last = _last(run)
    if last.kind.name == "sum" and _concerned(run, asked):
        yield cell_number(run, asked) / _size(run, last)


def _no_upstream(run: Replay, asked: AskedCell) -> Iterator[float]:
    way = way_of(run, asked)
    if way is not None and way.rule is not None:
        yield way.again(run, arrives=torch.ones_like(way.step.grad_in))[asked.index].item()


def _no_local(run: Replay, asked: AskedCell) -> Iterator[float]:
    way = way_of(run, asked)
    if way is None or way.rule is None or way.rule.does == "matrix":
        return
    local = way.local(run)
    if local is not None:
        yield way.again(run, local=torch.ones_like(_tensor(local, way)))[asked.index].item()


def _value_for_derivative(run: Replay, asked: AskedCell) -> Iterator[float]:
    way = _through_function(run, asked)
    if way is not None:
        yield way.again(run, local=way.call(run).out)[asked.index].item()


def _wrong_argument(run: Replay, asked: AskedCell) -> Iterator[float]:
    way = _through_function(run, asked)
    if way is None or way.rule is None or way.rule.local is None:
        return
    call = way.call(run)
    (read,) = call.operands
    assert isinstance(read, Tensor)
    with torch.no_grad():
        taken = way.rule.local(Call((call.out,), call.options, read))
    yield way.again(run, local=_tensor(taken, way))[asked.index].item()


def _no_exponent(run: Replay, asked: AskedCell) -> Iterator[float]:
    way = _through_function(run, asked)
    if way is None:
        return
    exponent = {"pow": way.operation.options.get("exponent", 1), "square": 2}.get(way.operation.kind.name, 1)
    if exponent not in (0, 1):
        yield way.again(run, local=_tensor(way.local(run), way) / exponent)[asked.index].item()


def _transposed(run: Replay, asked: AskedCell) -> Iterator[float]:
    if asked.lane == "value":
        operation = run.scenario.program.makers.get(asked.value)
        if operation is not None and _is_product(operation):
            left, right = (run.forward.values[at] for at in operation.values)
            if _square(left):
                yield (left.T @ right)[asked.index].item()
            if _square(right):
                yield (left @ right.T)[asked.index].item()
        return
    way = way_of(run, asked)
    if way is not None and _is_product(way.operation):
        other = way.local(run)
        if isinstance(other, Tensor) and _square(other):
            yield way.again(run, local=other.T)[asked.index].item()


def _wrong_axis(run: Replay, asked: AskedCell) -> Iterator[float]:
    if len(asked.index) != 1:
        return
    (place,) = asked.index
    if asked.lane == "value":
        operation = run.scenario.program.makers.get(asked.value)
        if operation is None or operation.kind.name not in {"sum", "mean"}:
            return
        read, made = run.forward.values[operation.values[0]], run.forward.values[asked.value]
        if read.ndim != 2 or made.ndim != 1:
            return
        dim = operation.options.get("dim")
        kept = 0 if (dim[0] if isinstance(dim, (tuple, list)) else dim) in {1, -1} else 1
        other = read.sum(kept) if operation.kind.name == "sum" else read.mean(kept)
    else:
        way = way_of(run, asked)
        if way is None or way.unreduced.ndim != 2 or way.unreduced.shape == way.edge.grad.shape:
            return
        other = way.unreduced.sum(1)
    if place < len(other):
        yield other[place].item()


def _one_term(run: Replay, asked: AskedCell) -> Iterator[float]:
    if asked.lane == "value":
        operation = run.scenario.program.makers.get(asked.value)
        terms = None if operation is None else _terms_of_value(run, operation, asked.index)
    else:
        way = way_of(run, asked)
        terms = None if way is None else _terms_of_gradient(run, way, asked.index)
    if terms is not None and terms.numel() > 1:
        yield from terms.tolist()


def _one_way(run: Replay, asked: AskedCell) -> Iterator[float]:
    came = arrived(run, asked.value)
    if asked.lane in {"gradient", "kept"} and len(came) > 1:
        for each in came:
            yield each.edge.grad[asked.index].item()


def _no_function(run: Replay, asked: AskedCell) -> Iterator[float]:
    operation = run.scenario.program.makers.get(asked.value)
    if asked.lane == "value" and operation is not None and _is_function(run, operation):
        yield run.forward.values[operation.values[0]][asked.index].item()


def _exchanged(run: Replay, asked: AskedCell) -> Iterator[float]:
    operation = run.scenario.program.makers.get(asked.value)
    if asked.lane == "value" and operation is not None and operation.kind.name == "sub":
        yield -cell_number(run, asked)


def _one_operand(run: Replay, asked: AskedCell) -> Iterator[float]:
    operation = run.scenario.program.makers.get(asked.value)
    if asked.lane != "value" or operation is None or operation.kind.name not in {"add", "sub", "mul"}:
        return
    made = run.forward.values[asked.value]
    for at in operation.values if len(operation.values) == 2 else ():
        yield torch.broadcast_to(run.forward.values[at], made.shape)[asked.index].item()


# -- what several of them need


def _last(run: Replay) -> Operation:
    """The call that makes the loss."""
    return run.scenario.program.operations[-1]


def _size(run: Replay, last: Operation) -> int:
    return run.forward.values[last.values[0]].numel()


def _concerned(run: Replay, asked: AskedCell) -> bool:
    """Whether the last line's factor is in a number: in the loss, and in all gradients but that of the loss."""
    return (asked.lane == "value") == (asked.value == run.scenario.program.result) and _size(run, _last(run)) > 1


def _tensor(local: object, way: Handed) -> Tensor:
    """A local derivative as a tensor of the gradient's dtype: True and False are 1 and 0."""
    return torch.as_tensor(local, dtype=way.step.grad_in.dtype)


def _square(matrix: Tensor) -> bool:
    return matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] > 1


def _is_product(operation: Operation) -> bool:
    return operation.kind.name in {"matmul", "mm"} and len(operation.values) == 2


def _is_function(run: Replay, operation: Operation) -> bool:
    """Whether a call takes a function of each number by itself."""
    rules = operation.kind.rules
    return (
        len(operation.reads) == len(operation.values) == len(rules) == 1
        and rules[0] is not None
        and rules[0].does in BY_NUMBER
        and run.forward.values[operation.values[0]].shape == run.forward.values[operation.result].shape
    )


def _through_function(run: Replay, asked: AskedCell) -> Handed | None:
    """The edge that carried a number back through a function of each number by itself."""
    way = way_of(run, asked)
    return way if way is not None and way.rule is not None and _is_function(run, way.operation) else None


def _terms_of_value(run: Replay, operation: Operation, index: tuple[int, ...]) -> Tensor | None:
    """The terms whose sum an entry of a value is, (terms,); None where it is no sum."""
    values = run.forward.values
    if _is_product(operation):
        left, right = (values[at] for at in operation.values)
        row = left if left.ndim == 1 else left[index[0]]
        return row * (right if right.ndim == 1 else right[:, index[-1]])
    if operation.kind.name not in {"sum", "mean"}:
        return None
    call = operation.call(values)
    which = torch.arange(call.out.numel()).reshape(call.out.shape)
    terms = values[operation.values[0]][copied(which, None, call, 0) == which[index]]
    return terms if operation.kind.name == "sum" else torch.cat([terms, terms / max(1, len(terms))])


def _terms_of_gradient(run: Replay, way: Handed, index: tuple[int, ...]) -> Tensor | None:
    """The same for an entry of a gradient: of a matrix product, and of a tensor that was read several times."""
    if way.unreduced.shape != way.edge.grad.shape:
        which = torch.arange(way.edge.grad.numel()).reshape(way.edge.grad.shape)
        return way.unreduced[torch.broadcast_to(which, way.unreduced.shape) == which[index]]
    if not _is_product(way.operation):
        return None
    left, right = (run.forward.values[at] for at in way.operation.values)
    left, right = left.reshape(-1, left.shape[-1]), right.reshape(len(right), -1)
    arrives = way.step.grad_in.reshape(len(left), right.shape[1])
    if way.edge.operand == 0:
        return arrives[index[0] if len(index) > 1 else 0] * right[index[-1]]
    return left[:, index[0]] * arrives[:, index[1] if len(index) > 1 else 0]


def _at_last(run: Replay, asked: AskedCell) -> Place:
    result = run.scenario.program.result
    return ("values" if asked.lane == "value" else "nodes"), result


def _at_itself(run: Replay, asked: AskedCell) -> Place:
    """Where the number is made: its own value, or the node that handed it on."""
    way = way_of(run, asked)
    if way is not None:
        return "nodes", way.step.value
    return ("values" if asked.lane == "value" else "gradients"), asked.value


def _at_gradient(_: Replay, asked: AskedCell) -> Place:
    return "gradients", asked.value


def _at_read(run: Replay, asked: AskedCell) -> Place:
    """What the call read."""
    return "values", run.scenario.program.makers[asked.value].values[0]


CELL_SLIPS: dict[str, Slip[AskedCell, int]] = {
    "n": Slip(
        "1/N is forgotten",
        "The last line is a mean: it divides by how many numbers it adds.",
        _forgotten_n,
        _at_last,
    ),
    "mean": Slip("divided by N", "The last line takes a sum: it divides by nothing.", _averaged, _at_last),
    "sign": Slip(*TURNED, _flipped, _at_itself),
    "exchanged": Slip("the two are exchanged", "`a - b`: the second is taken from the first.", _exchanged, _at_itself),
    "operand": Slip("one of the two alone", "The operation reads two numbers.", _one_operand, _at_itself),
    "function": Slip(
        "the function is left out",
        "What was read goes through this line's function first.",
        _no_function,
        _at_read,
    ),
    "upstream": Slip(*NO_UPSTREAM, _no_upstream, _at_itself),
    "local": Slip(*NO_LOCAL, _no_local, _at_itself),
    "value": Slip(
        "the function's result in place of its derivative",
        "The local derivative says how fast the result changes, not how large it is.",
        _value_for_derivative,
        _at_itself,
    ),
    "argument": Slip(
        "the derivative is taken at another number",
        "In the local derivative, what the function read and what it made are exchanged.",
        _wrong_argument,
        _at_itself,
    ),
    "exponent": Slip(
        "the exponent in front is forgotten",
        "The derivative of a square is 2 · the number: the exponent comes in front.",
        _no_exponent,
        _at_itself,
    ),
    "transposed": Slip(
        "a factor transposed or not",
        "Forward it is rows of the first times columns of the second; backward the other factor is transposed.",
        _transposed,
        _at_itself,
    ),
    "axis": Slip(
        "summed over the wrong axis",
        "What one number was read for is added up, and nothing else.",
        _wrong_axis,
        _at_itself,
    ),
    "one": Slip("one term alone", "Every term counts in this number: they are added.", _one_term, _at_itself),
    "way": Slip(
        "one way alone",
        "It was read more than once, and a gradient comes back along each way: they are added.",
        _one_way,
        _at_gradient,
    ),
}
