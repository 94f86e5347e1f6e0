"""What a reader does with the open question: answers it, takes a hint, lets it be shown; and what is said to that."""

from dataclasses import dataclass

from core import LATER, RIGHT, SHOWN, NumberError, Practice, Question, Wrong, judge
from ui import state
from ui.frame.notices import sentence

FIELD, CHOICE = "practice-answer", "practice-choice"


@dataclass
class Said:
    """What a visit was told, beside its address.

    Attributes:
        of: the set and how far it had come: what was said of another state is over.
        hints: how many hints are shown.
        wrong: whether a wrong answer was given.
        refusal: why the last answer was no answer, in a sentence; "" where it was one.
        reason: why it is wrong, in a sentence.
        slips: the slips that give it.
        before: what the question before was told: whether it was solved, and its place in the set.
    """

    of: Practice | None = None
    hints: int = 0
    wrong: bool = False
    refusal: str = ""
    reason: str = ""
    slips: tuple[Wrong, ...] = ()
    before: str = ""


def said() -> Said:
    """What stands with the open question."""
    kept, practice = state.session("practice-said", lambda: [Said()]), state.now().practice
    if kept[0].of != practice:
        kept[0] = Said(practice)
    return kept[0]


def answer(question: Question) -> None:
    """Look at what stands in the field, or what is chosen."""
    text, told = state.widget(CHOICE if question.choices else FIELD), said()
    told.refusal, told.reason, told.slips = "", "", ()
    if not isinstance(text, str) or not text.strip():
        told.refusal = "Choose an answer first." if question.choices else "Write a number first."
        return
    try:
        verdict = judge(question, text)
    except NumberError as error:
        told.refusal = sentence(str(error))
        return
    except KeyError:
        told.refusal = "Choose one of the answers."
        return
    if verdict.right:
        _go_on(RIGHT if not told.hints and not told.wrong else LATER)
        return
    told.wrong, told.slips = True, tuple(slip for slip in verdict.slips if slip.title)
    told.reason = " ".join(slip.says for slip in verdict.slips if not slip.title)
    if not verdict.slips:
        _, formula, known = question.hints
        told.reason = f"That is not it, and no slip that is known here gives this number. {formula} {known}"


def hint() -> None:
    """Show the next hint."""
    said().hints += 1


def show() -> None:
    """Give up this question: its solution stands above the next one."""
    _go_on(SHOWN)


def begin(practice: Practice) -> None:
    """Take another set."""
    state.set_widget(FIELD, "")
    state.set_widget(CHOICE, None)
    state.go(practice=practice)


def _go_on(letter: str) -> None:
    practice = state.now().practice
    begin(practice.then(letter))
    said().before = letter
