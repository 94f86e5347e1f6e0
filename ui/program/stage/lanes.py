"""The columns of the turned stage: leaves, values down, nodes, gradients up, and what each leaf keeps."""

from collections.abc import Iterator
from html import escape

from core import said
from ui.program.stage.drawing import Drawing, Look
from ui.program.stage.grids import Grid
from ui.program.stage.plan import (
    ACCUMULATE,
    ADD,
    CHIP,
    EDGE,
    HEAD,
    LABEL,
    NAME,
    ROW,
    SHUT,
    TITLE,
    Leaf,
    Plan,
    Row,
    label,
    slope_name,
)
from ui.program.stage.symbols import slope_of
from ui.program.steps import node_key, running, value_key
from ui.walk.film.marks import When
from ui.walk.film.saved import chip, saved
from ui.walk.stage.tracks import Span
from ui.words import shape_text


def heads(drawing: Drawing) -> Iterator[str]:
    """What the columns are called."""
    plan, backward = drawing.plan, drawing.steps[0].direction == "backward"
    y = Span(0, HEAD)
    yield drawing.box(Span(EDGE, plan.values.at - EDGE), y, "head start", "leaves")
    yield drawing.box(plan.values, y, "head end", "values ↓")
    yield drawing.box(plan.nodes, y, "head", "nodes")
    yield drawing.box(Span(plan.gradients, 12), y, "head start", "↑ gradients" if backward else "")
    yield drawing.box(Span(plan.right - 12, 12), y, "head end", "kept in .grad")
    for before, row in zip(plan.rows, plan.rows[1:], strict=False):
        if before.step.operation.line != row.step.operation.line:
            yield drawing.box(Span(EDGE, plan.right - EDGE), Span(row.y.at, 0), "between")


def values(drawing: Drawing) -> Iterator[str]:
    """The leaves, the data and what each operation makes."""
    plan, story = drawing.plan, drawing.story
    for row in plan.rows:
        y = row.y.at
        for leaf in row.leaves:
            yield from _leaf(drawing, leaf, y)
            y += leaf.height
        table = plan.wide(row.grid, row.value)
        left = plan.values.end - table
        yield _label(drawing, row)
        x = left
        for value, drawn in reversed(row.given):
            wide = plan.wide(drawn, value)
            x -= wide + 2.2
            name, sign = story.names[value], f"{_sign(row)} →"
            high = len(drawn.rows) * ROW
            top = row.rows.at if len(drawn.rows) >= len(row.grid.rows) else row.rows.middle - high / 2
            yield drawing.group(f"v.{name}", name, "given", drawn, story.forward.values[value], (x, top))
            yield drawing.box(Span(x + wide, 2.2), Span(top, high), "sign", escape(sign), extra=' aria-hidden="true"')
        look: Look = "value" if row.step.nodes else "given"
        key = value_key(story, row.value)
        yield drawing.group(key, row.step.name, look, row.grid, row.step.value, (left, row.rows.at))


def _sign(row: Row) -> str:
    """The operation behind data, as short as it can be said."""
    symbol = row.step.operation.kind.symbol
    return symbol if isinstance(symbol, str) and len(symbol) <= 2 else ""


def _label(drawing: Drawing, row: Row) -> str:
    """The code of a row with the shape that it makes, above its numbers or beside them."""
    plan = drawing.plan
    at = f"<code>{escape(label(row.step))}</code>"
    if not row.step.operation.part:
        name, _, rest = label(row.step).partition(" = ")
        at = f"<b>{escape(name)}</b><code>= {escape(rest)}</code>"
    more = f' title="{row.grid.part}"' if row.grid.part else ""  # the card has all rows
    body = f"{at} <span{more}>{shape_text(row.grid.shape)}{' ⋮' if more else ''}</span>"
    high = Span(row.y.at, LABEL) if row.label else Span(row.rows.at, ROW)
    when = _of_label(drawing, value_key(drawing.story, row.value), row.value)
    return drawing.box(plan.label_at(row), high, "label", body, when)


