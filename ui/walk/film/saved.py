"""A node's chip that can be asked what torch saved in that node: it opens in place, over the stage, and moves nothing.

The browser opens and closes it by itself (https://developer.mozilla.org/docs/Web/API/Popover_API), so it works in the
exported file, too, and the button says to a screen reader whether it is open. What it holds is in the markup; of a
large tensor its ends. At a step at which the node does not exist the chip is hidden, and what is open with it.
"""

from collections.abc import Collection
from html import escape

from torch import Tensor

from core import BackwardStep, freed
from ui.walk.film.marks import Pen
from ui.walk.tensor import cells
from ui.words import markup, shape_text


def chip(step: BackwardStep, key: str) -> str:
    """The chip as a button.

    Args:
        step: what the node did.
        key: the node's key, which no other stage on the page has.
    """
    return f'<button type="button" class="asks" popovertarget="saved-{escape(key)}"><b>{escape(step.node)}</b></button>'


def saved(pen: Pen, step: BackwardStep, key: str, absent: Collection[int], runs: int | None) -> str:
    """What it opens; it stands beside the node in the markup.

    Args:
        pen: draws at one step.
        step: what the node did.
        key: the node's key.
        absent: the steps at which the node does not exist.
        runs: the last step of the walk at which the node runs; None where it never does.
    """
    name = escape(step.node)
    attributes = f'id="saved-{escape(key)}" popover="auto" role="group" aria-label="Saved by {name}"'
    return pen.tag("div", "saved", {"absent": absent}, _held(pen, step, runs), attributes)


def _held(pen: Pen, step: BackwardStep, runs: int | None) -> str:
    """What the node saved; of one that has run, that it is gone."""
    code = f"`{step.node}` of `{step.tensor}`"
    if step.held is not None:
        return f"<p>{markup(f'{code} saved nothing. Its `variable` is `{step.tensor}`, whose `.grad` it fills.')}</p>"
    if not step.saved:
        return f"<p>{markup(f'{code} saved nothing.')}</p>"
    tensors = {name: value for name, value in step.saved.items() if isinstance(value, Tensor)}
    others = {name: value for name, value in step.saved.items() if name not in tensors}
    ended = range(pen.steps if runs is None else runs + 1, pen.steps)
    held = "".join(_tensor(name, value, step.saved_from.get(name, "")) for name, value in tensors.items())
    gone = f"Its tensors are freed: the node has run. Asked for one now, torch raises {freed()}"
    parts = (
        f"<p>{markup(f'{code} saved in the forward run:')}</p>",
        pen.tag("div", "tensors-saved", {"gone": ended}, held) if held else "",
        pen.tag("p", "freed", {"on": ended}, markup(gone)) if held else "",
        *(f"<p>{markup(f'`_saved_{name}` is `{value!r}`')}</p>" for name, value in others.items()),
    )
    return "".join(parts)


def _tensor(name: str, value: Tensor, of: str) -> str:
    """A saved tensor, and which one of the program it is."""
    said = f"`_saved_{name}`{f' is `{of}`' if of else ''}, shape {shape_text(tuple(value.shape))}"
    return f"<p>{markup(said)}</p>{cells(f'_saved_{name}', value, 'value')}"
