"""What a node hands on for the chosen entry, from the hand rule of its kind."""

from collections.abc import Sequence
from fractions import Fraction
from html import escape

import torch
from torch import Tensor

from core import BackwardStep, Edge, Operation, short
from ui.program.factors import local_name
from ui.program.stage.additions import added_sheet, only_sheet, shown_terms
from ui.program.stage.grids import Grid, grid
from ui.program.stage.products import Product
from ui.program.stage.sheets import Sheet, Symbol, bill, lines, number, relation, sign, signed
from ui.program.stage.symbols import (
    along_axis,
    indexed,
    is_product,
    kept_index,
    letter_of,
    letters_of,
    look_of,
    name_of,
    reduced_index,
    shortened,
    slope_of,
    spread,
)
from ui.program.steps import ProgramStep
from ui.program.story import ProgramStory
from ui.walk.formula.digits import PRODUCT, Number, fit
from ui.walk.formula.sums import line_of, terms


def edge_sheet(story: ProgramStory, back: BackwardStep, edge: Edge) -> Sheet:
    """What one edge carries, for the chosen entry of its receiver."""
    rule, operation = back.rule_for(edge), back.operation
    drawn = grid(story, edge.value)
    left = slope_of(story, edge.value, drawn.entry)
    if rule is None or operation is None or edge.inside:
        return _unknown(edge, left, drawn)
    if rule.does == "matrix":
        return _by_matrix(story, back, edge, drawn) if is_product(operation) else _unknown(edge, left, drawn)
    if rule.does == "move":
        return _unknown(edge, left, drawn)
    local = back.local_for(edge)
    if rule.does == "copy":
        return _copied(story, back, edge, drawn, local)
    if edge.grad.ndim > back.grad_in.ndim:  # a loss with its own mean or sum: what it does besides is torch's
        return _unknown(edge, left, drawn)
    if edge.grad.shape != back.grad_in.shape:
        return _added_back(story, back, edge, drawn, local)
    return _multiplied(story, back, edge, drawn, local)


def _unknown(edge: Edge, left: Symbol, drawn: Grid) -> Sheet:
    """What is only moved, or what torch alone knows how to work out."""
    grad = edge.grad
    place = drawn.entry if tuple(grad.shape) == drawn.shape else (0,) * grad.ndim
    symbol = left if tuple(grad.shape) == drawn.shape else (f"to {escape(edge.node)}", f"to {edge.node}")
    return only_sheet(symbol, short(grad[place].item(), signed=True), "gradient")


def _by_matrix(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid) -> Sheet:
    """For a factor of a matrix product: what arrives with the other factor, added up."""
    operation = back.operation
    assert operation is not None
    product, place = Product.of(story, operation), drawn.entry
    grad = back.grad_in.reshape(len(product.left), product.right.shape[1])
    left_at, right_at = operation.values
    arrives = "arrives"
    out = edge.grad[place].item()
    size = product.right.shape[1] if edge.operand == 0 else len(product.left)
    letter = letter_of(story, back, edge.operand) if size > 1 else 0
    if edge.operand == 0:
        row, k = product.row(place), place[-1]
        factors = grad[row], product.right[k]
        head = (
            slope_of(story, edge.value, place),
            indexed(arrives, product.of_out(row, letter)),
            indexed(name_of(story, right_at), product.of_right(k, letter)),
        )
        looks = "gradient", look_of(story, right_at)
    else:
        k, column = place[0], product.column(place)
        factors = product.left[:, k], grad[:, column]
        head = (
            slope_of(story, edge.value, place),
            indexed(name_of(story, left_at), product.of_left(letter, k)),
            indexed(arrives, product.of_out(letter, column)),
        )
        looks = look_of(story, left_at), "gradient"
    shown = shown_terms(size, min(along_axis(story, back.value, edge.operand), size - 1))
    return added_sheet(story, head, factors, shown, looks, out, "gradient", str(letter))


