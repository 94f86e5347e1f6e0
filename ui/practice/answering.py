"""What a reader does with the open question: answers it, takes a hint, lets it be shown; and what is said to that."""

from dataclasses import dataclass

from core import LATER, RIGHT, SHOWN, Practice, Question
from ui import state
from ui.practice.asking import Keys, Told, look


@dataclass
class Said(Told):
    """What a visit was told, beside its address.

    Attributes:
        of: the set and how far it had come: what was said of another state is over.
        before: what the question before was told: whether it was solved, and its place in the set.
    """

    of: Practice | None = None
    before: str = ""


def said() -> Said:
    """What stands with the open question."""
    kept, practice = state.session("practice-said", lambda: [Said()]), state.now().practice
    if kept[0].of != practice:
        kept[0] = Said(of=practice)
    return kept[0]


def answer(question: Question) -> None:
    """Look at what stands in the field, or what is chosen."""
    told = said()
    if look(question, state.widget(KEYS.choice if question.choices else KEYS.field), told):
        _go_on(RIGHT if not told.hints and not told.wrong else LATER)


def hint() -> None:
    """Show the next hint."""
    said().hints += 1


def show() -> None:
    """Give up this question: its solution stands above the next one."""
    _go_on(SHOWN)


def begin(practice: Practice) -> None:
    """Take another set."""
    state.set_widget(KEYS.field, "")
    state.set_widget(KEYS.choice, None)
    state.go(practice=practice)


def _go_on(letter: str) -> None:
    practice = state.now().practice
    begin(practice.then(letter))
    said().before = letter


KEYS = Keys("practice", answer, hint, show)