def _of_label(drawing: Drawing, key: str, value: int) -> When:
    """A name is lit while its node runs, and stands back with its numbers."""
    return {"lit": _running(drawing, value, forward=True), "dim": drawing.stands_back(key)}


def _leaf(drawing: Drawing, leaf: Leaf, y: float) -> Iterator[str]:
    name = f"<b>{escape(leaf.name)}</b>"
    tensor, key = drawing.story.forward.values[leaf.value], f"v.{leaf.name}"
    back = {"dim": drawing.stands_back(key)}
    if leaf.tall:
        shape = f" <span>{shape_text(leaf.grid.shape)}</span>"
        yield drawing.box(Span(EDGE, 14), Span(y, LABEL), "label", name + shape, back)
        at = EDGE, y + LABEL
    else:
        wide = len(leaf.name) * NAME + 0.6
        yield drawing.box(Span(EDGE, wide), Span(y + (SHUT - ROW) / 2, ROW), "label", name, back)
        at = EDGE + wide, y + (SHUT - ROW) / 2
    yield drawing.group(key, leaf.name, "value", leaf.grid, tensor, at)


def nodes(drawing: Drawing) -> Iterator[str]:
    """The nodes of the operations, each beside the value that it belongs to."""
    plan = drawing.plan
    yield drawing.box(plan.nodes, Span(HEAD, plan.bottom - HEAD), "band", extra=' aria-hidden="true"')
    for row in plan.rows:
        for part, name in enumerate(row.step.nodes):
            yield _node(drawing, plan.nodes, node_at(row, part), name, row.value, part)
        if _cuts(drawing, row):
            yield _gap(drawing, row)


def _cuts(drawing: Drawing, row: Row) -> bool:
    """Whether a call reads what is tracked and leaves no node: no gradient passes back over it."""
    return not row.step.nodes and bool(drawing.story.tracked.intersection(row.step.operation.values))


def _gap(drawing: Drawing, row: Row) -> str:
    """The place in the lane where a node would stand."""
    why = said(row.step.operation.kind.symbol, row.step.operation.options)
    ran = _running(drawing, row.value, forward=True)
    when = {**drawing.absent(value_key(drawing.story, row.value)), "running": ran}
    return drawing.box(drawing.plan.nodes, Span(row.middle - CHIP / 2, CHIP), "cut", f"<b>✂ {escape(why)}</b>", when)


def node_at(row: Row, part: int) -> float:
    """The middle of a node of a row's call."""
    return row.middle + (part - (len(row.step.nodes) - 1) / 2) * CHIP


def frame_at(plan: Plan, leaf: Leaf, y: float) -> tuple[Span, Span]:
    """Where the frame of a leaf's `.grad` stands, of a leaf that stands at y."""
    wide = plan.kept_wide(leaf)
    high = Span(y + CHIP + TITLE, len(leaf.grid.rows) * ROW + 0.3) if leaf.tall else Span(y + 0.12, SHUT - 0.24)
    return Span(plan.right - wide, wide), high


def chip_at(plan: Plan, leaf: Leaf, y: float) -> tuple[Span, float]:
    """Where its AccumulateGrad stands, and the middle of that."""
    if leaf.tall:
        return Span(plan.right - ACCUMULATE, ACCUMULATE), y + CHIP / 2
    return Span(plan.right - plan.kept_wide(leaf) - 0.8 - ACCUMULATE, ACCUMULATE), y + SHUT / 2


