"""A list of calls as the text of a link, and back: `f-b-s0.1-f-b`."""

import re
from collections.abc import Iterable

from core.life.actions import ACTIONS, Action, ActionError
from core.numbers import quote

ACTIONS_LIMIT = 50
"""How many calls a list may hold."""

_TOKEN = re.compile(r"([a-z])([0-9]+(?:\.[0-9]+)?)?")
_LONGEST_TOKEN = 32
_LONGEST_TEXT = ACTIONS_LIMIT * _LONGEST_TOKEN


def format_actions(actions: Iterable[Action]) -> str:
    """The calls as text of letters, digits, "-" and "."; no calls are no text."""
    return "-".join(action.token for action in actions)


def parse_actions(text: str) -> tuple[Action, ...]:
    """The calls that a text lists, as `format_actions` writes them.

    Raises:
        ActionError: in one sentence, for anything else, and for more than `ACTIONS_LIMIT` calls.
    """
    if len(text) > _LONGEST_TEXT:
        raise ActionError(f"the list of calls is {len(text)} characters long: give at most {_LONGEST_TEXT}.")
    tokens = text.split("-") if text else []
    check_count(len(tokens))
    return tuple(_parse(token, place) for place, token in enumerate(tokens, start=1))


def check_count(count: int) -> None:
    """Keep a list of calls within its limit.

    Raises:
        ActionError: for more than `ACTIONS_LIMIT` calls.
    """
    if count > ACTIONS_LIMIT:
        raise ActionError(f"the list holds {count} calls: give at most {ACTIONS_LIMIT}.")


def _parse(token: str, place: int) -> Action:
    read = _TOKEN.fullmatch(token)
    if read is None or len(token) > _LONGEST_TOKEN:
        raise ActionError(
            f"call {place} of the list, {quote(token)}, is none: use {', '.join(ACTIONS)}, as in f-b-s0.1."
        )
    key, lr = read.groups()
    try:
        return Action(key, None if lr is None else float(lr))
    except ActionError as error:
        raise ActionError(f"call {place} of the list: {error}") from error
