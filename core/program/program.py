"""A program: its text, the single operations that it is made of, and the values that they make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

import torch
from torch import Tensor

from core.kinds import Call, Kind, Operand
from core.program.errors import ProgramError


@dataclass(frozen=True, eq=False, repr=False)
class Operation:
    """One call of torch.

    A name may be bound twice, so what an operation reads and makes are numbers of values: first the program's inputs,
    then one value an operation.

    Attributes:
        result: the number of the value that it makes.
        name: what that value is called: the name it is assigned to, or for a part of an expression its own text.
        kind: all that is known of such an operation.
        run: what is called.
        reads: the numbers of the values that it reads, in the order of the kind's operands; None for a number.
        numbers: the numbers written in their place; None for a value.
        options: all settings of its kind.
        written: those that were written, which torch is given: `x.sum()` and `x.sum(dim=None)` record different nodes.
        code: its text.
        line: the line that it stands in, counted from 1.
        column: where it begins, counted from 1.
        part: whether it is a part of an expression, without a name of its own.
        guarded: whether it stands under `torch.no_grad()`.
    """

    result: int
    name: str
    kind: Kind
    run: Callable[..., Tensor]
    reads: tuple[int | None, ...]
    numbers: tuple[float | None, ...]
    options: Mapping[str, Any]
    written: Mapping[str, Any]
    code: str
    line: int
    column: int
    part: bool
    guarded: bool

    def __repr__(self) -> str:
        return f"Operation({self.name} = {self.code})"

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The numbers of the values that it reads, without the gaps."""
        return tuple(read for read in self.reads if read is not None)

    @cached_property
    def given(self) -> Callable[[Sequence[Tensor]], tuple[Operand, ...]]:
        """What it reads of a program's values, and the numbers between them; looked up once how."""
        reads, numbers = self.reads, self.numbers
        if None in reads:
            return lambda values: tuple(
                number if read is None else values[read]  # type: ignore[misc]  # where there is no value there is a number
                for read, number in zip(reads, numbers, strict=True)
            )
        if len(reads) == 1:
            (only,) = self.values
            return lambda values: (values[only],)
        return itemgetter(*self.values)  # the usual cases in a fraction of the time

    @cached_property
    def bound(self) -> Callable[..., Tensor]:
        """What is called, with the settings that were written."""
        return partial(self.run, **self.written) if self.written else self.run

    def call(self, values: Sequence[Tensor]) -> Call:
        """What it read and made, for the rules of its kind."""
        return Call(self.given(values), self.options, values[self.result])

    def __call__(self, values: Sequence[Tensor]) -> Tensor:
        """Run it on the values of a program.

        Raises:
            ProgramError: with torch's own words, for what depends on the numbers or on how they lie in memory: a
                probability beyond 1, a `view` of a transposed tensor.
        """
        try:
            if self.guarded:
                with torch.no_grad():
                    return self.bound(*self.given(values))
            return self.bound(*self.given(values))
        except (RuntimeError, TypeError, ValueError, IndexError, OverflowError) as error:
            said = str(error).partition("\n")[0]
            raise ProgramError(f"PyTorch cannot run {self.code}: {said}", self.line, self.column) from error


@dataclass(frozen=True, eq=False, repr=False)
class Program:
    """Lines that assign expressions, as single operations.

    Attributes:
        text: as it was written.
        inputs: the names that it reads before it assigns them, in the order in which it does.
        places: line and column where each of them is first read, counted from 1.
        operations: in the order in which they run.
        names: what each value is called, by its number.
        tracked: the inputs that a line `name.requires_grad_()` marks.
        result: the number of the loss: of the value that `backward()` is called on, or that the last line names.
        finals: for each name the number of the value that it stands for at the end.
    """

    text: str
    inputs: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    operations: tuple[Operation, ...]
    names: tuple[str, ...]
    tracked: tuple[str, ...]
    result: int
    finals: Mapping[str, int]

    def __repr__(self) -> str:
        return f"Program({self.text!r})"

    @property
    def lines(self) -> tuple[str, ...]:
        """The text, line by line."""
        return tuple(self.text.replace("\r\n", "\n").split("\n"))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each input, by its name."""
        return {name: number for number, name in enumerate(self.inputs)}

    @cached_property
    def makers(self) -> dict[int, Operation]:
        """The operation that makes a value, by the value's number."""
        return {operation.result: operation for operation in self.operations}

    @cached_property
    def readers(self) -> dict[int, tuple[Operation, ...]]:
        """The operations that read a value, by the value's number."""
        return {
            value: tuple(operation for operation in self.operations if value in operation.values)
            for value in range(len(self.names))
        }

    def compute(self, tensors: Mapping[str, Tensor]) -> list[Tensor]:
        """All values, by their numbers; tracked where the inputs are."""
        values = [tensors[name] for name in self.inputs]
        for operation in self.operations:
            values.append(operation(values))
        return values
