"""The way from what `backward()` was called on to a name, value by value, and where it is cut."""

from typing import NamedTuple

from core.script.trace import Call, Trace


class WayPoint(NamedTuple):
    """One value on the way.

    Attributes:
        name: what it is called: its name, or its text.
        node: the name of the node that recorded it; "" where none did.
        line: the line that made it.
        cut: whether the way ends here for torch: it was made from the next value on the way, and no node refers on.
        code: the call that made it.
    """

    name: str
    node: str
    line: int
    cut: bool
    code: str


def way(trace: Trace, name: str, call: Call) -> tuple[WayPoint, ...]:
    """From the result of a call to a name, over a cut where there is one; () where nothing of it reaches the result.

    Args:
        trace: of a script.
        name: what the way leads to.
        call: one of its backward calls.
    """
    goal = trace.names.get(name, -1)
    carries = trace.carries.get(goal, frozenset())
    found: dict[int, int | None] = {call.result: None}
    todo = [call.result] if call.result >= 0 else []
    cut_first: list[int] = []
    while todo:
        number = todo.pop(0)
        operation = trace.values[number].operation
        for read in operation.values if operation is not None else ():
            if read not in found:
                found[read] = number
                todo.append(read)
                if number not in carries and read in carries:
                    cut_first.append(read)
    end = cut_first[0] if cut_first else goal
    if end not in found:
        return ()
    numbers = _upwards(trace, end, goal) + _back(found, end)
    return tuple(
        _point(trace, number, below, carries)
        for number, below in zip(numbers[::-1], [*numbers[::-1][1:], None], strict=True)
    )


def _back(found: dict[int, int | None], end: int) -> list[int]:
    """From a value to the result."""
    numbers, at = [], found[end]
    while at is not None:
        numbers.append(at)
        at = found[at]
    return numbers


def _upwards(trace: Trace, start: int, goal: int) -> list[int]:
    """From the goal to a value that is computed from it, both among them."""
    before: dict[int, int | None] = {start: None}
    todo = [start]
    while todo:
        number = todo.pop(0)
        operation = trace.values[number].operation
        for read in operation.values if operation is not None else ():
            if read not in before:
                before[read] = number
                todo.append(read)
    numbers: list[int] = []
    at: int | None = goal if goal in before else start
    while at is not None:
        numbers.append(at)
        at = before[at]
    return numbers


def _point(trace: Trace, number: int, below: int | None, carries: frozenset[int]) -> WayPoint:
    value = trace.values[number]
    cut = below is not None and number not in carries and below in carries
    return WayPoint(value.name or value.code, value.node, value.line, cut, value.code)
