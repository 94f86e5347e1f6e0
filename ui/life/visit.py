"""What the buttons do: they change the list of calls in the address. A visit also keeps the calls that were undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import ACTIONS, ACTIONS_LIMIT, STORIES, Action, Scenario, judge
from ui import state
from ui.life.chosen import Chosen
from ui.life.guess import first_question, question

Calls = tuple[Action, ...]


@dataclass
class Visit:
    """What one session keeps beside the address.

    Attributes:
        line: the longest list that the calls in the address are the beginning of: the rest of it can be done again.
        asked: whether the one question of a visit was asked.
        asking: the calls after which it waits for an answer; None where it does not.
        verdict: what to say to the answer, code between backticks.
        answered: the problem, the calls and what of the leaf the verdict is about.
        lr: the learning rate of the next step, the last one that could be read.
    """

    line: Calls = ()
    asked: bool = False
    asking: Calls | None = None
    verdict: str = ""
    answered: tuple[Scenario, Calls, Chosen] | None = None
    lr: float = 0.1


def visit() -> Visit:
    """This session's."""
    return state.session("life", Visit)


def line_of(calls: Calls) -> Calls:
    """The calls made, and those that were undone after them."""
    line = visit().line
    return line if line[: len(calls)] == calls else calls


def story_of(calls: Calls) -> str:
    """The story that these calls, with those undone, are; "" for none. Two stories never have the same calls."""
    line = line_of(calls)
    return next((slug for slug, story in STORIES.items() if story.actions == line), "")


def action_of(key: str) -> Action:
    """The call of a kind, with the learning rate of the step where it takes one."""
    return Action(key, visit().lr if ACTIONS[key].takes_lr else None)


def call(key: str) -> None:
    """Make one more call; at the limit nothing happens, and the page says so.

    While a question waits, the call that it is about says: go on. Another one is made after those that wait.
    """
    made, action = state.now().calls, action_of(key)
    waiting = line_of(made) if visit().asking == made else made
    if waiting != made and waiting[len(made)] == action:
        go_on(waiting[: len(made) + 1])
    elif len(waiting) < ACTIONS_LIMIT:
        go_on((*waiting, action))


def undo() -> None:
    """Take the last call back."""
    made = state.now().calls
    visit().line = line_of(made)
    _show(made[:-1])


def redo() -> None:
    """Make the call again that was undone."""
    made = state.now().calls
    go_on(line_of(made)[: len(made) + 1])


def restart() -> None:
    """Take all calls back."""
    visit().line = line_of(state.now().calls)
    _show(())


def play(slug: str) -> None:
    """Make the calls of a story."""
    go_on(STORIES[slug].actions)


def answer(key: str) -> None:
    """Take a prediction, make the call that it was about and those that wait behind it, and keep what to say."""
    link, line = state.now(), line_of(state.now().calls)
    asked = question(link.scenario, link.calls, line[len(link.calls)], Chosen.of(link))
    assert asked is not None  # its button has just been pressed
    _show(line)
    found = judge(asked, key)
    visit().verdict = f"Right: {asked.solution}" if found.right else " ".join(slip.says for slip in found.slips)
    visit().answered = link.scenario, line, Chosen.of(link)


def skip() -> None:
    """Make the calls that wait behind the question, without an answer."""
    _show(line_of(state.now().calls))


def go_on(target: Calls) -> None:
    """Make calls up to a list, or up to the question on the way to it."""
    kept, link = visit(), state.now()
    kept.line = target if line_of(link.calls)[: len(target)] != target else line_of(link.calls)
    since = _common(link.calls, target)
    stop = None if kept.asked else first_question(link.scenario, target, Chosen.of(link), since)
    _show(target if stop is None else target[:stop])
    if stop is not None:
        kept.asked, kept.asking = True, target[:stop]


def _show(calls: Calls) -> None:
    visit().asking = None
    state.go(calls=calls, step=0)
    state.arrive(len(calls))


def _common(one: Sequence[Action], other: Sequence[Action]) -> int:
    """How many calls two lists begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
