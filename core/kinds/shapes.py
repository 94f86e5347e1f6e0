"""The shape of an operation's result, worked out from the shapes that it reads, without computing anything.

Torch's `meta` device would do the same and imports sympy, which takes a second (and so does `torch.broadcast_shapes`).
The rules are those of https://docs.pytorch.org/docs/stable/notes/broadcasting.html and of each operation's own page.
"""

import math
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from core.kinds.kind import MisfitError, Shape

Options = Mapping[str, Any]
MOST_DIMS = 4


def broadcast(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Sizes are compared from the last dimension on: they must be equal, or one of them 1."""
    found: list[int] = []
    for sizes in zip_longest(*(reversed(shape) for shape in shapes), fillvalue=1):
        wider = {size for size in sizes if size != 1}
        if len(wider) > 1:
            raise MisfitError(
                "cannot be broadcast together: from the last dimension on, sizes must be equal, or one of them 1"
            )
        found.append(wider.pop() if wider else 1)
    return tuple(reversed(found))


def same(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Of an operation on each number by itself."""
    return shapes[0]


def limited(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Of `clamp`, which needs at least one limit."""
    if options["min"] is None and options["max"] is None:
        raise MisfitError("is clamped to nothing: give min, max or both")
    return shapes[0]


def place(dim: int, ndim: int) -> int:
    """A dimension counted from the front."""
    if not -ndim <= dim < ndim:
        raise MisfitError(
            f"has no dimension {dim}: " + (f"use {-ndim} to {ndim - 1}" if ndim else "it is a single number")
        )
    return dim % ndim


def reduced_dims(shape: Shape, options: Options) -> tuple[int, ...]:
    """The dimensions that a reduction adds up, counted from the front; all of them where none is named."""
    dim = options.get("dim")
    if dim is None or dim == ():
        return tuple(range(len(shape)))
    found = tuple(place(each, len(shape)) for each in (dim if isinstance(dim, tuple) else (dim,)))
    if len(set(found)) < len(found):
        raise MisfitError("would be reduced along one dimension twice: name each once")
    return found


def reduced(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Without the dimensions that are added up, or with size 1 in their place."""
    dims = reduced_dims(shapes[0], options)
    if options.get("keepdim"):
        return tuple(1 if at in dims else size for at, size in enumerate(shapes[0]))
    return tuple(size for at, size in enumerate(shapes[0]) if at not in dims)


def spread(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Of a standard deviation or variance, which one number alone does not have."""
    shape = shapes[0]
    numbers = math.prod(shape[dim] for dim in reduced_dims(shape, options))
    if numbers <= options["unbiased"]:
        raise MisfitError(f"has no spread: {numbers} number{'s' * (numbers != 1)} where at least two are needed")
    return reduced(shapes, options)


def matrix_product(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Up to two dimensions: rows of the first with columns of the second."""
    left, right = shapes
    if not 1 <= len(left) <= 2 or not 1 <= len(right) <= 2:
        raise MisfitError("cannot be multiplied as matrices: each needs one or two dimensions")
    inner = right[0]
    if left[-1] != inner:
        raise MisfitError(
            f"cannot be multiplied as matrices: the last size of the first, {left[-1]}, "
            f"and the first of the second, {inner}, must be equal"
        )
    return (*left[:-1], *right[1:])


def matrices(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Of `torch.mm`: two dimensions each."""
    if any(len(shape) != 2 for shape in shapes):
        raise MisfitError("must have two dimensions each: use @ for others")
    return matrix_product(shapes, options)


def inner(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Of `torch.dot`: two vectors of one length."""
    if any(len(shape) != 1 for shape in shapes) or shapes[0] != shapes[1]:
        raise MisfitError("must be two vectors of one length")
    return ()


def one(_: tuple[Shape, ...], __: Options) -> Shape:
    """A single number, of whatever it is worked out from."""
    return ()


def chosen(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """One of all numbers."""
    if not math.prod(shapes[0]):
        raise MisfitError("has no numbers, so none can be taken")
    return ()


def product_work(shapes: tuple[Shape, ...], out: Shape) -> int:
    """Multiplications of a matrix product."""
    return math.prod(out) * shapes[0][-1]


def outer(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Every number of the first with every one of the second."""
    if any(len(shape) != 1 for shape in shapes):
        raise MisfitError("must have one dimension each")
    return (*shapes[0], *shapes[1])


def linear(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Input @ weight.T + bias."""
    weight = shapes[1]
    if len(weight) != 2:
        raise MisfitError("need a weight of two dimensions, (out, in)")
    out = matrix_product((shapes[0], weight[::-1]), options)
    if shapes[2:] and shapes[2] not in {(weight[0],), ()}:
        raise MisfitError(f"need a bias of shape ({weight[0]},)")
    return out


def transposed(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """Rows and columns exchanged."""
    if len(shapes[0]) != 2:
        raise MisfitError("cannot be transposed: give it two dimensions")
    return shapes[0][::-1]


def exchanged(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Two named dimensions exchanged."""
    shape = list(shapes[0])
    one, other = (place(options[name], len(shape)) for name in ("dim0", "dim1"))
    shape[one], shape[other] = shape[other], shape[one]
    return tuple(shape)


def unsqueezed(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """With one more dimension of size 1."""
    (shape,), dim = shapes, options.get("dim", 1)
    if len(shape) == MOST_DIMS:
        raise MisfitError(f"has {MOST_DIMS} dimensions, and more are not taken here")
    at = place(dim, len(shape) + 1)
    return (*shape[:at], 1, *shape[at:])


def column(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """`x[:, None]`: a column of a vector."""
    if not shapes[0]:
        raise MisfitError("is a single number and has no dimension to index")
    return unsqueezed(shapes, options)


def squeezed(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Without the dimensions of size 1: all, or the named one."""
    (shape,), dim = shapes, options["dim"]
    if dim is None:
        return tuple(size for size in shape if size != 1)
    at = place(dim, len(shape))
    return shape if shape[at] != 1 else (*shape[:at], *shape[at + 1 :])


def reshaped(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """The same numbers in another shape; -1 stands for what is left."""
    (shape,), wanted = shapes, options["shape"]
    total, known = math.prod(shape), math.prod(size for size in wanted if size != -1)
    if wanted.count(-1) > 1:
        raise MisfitError("can be given one -1 at most")
    if wanted.count(-1) and known and total % known == 0:
        return tuple(total // known if size == -1 else size for size in wanted)
    if known != total or -1 in wanted:
        raise MisfitError(f"has {total} numbers, which do not fill the shape {tuple(wanted)}")
    return tuple(wanted)


def flattened(shapes: tuple[Shape, ...], _: Options) -> Shape:
    """All numbers in one row."""
    return (math.prod(shapes[0]),)


def expanded(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Read several times along dimensions of size 1 or new ones; -1 keeps a size."""
    (shape,), wanted = shapes, options["size"]
    padded = (1,) * (len(wanted) - len(shape)) + shape
    if len(wanted) < len(shape):
        raise MisfitError(f"has more dimensions than the shape {tuple(wanted)}")
    found = tuple(have if want == -1 else want for have, want in zip(padded, wanted, strict=True))
    new = len(wanted) - len(shape)
    if any(have not in {1, want} for have, want in zip(padded, found, strict=True)) or -1 in wanted[:new]:
        raise MisfitError(f"cannot be expanded to {tuple(wanted)}: only sizes of 1 can grow")
    return found


def error(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """Of torch's own losses, which compare each number with the one in its place."""
    if shapes[0] != shapes[1]:
        raise MisfitError("must have the same shape: PyTorch would broadcast them, with a warning")
    return shapes[0] if options["reduction"] == "none" else ()


def along(shapes: tuple[Shape, ...], options: Options) -> Shape:
    """The same shape, worked out along one dimension."""
    place(options["dim"], len(shapes[0]))
    return shapes[0]
