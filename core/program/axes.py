"""Which dimensions of a program's values are the same one, such as the samples: followed from operation to operation.

A picture that leaves rows and columns out has to draw the same ones of every tensor; the rank does not say which.
"""

from collections.abc import Sequence
from math import prod

from core.kinds import Shape
from core.kinds.shapes import broadcast, column, matrices, matrix_product, reduced, reduced_dims, transposed
from core.program.program import Operation, Program

Axes = tuple[int, ...]
"""A number a dimension; equal numbers are the same dimension."""


def axes_of(program: Program, shapes: Sequence[Shape]) -> tuple[Axes, ...]:
    """The axes of every value, by its number. What an unknown kind of operation makes has axes of its own.

    Args:
        program: what runs.
        shapes: of each value, by its number.
    """
    same = _Same()
    found: list[Axes] = [same.new(len(shapes[number])) for number in range(len(program.inputs))]
    for operation in program.operations:
        read = [() if at is None else found[at] for at in operation.reads]
        sizes = [() if at is None else shapes[at] for at in operation.reads]
        found.append(_made(operation, read, sizes, shapes[operation.result], same))
    return tuple(tuple(same.root(axis) for axis in axes) for axes in found)


class _Same:
    """Sets of axes that turned out to be one."""

    def __init__(self) -> None:
        self.parents: list[int] = []

    def new(self, count: int) -> Axes:
        """Axes that are no other's."""
        first = len(self.parents)
        self.parents.extend(range(first, first + count))
        return tuple(range(first, first + count))

    def root(self, axis: int) -> int:
        """The one that stands for all of its set."""
        while self.parents[axis] != axis:
            axis = self.parents[axis]
        return axis

    def join(self, one: int, other: int) -> None:
        """They are the same."""
        one, other = sorted((self.root(one), self.root(other)))
        self.parents[other] = one


def _made(operation: Operation, read: list[Axes], sizes: list[Shape], made: Shape, same: _Same) -> Axes:
    """The axes of what an operation makes."""
    shape = operation.kind.shape
    if shape in (matrix_product, matrices) and len(read[0]) == len(read[1]) == len(made) == 2:
        same.join(read[0][1], read[1][0])
        return read[0][0], read[1][1]
    if shape is transposed and len(read[0]) == len(made):
        return read[0][::-1]
    if shape is column:
        return (*read[0], *same.new(1))
    if shape is reduced:
        gone = reduced_dims(sizes[0], operation.options)
        if operation.options.get("keepdim"):
            return tuple(same.new(1)[0] if at in gone else axis for at, axis in enumerate(read[0]))
        return tuple(axis for at, axis in enumerate(read[0]) if at not in gone)
    if shape is broadcast or (sizes and sizes[0] == made and prod(made) > 0):
        return _aligned(read, sizes, made, same)
    return same.new(len(made))


def _aligned(read: list[Axes], sizes: list[Shape], made: Shape, same: _Same) -> Axes:
    """Of operands whose last dimensions stand below each other: those of the result's size are the result's."""
    out: list[int] = []
    for back in range(1, len(made) + 1):
        fits = [
            axes[-back]
            for axes, size in zip(read, sizes, strict=True)
            if len(size) >= back and size[-back] == made[-back]
        ]
        for other in fits[1:]:
            same.join(fits[0], other)
        out.append(fits[0] if fits else same.new(1)[0])
    return tuple(reversed(out))
