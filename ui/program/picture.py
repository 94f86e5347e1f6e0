"""A program as rows: a value, its node, its gradient. A line of the program is a row, and so is each part of a line.

A leaf stands where it is first read, with its AccumulateGrad and its own `.grad`. Rows that a step is not about are
folded to a line each.
"""

from html import escape

from torch import Tensor

from core import BackwardStep, ForwardStep, short
from ui.program.cells import Look, cells
from ui.program.factors import factors, in_words, sign
from ui.program.steps import ProgramStep
from ui.program.story import Arrival, ProgramStory
from ui.words import markup, shape_text


def picture(story: ProgramStory, step: ProgramStep, *, whole: bool) -> str:
    """All rows as markup after one step.

    Args:
        story: what it is drawn from.
        step: the step.
        whole: whether every row shows its numbers.
    """
    program = story.scenario.program
    rows, shown = [], set()
    for made in story.forward.steps:
        for value in made.operation.values:
            if value < len(program.inputs) and value not in shown:
                shown.add(value)
                rows.append(_input(story, step, value, whole=whole))
        rows.append(_operation(story, step, made, whole=whole))
    heads = '<div class="row heads" aria-hidden="true"><p>values ↓</p><p>nodes</p><p>gradients ↑</p></div>'
    states = "program-rows" + (" back" if step.passed >= 0 else "") + (" whole" if whole else "")
    return f'<div class="tape-box"><div class="{states}">{heads}{"".join(rows)}</div></div>'


def _input(story: ProgramStory, step: ProgramStep, value: int, *, whole: bool) -> str:
    """The row of a leaf or of data."""
    name, tracked = story.names[value], story.names[value] in story.scenario.leaves
    opened = whole or value in step.now
    tensor = story.forward.values[value]
    look: Look = "value" if tracked else "given"
    drawn = cells(name, tensor, look, story.place(value)) if opened else _folded(name, tensor)
    if not tracked:
        return _row(step, value, "data", name, drawn, '<p class="quiet">not tracked: no node</p>', "")
    node = _node("AccumulateGrad", now=_runs(story, step, value))
    return _row(step, value, "leaf", name, drawn, node, _kept(story, step, value, opened=opened))


def _kept(story: ProgramStory, step: ProgramStep, value: int, *, opened: bool) -> str:
    """A leaf's `.grad`, None until its AccumulateGrad has run; before, what has arrived there."""
    name = story.names[value]
    grad, ran = story.grad(name), _ran(story, value)
    inside = '<p class="none">None</p>'
    waiting = ""
    if grad is not None and 0 < ran <= step.passed:
        inside = (
            cells("", grad, "gradient", story.place(value), f"{name}.grad")
            if opened
            else f'<p class="brief">{_brief(grad)}</p>'
        )
    elif step.passed >= 0:
        waiting = _arrived(story, step, value, opened=opened)
    shape = f"{name}.grad" if grad is None else f"{name}.grad {shape_text(tuple(grad.shape))}"
    label = f'<p class="label"><b>{escape(shape)}</b></p>'
    return f'{waiting}<div class="keeps" data-leaf="{escape(name)}">{label}{inside}</div>'


def _operation(story: ProgramStory, step: ProgramStep, made: ForwardStep, *, whole: bool) -> str:
    """The row of an operation: its code and value, its nodes, and the gradient of its value."""
    value = made.operation.result
    exists, opened = value < step.made, whole or value in step.now
    code = escape(made.code)
    name = made.name if made.operation.part else made.code
    if not exists:
        return _row(
            step, value, "part" if made.operation.part else "line", name, f'<p class="later">{code}</p>', "", ""
        )
    title = "" if made.operation.part else f'<p class="code">{code}</p>'
    drawn = (
        title + cells(made.name, made.value, "value" if made.nodes else "given", story.place(value))
        if opened
        else _folded(name, made.value)
    )
    nodes = "".join(_node(node, now=_runs(story, step, value, part)) for part, node in enumerate(made.nodes))
    kind = ("part" if made.operation.part else "line") + ("" if made.nodes else " data")
    back = _arrived(story, step, value, opened=opened) if step.passed >= 0 else ""
    none = '<p class="quiet">nothing tracked: no node</p>'
    return _row(step, value, kind, name, drawn, nodes or none, back, _work(story, step, value))


def _row(
    step: ProgramStep, value: int, kind: str, name: str, values: str, nodes: str, grads: str, work: str = ""
) -> str:
    states = [kind, *(["now"] if value in step.now else []), *(["first"] if step.now[:1] == (value,) else [])]
    columns = (
        f'<div class="of-values">{values}</div><div class="of-nodes">{nodes}</div><div class="of-grads">{grads}</div>'
    )
    return (
        f'<div class="row {" ".join(states)}" role="group" aria-label="{escape(name)}" data-value="{value}">'
        f"{columns}{work}</div>"
    )


