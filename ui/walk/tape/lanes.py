"""The nodes of the lane. Columns alternate: a tensor, an operation, a tensor; they are counted from 1."""

from collections.abc import Iterator

from core import ForwardStep
from ui.walk.tape.render import Renderer
from ui.walk.tape.story import Story

LEAF_COLUMN = 1


def nodes(renderer: Renderer) -> Iterator[str]:
    """The nodes, each under the tensor it belongs to, and the references between them."""
    yield renderer.node(LEAF_COLUMN, "coeffs")
    for column, step in _columns(renderer.story):
        yield renderer.arrow(column - 1, step.name)
        yield renderer.node(column, step.name)


def _columns(story: Story) -> list[tuple[int, ForwardStep]]:
    """Each operation's result with the column it stands in; the operation itself stands in the column before."""
    return [(2 * position + 3, step) for position, step in enumerate(story.made)]
