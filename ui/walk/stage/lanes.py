"""The three lanes of the stage: values left to right, nodes between, gradients right to left."""

from collections.abc import Iterator
from html import escape

from torch import Tensor

from ui.walk.film.marks import When
from ui.walk.film.saved import chip, saved
from ui.walk.stage.drawing import Drawing, made_from
from ui.walk.stage.tracks import (
    BAND,
    GRAD_HEADING,
    KEPT,
    RAIL,
    ROW,
    RULE,
    SIGN,
    TOTAL,
    Column,
    Span,
    code_of,
    operand_of,
)
from ui.walk.tape.cells import Cells, axes_of
from ui.words import OPERAND_SIGNS, count, derivative_name, operator, passing_back

LEAF = "coeffs"
DOUBLE = 0.43
"""How far below the contributions the double rule lies, in its middle."""


def values(drawing: Drawing) -> Iterator[str]:
    """The forward values, left to right as an equation."""
    story, tracks = drawing.story, drawing.tracks
    scenario, top = story.scenario, tracks.values
    yield drawing.heading(tracks.leaf.middle, RAIL, LEAF, tuple(scenario.coeffs.shape), ".requires_grad_()")
    yield drawing.group(Cells("v.coeffs", LEAF, scenario.coeffs, "j", "value"), tracks.leaf, top - ROW)
    copies = Cells("v.copies", "", scenario.coeffs.expand_as(scenario.t_indep), "ij", "copy", "copies of coeffs")
    yield drawing.group(copies, tracks.leaf, top, below=f"one row, read {count(scenario.n_samples, 'time')}")
    yield from _samples(drawing, top)
    for column in tracks.columns:
        step = column.step
        yield drawing.heading(column.made.middle, RAIL, step.name, tuple(step.value.shape), code_of(step))
        yield from _operation(drawing, column)
        made = Cells(f"v.{step.name}", step.name, step.value, axes_of(step.value), "value")
        yield drawing.group(made, column.made, top)


def _operation(drawing: Drawing, column: Column) -> Iterator[str]:
    """An operation in the values lane: the operand between its signs, or what is done."""
    step, tracks, key = column.step, drawing.tracks, f"o.{column.step.name}"
    top = tracks.values
    if not (name := operand_of(step)):
        text = f"{operator(step, drawing.story.scenario)} →"
        yield drawing.sign(column.between, top, text, (key,), rows=ROW if step.value.ndim == 0 else 0, words=True)
        return
    before, after = _beside(column)
    tensor: Tensor = getattr(drawing.story.scenario, name)
    given = Cells(f"v.{name}", name, tensor, axes_of(tensor), "given")
    yield drawing.sign(before, top, OPERAND_SIGNS[step.name], (key,))
    heading = f"<b>{name}</b> <span>{tuple(tensor.shape)}</span>"
    yield drawing.group(given, column.inner, top, heading, above=ROW, below="not tracked")
    yield drawing.sign(after, top, "=", (key,))


def nodes(drawing: Drawing) -> Iterator[str]:
    """The nodes, each under the tensor it belongs to, and the references between them."""
    tracks = drawing.tracks
    high = Span(tracks.band, BAND)
    yield drawing.box(Span(0, tracks.width - TURN_ROOM), high, "band", extra=' aria-hidden="true"')
    yield node(drawing, tracks.leaf, LEAF, high)
    for column in tracks.columns:
        name = column.step.name
        when = {"absent": drawing.when(f"n.{name}")["absent"], "dim": drawing.stands_back(f"r.{name}")}
        yield drawing.box(column.between, high, "arrow", "←", when, ' aria-hidden="true"')
        yield node(drawing, column.made, name, high)


TURN_ROOM = 1.6
"""How far before the turn the band ends."""


def node(drawing: Drawing, x: Span, tensor: str, high: Span) -> str:
    """One node, under its tensor."""
    key = f"n.{tensor}"
    when = dict(drawing.when(key))
    running = [at for at, step in enumerate(drawing.steps) if key in step.now]
    when |= {"made": [], "read": [], "running": running}
    back = drawing.story.back(tensor)
    if not drawing.asks:
        return drawing.box(x, high, "node", f"<b>{escape(back.node)}</b>", when, f' data-cells="{key}"')
    runs = max((at for at, step in enumerate(drawing.steps) if step.node == tensor), default=None)
    drawn = drawing.box(x, high, "node", chip(back, key), when, f' data-cells="{key}"')
    return drawn + saved(drawing.pen, back, key, when["absent"], runs)


def gradients(drawing: Drawing) -> Iterator[str]:
    """The gradients, right to left, as the engine reaches them."""
    tracks = drawing.tracks
    for column in reversed(tracks.columns):
        back = column.back
        name = f"∂L/∂{column.step.name}"
        arrived = Cells(f"g.{column.step.name}", name, back.grad_in, axes_of(back.grad_in), "gradient")
        made_of = _made_of(drawing, column.step.name)
        yield drawing.group(arrived, column.made, tracks.gradients, escape(name), above=GRAD_HEADING, made_of=made_of)
        yield from _local(drawing, column)
    yield from _samples(drawing, tracks.gradients, "g.contributions", "g.residuals", "g.preds", "g.errors")
    yield from _bill(drawing)


def _made_of(drawing: Drawing, tensor: str) -> tuple[str, ...]:
    """The gradient that the one of a tensor is made of, and the local derivative that it meets."""
    for column in drawing.tracks.columns:
        if column.back.receiver == tensor:
            met = column.back.local is not None and column.back.local.ndim
            return (f"g.{column.step.name}", *([f"l.{column.step.name}"] if met else []))
    return ()


