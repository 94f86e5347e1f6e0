"""By hand for any program: the reverse pass stage by stage, without autograd, beside autograd's, and leaf by leaf."""

from collections.abc import Mapping
from html import escape

import streamlit as st
import torch
from torch import Tensor

from core import Agreement, ByHand, HandStep, agreement, by_hand, exact, short
from ui import state
from ui.frame.next_view import next_link
from ui.program import choose
from ui.program.factors import factors, in_words, local_name, sign
from ui.program.origins import asides
from ui.program.stage.plan import slope_name
from ui.program.story import ProgramStory, tell
from ui.walk.tensor import cells
from ui.words import column_heads, markup, shape_text


def hand() -> None:
    """The leaves and their verdicts, then the stages."""
    story = tell(state.link())
    worked = by_hand(story.scenario, story.forward.values)
    choose.entry()
    st.html(verdicts(story, worked) + asides(story) + stages(story, worked))
    next_link("by_hand")


def verdicts(story: ProgramStory, worked: ByHand) -> str:
    """Autograd, hand and difference of the chosen entry and of each leaf, and whether they agree."""
    found = agreement(story.backward, worked)
    heads = ("", "shape", "Largest difference", "")
    top = column_heads(heads)
    rows = "".join(_leaf(leaf, each) for leaf, each in found.leaves.items())
    missed = "".join(
        f'<tr><th scope="row">{escape(leaf)}.grad</th><td></td><td></td><td>None, both ways</td></tr>'
        for leaf in found.unreached
    )
    table = f'<table class="compare" aria-label="The gradients both ways"><tr>{top}</tr>{rows}{missed}</table>'
    outcome = found.verdict.outcome.replace(" ", "-")
    verdict = f'<p class="verdict {outcome}"><b>{escape(found.verdict.reason)}</b> {_entry(story, found.leaves)}</p>'
    return f'<div class="compare-box">{table}</div>{verdict}'


def _leaf(leaf: str, found: Agreement) -> str:
    apart = short(found.difference.abs().max().item())
    shape = shape_text(tuple(found.hand.shape))
    cells_of = f"<td>{shape}</td><td>{apart}</td><td>{escape(found.verdict.outcome)}</td>"
    return f'<tr><th scope="row">{escape(leaf)}.grad</th>{cells_of}</tr>'


def _entry(story: ProgramStory, leaves: Mapping[str, Agreement]) -> str:
    """The chosen entry's two gradients, in full."""
    if story.leaf not in leaves:
        return ""
    found = leaves[story.leaf]
    autograd, by = (_full(story, tensor) for tensor in (found.autograd, found.hand))
    return markup(f"`{story.entry}` is {autograd} by autograd and {by} by hand.")


def _full(story: ProgramStory, tensor: Tensor) -> str:
    return exact(story.at(tensor), tensor.dtype).replace("-", "−")


def stages(story: ProgramStory, worked: ByHand) -> str:
    """The reverse pass: one stage a call and tracked operand."""
    drawn = "".join(_stage(story, at, step) for at, step in enumerate(worked.steps, start=1))
    return f'<div class="by-stages"><ol class="stages" aria-label="The reverse pass, stage by stage">{drawn}</ol></div>'


def _stage(story: ProgramStory, at: int, step: HandStep) -> str:
    operation = step.operation
    receiver = operation.reads[step.operand]
    assert receiver is not None  # a gradient passes to a value
    upstream = step.upstream, story.place(operation.result)
    if operation.kind.rules:
        name = local_name(operation, step.operand, story.names)
        local = None if step.local is None else torch.as_tensor(step.local, dtype=step.upstream.dtype)
        drawn = factors(operation, step.operand, story.names, upstream, local)
    else:
        name = "found by a slope in float64"
        drawn = cells("upstream", step.upstream, "gradient", upstream[1]) + sign("⟶")
    if step.unreduced.shape != step.downstream.shape:
        drawn += f"{cells('product', step.unreduced, 'gradient')}{sign('added up =')}"
    down = cells(slope_name(step.receiver), step.downstream, "gradient", story.place(receiver))
    where = markup(f"`{operation.code}` to `{step.receiver}`")
    plain = in_words(operation, step.operand, story.names)
    told = f'<p class="to">{markup(plain)}</p>' if plain else ""
    return (
        f'<li class="edge"><p class="to">{at}. {where}{f", local derivative {escape(name)}" if name else ""}</p>{told}'
        f'<div class="factors">{drawn}{down}{_beside(story, step, receiver)}</div></li>'
    )


def _beside(story: ProgramStory, step: HandStep, receiver: int) -> str:
    """What autograd handed on along the same reference, in a word, or its largest difference."""
    for node in story.backward.steps:
        for edge in node.edges:
            if (node.value, edge.operand, edge.value) == (step.operation.result, step.operand, receiver):
                if torch.equal(edge.grad, step.downstream):
                    return f'<p class="beside same">{escape(node.node)} handed on the same, to the bit</p>'
                apart = (edge.grad.double() - step.downstream.double()).abs().max().item()
                return f'<p class="beside">{escape(node.node)} differs by at most {short(apart)}</p>'
    return ""
