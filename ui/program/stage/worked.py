"""The worked numbers of a step for the chosen entry, from the rule of the operation's kind: what its card holds.

How many digits the numbers of a line take, and whether the sign in it is = or ≈, is worked out from the text itself
(`ui.walk.formula.digits`), so that each line holds as it stands there.
"""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import NamedTuple

import torch
from torch import Tensor

from core import BackwardStep, Edge, ForwardStep, Operation, short
from ui.program.factors import local_name
from ui.program.stage.grids import Grid, grid
from ui.program.stage.sheets import Sheet, Symbol, bill, lines, number, relation, sign, signed
from ui.program.steps import ProgramStep, running
from ui.program.story import ProgramStory
from ui.walk.formula.digits import PRODUCT, Number, fit
from ui.walk.formula.sums import line_of, terms
from ui.walk.stage.worked import entry
from ui.walk.tape.windows import slots

LONGEST = 16
"""How many characters of a name a symbol has."""
INFIX = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "pow": "**"}
"""Operations whose sign stands between their operands."""
EXACT: dict[str, Callable[[Number, Number], Number]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}
IN_FULL, ENDS = 5, 2
"""Up to how many contributions are all written out, and how many at each end of more."""


def worked(story: ProgramStory, step: ProgramStep) -> tuple[tuple[Sheet, int], ...]:
    """What a step computed, each with the number of the value that it is about; nothing where it computes nothing."""
    if step.direction == "forward":
        made = {each.operation.result: each for each in story.forward.steps}
        return ((_forward(story, made[step.value]), step.value),) if step.made and step.value in made else ()
    back = running(story, step)
    if back is None:
        result = story.names[step.value]
        return ((_only((f"∂L/∂{escape(result)}", f"∂L/∂{result}"), "+1", "gradient"), step.value),)
    if back.held is not None:
        return ((_kept(story, back), step.value),)
    return (*((_edge(story, back, edge), edge.value) for edge in back.edges), *_meetings(story, step))


# -- forward


def _forward(story: ProgramStory, step: ForwardStep) -> Sheet:
    operation = step.operation
    drawn = grid(story, operation.result)
    if _is_product(operation):
        return _product_of(story, step, drawn)
    if _is_reduction(operation):
        return _reduction(story, step, drawn)
    if _is_elementwise(story, operation):
        return _elementwise(story, step, drawn)
    made = step.value[drawn.entry].item()
    symbol = _indexed(_name(story, operation.result), drawn.entry)
    return _only(
        (f"{symbol[0]} of <code>{escape(_short(operation.code))}</code>", symbol[1]),
        short(made),
        _look(story, operation.result),
    )


def _elementwise(story: ProgramStory, step: ForwardStep, drawn: Grid) -> Sheet:
    """Each drawn sample of an operation that works number by number."""
    operation, values = step.operation, story.forward.values
    read = [torch.broadcast_to(values[at], step.value.shape) if at is not None else None for at in operation.reads]
    rows, spoken = list[tuple[str, ...]](), ""
    for row in drawn.rows:
        if row is None:
            rows.append(("⋮",) * (2 * len(read) + 1))
            continue
        place = drawn.index(row, drawn.chosen[1])
        numbers = [each[place].item() for each in read if each is not None]
        made = step.value[place].item()
        line = fit(numbers, lambda shown: _run(operation, shown), made, story.scenario.dtype)
        following = iter(line.write.words(each) for each in numbers)
        pieces = [
            number(next(following), _look(story, at)) if at is not None else number(short(plain or 0.0), "plain")
            for at, plain in zip(operation.reads, operation.numbers, strict=True)
        ]
        chosen = row == drawn.chosen[0]
        result = number(short(made), _look(story, operation.result), result=chosen)
        rows.append((result, sign(relation(line)), *_applied(operation, pieces)))
        if chosen:
            spoken = f"{short(made)} {relation(line)} {_text(_applied(operation, pieces))}"
    letters = _letters(story, operation.result, drawn)
    left = _indexed(_name(story, operation.result), letters)
    symbols = [
        _indexed(_name(story, at), letters[len(letters) - values[at].ndim :]) if at is not None else _plain(plain)
        for at, plain in zip(operation.reads, operation.numbers, strict=True)
    ]
    right = tuple("".join(_applied(operation, [each[which] for each in symbols])) for which in (0, 1))
    wide = max(map(len, rows))
    padded = [(*row, *[""] * (wide - len(row))) if row[0] != "⋮" else ("⋮", *[""] * (wide - 1)) for row in rows]
    return lines(
        (f"{left[0]} = {right[0]}", f"{left[1]} = {_text((right[1],))}"),
        padded,
        spoken,
        drawn.rows.index(drawn.chosen[0]),
    )