def _folded(name: str, tensor: Tensor) -> str:
    """A row that the step is not about: name and shape, and of a single number the number."""
    worth = "" if tensor.ndim else f" = {short(tensor.item())}"
    return f'<p class="brief"><code>{escape(name)}</code> <span>{shape_text(tuple(tensor.shape))}{worth}</span></p>'


def _brief(grad: Tensor) -> str:
    """The same of a leaf's `.grad`."""
    return "filled" if grad.ndim else short(grad.item(), signed=True)


def _node(name: str, *, now: bool) -> str:
    return f'<p class="node-name{" now" if now else ""}">{escape(name)}</p>'


def _runs(story: ProgramStory, step: ProgramStep, value: int, part: int = 0) -> bool:
    """Whether a value's node is what this step runs, or has just recorded."""
    if step.passed < 0:
        return step.now[:1] == (value,) and value >= len(story.scenario.program.inputs)
    running = _running(story, step)
    return running is not None and (running.value, running.part) == (value, part)


def _running(story: ProgramStory, step: ProgramStep) -> BackwardStep | None:
    return story.backward.steps[step.passed - 1] if step.passed > 0 else None


def _ran(story: ProgramStory, value: int) -> int:
    """At which step of the backward run a leaf's AccumulateGrad ran; 0 for never."""
    return next(
        (at for at, each in enumerate(story.backward.steps, start=1) if each.value == value and each.held is not None),
        0,
    )


def _arrived(story: ProgramStory, step: ProgramStep, value: int, *, opened: bool) -> str:
    """The gradient of a value as far as it has arrived; of one that was read several times as a sum."""
    expected = story.arrivals.get(value, ())
    arrived = [each for each in expected if each.step <= step.passed]
    if not arrived:
        return ""
    name, place = f"∂L/∂{story.names[value]}", story.place(value)
    if not opened:
        parts = f", {len(arrived)} of {len(expected)} arrived" if len(expected) > 1 else ""
        return f'<p class="brief grad">{escape(name)}{parts}</p>'
    if len(expected) == 1:
        return cells(name, arrived[0].grad, "gradient", place)
    drawn = sign("+").join(_part(each, place) for each in arrived)
    if len(arrived) < len(expected):
        wait = f"{len(arrived)} of {len(expected)} have arrived: it was read {len(expected)} times"
        return f'<div class="sum">{drawn}<p class="folded">{wait}</p></div>'
    total = arrived[0].grad
    for each in arrived[1:]:
        total = total + each.grad
    return f'<div class="sum">{drawn}{sign("=")}{cells(name, total, "gradient", place)}</div>'


def _part(arrival: Arrival, place: tuple[int | None, int | None]) -> str:
    return cells(f"from {arrival.node}", arrival.grad, "gradient", place)


def _work(story: ProgramStory, step: ProgramStep, value: int) -> str:
    """The calculation of the node that runs: upstream, local and what is handed on, a line an edge."""
    running = _running(story, step)
    if running is None or running.value != value or running.held is not None:
        return ""
    lines = "".join(_edge(story, running, at) for at in range(len(running.edges)))
    return f'<div class="work" aria-label="What {escape(running.node)} does">{lines}</div>'


def _edge(story: ProgramStory, step: BackwardStep, at: int) -> str:
    """One edge: what arrives × local = what is handed on, and between them what the engine added up."""
    edge, upstream = step.edges[at], (step.grad_in, story.place(step.value))
    before = step.unreduced_for(edge)
    if step.operation is None or step.rule_for(edge) is None:
        drawn = cells("upstream", step.grad_in, "gradient", upstream[1], f"upstream, ∂L/∂{step.tensor}") + sign("⟶")
    else:
        drawn = factors(step.operation, edge.operand, story.names, upstream, step.local_for(edge))
    if before.shape != edge.grad.shape:
        drawn += f"{cells('returned', before, 'gradient')}{sign('added up =')}"
    name = "handed on" if edge.inside else f"handed on: ∂L/∂{edge.receiver}"
    down = cells(name, edge.grad, "gradient", (None, None) if edge.inside else story.place(edge.value))
    target = markup(f"`next_functions[{edge.index}]` ⟶ {edge.node} of `{edge.receiver}`")
    plain = "" if step.operation is None or edge.inside else in_words(step.operation, edge.operand, story.names)
    told = f'<p class="to">{markup(plain)}</p>' if plain else ""
    return f'<div class="edge"><p class="to">{target}</p>{told}<div class="factors">{drawn}{down}</div></div>'
