"""What the mistaken and the mended program held where they ended, side by side, as torch prints it."""

from dataclasses import dataclass
from math import isfinite

from torch import Tensor

from core import Observed, Outcome, short
from ui.mistakes.not_finite import not_finite
from ui.words import column_heads, markup, shape_text

GIVEN = ("t_indep", "t_dep")
"""Tensors that both programs start from: one that left them alone does not report them."""

NOT_REACHED, AS_GIVEN, NO_TENSOR = "not reached", "as given", "a number has none"


@dataclass(frozen=True)
class OutcomeRow:
    """One thing that a reader could ask both programs for.

    Attributes:
        name: what to type, such as "grad" or "loss.grad_fn".
        wrong: what the mistaken program gives.
        right: what the mended one gives.
        shapes: the two shapes, where it is a tensor; "" for none.
    """

    name: str
    wrong: str
    right: str
    shapes: tuple[str, str] = ("", "")


def held(outcome: Outcome) -> str:
    """The table, as markup: whatever differs, and every gradient."""
    heads = column_heads(("", "The mistake", "Mended"))
    body = "".join(_row(row) for row in rows(outcome))
    table = f'<table class="held" aria-label="What the variables hold"><tr>{heads}</tr>{body}</table>'
    off, origin = _off(outcome), " ".join(not_finite(outcome))
    notes = (f'<p class="{name}">{markup(note)}</p>' for name, note in (("off", off), ("origin", origin)) if note)
    return f"{table}{''.join(notes)}"


def rows(outcome: Outcome) -> list[OutcomeRow]:
    """What differs, in the order in which the program made it, and every gradient.

    A gradient that is off by little may print as the right one; one that was not reached is there too.
    """
    wrong, right = outcome.values, outcome.right
    names = [*wrong, *(name for name in right if is_gradient(name) and name not in wrong)]
    found = [_value(name, wrong.get(name), right.get(name)) for name in names if name in right or name in GIVEN]
    found = [row for row in found if row.wrong != row.right or is_gradient(row.name)]
    return [*found, *(row for name in names if name in wrong and name in right for row in _flags(name, outcome))]


def is_gradient(name: str) -> bool:
    """Whether a variable of a program holds a gradient."""
    return name == "grad" or name.endswith("_grad")


def printed(observed: Observed) -> str:
    """A variable as Python prints it; torch itself shortens a long one."""
    return repr(observed.value)


def _value(name: str, wrong: Observed | None, right: Observed | None) -> OutcomeRow:
    missing = AS_GIVEN if name in GIVEN else NOT_REACHED
    texts = [missing if one is None else printed(one) for one in (wrong, right)]
    shapes = [
        "" if one is None or one.tensor is None else shape_text(tuple(one.tensor.shape)) for one in (wrong, right)
    ]
    return OutcomeRow(name, texts[0], texts[1], (shapes[0], shapes[1]))


def _flags(name: str, outcome: Outcome) -> list[OutcomeRow]:
    """What torch says of a tensor, where it says different things."""
    wrong, right = outcome.values[name], outcome.right[name]
    if isinstance(wrong.value, float) != isinstance(right.value, float) and None not in (wrong.value, right.value):
        kinds = [type(one.value).__name__ for one in (wrong, right)]
        nodes = [NO_TENSOR if one.tensor is None else str(one.grad_fn and f"<{one.grad_fn}>") for one in (wrong, right)]
        return [OutcomeRow(f"type({name})", kinds[0], kinds[1]), OutcomeRow(f"{name}.grad_fn", nodes[0], nodes[1])]
    if wrong.tensor is None or right.tensor is None:
        return []
    tracked = wrong.requires_grad, right.requires_grad
    asked = {
        "requires_grad": tracked if wrong.grad_fn == right.grad_fn else (None, None),
        "is_leaf": (wrong.is_leaf, right.is_leaf) if all(tracked) else (None, None),  # by convention, what is untracked
        "grad_fn": (wrong.grad_fn and f"<{wrong.grad_fn}>", right.grad_fn and f"<{right.grad_fn}>"),
    }
    return [OutcomeRow(f"{name}.{flag}", str(one), str(other)) for flag, (one, other) in asked.items() if one != other]


def _row(row: OutcomeRow) -> str:
    kind = ' class="gradient"' if row.shapes != ("", "") and is_gradient(row.name) else ""
    differ = len(set(filter(None, row.shapes))) == 2
    shape = "" if differ else f" <span>{next(filter(None, row.shapes), '')}</span>"
    cells = "".join(
        f'<td data-of="{head}"><pre>{markup(text)}</pre>{f"<span>{size}</span>" if differ else ""}</td>'
        for head, text, size in zip(("The mistake", "Mended"), (row.wrong, row.right), row.shapes, strict=True)
    )
    return f'<tr{kind}><th scope="row"><code>{markup(row.name)}</code>{shape}</th>{cells}</tr>'


def _off(outcome: Outcome) -> str:
    """How far a wrong gradient is from the right one, which rounded numbers may hide."""
    wrong, right = (_tensor(observed.get("grad")) for observed in (outcome.values, outcome.right))
    if outcome.kind != "silent" or wrong is None or right is None:
        return ""
    far = (wrong - right).abs().max().item()
    if not isfinite(far):
        return "`grad` is not a number any more, and nothing said so."
    return f"`grad` is off by up to {short(far)}, and nothing said so." if far else ""


def _tensor(observed: Observed | None) -> Tensor | None:
    return None if observed is None else observed.tensor
