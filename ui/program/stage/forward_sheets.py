"""What a call computed for the chosen entry, from its kind."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

import torch

from core import ForwardStep, Operation, short
from ui.program.stage.additions import added_sheet, only_sheet, shown_terms
from ui.program.stage.grids import Grid, grid
from ui.program.stage.products import Product
from ui.program.stage.sheets import Sheet, lines, number, relation, sign
from ui.program.stage.symbols import (
    chosen_sample,
    indexed,
    is_elementwise,
    is_product,
    is_reduction,
    joined,
    letters_of,
    look_of,
    name_of,
    running_index,
    shortened,
    spread,
    written,
)
from ui.program.story import ProgramStory
from ui.walk.formula.digits import Number, fit

INFIX = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "pow": "**"}
"""Operations whose sign stands between their operands."""
EXACT: dict[str, Callable[[Number, Number], Number]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}


def forward_sheet(story: ProgramStory, step: ForwardStep) -> Sheet:
    """The equation of a call, or that it is worked out from what it read."""
    operation = step.operation
    drawn = grid(story, operation.result)
    if is_product(operation):
        return _product_of(story, step, drawn)
    if is_reduction(operation):
        return _reduction(story, step, drawn)
    if is_elementwise(story, operation):
        return _elementwise(story, step, drawn)
    made = step.value[drawn.entry].item()
    symbol = indexed(name_of(story, operation.result), drawn.entry)
    return only_sheet(
        (f"{symbol[0]} of <code>{escape(shortened(operation.code))}</code>", symbol[1]),
        short(made),
        look_of(story, operation.result),
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
            number(next(following), look_of(story, at)) if at is not None else number(short(plain or 0.0), "plain")
            for at, plain in zip(operation.reads, operation.numbers, strict=True)
        ]
        chosen = row == drawn.chosen[0]
        result = number(short(made), look_of(story, operation.result), result=chosen)
        rows.append((result, sign(relation(line)), *_applied(operation, pieces)))
        if chosen:
            spoken = f"{short(made)} {relation(line)} {joined(_applied(operation, pieces))}"
    letters = letters_of(story, operation.result, drawn)
    left = indexed(name_of(story, operation.result), letters)
    symbols = [
        indexed(name_of(story, at), letters[len(letters) - values[at].ndim :]) if at is not None else written(plain)
        for at, plain in zip(operation.reads, operation.numbers, strict=True)
    ]
    right = tuple("".join(_applied(operation, [each[which] for each in symbols])) for which in (0, 1))
    wide = max(map(len, rows))
    padded = [(*row, *[""] * (wide - len(row))) if row[0] != "⋮" else ("⋮", *[""] * (wide - 1)) for row in rows]
    return lines(
        (f"{left[0]} = {right[0]}", f"{left[1]} = {joined((right[1],))}"),
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
    product = Product.of(story, step.operation)
    place = drawn.entry
    row, column = product.row(place), product.column(place)
    factors = product.left[row], product.right[:, column]
    left, right = step.operation.values
    k = shown_terms(len(factors[0]), chosen_sample(story, right))
    head = (
        indexed(name_of(story, step.operation.result), place),
        indexed(name_of(story, left), product.of_left(row, "k")),
        indexed(name_of(story, right), product.of_right("k", column)),
    )
    looks = look_of(story, left), look_of(story, right)
    return added_sheet(
        story, head, factors, k, looks, step.value[place].item(), look_of(story, step.operation.result), "k"
    )


def _reduction(story: ProgramStory, step: ForwardStep, drawn: Grid) -> Sheet:
    """An entry of a sum or a mean."""
    operation, (read,) = step.operation, step.operation.values
    tensor = story.forward.values[read]
    which = torch.arange(step.value.numel()).reshape(step.value.shape)
    mine = spread(which, operation, tensor) == which[drawn.entry]
    numbers = tensor[mine]
    divided = numbers.numel() if operation.kind.name == "mean" else 1
    shown = shown_terms(len(numbers), chosen_sample(story, read))
    index = running_index(story, read, drawn.entry, operation, tensor)
    head = indexed(name_of(story, operation.result), drawn.entry), indexed(name_of(story, read), index)
    made = step.value[drawn.entry].item()
    letter = next((each for each in index if isinstance(each, str)), "k")
    return added_sheet(
        story, head, (numbers,), shown, (look_of(story, read),), made, look_of(story, operation.result), letter, divided
    )
