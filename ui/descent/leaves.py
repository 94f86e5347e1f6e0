"""The numbers of the leaves at a step: all of a few, of a large leaf the largest and the entries that are drawn."""

from collections.abc import Iterator

from torch import Tensor

from core import DEFAULT_MODEL, Descent, Entry, entries_of, short
from ui.descent.words import compare_table
from ui.walk.tape.windows import COLUMNS_IN_FULL
from ui.words import shape_text

NOW = "now"
MOVED = (".grad used", "this step", "since the start")
"""What a step used, and by how much the numbers changed."""


NO_ANSWER = (
    "No exact answer stands beside this descent: the loss of this model need not be convex in its leaves, so where it "
    "is least is not worked out."
)


def leaves_table(descent: Descent, step: int, drawn: tuple[Entry, Entry]) -> str:
    """Every leaf at a step, as markup: a small one number by number, of a large one the largest and what is drawn."""
    heads = [NOW, *MOVED] if step else [NOW]
    rows = []
    for leaf, kept in descent.leaves.items():
        held = [kept[step]]
        if step:
            held += [descent.leaf_grads[leaf][step - 1], kept[step] - kept[step - 1], kept[step] - kept[0]]
        rows += list(_rows(leaf, held, drawn))
    return compare_table("The leaves", heads, rows)


def leaves_notes(descent: Descent) -> str:
    """What the rows of a large leaf hold, and that no exact answer follows; "" where there is nothing to say."""
    large = any(kept[0].numel() > COLUMNS_IN_FULL for kept in descent.leaves.values())
    found = ["A row “largest” has the largest size of each column, of all entries of its leaf."] if large else []
    return " ".join([*found, *([NO_ANSWER] if descent.scenario.model != DEFAULT_MODEL else [])])


def _rows(leaf: str, held: list[Tensor], drawn: tuple[Entry, Entry]) -> Iterator[tuple[str, str]]:
    """The rows of one leaf: what they are called, and their cells."""
    shape = tuple(held[0].shape)
    if held[0].numel() <= COLUMNS_IN_FULL:
        entries = entries_of(leaf, shape)
    else:
        yield f"{leaf} {shape_text(shape)}, largest", _cells([each.abs().max().item() for each in held])
        entries = sorted({each for each in drawn if each.leaf == leaf}, key=lambda each: each.place)
    for entry in entries:
        yield entry.text, _cells([entry.of(each) for each in held])


def _cells(numbers: list[float]) -> str:
    """What stands now, the gradient, and the changes."""
    return "".join(
        f"<td{' class=grad' if place == 1 else ''}>{short(number)}</td>" for place, number in enumerate(numbers)
    )
