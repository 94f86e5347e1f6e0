"""What each line of a program did, beside the line: shapes, nodes, gradients, what torch said."""

from collections.abc import Iterator
from html import escape

from torch import Tensor

from core import Script, ScriptValue, Trace, short
from ui.words import shape_text

FEW = 6
"""Up to how many numbers a tensor is written out."""

MANY = 24
"""Up to how many the inputs' table shows."""

LEFT_OUT = {
    "import": "what it brings is known",
    "print": "words are not printed here",
    "output": "an output, not run",
    "fence": "",
}


def lines(script: Script) -> str:
    """The program as a list of lines, each with its note, as markup."""
    notes = _notes(script)
    items = []
    for number, code in enumerate(script.text.replace("\r\n", "\n").rstrip("\n").split("\n"), start=1):
        said = "".join(notes.get(number, ()))
        items.append(
            f'<li value="{number}"><code>{escape(code) or " "}</code><span class="script-note">{said}</span></li>'
        )
    return f'<ol class="script-lines" aria-label="The program, line by line">{"".join(items)}</ol>'


def written(value: object) -> str:
    """A value in as little room as a margin has, as markup."""
    if value is None:
        return "None"
    if not isinstance(value, Tensor):
        return escape(str(value))
    if value.numel() > FEW or value.ndim > 1:
        return shape_text(tuple(value.shape))
    cells = [short(each) if value.is_floating_point() else str(each) for each in value.flatten().tolist()]
    return f"[{', '.join(cells)}]" if value.ndim else cells[0]


def numbers(tensor: Tensor) -> str:
    """A tensor's numbers in brackets, as markup; of a large one the first."""
    if not tensor.ndim:
        return written(tensor)
    if tensor.numel() <= MANY:
        return f"[{', '.join(numbers(each) for each in tensor)}]"
    first = tensor[:1] if tensor.ndim > 1 else tensor[:FEW]
    return f"[{', '.join(numbers(each) for each in first)}, …]"


def _notes(script: Script) -> dict[int, list[str]]:
    trace, notes = script.trace, dict[int, list[str]]()
    for line, what in trace.left_out:
        notes.setdefault(line, []).append(_part("quiet", LEFT_OUT[what]))
    for number, text in sorted({**_values(trace), **_calls(trace)}.items()):
        notes.setdefault(number, []).append(text)
    for change in {(each.line, each.what, each.leaf): each for each in trace.changes}.values():
        name = escape(trace.values[change.leaf].name)
        done = {"zeroed": f"{name}.grad is 0", "emptied": f"{name}.grad is None", "changed": f"{name} changed"}
        notes.setdefault(change.line, []).append(_part("change", done[change.what]))
    for line, texts in _printed(trace).items():
        notes.setdefault(line, []).append(_part("printed", escape(" · ".join(texts))))
    for line in dict.fromkeys(said.line for said in trace.warned):
        notes.setdefault(line, []).append(_part("warned", "warned, see below"))
    if trace.raised is not None:
        text = f"{escape(trace.raised.type)}: {escape(trace.raised.text)}"
        notes.setdefault(trace.raised.line, []).append(_part("raised", text))
    return notes


def _values(trace: Trace) -> dict[int, str]:
    """What each line made; of a line that ran several times, the last."""
    found = {}
    for statement in trace.statements:
        made = [trace.values[number] for number in statement.made if trace.values[number].name]
        computed = [trace.values[number] for number in statement.made]
        cut = next((value for value in computed if _cuts(trace, value)), None)
        text = _part("cut", "leaves the graph here") if cut is not None else ""
        if made:
            text = _value(made[-1]) + text
        if text:
            found[statement.line] = text
    return found


def _value(value: ScriptValue) -> str:
    if not isinstance(value.value, Tensor):
        return _part("quiet", f"= {written(value.value)}")
    held = value.value
    size = f"= {written(held)}" if held.numel() == 1 else shape_text(tuple(held.shape))
    kind = value.node or ("leaf, tracked" if value.tracked else "not tracked")
    return _part("made", size) + _part("node" if value.node else "leaf" if value.tracked else "quiet", kind)


def _cuts(trace: Trace, value: ScriptValue) -> bool:
    operation = value.operation
    return operation is not None and not value.tracked and any(trace.values[read].tracked for read in operation.values)


def _calls(trace: Trace) -> dict[int, str]:
    """What each backward call left in every `.grad`, one after the other where a line ran several times."""
    found: dict[int, dict[int, list[str]]] = {}
    for call in trace.calls:
        for leaf, grad in call.after.items():
            if not call.raised:
                found.setdefault(call.line, {}).setdefault(leaf, []).append(written(grad))
    return {line: "".join(_grads(trace, leaf, grads) for leaf, grads in each.items()) for line, each in found.items()}


def _grads(trace: Trace, leaf: int, grads: list[str]) -> str:
    name = escape(trace.values[leaf].name or trace.values[leaf].code)
    return _part("grad", f"{name}.grad {' → '.join(_unequal(grads))}")


def _unequal(texts: list[str]) -> Iterator[str]:
    if len(set(texts)) == 1 and len(texts) > 1:
        yield f"{texts[0]} ({len(texts)} times)"
    else:
        yield from texts


def _printed(trace: Trace) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for said in trace.printed:
        found.setdefault(said.line, []).append(" ".join(said.text.split()))
    return found


def warnings(trace: Trace) -> str:
    """What torch warned, in its own words, as markup; "" for nothing."""
    said = dict.fromkeys((each.line, each.type, _first(each.text)) for each in trace.warned)
    items = "".join(f"<li><b>Line {line}: {escape(kind)}</b> {escape(text)}</li>" for line, kind, text in said)
    return f'<ul class="script-warnings">{items}</ul>' if items else ""


def _first(text: str) -> str:
    """The first sentence of a warning; torch adds where in its source it was given."""
    return text.partition(" (Triggered internally")[0]


def _part(kind: str, text: str) -> str:
    return f'<span class="script-{kind}">{text}</span>' if text else ""
