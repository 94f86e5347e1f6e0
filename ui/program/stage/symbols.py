"""What an entry is called in a worked line: letters for what a sum runs over, numbers for the rest."""

from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

from core import BackwardStep, Edge, Operation, short
from ui.program.stage.grids import Grid, grid
from ui.program.stage.sheets import Symbol
from ui.program.story import ProgramStory
from ui.walk.stage.equation import entry

LONGEST = 16
"""How many characters of a name a symbol has."""


def is_product(operation: Operation) -> bool:
    """Whether a call multiplies two matrices or vectors."""
    return operation.kind.name in ("matmul", "mm") and len(operation.values) == 2


def is_reduction(operation: Operation) -> bool:
    """Whether a call adds numbers up to fewer."""
    return operation.kind.name in ("sum", "mean")


def is_elementwise(story: ProgramStory, operation: Operation) -> bool:
    """Whether it works number by number, and its numbers can be written down one by one."""
    values, kind = story.forward.values, operation.kind
    if not kind.rules or any(rule is None or rule.does not in ("multiply", "gate") for rule in kind.rules):
        return False
    read = [values[at] for at in operation.values]
    if any(each.dtype == torch.bool for each in (*read, values[operation.result])):
        return False
    made = values[operation.result].shape
    return len(made) == max(each.ndim for each in read) and made.numel() == max(each.numel() for each in read)


def spread(tensor: Tensor, operation: Operation, like: Tensor) -> Tensor:
    """A result of a sum or a mean, copied to what was added up."""
    return torch.broadcast_to(tensor.reshape([*kept_dims(operation, tuple(like.shape))]), like.shape)


def kept_dims(operation: Operation, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape with 1 where it was added up."""
    return tuple(1 if at in dims_gone(operation, len(shape)) else size for at, size in enumerate(shape))


def dims_gone(operation: Operation, ndim: int) -> set[int]:
    """The dimensions that a sum or a mean adds up."""
    dims = operation.options.get("dim")
    if dims is None or dims == ():
        return set(range(ndim))
    return {at % ndim for at in (dims if isinstance(dims, (tuple, list)) else (dims,))}


def running_index(
    story: ProgramStory, read: int, place: tuple[int, ...], operation: Operation, tensor: Tensor
) -> tuple[int | str, ...]:
    """The index of what is added up: a letter where it runs."""
    gone, fixed = dims_gone(operation, tensor.ndim), list(place)
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


def kept_index(operation: Operation, place: tuple[int, ...], ndim: int, arrived: int) -> tuple[int, ...]:
    """The index of what arrives at a sum or mean, for an entry of what was added up."""
    gone = dims_gone(operation, ndim)
    if arrived == ndim:
        return tuple(0 if at in gone else each for at, each in enumerate(place))
    return tuple(each for at, each in enumerate(place) if at not in gone)


def reduced_index(story: ProgramStory, back: BackwardStep, edge: Edge, place: tuple[int, ...]) -> tuple[int | str, ...]:
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


def letter_of(story: ProgramStory, back: BackwardStep, operand: int) -> str:
    """What runs in the gradient of a factor: the columns of what arrives for the first, its rows for the second."""
    axes = story.axes[back.value]
    axis = axes[-1 if operand == 0 else 0] if axes else None
    return "s" if axis is not None and axis == story.sample_axis else "k"


def along_axis(story: ProgramStory, value: int, operand: int) -> int:
    """The chosen one of what runs there."""
    drawn = grid(story, value)
    return drawn.chosen[1] if operand == 0 else drawn.chosen[0]


def chosen_sample(story: ProgramStory, value: int) -> int:
    """Where the chosen entry lies along the axis that is added up."""
    drawn = grid(story, value)
    return drawn.chosen[0] if drawn.size[0] > 1 else drawn.chosen[1]


def letters_of(story: ProgramStory, value: int, drawn: Grid) -> tuple[int | str, ...]:
    """The index of a value whose rows run."""
    index: list[int | str] = list(drawn.entry)
    if len(drawn.rows) > 1 and index:
        axis = story.axes[value][0]
        index[0] = "s" if axis == story.sample_axis else "k"
    return tuple(index)


def name_of(story: ProgramStory, value: int) -> str:
    """A value's name, in parentheses where it is an expression."""
    name = shortened(story.names[value])
    return f"({name})" if " " in name else name


def shortened(text: str) -> str:
    """A name that fits into a symbol."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def written(x: float | None) -> Symbol:
    """A number that was written into the program."""
    return short(x or 0.0), short(x or 0.0)


def slope_of(story: ProgramStory, value: int, index: Sequence[int | str]) -> Symbol:
    """The derivative with respect to an entry; of a part of an expression, which has no name, what goes on."""
    if " " in story.names[value]:
        goes_on = indexed("goes on", index)
        return goes_on[0], f"{goes_on[1]} to {story.names[value]}"
    name = indexed(name_of(story, value), index)
    return f"∂L/∂{name[0]}", f"∂L/∂{name[1]}"


def indexed(name: str, index: Sequence[int | str]) -> Symbol:
    """An entry as markup and as text; of a single number its name."""
    return entry(name, *index) if index else (escape(name), name)


def look_of(story: ProgramStory, value: int) -> str:
    """How a value's cells look: tracked or not."""
    return "value" if value in story.tracked else "given"


def joined(pieces: Sequence[str]) -> str:
    """What of markup is seen."""
    seen, inside = "", False
    for letter in " ".join(pieces):
        if letter in "<>":
            inside = letter == "<"
        elif not inside:
            seen += letter
    return seen
