"""What each line of a program did, in as few words as stand beside it: shapes, nodes, gradients, what torch said."""

from collections.abc import Iterable, Iterator
from html import escape

from torch import Tensor

from core import Script, ScriptValue, Trace
from ui.script.texts import begun, leaf_name, written
from ui.words import shape_text

LEFT_OUT = {
    "import": "nothing to run",
    "print": "its words are left out",
    "output": "an output, not run",
    "fence": "",
}

IN_FULL = 2
"""So many leaves have their `.grad` written out at a call; of more the names stand there."""

CUTS = {"cut", "partly cut"}
PRODUCTS = {"matmul", "mm", "outer", "linear"}
"""They make more numbers than they read, and are meant to."""


def notes(script: Script) -> dict[int, list[str]]:
    """By line, its notes as markup."""
    trace, found = script.trace, dict[int, list[str]]()
    for line, what in trace.left_out:
        found.setdefault(line, []).append(_part("quiet", LEFT_OUT[what]))
    cuts = {(each.line, each.code) for each in script.reasons if each.cause in CUTS}
    for line, text in _values(trace, cuts):
        found.setdefault(line, []).append(text)
    for line, text in _calls(trace).items():
        found.setdefault(line, []).append(text)
    for change in {(each.line, each.what, each.leaf): each for each in trace.changes}.values():
        name = escape(trace.values[change.leaf].name)
        done = {"zeroed": f"{name}.grad is 0", "emptied": f"{name}.grad is None", "changed": f"{name} changed"}
        found.setdefault(change.line, []).append(_part("change", done[change.what]))
    for line, texts in _printed(trace).items():
        found.setdefault(line, []).append(_part("printed", escape(" · ".join(texts))))
    for line in dict.fromkeys(said.line for said in trace.warned):
        found.setdefault(line, []).append(_part("warned", "warned, see below"))
    if trace.raised is not None:
        found.setdefault(trace.raised.line, []).append(_part("raised", f"{escape(trace.raised.type)}, see below"))
    return found


def refused(line: int) -> dict[int, list[str]]:
    """The one note of a program that cannot be run: where."""
    return {line: [_part("raised", "cannot be run, see below")]}


def _values(trace: Trace, cuts: set[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """What each statement made, and in which line; of one that ran several times, the last."""
    found = {}
    for statement in trace.statements:
        made = [trace.values[number] for number in statement.made]
        named = [value for value in made if value.name]
        text = _value(trace, named[-1]) if named else ""
        if any((value.line, value.code) in cuts for value in made):
            text += _part("cut", "leaves the graph here")
        text += "".join(_part("warned", f"broadcast to {_shape(value)}") for value in made if _spread(trace, value))
        if text:
            found[id(statement.node)] = statement.line, text
    return found.values()


def _value(trace: Trace, value: ScriptValue) -> str:
    held = begun(trace, value)
    if not isinstance(held, Tensor):
        return _part("quiet", f"= {written(held)}")
    size = f"= {written(held)}" if held.numel() == 1 else shape_text(tuple(held.shape))
    kind = value.node or ("leaf, tracked" if value.tracked else "not tracked")
    return _part("made", size) + _part("node" if value.node else "leaf" if value.tracked else "quiet", kind)


def spreads(trace: Trace) -> list[str]:
    """Of each line that read tensors against each other and made more numbers than any has, what it did, as text."""
    found = {}
    for value in trace.values:
        if tensors := _spread(trace, value):
            shapes = " and ".join(shape_text(tuple(each.shape)) for each in tensors)
            found[value.line, value.code] = (
                f"`{value.code}` in line {value.line} reads {shapes}, which broadcast to {_shape(value)}: what "
                "follows, and every gradient, is of all these numbers."
            )
    return list(found.values())


def _spread(trace: Trace, value: ScriptValue) -> list[Tensor]:
    """The tensors that were read against each other and made more numbers than any of them has; [] elsewhere."""
    operation = value.operation
    if operation is None or operation.kind.name in PRODUCTS or not isinstance(value.value, Tensor):
        return []
    read = [trace.values[number].value for number in operation.values]
    tensors = [each for each in read if isinstance(each, Tensor)]
    if len(tensors) < 2 or value.value.numel() <= max(each.numel() for each in tensors):
        return []
    return tensors


def _shape(value: ScriptValue) -> str:
    assert isinstance(value.value, Tensor)
    return shape_text(tuple(value.value.shape))


def _calls(trace: Trace) -> dict[int, str]:
    """What each backward call left in every `.grad`, one after the other where a line ran several times."""
    found: dict[int, dict[str, list[str]]] = {}
    for call in trace.calls:
        for leaf, grad in call.after.items() if not call.raised else ():
            name = leaf_name(trace, leaf, call.statement)
            found.setdefault(call.line, {}).setdefault(name, []).append(written(grad))
    return {line: _grads(each) for line, each in found.items()}


def _grads(grads: dict[str, list[str]]) -> str:
    if len(grads) > IN_FULL:
        filled = [name for name, texts in grads.items() if texts[-1] != "None"]
        return _part("grad", f"{escape(', '.join(filled))}: .grad filled" if filled else "no .grad filled")
    return "".join(_part("grad", f"{escape(name)}.grad {' → '.join(_unequal(each))}") for name, each in grads.items())


def _unequal(texts: list[str]) -> Iterator[str]:
    if len(set(texts)) == 1 and len(texts) > 1:
        yield f"{texts[0]} ({len(texts)} times)"
    else:
        yield from texts


def _printed(trace: Trace) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for said in trace.printed:
        if said.text:
            found.setdefault(said.line, []).append(" ".join(said.text.split()))
    return found


def _part(kind: str, text: str) -> str:
    return f'<span class="script-{kind}">{text}</span>' if text else ""
