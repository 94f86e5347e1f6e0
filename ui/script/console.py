"""What a program printed, what torch warned, and what it raised, in full and in its own words."""

from html import escape

from core import Trace


def console(trace: Trace) -> str:
    """All of it with the lines, as markup; "" for a program that said nothing."""
    items = [f"<li><b>line {said.line}</b><pre>{escape(said.text)}</pre></li>" for said in trace.printed if said.text]
    warned = dict.fromkeys((each.line, each.type, _first(each.text)) for each in trace.warned)
    items += [_said("script-warning", f"line {line}", kind, text) for line, kind, text in warned]
    if trace.raised is not None:
        raised = trace.raised
        items.append(_said("script-error", f"line {raised.line} raised", raised.type, raised.text))
    return f'<ul class="script-console" aria-label="What it said">{"".join(items)}</ul>' if items else ""


def _said(classes: str, where: str, kind: str, text: str) -> str:
    return f'<li class="{classes}"><b>{where}</b><p><strong>{escape(kind)}</strong> {escape(text)}</p></li>'


def _first(text: str) -> str:
    """A warning without where in torch's source it was given."""
    return text.partition(" (Triggered internally")[0]
