"""Which names' `.grad` a script asks for."""

import ast

from core.script.trace import Trace


def grads_read(trace: Trace) -> tuple[str, ...]:
    """The names whose `.grad` its statements read or set, in order.

    Args:
        trace: of a script.
    """
    found: dict[str, None] = {}
    for statement in trace.statements:
        for part in ast.walk(statement.node):
            match part:
                case ast.Attribute(value=ast.Name(id=name), attr="grad"):
                    found[name] = None
    return tuple(found)