def _applied(operation: Operation, pieces: Sequence[str]) -> tuple[str, ...]:
    """Operands with the sign between them, or in the brackets of the function."""
    name = operation.kind.name
    if name in INFIX and len(pieces) == 2:
        return pieces[0], sign(INFIX[name]), pieces[1]
    if name == "neg":
        return sign("−"), pieces[0]
    if name == "abs":
        return sign("|"), pieces[0], sign("|")
    between = [part for piece in pieces for part in (piece, sign(","))][:-1]
    return sign(f"{name}("), *between, sign(")")


def _run(operation: Operation, shown: Sequence[Number]) -> Number:
    """What an operation makes of displayed numbers, in as much arithmetic as there is."""
    following = iter(shown)
    given = [next(following) if at is not None else Fraction(plain or 0) for at, plain in _operands(operation)]
    exact = EXACT.get(operation.kind.name)
    if exact is not None and len(given) == 2 and not operation.written:
        return exact(given[0], given[1])
    tensors = [
        torch.tensor(float(each), dtype=torch.float64) if at is not None else plain
        for each, (at, plain) in zip(given, _operands(operation), strict=True)
    ]
    made = operation.run(*tensors, **operation.written).double().item()
    return Fraction(Decimal(f"{made:.15g}")) if math.isfinite(made) else float(made)


def _operands(operation: Operation) -> list[tuple[int | None, float | None]]:
    return list(zip(operation.reads, operation.numbers, strict=True))


def _product_of(story: ProgramStory, step: ForwardStep, drawn: Grid) -> Sheet:
    """An entry of a matrix product: a row times a column, added up."""
    product = _Product.of(story, step.operation)
    place = drawn.entry
    row, column = product.row(place), product.column(place)
    factors = product.left[row], product.right[:, column]
    left, right = step.operation.values
    k = slots(len(factors[0]), IN_FULL, ENDS, _chosen(story, right))
    head = (
        _indexed(_name(story, step.operation.result), place),
        _indexed(_name(story, left), product.of_left(row, "k")),
        _indexed(_name(story, right), product.of_right("k", column)),
    )
    looks = _look(story, left), _look(story, right)
    return _added(story, head, factors, k, looks, step.value[place].item(), _look(story, step.operation.result), "k")


def _reduction(story: ProgramStory, step: ForwardStep, drawn: Grid) -> Sheet:
    """An entry of a sum or a mean."""
    operation, (read,) = step.operation, step.operation.values
    tensor = story.forward.values[read]
    which = torch.arange(step.value.numel()).reshape(step.value.shape)
    mine = _spread(which, operation, tensor) == which[drawn.entry]
    numbers = tensor[mine]
    divided = numbers.numel() if operation.kind.name == "mean" else 1
    shown = slots(len(numbers), IN_FULL, ENDS, _chosen(story, read))
    index = _running_index(story, read, drawn.entry, operation, tensor)
    head = _indexed(_name(story, operation.result), drawn.entry), _indexed(_name(story, read), index)
    made = step.value[drawn.entry].item()
    letter = next((each for each in index if isinstance(each, str)), "k")
    return _added(
        story, head, (numbers,), shown, (_look(story, read),), made, _look(story, operation.result), letter, divided
    )


# -- backward


def _edge(story: ProgramStory, back: BackwardStep, edge: Edge) -> Sheet:
    """What one edge carries, for the chosen entry of its receiver."""
    rule, operation = back.rule_for(edge), back.operation
    drawn = grid(story, edge.value)
    left = _slope(story, edge.value, drawn.entry)
    if rule is None or operation is None or edge.inside:
        return _unknown(edge, left, drawn)
    if rule.does == "matrix":
        return _by_matrix(story, back, edge, drawn) if _is_product(operation) else _unknown(edge, left, drawn)
    if rule.does == "move":
        return _unknown(edge, left, drawn)
    local = back.local_for(edge)
    if rule.does == "copy":
        return _copied(story, back, edge, drawn, local)
    if edge.grad.ndim > back.grad_in.ndim:  # a loss with its own mean or sum: what it does besides is torch's
        return _unknown(edge, left, drawn)
    if edge.grad.shape != back.grad_in.shape:
        return _added_back(story, back, edge, drawn, local)
    return _multiplied(story, back, edge, drawn, local)


