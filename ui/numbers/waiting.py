"""What was typed, pasted or loaded in a tab and is not in use yet, so that the way on takes it, or says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass

from ui import state


@dataclass(frozen=True)
class Source:
    """A tab that brings numbers.

    Attributes:
        title: of the tab.
        draw: draws it.
        onward: the words on the button that uses what waits in it and goes on; "" where nothing ever waits.
        take: uses what waits; what is wrong with it, in a sentence, or "".
    """

    title: str
    draw: Callable[[], None]
    onward: str = ""
    take: Callable[[], str] = str


def touch(title: str, *, waits: bool = True) -> None:
    """Note that something waits in a tab, or that nothing does any more; the tab that was touched last counts."""
    held = _held()
    if title in held:
        held.remove(title)
    if waits:
        held.append(title)


def touched(title: str) -> None:
    """A callback of a control in a tab."""
    touch(title)
    state.go()


def last_waiting() -> str:
    """The title of the tab that was touched last and whose numbers are not in use; "" where all are."""
    return _held()[-1] if _held() else ""


def _held() -> list[str]:
    held: list[str] = state.session("waiting", list)
    return held
