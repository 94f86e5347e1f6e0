"""What a reader chooses on the walk's dock: which entry of coeffs.grad is followed, and which sample is worked out."""

from collections.abc import Mapping
from html import escape
from typing import Any

from ui import state
from ui.walk.tape.story import Story

IN_A_ROW = 6
"""Up to how many entries each have a button of their own."""
DIGITS = 10
"""More than any index has; Python refuses to read some thousand of them."""


def choices(story: Story, *, trace: bool) -> str:
    """The controls as markup.

    Args:
        story: what is chosen from.
        trace: whether a chosen coefficient asks where its gradient comes from, and all else is dimmed.
    """
    scenario = story.scenario
    chosen = story.j if story.trace or not trace else None
    label = "Where does it come from?" if trace else "Coefficient"
    of = "coeffs.grad" if trace else "coeffs"
    names = [f"{of}[{j}]" for j in range(scenario.n_coeffs)]
    coefficient = (
        _buttons(label, "j", names, chosen) if scenario.n_coeffs <= IN_A_ROW else _select(label, names, chosen)
    )
    sample = (
        _buttons("Sample", "i", [str(i) for i in range(scenario.n_samples)], story.i)
        if scenario.n_samples <= IN_A_ROW
        else _number("Sample", scenario.n_samples, story.i)
    )
    return coefficient + sample


def _buttons(label: str, name: str, texts: list[str], chosen: int | None) -> str:
    drawn = "".join(
        f'<button type="button" data-do="pick" data-{name}="{at}" aria-pressed="{"true" if at == chosen else "false"}">'
        f"{escape(text)}</button>"
        for at, text in enumerate(texts)
    )
    return (
        f'<div class="pick" role="group" aria-label="{escape(label)}"><span aria-hidden="true">{escape(label)}</span>'
        f'<div class="choices">{drawn}</div></div>'
    )


def _select(label: str, texts: list[str], chosen: int | None) -> str:
    none = "" if chosen is not None else '<option value="" selected>choose</option>'
    options = "".join(
        f'<option value="{j}"{" selected" if j == chosen else ""}>{escape(text)}</option>'
        for j, text in enumerate(texts)
    )
    return f'<label class="pick">{escape(label)} <select data-choose="j">{none}{options}</select></label>'


def _number(label: str, size: int, chosen: int) -> str:
    return (
        f'<label class="pick">{escape(label)} <input type="number" data-choose="i" min="0" max="{size - 1}" '
        f'value="{chosen}" aria-label="{escape(label)}, 0 to {size - 1:,}"></label>'
    )


def pick(said: Mapping[str, Any], *, trace: bool) -> None:
    """A callback's part: choose an entry; the traced coefficient a second time ends the tracing."""
    link = state.now()
    changes: dict[str, object] = {}
    for name, size in (("i", link.scenario.n_samples), ("j", link.scenario.n_coeffs)):
        text = str(said.get(name, ""))
        if text.isascii() and text.isdigit() and len(text) < DIGITS and int(text) < size:
            changes[name] = int(text)
    if trace and "j" in changes:
        changes["trace"] = not (link.trace and changes["j"] == link.j)
    if changes:
        state.go(**changes)