def _local(drawing: Drawing, column: Column) -> Iterator[str]:
    """A node in the gradients lane: its local derivative between signs, or how the gradient passes."""
    back, tracks, key = column.back, drawing.tracks, f"l.{column.step.name}"
    top = tracks.gradients
    if back.local is None or back.local.ndim == 0:
        rows = ROW if back.grad_in.ndim == 0 else 0
        yield drawing.sign(column.between, top, f"← {passing_back(back)}", (key,), rows=rows, words=True)
        return
    before, after = _beside(column)
    drawn = {"t_indep", "t_dep", "coeffs", *(step.name for step in drawing.story.made)}
    source = " ".join(name for name in back.local_from if name in drawn)
    name = source if back.rule == "multiply then sum" else derivative_name(back)
    kept = "saved" if any(isinstance(value, Tensor) for value in back.saved.values()) else "not saved"
    local = Cells(key, "local", back.local, axes_of(back.local), "local", f"local = {name}")
    yield drawing.sign(before, top, "=", (key,))
    heading = f'local<span class="of"> = {escape(name)}</span>'
    yield drawing.group(local, column.inner, top, heading, above=GRAD_HEADING, below=f"{source}: {kept} going forward")
    yield drawing.sign(after, top, "×", (key,))


def _bill(drawing: Drawing) -> Iterator[str]:
    """The contributions of all samples under the copies of coeffs, added up, and the one gradient that is kept."""
    story, tracks = drawing.story, drawing.tracks
    back, x = story.back("products"), tracks.leaf
    shape = tuple(back.unreduced.shape)
    contributions = Cells("g.contributions", "contributions", back.unreduced, "ij", "gradient")
    heading = f"contributions <span>{shape}</span>"
    of = ("g.products", "l.products")
    yield drawing.group(contributions, x, tracks.gradients, heading, above=GRAD_HEADING, made_of=of)
    made = drawing.when("g.contributions")["absent"]
    shares = count(story.scenario.n_samples, "contribution")
    yield drawing.box(
        Span(x.at - 0.3, x.size + 0.6), Span(tracks.rule + DOUBLE - 0.13, 0.26), "rule", when={"absent": made}
    )
    waits = [at for at, step in enumerate(drawing.steps) if "g.contributions" in step.filled - {"g.total"}]
    not_yet = [at for at in waits if "g.total" not in drawing.steps[at].filled]
    next_is: When = {"absent": [at for at in range(len(drawing.steps)) if at not in not_yet]}
    total_at = tracks.rule + RULE
    yield drawing.box(x, Span(total_at, TOTAL), "next-is", f"next: {shares} added", next_is)
    total = Cells("g.total", "", back.grad_out, "j", "gradient", "total of the contributions")
    yield drawing.group(total, x, total_at, made_of=("g.contributions",))
    label = Span(0, drawing.tracks.gutter - 0.4)
    unseen: When = {"absent": drawing.when("g.total")["absent"]}
    yield drawing.box(label, Span(total_at, TOTAL), "sample", "Σ", unseen, ' aria-hidden="true"')
    yield _kept(drawing)


def not_yet(drawing: Drawing) -> Iterator[str]:
    """What is there of the gradients before the backward run."""
    yield _kept(drawing)


def _kept(drawing: Drawing) -> str:
    """The one gradient that is kept: None until AccumulateGrad has run."""
    x = Span(drawing.tracks.leaf.at - 0.5, drawing.tracks.leaf.size + 1)
    story, steps = drawing.story, drawing.steps
    filled = [at for at, step in enumerate(steps) if "g.kept" in step.filled]
    held = Cells("g.kept", "", story.grad, "j", "gradient", "coeffs.grad")
    when = {"absent": [at for at in range(len(steps)) if at not in filled]}
    none = drawing.pen.tag("b", "none", {"absent": filled}, "None")
    values = drawing.pen.tag(
        "div", "keeps", when, drawing.table(held), f'data-cells="g.kept" data-axes="j"{made_from(("g.total",))}'
    )
    made = {"made": [at for at, step in enumerate(steps) if "g.kept" in step.made]}
    body = f'<code>coeffs.grad</code><div class="holds">{none}{values}</div>'
    label = ' role="group" aria-label="coeffs.grad" data-cells="coeffs.grad"'
    return drawing.box(x, Span(drawing.tracks.kept, KEPT), "kept", body, made, label)


def _samples(drawing: Drawing, top: float, *keys: str) -> Iterator[str]:
    """The samples' numbers beside the first column."""
    when: When = {"absent": drawing.when(*keys)["absent"]} if keys else {}
    for at, row in enumerate(drawing.story.view.rows):
        chosen = "sample chosen" if row == drawing.story.view.i else "sample"
        text = "" if row is None else str(row)
        y = Span(top + at * drawing.row, drawing.row)
        yield drawing.box(Span(0, drawing.tracks.gutter - 0.4), y, chosen, text, when, ' aria-hidden="true"')


def _beside(column: Column) -> tuple[Span, Span]:
    """The room for a sign on each side of the table between two results."""
    inner, between = column.inner, column.between
    left, right = (inner.at - between.at) / 2, (between.end - inner.end) / 2
    return (
        Span(between.at + left - SIGN / 2, SIGN),
        Span(inner.end + right - SIGN / 2, SIGN),
    )