def _node(drawing: Drawing, x: Span, middle: float, name: str, value: int, part: int = 0) -> str:
    key = node_key(value, part)
    when = {
        **drawing.absent(key),
        "dim": drawing.stands_back(key),
        "running": _running(drawing, value, part, forward=True),
    }
    place = x, Span(middle - CHIP / 2, CHIP)
    back = next((step for step in drawing.story.backward.steps if (step.value, step.part) == (value, part)), None)
    if back is None or drawing.steps[0].direction == "chase":  # on the chase it leads to its step
        return drawing.box(*place, "node", f"<b>{escape(name)}</b>", when, f' data-cells="{key}"')
    ran = [at for at, step in enumerate(drawing.steps) if running(drawing.story, step) is back]
    drawn = drawing.box(*place, "node", chip(back, key), when, f' data-cells="{key}"')
    return drawn + saved(drawing.pen, back, key, when["absent"], max(ran, default=None))


def _running(drawing: Drawing, value: int, part: int = 0, *, forward: bool) -> list[int]:
    """The steps at which the node of a value runs, or is recorded."""
    found = []
    for at, step in enumerate(drawing.steps):
        node = running(drawing.story, step)
        if step.direction == "forward":
            if forward and at and step.value == value:
                found.append(at)
        elif step.direction == "chase":
            if node_key(value, part) in step.read:
                found.append(at)
        elif node is not None and (node.value, node.part) == (value, part):
            found.append(at)
    return found


def gradients(drawing: Drawing) -> Iterator[str]:
    """The gradients, from the loss up, and what the leaves keep."""
    plan = drawing.plan
    backward = drawing.steps[0].direction == "backward"
    for row in reversed(plan.rows):
        total = plan.gradient(row.value)
        if backward and total is not None:
            name = slope_name(row.step.name)
            extra = f' data-axes="{_axes(drawing, row.value, row.grid)}"'
            if row.arrivals > 1:
                yield from _bill(drawing, row.value, row.grid.alone(), (plan.gradients, row.rows.at))
            if row.label:
                yield drawing.box(
                    Span(plan.gradients, 14),
                    Span(row.y.at, LABEL),
                    "label",
                    f"<code>{escape(name)}</code>",
                    drawing.absent(f"g.{row.value}"),
                )
            at = plan.gradients, row.grads.at
            yield drawing.group(f"g.{row.value}", name, "gradient", row.grid, total, at, extra)
        y = row.y.at
        for leaf in row.leaves:
            yield from _keeps(drawing, row, leaf, y, backward=backward)
            y += leaf.height


def _bill(drawing: Drawing, value: int, drawn: Grid, at: tuple[float, float]) -> Iterator[str]:
    """The gradients that meet at a value which was read several times, and the double rule under them."""
    story, (x, y) = drawing.story, at
    arrivals = story.arrivals[value]
    for place, each in enumerate(arrivals):
        key = f"a.{value}.{place}"
        top = y + place * ADD
        yield drawing.group(key, f"from {each.node}", "gradient", drawn, each.grad, (x, top))
        wide = drawn.width(each.grad, signed=True)
        if value >= len(story.scenario.program.inputs):
            source = f"from {each.node}"
            yield drawing.box(
                Span(x + wide + 0.4, 12),
                Span(top, ADD),
                "from",
                escape(source),
                drawing.absent(key),
                ' aria-hidden="true"',
            )
    wide = max(drawn.width(each.grad, signed=True) for each in arrivals)
    rule = Span(x - 0.2, wide + 0.4), Span(y + len(arrivals) * ADD + 0.12, 0.22)
    yield drawing.box(*rule, "rule", when=drawing.absent(f"a.{value}.0"))


def _keeps(drawing: Drawing, row: Row, leaf: Leaf, y: float, *, backward: bool) -> Iterator[str]:
    """A leaf's AccumulateGrad, what has arrived there, and its frame, which reads None until that node has run."""
    plan = drawing.plan
    chip, middle = chip_at(plan, leaf, y)
    yield _node(drawing, chip, middle, "AccumulateGrad", leaf.value)
    if backward and leaf.arrivals:
        yield from _arrived(drawing, leaf, chip.at - 0.8 - plan.pill_wide(leaf), y)
        yield from _named(drawing, row, leaf, chip.at - 0.8, middle)
    yield _kept(drawing, leaf, *frame_at(plan, leaf, y))