def _unknown(edge: Edge, left: Symbol, drawn: Grid) -> Sheet:
    """What is only moved, or what torch alone knows how to work out."""
    grad = edge.grad
    place = drawn.entry if tuple(grad.shape) == drawn.shape else (0,) * grad.ndim
    symbol = left if tuple(grad.shape) == drawn.shape else (f"to {escape(edge.node)}", f"to {edge.node}")
    return _only(symbol, short(grad[place].item(), signed=True), "gradient")


def _by_matrix(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid) -> Sheet:
    """For a factor of a matrix product: what arrives with the other factor, added up."""
    operation = back.operation
    assert operation is not None
    product, place = _Product.of(story, operation), drawn.entry
    grad = back.grad_in.reshape(len(product.left), product.right.shape[1])
    left_at, right_at = operation.values
    arrives = "arrives"
    out = edge.grad[place].item()
    size = product.right.shape[1] if edge.operand == 0 else len(product.left)
    letter = _letter(story, back, edge.operand) if size > 1 else 0
    if edge.operand == 0:
        row, k = product.row(place), place[-1]
        factors = grad[row], product.right[k]
        head = (
            _slope(story, edge.value, place),
            _indexed(arrives, product.of_out(row, letter)),
            _indexed(_name(story, right_at), product.of_right(k, letter)),
        )
        looks = "gradient", _look(story, right_at)
    else:
        k, column = place[0], product.column(place)
        factors = product.left[:, k], grad[:, column]
        head = (
            _slope(story, edge.value, place),
            _indexed(_name(story, left_at), product.of_left(letter, k)),
            _indexed(arrives, product.of_out(letter, column)),
        )
        looks = _look(story, left_at), "gradient"
    shown = slots(size, IN_FULL, ENDS, min(_along(story, back.value, edge.operand), size - 1))
    return _added(story, head, factors, shown, looks, out, "gradient", str(letter))


