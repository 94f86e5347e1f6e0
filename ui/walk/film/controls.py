"""The controls of a walk's dock, as markup; mount.js tells the server what is chosen."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

DIGITS = 10
"""More than any index has; Python refuses to read some thousand of them."""


def buttons(label: str, name: str, texts: Sequence[str], chosen: int | None, values: Sequence[str] = ()) -> str:
    """A button a choice.

    Args:
        label: what is chosen, as text.
        name: what the server knows it by.
        texts: what the buttons say.
        chosen: the position of the one that is pressed; None for none.
        values: what each stands for; by default its position.
    """
    drawn = "".join(
        f'<button type="button" data-do="pick" data-{name}="{escape(value)}" '
        f'aria-pressed="{"true" if at == chosen else "false"}">{escape(text)}</button>'
        for at, (text, value) in enumerate(zip(texts, values or map(str, range(len(texts))), strict=True))
    )
    return (
        f'<div class="pick" role="group" aria-label="{escape(label)}"><span aria-hidden="true">{escape(label)}</span>'
        f'<div class="choices">{drawn}</div></div>'
    )


def select(label: str, name: str, texts: Sequence[str], chosen: int | None, values: Sequence[str] = ()) -> str:
    """A list of many choices; the arguments are those of `buttons`."""
    none = "" if chosen is not None else '<option value="" selected>choose</option>'
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if at == chosen else ""}>{escape(text)}</option>'
        for at, (text, value) in enumerate(zip(texts, values or map(str, range(len(texts))), strict=True))
    )
    return f'<label class="pick">{escape(label)} <select data-choose="{name}">{none}{options}</select></label>'


def index(label: str, name: str, size: int, chosen: int, in_a_row: int) -> str:
    """One of `size` places: a button each up to `in_a_row`, else a number field."""
    if size <= in_a_row:
        return buttons(label, name, [str(at) for at in range(size)], chosen)
    return (
        f'<label class="pick">{escape(label)} <input type="number" data-choose="{name}" min="0" max="{size - 1}" '
        f'value="{chosen}" aria-label="{escape(label)}, 0 to {size - 1:,}"></label>'
    )


def picked(said: Mapping[str, Any], name: str, size: int) -> int | None:
    """The place that a browser says; None where it says none, or none that there is."""
    text = str(said.get(name, ""))
    if text.isascii() and text.isdigit() and len(text) < DIGITS and int(text) < size:
        return int(text)
    return None
