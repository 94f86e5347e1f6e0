"""The words for each step of a program, from the words of the kinds: a sentence a step, code between backticks."""

import ast
import re
from collections.abc import Sequence

from core import BackwardStep, Edge, ForwardStep, Operation, Scenario, said, short
from ui.program.factors import local_name, operand_names
from ui.program.story import ProgramStory
from ui.words import count, shape_text

MATRIX = 2
"""How many dimensions a matrix has."""


def listed(names: Sequence[str]) -> str:
    """Names as code: `a`, `b` and `c`."""
    texts = [f"`{name}`" for name in names]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def forward_start(scenario: Scenario) -> str:
    """Before anything is computed."""
    marks = " and ".join(f"`{leaf}.requires_grad_()`" for leaf in scenario.leaves[-2:])
    more = "".join(f"`{leaf}.requires_grad_()`, " for leaf in scenario.leaves[:-2])
    one = len(scenario.leaves) == 1
    return (
        f"{more}{marks} {'marks its tensor' if one else 'mark their tensors'}: each operation below that reads "
        f"{'it, or what was made from it' if one else 'one of them, or what was made from them'}, leaves a node. "
        "Nothing is computed yet."
    )


def forward_sentence(step: ForwardStep, story: ProgramStory) -> str:
    """What one operation of the forward run did."""
    operation = step.operation
    does = said(operation.kind.does, operation.options)
    shape = f"shape {shape_text(tuple(step.value.shape))}"
    if step.nodes:
        recorded = f"{step.grad_fn} records it."
    elif story.tracked.intersection(operation.values):
        recorded = "What it reads is tracked, and yet no node records it: no gradient goes back through it."
    else:
        recorded = "Nothing that it reads is tracked, so no node records it."
    return f"`{step.code}` {does}: {shape}. {recorded}"


def backward_start(scenario: Scenario) -> str:
    """Before the first node."""
    grads = listed([f"{leaf}.grad" for leaf in scenario.leaves])
    return (
        "`loss.backward()` starts at `loss` with 1, its gradient with respect to itself. "
        f"{grads} {'is' if len(scenario.leaves) == 1 else 'are'} still None. "
        "What comes to a node on the way is written `arrives`."
    )


def backward_sentence(step: BackwardStep, story: ProgramStory) -> str:
    """What one node did, along each of its edges."""
    if step.held is not None:
        kept = f"`{step.tensor}.grad`"
        now = f" `{story.entry}` is now {short(story.at(step.held), signed=True)}." if step.tensor == story.leaf else ""
        return (
            f"AccumulateGrad adds what arrives, of shape {shape_text(tuple(step.grad_in.shape))}, to {kept}, which was "
            f"None.{now}"
        )
    whats: dict[str, list[str]] = {}
    for edge in step.edges:
        what, to = _handed(step, edge, story.names)
        whats.setdefault(what, []).append(to)
    ways = [f"{what} to {_receivers(to)}" for what, to in whats.items()]
    added = "".join(_added(step, edge) for edge in step.edges)
    plain = _plain(step.operation, story.scenario) if step.operation is not None else ""
    return f"{step.node} of `{step.tensor}` hands on {', and '.join(ways)}.{added}{plain}"


def _plain(operation: Operation, scenario: Scenario) -> str:
    """The lines that bound the plain numbers which a call reads by name: through these no gradient passes."""
    called = ast.parse(operation.code.strip(), mode="eval").body
    names = {each.id for each in ast.iter_child_nodes(called) if isinstance(each, ast.Name)}
    bound: dict[str, str] = {}
    for line in ast.parse(scenario.program.text).body:
        if line.lineno >= operation.line or not isinstance(line, ast.Assign):
            continue
        for target in line.targets:
            if isinstance(target, ast.Name) and target.id in names:
                code = scenario.program.lines[line.lineno - 1].strip() if _is_number(line.value) else ""
                bound[target.id] = code
    lines = [code for code in bound.values() if code]
    if not lines:
        return ""
    are, them = ("is a plain number", "it") if len(lines) == 1 else ("are plain numbers", "them")
    return f" {listed(lines)} {are}: no gradient goes back through {them}."


def _is_number(written: ast.expr) -> bool:
    """Whether an expression is a number, with its sign."""
    if isinstance(written, ast.UnaryOp):
        written = written.operand
    return isinstance(written, ast.Constant) and isinstance(written.value, int | float)


def _receivers(to: Sequence[str]) -> str:
    """Each once, with how often, where a value was read several times."""
    times = {1: "", 2: ", twice"}
    often = {each: to.count(each) for each in to}
    return " and ".join(f"{each}{times.get(number, f', {number} times')}" for each, number in often.items())


def _handed(step: BackwardStep, edge: Edge, names: tuple[str, ...]) -> tuple[str, str]:
    """What is handed on along one edge, and to what."""
    to = f"{edge.node} of the same call" if edge.inside else f"`{edge.receiver}`"
    rule, operation, local = step.rule_for(edge), step.operation, step.local_for(edge)
    if rule is None or operation is None:
        return "a gradient", to
    name = local_name(operation, edge.operand, names)
    match rule.does:
        case "matrix":
            return _product(step, edge, name), to
        case "move":
            return f"what arrives, {name},", to
        case "copy" if local is None:
            return "a copy of what arrives", f"each number of {to}"
        case "copy" if local is not None:
            return f"what arrives × {name}, here {short(local.item())},", f"each number of {to}"
    if local is not None and local.ndim == 0:
        return _scaled(local.item()), to
    if not said(rule.name, operation.options):
        return f"what arrives × `{name}`, number by number,", to
    words = {word.rstrip("²³") for word in re.findall(r"\w+", name)}
    at = ""
    if "y" in words and -1 in rule.reads:
        name += f", y being `{step.tensor}`"
    elif (read := operand_names(operation, edge.operand, names)) and not set(read) & words:
        at = f" at `{read[0]}`"
    return f"what arrives × the local derivative{at} ({name}), number by number,", to


def _scaled(factor: float) -> str:
    """What arrives times one number."""
    if factor == 1:
        return "what arrives, unchanged,"
    return "what arrives with its sign turned" if factor == -1 else f"what arrives × {short(factor)}"


def _product(step: BackwardStep, edge: Edge, name: str) -> str:
    """A matrix product, with its shape where that is another than what arrived."""
    before = tuple(step.unreduced_for(edge).shape)
    shape = f" of shape {shape_text(before)}" if before != tuple(step.grad_in.shape) else ""
    if not name.endswith(".T") or step.grad_in.ndim < MATRIX or edge.grad.ndim < MATRIX:
        return f"the product of what arrives with `{name.removesuffix('.T')}`{f',{shape},' if shape else ''}"
    return f"`{f'{name} @ arrives' if edge.operand else f'arrives @ {name}'}`{shape}"


def _added(step: BackwardStep, edge: Edge) -> str:
    """What the engine adds up before the receiver has it; "" where it adds nothing."""
    before, after = step.unreduced_for(edge), edge.grad
    if before.shape == after.shape:
        return ""
    to = "one" if after.numel() == 1 else f"shape {shape_text(tuple(after.shape))}"
    numbers = count(before.numel(), "number")
    return f" For `{edge.receiver}`, which was read for all of them, the engine adds the {numbers} up to {to}."