def _arrived(drawing: Drawing, leaf: Leaf, x: float, y: float) -> Iterator[str]:
    """The chosen entry of what has arrived at a leaf; where it was read several times, all of them and their sum."""
    total = drawing.story.gradient(leaf.value)
    assert total is not None
    one, top = leaf.grid.pick(), y + (CHIP if leaf.tall else SHUT) / 2 - ROW / 2
    if leaf.arrivals > 1:
        yield from _bill(drawing, leaf.value, one, (x, y + 0.1))
        top = y + 0.1 + leaf.arrivals * ADD + 0.4
    extra = f' data-axes="ij" data-leaf-of="{escape(leaf.name)}"'
    yield drawing.group(f"g.{leaf.value}", f"∂L/∂{leaf.name}", "gradient", one, total, (x, top), extra)


def _named(drawing: Drawing, row: Row, leaf: Leaf, end: float, middle: float) -> Iterator[str]:
    """What it is that has arrived, where there is room to say it, and that it goes into the node."""
    if leaf.arrivals > 1:
        return
    plan, when = drawing.plan, drawing.absent(f"g.{leaf.value}")
    high, hidden = Span(middle - ROW / 2, ROW), ' aria-hidden="true"'
    yield drawing.box(Span(end, 0.8), high, "sign", "→", when, hidden)
    if wide := plan.slope_wide(row, leaf):
        name, _ = slope_of(drawing.story, leaf.value, leaf.grid.entry)
        x = Span(end - plan.pill_wide(leaf) - wide, wide)
        yield drawing.box(x, high, "from end", f"<span>{name}</span>", when, hidden)


def _kept(drawing: Drawing, leaf: Leaf, x: Span, y: Span) -> str:
    """What a leaf's `.grad` holds: None until AccumulateGrad has run."""
    key, grad = f"k.{leaf.name}", drawing.story.grad(leaf.name)
    steps = range(len(drawing.steps))
    filled = [at for at in steps if key in drawing.steps[at].filled]
    none = drawing.pen.tag("b", "none", {"absent": filled}, "None")
    held = ""
    if grad is not None:
        when = {"absent": [at for at in steps if at not in filled]}
        table = drawing.table(leaf.grid, grad, "gradient")
        held = drawing.pen.tag(
            "div",
            "keeps gradient",
            when,
            table,
            f'data-axes="ij" data-leaf-of="{escape(leaf.name)}" data-cells="{key}"',
        )
    name = f"{leaf.name}.grad"
    body = f'<code>{escape(name)}</code><div class="holds">{none}{held}</div>'
    made = {
        "made": [at for at in steps if key in drawing.steps[at].made],
        "dim": drawing.stands_back(f"v.{leaf.name}"),
    }
    label_of = f' role="group" aria-label="{escape(name)}" data-leaf="{escape(leaf.name)}"'
    return drawing.box(x, y, f"kept {'tall' if leaf.tall else 'flat'}", body, made, label_of)


def _axes(drawing: Drawing, value: int, drawn: Grid) -> str:
    """Which part of the choice a click on a cell sets, by rows and columns: i, j, the sample s, or nothing (-)."""
    story, sample = drawing.story, drawing.story.sample_axis
    axes, leaf = story.axes[value], story.axes[story.scenario.program.numbers[story.leaf]]
    letters = {sample: "s"} | dict(zip(reversed(leaf), "ji", strict=False))
    found = [letters.get(axis, "-") for axis in axes[-2:]]
    if len(axes) == 1:
        found = [found[0], "-"] if drawn.size[1] == 1 and drawn.size[0] > 1 else ["-", found[0]]
    return "".join(["-", "-", *found][-2:])
