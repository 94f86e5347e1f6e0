"""The parts of the opening page: the program and its output, the chase, its end, and the run without tracking."""

import streamlit as st

from core import Chase, Hop, Replay, Untracked, run_untracked
from ui import state
from ui.frame.folds import switch
from ui.frame.glossary import explained
from ui.question.lane import lane
from ui.runtime.runs import run_of
from ui.sessions.switches import switches
from ui.walk.origins import origins
from ui.walk.program import program
from ui.walk.stepper import stepper
from ui.walk.tape.steps import backward_steps
from ui.walk.tape.story import Story
from ui.words import markup

START = "`loss` is a tensor like any other, but it remembers how it was made."
UNTRACKED = "`requires_grad`, or with `no_grad`, `detach`, `inference_mode`"
NAMES = (
    "The article's first example calls the same tensors `params`, `inputs` and `targets`; "
    "here they are `coeffs`, `t_indep` and `t_dep` throughout. Below, `_` is Python's name for what was printed last."
)


def puzzle() -> None:
    """The program with the line in question lit, beside what it really prints."""
    link = state.link()
    run = run_of(link.scenario)
    story = Story.of(run)
    left, right = st.columns([3, 2], gap="medium")
    start = backward_steps(story.scenario, story.forward, story.backward)[0]
    left.html(program(story, start))
    right.html(_output(run) + origins(link.scenario) + f'<p class="note">{markup(NAMES)}</p>')


@st.fragment
def follow() -> None:
    """The chase, one reference a click, or the same program without tracking."""
    link = state.link()
    untracked = switch(f"Run it without {UNTRACKED}", "untracked")
    if untracked:
        st.html(_nothing(run_untracked(link.scenario)) + switches(link.scenario))
        return
    run = run_of(link.scenario)
    story, chased = Story.of(run), run.chases["coeffs"]
    step = min(link.step, len(chased.hops) - 1)
    stepper([hop.added for hop in chased.hops], step, "question", verb="Follow")
    hop = chased.hops[step]
    said = f'<p class="say">{explained(_sentence(hop))}</p>{lane(story, chased, step)}'
    end = _end(chased) if step == len(chased.hops) - 1 else ""
    st.html(f'{said}<div class="chased">{_typed(hop)}{end}</div>')


def _output(run: Replay) -> str:
    """What the program prints before and after its last line, in torch's own form."""
    after = repr(run.backward.coeffs_grad)
    loss = run.chases["coeffs"].hops[0].printed
    rows = (("coeffs.grad", "None", "before"), ("loss", loss, ""), ("coeffs.grad", after, "after"))
    lines = "".join(
        f"<tr><th>{markup(f'`{name}`')} {when}</th><td>{markup(shown)}</td></tr>" for name, shown, when in rows
    )
    return f'<table class="output" aria-label="What the program holds">{lines}</table>'


def _sentence(hop: Hop) -> str:
    """What this object is, and where it refers to."""
    if hop.added == "loss":
        return START
    if hop.added == ".variable":
        return "The last node holds `variable`, the tensor whose `.grad` it fills: the same object as `coeffs`."
    name = hop.printed.strip("<>").removesuffix(" object")
    if not hop.references:
        return f"{name} belongs to `coeffs` itself: it refers to no other node."
    untracked = " and `(None, 0)` for the input that is not tracked" if None in hop.references else ""
    return f"{name} recorded how `{hop.tensor}` was made. It refers to the node of its tracked input{untracked}."


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


def _end(chased: Chase) -> str:
    """The end of the chase: identity, the proof by writing, and that there is no way back."""
    path = "….variable"
    filled = f"torch.full_like(coeffs, {chased.written[0].item():g})"
    session = (
        (f"{path} is coeffs", repr(chased.is_coeffs)),
        (f"{path}.grad = {filled}", ""),
        ("coeffs.grad", repr(chased.read)),
        ("print(coeffs.grad_fn)", chased.way_back),
    )
    lines = "\n".join(
        f"<span>&gt;&gt;&gt; {markup(typed)}</span>" + (f"\n{markup(shown)}" if shown else "")
        for typed, shown in session
    )
    text = (
        "So the two variables are connected: `loss` refers to a chain of nodes, and the last one refers to `coeffs`. "
        "What is written through it can be read from `coeffs.grad`. The references run one way: `coeffs.grad_fn` is "
        f"{chased.way_back}, and from `coeffs` no reference leads to `loss`."
    )
    return f'<pre class="typed">{lines}</pre><p class="say">{explained(text)}</p>'


def _nothing(untracked: Untracked) -> str:
    """What remains without tracking: no node, and torch's own words."""
    said = f"{untracked.error}: {untracked.message}"
    session = (
        f"<span>&gt;&gt;&gt; print(loss.grad_fn)</span>\n{markup(untracked.grad_fn)}\n"
        f"<span>&gt;&gt;&gt; loss.backward()</span>\n{markup(said)}"
    )
    text = (
        "Without `coeffs.requires_grad_()` the loss is the same number, but no operation leaves a node: "
        "there is nothing to follow, and `backward()` raises."
    )
    return f'<p class="say">{explained(text)}</p><pre class="typed">{session}</pre>'
