"""The words of the field, explained where they are first used by a tap or a key, and all of them one tap from any page.

The browser's own popovers (https://developer.mozilla.org/docs/Web/API/Popover_API): no script, no run, and Escape or a
tap elsewhere closes them. Each page carries all meanings once, hidden; a word in a sentence is a button that shows one.
"""

import re
from dataclasses import dataclass
from html import escape

from ui.words import markup


@dataclass(frozen=True)
class Term:
    """A word and what it means.

    Attributes:
        forms: how it is written in a sentence, the word itself first.
        meaning: in a sentence or two, code between backticks.
    """

    forms: tuple[str, ...]
    meaning: str


TERMS: dict[str, Term] = {
    "model": Term(
        ("model", "models"),
        "The operations that make predictions from the inputs and from numbers that are learned. The article's learns "
        "one number an input; others, on Your numbers, have layers.",
    ),
    "gradient": Term(
        ("gradient", "gradients"),
        "For each number, how fast the loss changes while that one is raised and all others stay: a slope a number.",
    ),
    "tracked": Term(
        ("tracked",),
        "Of a tensor: its `requires_grad` is True. Operations that read it are recorded, and their results are tracked "
        "too, unless under `no_grad()` or where a result is whole numbers or True and False.",
    ),
    "leaf": Term(
        ("leaf",),
        "A tensor that no recorded operation made. `backward()` fills `.grad` of tracked leaves, and of nothing else "
        "that was not asked to keep it.",
    ),
    "node": Term(
        ("node", "nodes"),
        "What a recorded operation leaves behind, such as MeanBackward0: an object that can pass a gradient back, and "
        "refers to the nodes of what the operation read.",
    ),
    "graph": Term(("graph",), "All nodes that can be reached from a tensor such as `loss`, with their references."),
    "upstream": Term(
        ("upstream",), "The gradient that arrives at a node: how fast the loss changes with the operation's result."
    ),
    "local derivative": Term(
        ("local derivative", "local derivatives"),
        "How fast an operation's result changes with what it read. Upstream × local derivative is what goes on.",
    ),
    "chain rule": Term(
        ("chain rule",),
        "The slope through two operations is the product of their slopes; where several ways lead through, their "
        "products are added.",
    ),
    "residual": Term(("residual", "residuals"), "Prediction − target: negative where the prediction is below."),
    "kink": Term(
        ("kink", "kinks"),
        "A point where a function has no slope, since the one to its left differs from the one to its right: |x| at 0.",
    ),
    "subgradient": Term(
        ("subgradient", "subgradients"),
        "What stands in for a slope at a kink: any number from the slope on its left to the one on its right; for |x| "
        "at 0 from −1 to 1.",
    ),
    "finite difference": Term(
        ("finite difference", "finite differences"),
        "A slope measured without derivatives: two losses, subtracted, divided by the step between them. "
        "A central one steps as far to the left as to the right.",
    ),
    "learning rate": Term(
        ("learning rate",), "What a step multiplies the gradient by before it subtracts it from what is learned."
    ),
}
"""In the order in which a reader meets them."""

_FORMS = {form: name for name, term in TERMS.items() for form in term.forms}
_WORD = re.compile(rf"\b({'|'.join(sorted(map(re.escape, _FORMS), key=len, reverse=True))})\b", re.IGNORECASE)


def explained(text: str) -> str:
    """Markup of a text with code between backticks; the first use of each word in it shows its meaning."""
    seen: set[str] = set()

    def button(found: re.Match[str]) -> str:
        name = _FORMS[found[0].lower()]
        if name in seen:
            return found[0]
        seen.add(name)
        return f'<button type="button" class="term" popovertarget="{_id(name)}">{found[0]}</button>'

    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else _WORD.sub(button, part) for place, part in enumerate(parts))


def glossary() -> str:
    """The button that shows all words with their meanings."""
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{markup(term.meaning)}</dd>" for name, term in TERMS.items())
    return (
        '<button type="button" class="all-words" popovertarget="words">Words</button>'
        f'<div popover class="meaning" id="words"><dl>{listed}</dl></div>'
    )


def meanings() -> str:
    """Every meaning by itself, hidden until its word is pressed; not in a menu, which hides what it holds."""
    return "".join(
        f'<div popover class="meaning" id="{_id(name)}"><b>{escape(name)}</b> {markup(term.meaning)}</div>'
        for name, term in TERMS.items()
    )


def _id(name: str) -> str:
    return f"word-{name.replace(' ', '-')}"
