"""Question for any program: what it prints, and the chase along the references, which parts where a call reads two."""

import streamlit as st
import torch

from core import Chase, Hop, Scenario, Untracked, autograd_graph, chase, run_untracked
from ui import state
from ui.frame.folds import switch
from ui.frame.notices import label
from ui.program import choose
from ui.program.listing import listing
from ui.program.origins import asides
from ui.program.story import ProgramStory, tell
from ui.program.words import listed
from ui.walk.stepper import stepper
from ui.words import markup, shape_text

START = "`loss` is a tensor like any other, but it remembers how it was made."


def question() -> None:
    """The program with the line in question lit, beside what it prints, and the chase."""
    story = tell(state.link())
    left, right = st.columns([3, 2], gap="medium")
    left.html(listing(story.scenario))
    right.html(output(story) + asides(story))
    if switch("Run it without `requires_grad`", "untracked"):
        st.html(_nothing(run_untracked(story.scenario), story.scenario))
        return
    choose.leaf()
    _follow(story)


def output(story: ProgramStory) -> str:
    """What the program prints before and after its last line, in torch's own form."""
    leaves = story.scenario.leaves
    loss = chase(story.scenario, leaves[0]).hops[0].printed
    rows = [
        *((f"{leaf}.grad", "None", "before") for leaf in leaves),
        ("loss", loss, ""),
        *((f"{leaf}.grad", _printed(story, leaf), "after") for leaf in leaves),
    ]
    lines = "".join(
        f"<tr><th>{markup(f'`{name}`')} {when}</th><td>{markup(shown)}</td></tr>" for name, shown, when in rows
    )
    return f'<table class="output" aria-label="What the program holds">{lines}</table>'


SHOWN = 12
"""How many numbers of a `.grad` are printed; a longer one is told by its shape."""


def _printed(story: ProgramStory, leaf: str) -> str:
    grad = story.grad(leaf)
    if grad is None or grad.numel() <= SHOWN:
        return repr(grad)
    return f"{grad.numel():,} numbers, shape {shape_text(tuple(grad.shape))}"


def _follow(story: ProgramStory) -> None:
    """The chase to the chosen leaf, one reference a click; where a node refers to several, each is offered."""
    scenario, link = story.scenario, state.link()
    chased = chase(scenario, link.chosen_leaf)
    step = min(link.step, len(chased.hops) - 1)
    stepper([hop.added for hop in chased.hops], step, "question", verb="Follow")
    hop = chased.hops[step]
    st.html(f'<p class="say">{markup(_sentence(hop, chased))}</p>')
    if sum(name is not None for name in hop.references) > 1:
        _offer(scenario, hop, step)
    end = _end(chased, scenario) if step == len(chased.hops) - 1 else ""
    st.html(f'<div class="chased">{_way(chased, step)}{_typed(hop)}{end}</div>')


def _offer(scenario: Scenario, hop: Hop, step: int) -> None:
    """A button for each reference, with the leaves that it leads to."""
    paths = autograd_graph(scenario).paths
    with st.container(horizontal=True, key="references"):
        for index, name in enumerate(hop.references):
            if name is None:
                continue
            prefix = f"{hop.expression}.next_functions[{index}][0]"
            ends = [leaf for leaf, path in paths.items() if path.startswith(prefix)]
            to = f"to {', '.join(f'`{leaf}`' for leaf in ends)}" if ends else "where the first one leads, too"
            st.button(
                label(f"[{index}] {name}: {to}"),
                key=f"follow-{index}",
                disabled=not ends,
                on_click=_take,
                args=(ends, step + 1),
            )


def _take(ends: list[str], step: int) -> None:
    """A callback: follow a reference; the chosen leaf stays where this way leads to it."""
    link = state.now()
    leaf = link.chosen_leaf if link.chosen_leaf in ends else ends[0]
    same = leaf == link.chosen_leaf
    entry = {} if same else {"i": 0, "j": 0, "leaf": "" if leaf == link.scenario.leaves[0] else leaf}
    state.go(step=step, **entry)


