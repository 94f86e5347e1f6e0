"""One entry of one tensor."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

import torch
from torch import Tensor

from core.numbers import cell_name


@dataclass(frozen=True)
class Entry:
    """One entry of a leaf.

    Attributes:
        leaf: its name.
        place: where the entry lies in it; () for a single number.
    """

    leaf: str
    place: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """As a reader would index it: `layer1[0, 3]`, `const`."""
        return cell_name(self.leaf, self.place)

    def flat(self, shape: tuple[int, ...]) -> int:
        """The place counted row by row, in a leaf of this shape."""
        return sum(at * prod(shape[axis + 1 :]) for axis, at in enumerate(self.place))

    def of(self, tensor: Tensor) -> float:
        """The entry of a tensor of the leaf's shape."""
        return tensor[self.place].item()


def entries_of(leaf: str, shape: tuple[int, ...]) -> list[Entry]:
    """All entries of a leaf, the last index running fastest."""
    return [Entry(leaf, place) for place in product(*map(range, shape))]


def largest(tensors: Mapping[str, Tensor], most: int) -> list[Entry]:
    """The entries that are largest in size, of several tensors by name: largest first, at most so many."""
    found: list[tuple[float, Entry]] = []
    for name, tensor in tensors.items():
        sizes = tensor.abs().flatten()
        top = sizes.topk(min(most, len(sizes)))
        places = torch.unravel_index(top.indices, tensor.shape) if tensor.ndim else ()
        rows = torch.stack(places, 1).tolist() if places else [[]]
        found += [(size, Entry(name, tuple(row))) for size, row in zip(top.values.tolist(), rows, strict=True)]
    return [entry for _, entry in sorted(found, key=lambda each: -each[0])[:most]]