def _multiplied(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """Local derivative × what arrives, a line a drawn sample."""
    operation = back.operation
    assert operation is not None
    full = torch.broadcast_to(torch.ones(()) if local is None else local, back.grad_in.shape)
    letters = _letters(story, edge.value, drawn)
    rows, spoken = list[tuple[str, ...]](), ""
    for row in drawn.rows:
        if row is None:
            rows.append(("⋮", *[""] * 4))
            continue
        place = drawn.index(row, drawn.chosen[1])
        numbers = full[place].item(), back.grad_in[place].item()
        made = edge.grad[place].item()
        line = fit(numbers, lambda shown: _gated(operation, edge, shown), made, story.scenario.dtype, PRODUCT)
        chosen = row == drawn.chosen[0]
        texts = line.write.words(numbers[0]), signed(line.write, numbers[1])
        out = short(made, signed=True)
        pieces = number(texts[0], "local"), sign("×"), number(texts[1], "gradient")
        rows.append((number(out, "gradient", result=chosen), sign(relation(line)), *pieces))
        if chosen:
            spoken = f"{out} {relation(line)} {texts[0]} × {texts[1]}"
    left = _slope(story, edge.value, letters)
    arrives = _indexed("arrives", letters)
    name = _short(local_name(operation, edge.operand, story.names)) if local is not None and local.ndim else ""
    by = escape(f"({name})" if " " in name else name) if name else short(full[drawn.entry].item())
    return lines(
        (f"{left[0]} = {by} × {arrives[0]}", f"{left[1]} = {by} × {arrives[1]}"),
        rows,
        spoken,
        drawn.rows.index(drawn.chosen[0]),
    )


def _gated(operation: Operation, edge: Edge, shown: Sequence[Number]) -> Number:
    """A product; where the local derivative is 0, a gate lets nothing through, not even inf or nan."""
    rule = operation.kind.rules[edge.operand]
    if rule is not None and rule.does == "gate" and shown[0] == 0:
        return Fraction(0)
    return shown[0] * shown[1]


def _copied(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """What was added going forward is copied coming back; of a mean, × 1/N."""
    operation = back.operation
    assert operation is not None
    place = drawn.entry
    arrived = _spread(back.grad_in, operation, edge.grad)[place].item()
    made = edge.grad[place].item()
    out, left = short(made, signed=True), _slope(story, edge.value, place)
    index = _kept_index(operation, place, edge.grad.ndim, back.grad_in.ndim)
    arrives = _indexed("arrives", index)
    if local is None:
        pieces = number(out, "gradient", result=True), sign("="), number(short(arrived, signed=True), "gradient")
        return lines((f"{left[0]} = {arrives[0]}", f"{left[1]} = {arrives[1]}"), [pieces], f"{out} = {out}")
    share = Fraction(back.grad_in.numel(), edge.grad.numel())
    line = fit((arrived,), lambda shown: shown[0] * share, made, story.scenario.dtype, PRODUCT)
    text = signed(line.write, arrived)
    shared = (
        number(out, "gradient", result=True),
        sign(relation(line)),
        number(str(share), "local"),
        sign("×"),
        number(text, "gradient"),
    )
    return lines(
        (f"{left[0]} = 1/N × {arrives[0]}", f"{left[1]} = 1/N × {arrives[1]}"),
        [shared],
        f"{out} {relation(line)} {share} × {text}",
    )


def _added_back(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """An operand that was read several times: its contributions, added up."""
    operation, place = back.operation, drawn.entry
    assert operation is not None
    which = torch.arange(edge.grad.numel()).reshape(edge.grad.shape)
    mine = torch.broadcast_to(which, back.grad_in.shape) == which[place]
    arrived = back.grad_in[mine]
    size = len(arrived)
    index = _reduced_index(story, back, edge, place)
    shown = slots(size, IN_FULL, ENDS, min(story.sample, size - 1))
    letter = next((each for each in index if isinstance(each, str)), "k")
    left, arrives, out = _slope(story, edge.value, place), _indexed("arrives", index), edge.grad[place].item()
    if local is None or (local.ndim == 0 and local.item() == 1):
        return _added(story, (left, arrives), (arrived,), shown, ("gradient",), out, "gradient", letter)
    factor = torch.broadcast_to(local, back.grad_in.shape)[mine]
    name = local_name(operation, edge.operand, story.names) if local.ndim else short(local.item())
    symbol = _indexed(_short(name), index[len(index) - local.ndim :] if local.ndim and " " not in name else ())
    return _added(
        story, (left, symbol, arrives), (factor, arrived), shown, ("local", "gradient"), out, "gradient", letter
    )


def _kept(story: ProgramStory, back: BackwardStep) -> Sheet:
    """What AccumulateGrad adds to a `.grad` that was None."""
    drawn = grid(story, back.value)
    assert back.held is not None
    held, arrived = back.held[drawn.entry].item(), back.grad_in[drawn.entry].item()
    left = _indexed(f"{back.tensor}.grad", drawn.entry)
    right = _slope(story, back.value, drawn.entry)
    out = short(held, signed=True)
    pieces = number(out, "kept", result=True), sign("="), number(short(arrived, signed=True), "gradient")
    return lines(
        (f"{left[0]} = {right[0]}", f"{left[1]} = {right[1]}"), [pieces], f"{out} = {short(arrived, signed=True)}"
    )


def _meetings(story: ProgramStory, step: ProgramStep) -> tuple[tuple[Sheet, int], ...]:
    """The sums of gradients that met at a value which was read several times, where this step brought the last."""
    found = []
    for value, arrivals in story.arrivals.items():
        if len(arrivals) < 2 or f"g.{value}" not in step.made:
            continue
        drawn, total = grid(story, value), story.gradient(value)
        assert total is not None
        numbers = torch.stack([each.grad[drawn.entry] for each in arrivals])
        parts = terms(slots(len(numbers), IN_FULL, ENDS, 0), numbers)
        out = total[drawn.entry].item()
        line = line_of(parts, out, story.scenario.dtype)
        left = _slope(story, value, drawn.entry)
        head = f"{left[0]}, read {len(arrivals)} times", f"{left[1]}, read {len(arrivals)} times"
        added = bill(head, parts, ("gradient",), line, (short(out, signed=True), "gradient"), "added")
        found.append((added, value))
    return tuple(found)


# -- pieces


class _Product(NamedTuple):
    """A matrix product with both factors as matrices, (m, k) and (k, n)."""

    left: Tensor
    right: Tensor
    flat: tuple[bool, bool]

    @classmethod
    def of(cls, story: ProgramStory, operation: Operation) -> "_Product":
        """Of vectors, a row on the left and a column on the right."""
        left, right = (story.forward.values[value] for value in operation.values)
        flat = left.ndim == 1, right.ndim == 1
        return cls(left[None] if flat[0] else left, right[:, None] if flat[1] else right, flat)

    def row(self, place: tuple[int, ...]) -> int:
        """The row of the left factor that an entry of the product, or of that factor, belongs to."""
        return 0 if self.flat[0] else place[0]

    def column(self, place: tuple[int, ...]) -> int:
        """The column of the right factor, likewise."""
        return 0 if self.flat[1] else place[-1]

    def of_left(self, row: int | str, k: int | str) -> tuple[int | str, ...]:
        """An index of the left factor."""
        return (k,) if self.flat[0] else (row, k)

    def of_right(self, k: int | str, column: int | str) -> tuple[int | str, ...]:
        """An index of the right factor."""
        return (k,) if self.flat[1] else (k, column)

    def of_out(self, row: int | str, column: int | str) -> tuple[int | str, ...]:
        """An index of the product."""
        return (*(() if self.flat[0] else (row,)), *(() if self.flat[1] else (column,)))


def _added(  # noqa: PLR0913, PLR0917  # an equation has as many parts
    story: ProgramStory,
    head: tuple[Symbol, ...],
    factors: Sequence[Tensor],
    shown: tuple[int | None, ...],
    looks: tuple[str, ...],
    out: float,
    look: str,
    letter: str,
    divided: int = 1,
) -> Sheet:
    """A bill of numbers or products; of a single one an equation."""
    left, *right = head
    size = len(factors[0])
    parts = terms(shown, *factors)
    line = line_of(parts, out, story.scenario.dtype, divided)
    result = short(out, signed=look == "gradient")
    by = " × ".join(each[0] for each in right), " × ".join(each[1] for each in right)
    if size == 1:
        texts = [
            signed(line.write, f) if g == "gradient" else line.write.words(f)
            for f, g in zip(parts[0].factors, looks, strict=True)
        ]
        pieces = [number(text, g) for text, g in zip(texts, looks, strict=True)]
        row = [
            number(result, look, result=True),
            sign(relation(line)),
            *(pieces if len(pieces) == 1 else (pieces[0], sign("×"), pieces[1])),
        ]
        return lines(
            (f"{left[0]} = {by[0]}", f"{left[1]} = {by[1]}"), [row], f"{result} {relation(line)} {' × '.join(texts)}"
        )
    mean = "1/N " if divided > 1 else ""
    symbols = f"{left[0]} = {mean}Σ<sub>{letter}</sub> {by[0]}", f"{left[1]} = {mean}sum over {letter} of {by[1]}"
    note = f"{size:,} added" if divided == 1 else f"{size:,} added, × 1/{divided:,}"
    return bill(symbols, parts, looks, line, (result, look), note)


def _only(symbol: Symbol, text: str, look: str) -> Sheet:
    """A number that is not worked out here."""
    return lines((f"{symbol[0]} =", f"{symbol[1]} ="), [(number(text, look, result=True),)], text)


def _is_product(operation: Operation) -> bool:
    return operation.kind.name in ("matmul", "mm") and len(operation.values) == 2


def _is_reduction(operation: Operation) -> bool:
    return operation.kind.name in ("sum", "mean")


def _is_elementwise(story: ProgramStory, operation: Operation) -> bool:
    """Whether it works number by number, and its numbers can be written down one by one."""
    values, kind = story.forward.values, operation.kind
    if not kind.rules or any(rule is None or rule.does not in ("multiply", "gate") for rule in kind.rules):
        return False
    read = [values[at] for at in operation.values]
    if any(each.dtype == torch.bool for each in (*read, values[operation.result])):
        return False
    made = values[operation.result].shape
    return len(made) == max(each.ndim for each in read) and made.numel() == max(each.numel() for each in read)


def _spread(tensor: Tensor, operation: Operation, like: Tensor) -> Tensor:
    """A result of a sum or a mean, copied to what was added up."""
    return torch.broadcast_to(tensor.reshape([*_kept_dims(operation, tuple(like.shape))]), like.shape)


def _kept_dims(operation: Operation, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with 1 where it was added up."""
    return tuple(1 if at in _gone(operation, len(shape)) else size for at, size in enumerate(shape))


def _gone(operation: Operation, ndim: int) -> set[int]:
    """The dimensions that a sum or a mean adds up."""
    dims = operation.options.get("dim")
    if dims is None or dims == ():
        return set(range(ndim))
    return {at % ndim for at in (dims if isinstance(dims, (tuple, list)) else (dims,))}


def _running_index(
    story: ProgramStory, read: int, place: tuple[int, ...], operation: Operation, tensor: Tensor
) -> tuple[int | str, ...]:
    """The index of what is added up: a letter where it runs."""
    gone, fixed = _gone(operation, tensor.ndim), list(place)
    if operation.options.get("keepdim"):
        fixed = [each for at, each in enumerate(fixed) if at not in gone]
    letters, sample = iter("kl"), story.sample_axis
    index: list[int | str] = []
    for at, axis in enumerate(story.axes[read]):
        if at not in gone:
            index.append(fixed.pop(0))
        elif tensor.shape[at] == 1:
            index.append(0)
        else:
            index.append("s" if axis == sample else next(letters, "k"))
    return tuple(index)


def _kept_index(operation: Operation, place: tuple[int, ...], ndim: int, arrived: int) -> tuple[int, ...]:
    """The index of what arrives at a sum or mean, for an entry of what was added up."""
    gone = _gone(operation, ndim)
    if arrived == ndim:
        return tuple(0 if at in gone else each for at, each in enumerate(place))
    return tuple(each for at, each in enumerate(place) if at not in gone)


def _reduced_index(
    story: ProgramStory, back: BackwardStep, edge: Edge, place: tuple[int, ...]
) -> tuple[int | str, ...]:
    """The index of what arrives where its contributions are added: a letter where it runs."""
    sizes, own = back.grad_in.shape, edge.grad.shape
    letters, sample, index = iter("kl"), story.sample_axis, list[int | str]()
    axes = story.axes[back.value]
    for at, size in enumerate(sizes):
        mine = at - (len(sizes) - len(own))
        if mine >= 0 and own[mine] == size:
            index.append(place[mine])
        elif size == 1:
            index.append(0)
        else:
            index.append("s" if axes[at] == sample else next(letters, "k"))
    return tuple(index)


def _letter(story: ProgramStory, back: BackwardStep, operand: int) -> str:
    """What runs in the gradient of a factor: the columns of what arrives for the first, its rows for the second."""
    axes = story.axes[back.value]
    axis = axes[-1 if operand == 0 else 0] if axes else None
    return "s" if axis is not None and axis == story.sample_axis else "k"


def _along(story: ProgramStory, value: int, operand: int) -> int:
    """The chosen one of what runs there."""
    drawn = grid(story, value)
    return drawn.chosen[1] if operand == 0 else drawn.chosen[0]


def _chosen(story: ProgramStory, value: int) -> int:
    drawn = grid(story, value)
    return drawn.chosen[0] if drawn.size[0] > 1 else drawn.chosen[1]


def _letters(story: ProgramStory, value: int, drawn: Grid) -> tuple[int | str, ...]:
    """The index of a value whose rows run."""
    index: list[int | str] = list(drawn.entry)
    if len(drawn.rows) > 1 and index:
        axis = story.axes[value][0]
        index[0] = "s" if axis == story.sample_axis else "k"
    return tuple(index)


def _name(story: ProgramStory, value: int) -> str:
    name = _short(story.names[value])
    return f"({name})" if " " in name else name


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _plain(x: float | None) -> Symbol:
    return short(x or 0.0), short(x or 0.0)


def _slope(story: ProgramStory, value: int, index: Sequence[int | str]) -> Symbol:
    """The derivative with respect to an entry; of a part of an expression, which has no name, what leaves."""
    if " " in story.names[value]:
        leaves = _indexed("leaves", index)
        return leaves[0], f"{leaves[1]} to {story.names[value]}"
    name = _indexed(_name(story, value), index)
    return f"∂L/∂{name[0]}", f"∂L/∂{name[1]}"


def _indexed(name: str, index: Sequence[int | str]) -> Symbol:
    """An entry as markup and as text; of a single number its name."""
    return entry(name, *index) if index else (escape(name), name)


def _look(story: ProgramStory, value: int) -> str:
    """How a value's cells look: tracked or not."""
    return "value" if value in story.tracked else "given"


def _text(pieces: Sequence[str]) -> str:
    """What of markup is seen."""
    seen, inside = "", False
    for letter in " ".join(pieces):
        if letter in "<>":
            inside = letter == "<"
        elif not inside:
            seen += letter
    return seen
