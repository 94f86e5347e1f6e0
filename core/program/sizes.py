"""How large every value of a program will be, worked out before anything is computed, and how large it may be."""

import math
from collections.abc import Mapping

from core.kinds import MisfitError, Shape
from core.program.errors import ProgramError
from core.program.program import Operation, Program

MAX_RESULT = 50_000_000
"""How many numbers one value may have."""

MAX_TOTAL = 200_000_000
"""How many all values of a program may have together."""

MAX_WORK = 10_000_000_000
"""How many multiplications all operations may take together."""


def shapes_of(program: Program, inputs: Mapping[str, Shape]) -> tuple[Shape, ...]:
    """The shape of every value, by its number.

    Args:
        program: what will run.
        inputs: the shape of each input, by its name.

    Raises:
        ProgramError: for shapes that do not fit, with the names and shapes, and for a program that would be too large.
    """
    shapes: list[Shape] = [inputs[name] for name in program.inputs]
    total = work = 0
    for operation in program.operations:
        read = tuple(() if at is None else shapes[at] for at in operation.reads)
        try:
            shape = operation.kind.shape(read, operation.options)
        except MisfitError as misfit:
            raise _error(operation, f"{_named(program, operation, read)} {misfit}.") from misfit
        numbers = math.prod(shape)
        total += numbers
        work += operation.kind.work(read, shape) if operation.kind.work else numbers
        if numbers > MAX_RESULT or total > MAX_TOTAL or work > MAX_WORK:
            raise _error(
                operation,
                f"this would make a value of {numbers:,} numbers, {total:,} so far, in {work:,} multiplications: "
                f"use at most {MAX_RESULT:,}, {MAX_TOTAL:,} and {MAX_WORK:,}.",
            )
        shapes.append(shape)
    return tuple(shapes)


def check_scalar(program: Program, shapes: tuple[Shape, ...]) -> None:
    """Refuse a program whose last line makes more than one number: `backward()` without an argument starts from one.

    Raises:
        ProgramError: with the shape.
    """
    last = program.makers[program.result]
    if shapes[program.result] != ():
        raise _error(
            last,
            f"{last.name} has shape {shapes[program.result]}: end with a single number, such as {_mend(last.name)}.",
        )


def _mend(name: str) -> str:
    return f"loss = {name if name.isidentifier() else f'({name})'}.mean()"


def _error(operation: Operation, message: str) -> ProgramError:
    return ProgramError(message, operation.line, operation.column)


def _named(program: Program, operation: Operation, read: tuple[Shape, ...]) -> str:
    """What the operation reads, each with its shape."""
    parts = [f"{program.names[at]} {shape}" for at, shape in zip(operation.reads, read, strict=True) if at is not None]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
