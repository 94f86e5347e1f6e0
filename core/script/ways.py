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
    carries = trace.carries.get(goal) or leading_to(trace, goal)
    readers = _readers(trace, call.result)
    cut_first = (read for read, reader in readers.items() if read in carries and reader not in carries)
    end = next((read for read in cut_first if read != call.result), goal)
    if end not in readers:
        return ()
    above = _readers(trace, end)
    numbers = _way_back(above, goal if goal in above else end) + _way_back(readers, readers[end])
    return tuple(
        _point(trace, number, below, carries)
        for number, below in zip(numbers[::-1], [*numbers[::-1][1:], None], strict=True)
    )


def leading_to(trace: Trace, number: int) -> frozenset[int]:
    """The values from which torch's references lead to one, a computed one too, as the calls of a script say."""
    found = {number}
    for value in trace.values:
        if value.operation is not None and value.node and found.intersection(value.operation.values):
            found.add(value.operation.result)
    return frozenset(found)


def _readers(trace: Trace, result: int) -> dict[int, int | None]:
    """The values that one is computed from, the nearest first: by each the value that read it; None for itself."""
    readers: dict[int, int | None] = {result: None}
    todo = [result] if result >= 0 else []
    for number in todo:  # it grows on the way
        operation = trace.values[number].operation
        for read in operation.values if operation is not None else ():
            if read not in readers:
                readers[read] = number
                todo.append(read)
    return readers


def _way_back(readers: dict[int, int | None], at: int | None) -> list[int]:
    """From a value to the result of a search."""
    numbers = []
    while at is not None:
        numbers.append(at)
        at = readers[at]
    return numbers


def _point(trace: Trace, number: int, below: int | None, carries: frozenset[int]) -> WayPoint:
    value = trace.values[number]
    cut = below is not None and number not in carries and below in carries
    return WayPoint(value.name or value.code, value.node, value.line, cut, value.code)
