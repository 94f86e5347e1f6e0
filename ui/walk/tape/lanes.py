"""The three lanes of the tape. Columns alternate: a tensor, an operation, a tensor; they are counted from 1."""

from collections.abc import Iterator

from torch import Tensor

from core import BackwardStep, ForwardStep
from ui.walk.tape.cells import Cells, axes_of, width_of
from ui.walk.tape.column_sum import added
from ui.walk.tape.render import Renderer
from ui.walk.tape.story import Story
from ui.words import OPERAND_SIGNS, count, derivative_name, operator, passing_back

LEAF_COLUMN = 1


def values(renderer: Renderer) -> Iterator[str]:
    """The forward values, left to right as an equation."""
    scenario = renderer.story.scenario
    coeffs = Cells("v.coeffs", "coeffs", scenario.coeffs, "j", "value")
    copies = Cells("v.copies", "", scenario.coeffs.expand_as(scenario.t_indep), "ij", "copy", "copies of coeffs")
    width = _leaf_width(renderer.story)
    note = f'<p class="note">one row, read {count(scenario.n_samples, "time")}</p>'
    body = renderer.table(coeffs, width) + renderer.table(copies, width) + note
    yield renderer.block(LEAF_COLUMN, ("v.coeffs", "v.copies"), body, "leaf")
    for column, step in _columns(renderer.story):
        yield _operation(renderer, column - 1, step)
        made = Cells(f"v.{step.name}", step.name, step.value, axes_of(step.value), "value")
        yield renderer.block(column, (made.key,), renderer.table(made, _width(renderer.story, step)))


def nodes(renderer: Renderer) -> Iterator[str]:
    """The nodes, each under the tensor it belongs to, and the references between them."""
    yield renderer.node(LEAF_COLUMN, "coeffs")
    for column, step in _columns(renderer.story):
        yield renderer.arrow(column - 1, step.name)
        yield renderer.node(column, step.name)


def gradients(renderer: Renderer) -> Iterator[str]:
    """The gradients, right to left, as the engine reaches them."""
    for column, step in reversed(_columns(renderer.story)):
        back = renderer.story.back(step.name)
        yield renderer.block(column, (f"g.{step.name}",), renderer.table(_arrived(back), _width(renderer.story, step)))
        yield _local(renderer, column - 1, back)
    yield column_sum(renderer)


def column_sum(renderer: Renderer) -> str:
    """The contributions of all samples under the copies of coeffs, added up, and the one gradient that is kept."""
    story = renderer.story
    back, kept = story.back("products"), Cells("g.kept", "", story.grad, "j", "gradient", "coeffs.grad")
    width = _leaf_width(story)
    total = Cells("g.total", "", back.grad_out, "j", "gradient", "total of the contributions")
    held = renderer.table(kept, width) if kept.key in renderer.tape_step.filled else '<p class="none">None</p>'
    frame = f'<div class="kept" data-cells="coeffs.grad"><p class="label"><b>coeffs.grad</b></p>{held}</div>'
    body = added(renderer, _contributions(story), total, width) + frame
    return renderer.block(LEAF_COLUMN, ("g.contributions", "g.total", "g.kept"), body, "bill")


def _columns(story: Story) -> list[tuple[int, ForwardStep]]:
    """Each operation's result with the column it stands in; the operation itself stands in the column before."""
    return [(2 * position + 3, step) for position, step in enumerate(story.made)]


def _operation(renderer: Renderer, column: int, step: ForwardStep) -> str:
    """An operation in the values lane: the operand between its signs, or what is done."""
    key = f"o.{step.name}"
    scenario = renderer.story.scenario
    if step.name not in OPERAND_SIGNS:
        return renderer.words(column, key, operator(step, scenario))
    name = next(name for name in step.inputs if name in ("t_indep", "t_dep"))
    tensor: Tensor = getattr(scenario, name)
    operand = renderer.table(Cells(f"v.{name}", name, tensor, axes_of(tensor), "given"))
    return renderer.block(
        column, (f"v.{name}", key), _between(OPERAND_SIGNS[step.name], operand, "=", "not tracked: None")
    )


def _local(renderer: Renderer, column: int, back: BackwardStep) -> str:
    """A node in the gradients lane: its local derivative between signs, or how the gradient passes."""
    key = f"l.{back.tensor}"
    if back.local is None or back.local.ndim == 0:
        return renderer.words(column, key, passing_back(back))
    drawn = {"t_indep", "t_dep", "coeffs", *(step.name for step in renderer.story.made)}
    source = " ".join(name for name in back.local_from if name in drawn)
    name = source if back.rule == "multiply then sum" else derivative_name(back)
    local = renderer.table(Cells(key, f"local = {name}", back.local, axes_of(back.local), "local"))
    kept = "saved" if any(isinstance(value, Tensor) for value in back.saved.values()) else "not saved"
    return renderer.block(column, (key,), _between("=", local, "×", f"{source}: {kept}"))


def _between(before: str, body: str, after: str, note: str) -> str:
    signs = [f'<span class="sign">{sign}</span>' for sign in (before, after)]
    return f'<div class="between">{signs[0]}<div class="operand">{body}</div>{signs[1]}</div><p class="note">{note}</p>'


def _arrived(back: BackwardStep) -> Cells:
    return Cells(f"g.{back.tensor}", f"∂L/∂{back.tensor}", back.grad_in, axes_of(back.grad_in), "gradient")


def _contributions(story: Story) -> Cells:
    return Cells("g.contributions", "contributions", story.back("products").unreduced, "ij", "gradient")


def _width(story: Story, step: ForwardStep) -> int:
    """One width for a tensor and its gradient, so that they line up."""
    value = Cells("", "", step.value, axes_of(step.value), "value")
    return width_of(story.view, value, _arrived(story.back(step.name)))


def _leaf_width(story: Story) -> int:
    """One width for coeffs, its copies, the contributions under them and their total."""
    coeffs = Cells("", "", story.scenario.coeffs, "j", "value")
    total = Cells("", "", story.grad, "j", "gradient")
    return width_of(story.view, coeffs, total, _contributions(story))