def _multiplied(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """Local derivative × what arrives, a line a drawn sample."""
    operation = back.operation
    assert operation is not None
    full = torch.broadcast_to(torch.ones(()) if local is None else local, back.grad_in.shape)
    letters = letters_of(story, edge.value, drawn)
    rows, spoken = list[tuple[str, ...]](), ""
    for row in drawn.rows:
        if row is None:
            rows.append(("⋮", *[""] * 4))
            continue
        place = drawn.index(row, drawn.chosen[1])
        numbers = full[place].item(), back.grad_in[place].item()
        made = edge.grad[place].item()
        line = fit(numbers, lambda shown: _gated(operation, edge, shown), made, story.scenario.dtype, PRODUCT)
        chosen = row == drawn.chosen[0]
        texts = line.write.words(numbers[0]), signed(line.write, numbers[1])
        out = short(made, signed=True)
        pieces = number(texts[0], "local"), sign("×"), number(texts[1], "gradient")
        rows.append((number(out, "gradient", result=chosen), sign(relation(line)), *pieces))
        if chosen:
            spoken = f"{out} {relation(line)} {texts[0]} × {texts[1]}"
    left = slope_of(story, edge.value, letters)
    arrives = indexed("arrives", letters)
    name = shortened(local_name(operation, edge.operand, story.names)) if local is not None and local.ndim else ""
    by = escape(f"({name})" if " " in name else name) if name else short(full[drawn.entry].item())
    return lines(
        (f"{left[0]} = {by} × {arrives[0]}", f"{left[1]} = {by} × {arrives[1]}"),
        rows,
        spoken,
        drawn.rows.index(drawn.chosen[0]),
    )


def _gated(operation: Operation, edge: Edge, shown: Sequence[Number]) -> Number:
    """A product; where the local derivative is 0, a gate lets nothing through, not even inf or nan."""
    rule = operation.kind.rules[edge.operand]
    if rule is not None and rule.does == "gate" and shown[0] == 0:
        return Fraction(0)
    return shown[0] * shown[1]


def _copied(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """What was added going forward is copied coming back; of a mean, × 1/N."""
    operation = back.operation
    assert operation is not None
    place = drawn.entry
    arrived = spread(back.grad_in, operation, edge.grad)[place].item()
    made = edge.grad[place].item()
    out, left = short(made, signed=True), slope_of(story, edge.value, place)
    index = kept_index(operation, place, edge.grad.ndim, back.grad_in.ndim)
    arrives = indexed("arrives", index)
    if local is None:
        pieces = number(out, "gradient", result=True), sign("="), number(short(arrived, signed=True), "gradient")
        return lines((f"{left[0]} = {arrives[0]}", f"{left[1]} = {arrives[1]}"), [pieces], f"{out} = {out}")
    share = Fraction(back.grad_in.numel(), edge.grad.numel())
    line = fit((arrived,), lambda shown: shown[0] * share, made, story.scenario.dtype, PRODUCT)
    text = signed(line.write, arrived)
    shared = (
        number(out, "gradient", result=True),
        sign(relation(line)),
        number(str(share), "local"),
        sign("×"),
        number(text, "gradient"),
    )
    return lines(
        (f"{left[0]} = 1/N × {arrives[0]}", f"{left[1]} = 1/N × {arrives[1]}"),
        [shared],
        f"{out} {relation(line)} {share} × {text}",
    )


def _added_back(story: ProgramStory, back: BackwardStep, edge: Edge, drawn: Grid, local: Tensor | None) -> Sheet:
    """An operand that was read several times: its contributions, added up."""
    operation, place = back.operation, drawn.entry
    assert operation is not None
    which = torch.arange(edge.grad.numel()).reshape(edge.grad.shape)
    mine = torch.broadcast_to(which, back.grad_in.shape) == which[place]
    arrived = back.grad_in[mine]
    size = len(arrived)
    index = reduced_index(story, back, edge, place)
    shown = shown_terms(size, min(story.sample, size - 1))
    letter = next((each for each in index if isinstance(each, str)), "k")
    left, arrives, out = slope_of(story, edge.value, place), indexed("arrives", index), edge.grad[place].item()
    if local is None or (local.ndim == 0 and local.item() == 1):
        return added_sheet(story, (left, arrives), (arrived,), shown, ("gradient",), out, "gradient", letter)
    factor = torch.broadcast_to(local, back.grad_in.shape)[mine]
    name = local_name(operation, edge.operand, story.names) if local.ndim else short(local.item())
    symbol = indexed(shortened(name), index[len(index) - local.ndim :] if local.ndim and " " not in name else ())
    return added_sheet(
        story, (left, symbol, arrives), (factor, arrived), shown, ("local", "gradient"), out, "gradient", letter
    )


def kept_sheet(story: ProgramStory, back: BackwardStep) -> Sheet:
    """What AccumulateGrad adds to a `.grad` that was None."""
    drawn = grid(story, back.value)
    assert back.held is not None
    held, arrived = back.held[drawn.entry].item(), back.grad_in[drawn.entry].item()
    left = indexed(f"{back.tensor}.grad", drawn.entry)
    right = slope_of(story, back.value, drawn.entry)
    out = short(held, signed=True)
    pieces = number(out, "kept", result=True), sign("="), number(short(arrived, signed=True), "gradient")
    return lines(
        (f"{left[0]} = {right[0]}", f"{left[1]} = {right[1]}"), [pieces], f"{out} = {short(arrived, signed=True)}"
    )


def meetings(story: ProgramStory, step: ProgramStep) -> tuple[tuple[Sheet, int], ...]:
    """The sums of gradients that met at a value which was read several times, where this step brought the last."""
    found = []
    for value, arrivals in story.arrivals.items():
        if len(arrivals) < 2 or f"g.{value}" not in step.made:
            continue
        drawn, total = grid(story, value), story.gradient(value)
        assert total is not None
        numbers = torch.stack([each.grad[drawn.entry] for each in arrivals])
        parts = terms(shown_terms(len(numbers), 0), numbers)
        out = total[drawn.entry].item()
        line = line_of(parts, out, story.scenario.dtype)
        left = slope_of(story, value, drawn.entry)
        head = f"{left[0]}, read {len(arrivals)} times", f"{left[1]}, read {len(arrivals)} times"
        added = bill(head, parts, ("gradient",), line, (short(out, signed=True), "gradient"), "added")
        found.append((added, value))
    return tuple(found)
