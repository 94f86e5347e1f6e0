"""The one bar above every page: the mark, the pages, what the numbers are and the way to change them, and the tools."""

from html import escape

import streamlit as st

from core import DEFAULT_MODEL, LOSSES, REDUCTIONS, Link, Scenario
from ui import state
from ui.frame.glossary import glossary
from ui.frame.navigation import navigation
from ui.frame.share import share
from ui.frame.views import VIEWS
from ui.numbers import change_numbers
from ui.words import count

BRAND = '<p class="brand"><i class="mark"></i><span>loss.backward()</span></p>'


def bar(slug: str) -> None:
    """All of it, for one view. Where it is narrow, the pages and the tools fold behind a button (bar.css).

    A page that another one shows in a frame (`?embed=true`) has none.
    """
    if st.context.is_embedded:
        return
    with st.container(horizontal=True, key="bar", gap=None):
        st.html(BRAND, width="content")
        st.html(
            f'<p class="page-name" aria-hidden="true">{escape(VIEWS[slug].short)}</p>'
            '<button type="button" class="quiet-button" popovertarget="pages">Pages</button>',
            width="content",
        )
        with st.container(horizontal=True, key="menu", gap=None, width="content"):
            navigation()
            st.html(f'<div class="tools">{glossary()}{share()}</div>', width="content")
        link = state.link()
        st.html(script_line(link) if link.script else scenario_line(link.scenario), width="content")
        if link.script is not None:
            if slug != "your_program":
                with st.container(key="change-program", width="content"):
                    path, params = VIEWS["your_program"].path, state.from_the_start()
                    st.page_link(path, label="Change", query_params=params, width="content")
        elif slug != "your_numbers":  # which is the whole editor
            with st.popover("Change", key="change", on_change="rerun") as popover:
                if popover.open:
                    change_numbers()


def script_line(link: Link) -> str:
    """What a program of one's own is: how long, and which of its backward calls is looked at."""
    assert link.script is not None
    calls = link.script.trace.calls
    size = count(len(link.script.text.rstrip().splitlines()), "line")
    which = f"call {link.call + 1} of {len(calls)}" if len(calls) > 1 else ""
    said = f'<span class="kind">Your program, </span>{which}' if which else "Your program"
    title = ", ".join(filter(None, ("Your program", size, which)))
    return f'<p class="strip" title="{title}"><b>{said}</b></p>'


def scenario_line(scenario: Scenario) -> str:
    """What the numbers are: the name in sight, the rest where a mouse rests on it, and for who cannot see it.

    Where the bar has little room, the model before the name gives way (bar.css).
    """
    size = f"{count(scenario.n_samples, 'sample')}, {_learned(scenario)}"
    about = f"{size} · {LOSSES[scenario.loss].title}, {REDUCTIONS[scenario.reduction].title}"
    model = "" if scenario.model == DEFAULT_MODEL else f"{scenario.model_title}, "
    kind = f'<span class="kind">{escape(model)}</span>' if model else ""
    unseen = f'<span class="unseen"> · {escape(about)}</span>'
    whole = escape(f"{model}{scenario.name} · {about}")
    return f'<p class="strip" title="{whole}"><b>{kind}{escape(scenario.name)}</b>{unseen}</p>'


def _learned(scenario: Scenario) -> str:
    """What is learned; of another model than the article's its name, too."""
    if scenario.model == DEFAULT_MODEL:
        return count(scenario.n_coeffs, "coefficient")
    learned = sum(scenario.tensors[leaf].numel() for leaf in scenario.leaves)
    inputs, numbers = count(scenario.n_coeffs, "input"), count(learned, "learned number")
    return f"{inputs} · {scenario.model_title}, {numbers}"