def _sentence(hop: Hop, chased: Chase) -> str:
    """What this object is, and where it refers to."""
    if hop.added == "loss":
        return START
    if hop.added == ".variable":
        return f"The last node holds `variable`, the tensor whose `.grad` it fills: the same object as `{chased.leaf}`."
    name = hop.printed.strip("<>").removesuffix(" object")
    if not hop.references:
        return f"{name} belongs to `{hop.tensor}` itself: it refers to no other node."
    tracked = sum(each is not None for each in hop.references)
    to = "the node of its tracked input" if tracked == 1 else f"{tracked} nodes, one for each tracked input"
    untracked = ", and holds `(None, 0)` for an input that is not tracked" if None in hop.references else ""
    return f"{name} recorded how `{hop.tensor}` was made. It refers to {to}{untracked}."


def _way(chased: Chase, step: int) -> str:
    """The nodes so far, from `loss` on."""
    hops = []
    for at, hop in enumerate(chased.hops[: step + 1]):
        state_of = ' aria-current="step"' if at == step else ""
        of = "" if hop.added == "loss" else f" {markup(f'`{hop.tensor}`')}"
        hops.append(f"<li{state_of}>{markup(_short(hop))}{of}</li>")
    return f'<ol class="way" aria-label="The way so far">{"".join(hops)}</ol>'


def _short(hop: Hop) -> str:
    if not hop.printed.startswith("<"):
        return hop.added
    return hop.printed.strip("<>").removesuffix(" object")


def _typed(hop: Hop) -> str:
    """The expression so far, and what it gives when it is typed."""
    following = ""
    if hop.references:
        held = ", ".join("(None, 0)" if name is None else f"(<{name} object>, 0)" for name in hop.references)
        comma = "," if len(hop.references) == 1 else ""
        following = f"\n<span>&gt;&gt;&gt; _.next_functions</span>\n{markup(f'({held}{comma})')}"
    return (
        f'<pre class="typed"><span>&gt;&gt;&gt; {markup(hop.expression)}</span>\n{markup(hop.printed)}{following}</pre>'
    )


def _end(chased: Chase, scenario: Scenario) -> str:
    """The end of the chase: identity, the proof by writing, and that there is no way back."""
    leaf = chased.leaf
    filled = f"torch.full_like({leaf}, {chased.written.flatten()[0].item():g})"
    session = (
        (f"….variable is {leaf}", repr(chased.is_leaf)),
        (f"….variable.grad = {filled}", ""),
        (f"torch.equal({leaf}.grad, {filled})", repr(torch.equal(chased.read, chased.written))),
        (f"print({leaf}.grad_fn)", chased.way_back),
    )
    lines = "\n".join(
        f"<span>&gt;&gt;&gt; {markup(typed)}</span>" + (f"\n{markup(shown)}" if shown else "")
        for typed, shown in session
    )
    others = [each for each in scenario.leaves if each != leaf]
    more = f" Choose {listed(others)} to follow the other ways." if others else ""
    text = (
        f"So `loss` and `{leaf}` are connected: `loss` refers to a chain of nodes, and the last one refers to "
        f"`{leaf}`. What is written through it can be read from `{leaf}.grad`. The references run one way: "
        f"`{leaf}.grad_fn` is {chased.way_back}.{more}"
    )
    return f'<pre class="typed">{lines}</pre><p class="say">{markup(text)}</p>'


def _nothing(untracked: Untracked, scenario: Scenario) -> str:
    """What remains without tracking: no node, and torch's own words."""
    said = f"{untracked.error}: {untracked.message}"
    session = (
        f"<span>&gt;&gt;&gt; print(loss.grad_fn)</span>\n{markup(untracked.grad_fn)}\n"
        f"<span>&gt;&gt;&gt; loss.backward()</span>\n{markup(said)}"
    )
    marks = " and ".join(f"`{leaf}.requires_grad_()`" for leaf in scenario.leaves)
    text = (
        f"Without {marks} the loss is the same number, but no operation leaves a node: there is nothing to follow, and "
        "`backward()` raises."
    )
    return f'<p class="say">{markup(text)}</p><pre class="typed">{session}</pre>'
