"""The words for each step of a program, from the words of the kinds: a sentence a step, code between backticks."""

import re
from collections.abc import Sequence

from core import BackwardStep, Edge, ForwardStep, Scenario, said, short
from ui.program.factors import local_name
from ui.program.story import ProgramStory
from ui.words import count, shape_text


def listed(names: Sequence[str]) -> str:
    """Names as code: `a`, `b` and `c`."""
    texts = [f"`{name}`" for name in names]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def model_name(scenario: Scenario) -> str:
    """What the model is called within a sentence."""
    return f"the model “{scenario.model_title}”" if scenario.model else "your program"


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


def forward_sentence(step: ForwardStep) -> str:
    """What one operation of the forward run did."""
    operation = step.operation
    does = said(operation.kind.does, operation.options)
    shape = f"shape {shape_text(tuple(step.value.shape))}"
    recorded = (
        f"{step.grad_fn} records it." if step.nodes else "Nothing that it reads is tracked, so no node records it."
    )
    return f"`{step.code}` {does}: {shape}. {recorded}"


def backward_start(scenario: Scenario) -> str:
    """Before the first node."""
    grads = listed([f"{leaf}.grad" for leaf in scenario.leaves])
    return (
        "`loss.backward()` starts at `loss` with 1, its gradient with respect to itself. "
        f"{grads} {'is' if len(scenario.leaves) == 1 else 'are'} still None."
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
    ways = "; ".join(_handed(step, edge, story.names) for edge in step.edges)
    return f"{step.node}, of `{step.tensor}`, hands {ways}."


def _handed(step: BackwardStep, edge: Edge, names: tuple[str, ...]) -> str:
    """What is handed on along one edge."""
    before, after = step.unreduced_for(edge), edge.grad
    to = f"{edge.node} of the same call" if edge.inside else f"`{edge.receiver}`"
    shapes = f"{shape_text(tuple(step.grad_in.shape))} → {shape_text(tuple(before.shape))}"
    text = f"{to} {_what(step, edge, names)}: {shapes}"
    if before.shape != after.shape:
        text += (
            f", and the engine adds these {count(before.numel(), 'number')} up to {shape_text(tuple(after.shape))}, "
            f"since {to} was read for all of them"
        )
    return text


def _what(step: BackwardStep, edge: Edge, names: tuple[str, ...]) -> str:
    """What becomes of what arrives."""
    rule, operation, local = step.rule_for(edge), step.operation, step.local_for(edge)
    if rule is None or operation is None:
        return "a gradient"
    name = local_name(operation, edge.operand, names)
    if rule.does == "matrix":
        product = f"`{name}` @ what arrives" if edge.operand else f"what arrives @ `{name}`"
        return f"{product}, which adds up what arrives × what each number was multiplied by"
    if rule.does == "move":
        return f"each number, {name}"
    if rule.does == "copy":
        if local is None:
            return "a copy for each number that was added going forward"
        return f"what arrives × {name}, here {short(local.item())}, a copy for each number that was averaged"
    if local is not None and local.ndim == 0:
        turned = "with its sign turned" if local.item() == -1 else f"multiplied by {short(local.item())}"
        return f"what arrives, {'unchanged' if local.item() == 1 else turned}"
    y = f", y being `{step.tensor}`" if "y" in re.findall(r"\w+", name) and -1 in rule.reads else ""
    shown = name if said(rule.name, operation.options) else f"`{name}`"
    return f"each number times its local derivative, {shown}{y}"
