"""The state of a visit. The address is the state: one `Link`, written into the query string and read back from it.

Only this file touches `st.session_state` and `st.query_params`. A control's callback calls `go`; a page calls `link`.
Back and Forward run the page with an older address, which `link` then reads: page and address never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core import (
    DEFAULT_PRESET,
    LESSON_FIELDS,
    LINK_LIMIT,
    PRESETS,
    Link,
    PermalinkError,
    Scenario,
    ScenarioError,
    decode,
    decode_view,
    encode_short,
    encode_view,
    without_view,
)
from ui.frame.notices import sentence
from ui.runtime.memory import check_problem

STASHED = 4
"""How many scenarios too large for a link one session keeps, so that Back finds them."""

FOREIGN = ("utm_", "fbclid", "gclid", "embed")
"""What sites and Streamlit add to an address that somebody shares; it says nothing about the state."""

DIGEST = "data"
"""The part of an address that stands for numbers too many for it."""

T = TypeVar("T")


@dataclass
class Visit:
    """What one session holds.

    Attributes:
        link: the state that the page shows.
        address: the query string that `link` was read from or written to.
        notice: what was wrong with the address, in a sentence, code between backticks; "" when nothing was.
        stash: numbers too many for a link, with their base and the seed of their start, by the short hash that stands
            for them in the address.
        written: the state whose numbers were written last, at every view's start, and the text; a page has a dozen
            links, and all hold the same numbers.
        arrived: how often a stop of a lesson was opened.
        opened_at: the step that the last one asks for; None where the browser knows it, as after Back.
    """

    link: Link
    address: str
    notice: str
    stash: dict[str, Link]
    written: tuple[Link, str | None] | None = None
    arrived: int = 0
    opened_at: int | None = None


def link() -> Link:
    """The state to show: what the address says, or the default with a notice when the address is damaged."""
    visit = _visit()
    address = _address()
    if address != visit.address:
        before = visit.link.lesson, visit.link.stop
        visit.link, visit.notice = _read(address, visit.stash)
        visit.address = address
        if before != (visit.link.lesson, visit.link.stop):
            _arrive(visit, visit.link.step if "step" in st.query_params else None)
    return visit.link


def now() -> Link:
    """The session's state, for callbacks; the address in the browser may be older (see `go`)."""
    return _visit().link


def notice() -> str:
    """What was wrong with the address of this page, for the frame to show; "" when nothing was."""
    return _visit().notice


def go(**changes: Any) -> None:
    """Change the state and the address, from a control's callback.

    It starts from the session's state: the browser may not have heard yet of the address that the last click wrote.
    """
    visit = _visit()
    show(replace(visit.link, **changes))


def show(link: Link) -> None:
    """Make a whole new state the current one."""
    visit = _visit()
    visit.link, visit.notice = link, ""
    visit.address = _write(link, visit)
    if visit.address != _address():
        st.query_params.from_dict(dict(parse_qsl(visit.address)))


def change_scenario(scenario: Scenario, base: str = "", start: int = 0, **settings: Any) -> None:
    """Take another problem, and settings: every view starts again from its first step, at the first entry."""
    entry = {"i": 0, "j": 0, "k": None, "leaf": "", "sample": 0, "across": None, "up": None, "script": None, "call": 0}
    go(scenario=scenario, base=base, start=start, step=0, trace=False, by=None, **entry, **settings)


def params(**changes: Any) -> dict[str, str]:
    """The query parameters of the current state with some changes, for links to other views."""
    return params_of(replace(_visit().link, **changes))


def params_of(link: Link) -> dict[str, str]:
    """The query parameters of a whole other state."""
    return dict(parse_qsl(_write(link, _visit())))


def params_in_full(link: Link) -> dict[str, str] | None:
    """The query parameters of a whole other state with all its numbers; None where they are too many."""
    text = encode_short(link)
    return None if text is None else dict(parse_qsl(text))


def now_with(**changes: Any) -> Link:
    """The session's state with some changes, for callbacks."""
    return replace(_visit().link, **changes)


def open_again(params: dict[str, str]) -> None:
    """Go to the state of an address on this page, from a control's callback, also where the browser alone left it."""
    if urlencode(params) != _address():
        st.query_params.from_dict(params)
    step = params.get("step", "0")
    _arrive(_visit(), int(step) if step.isdecimal() and len(step) < len(str(10**9)) else 0)


def arrive(step: int) -> None:
    """Let the walk of this page show a step, from a control's callback: the step it shows stands in the browser."""
    _arrive(_visit(), step)


def arrived() -> dict[str, int | None]:
    """Which arrival at a stop this is, and the step that it asks for, for a walk that keeps its step in the browser."""
    visit = _visit()
    return {"id": visit.arrived, "step": visit.opened_at}


def from_the_start() -> dict[str, str]:
    """The query parameters for a link to another view: the same numbers and entry, at that view's first step."""
    return params(step=0, trace=False, fold="", untracked=False)


def linkable() -> bool:
    """Whether the address holds all numbers, so that it can be copied into another browser."""
    return DIGEST not in params()


def set_widget(key: str, value: object) -> bool:
    """Make a keyed widget show a value of the state, before it is drawn; only where it differs, or it would flicker.

    Returns:
        Whether it already showed it. Then the value may also be given to the widget as its default: a browser that
        forgot the widget (a tap on a link while a text field still holds an edit) would show and send back nothing.
    """
    if st.session_state.get(key) == value:
        return True
    st.session_state[key] = value
    return False


def widget(key: str) -> object:
    """What a keyed widget holds; None before it was first drawn."""
    return st.session_state.get(key)


def session(key: str, make: Callable[[], T]) -> T:
    """One object that a part of the page keeps for this session, made when first asked for."""
    if key not in st.session_state:
        st.session_state[key] = make()
    value: T = st.session_state[key]
    return value


def _visit() -> Visit:
    if "visit" not in st.session_state:
        st.session_state["visit"] = Visit(Link(), "", "", {})
    visit: Visit = st.session_state["visit"]
    return visit


def _address() -> str:
    """The query string of this page, without what other sites add to it; what is given twice stands in it twice."""
    own = [name for name in st.query_params if not name.startswith(FOREIGN)]
    return urlencode([(name, value) for name in own for value in st.query_params.get_all(name)])


def _read(address: str, stash: dict[str, Link]) -> tuple[Link, str]:
    """The state that an address stands for, and what was wrong with it."""
    pairs = parse_qsl(address, keep_blank_values=True)
    digests = [value for name, value in pairs if name == DIGEST]
    try:
        if not digests:
            return decode(address, check_problem), ""
        if len(digests) > 1:
            raise PermalinkError(f"{DIGEST} is given twice: keep one.")
        if digests[0] in stash:
            return decode_view(urlencode([pair for pair in pairs if pair[0] != DIGEST]), stash[digests[0]]), ""
        wrong = "this link's numbers were too many to stand in it: load the file that was downloaded with them."
    except (PermalinkError, ScenarioError) as error:
        wrong = str(error)
    return _lesson_alone(pairs), f"{sentence(wrong)} Until then, here is {PRESETS[DEFAULT_PRESET].title}."


def _lesson_alone(pairs: list[tuple[str, str]]) -> Link:
    """The default state in the lesson of an address whose other parts cannot be read: the other stops stay."""
    names = {each.name for each in LESSON_FIELDS}
    try:
        return decode(urlencode([pair for pair in pairs if pair[0] in names]))
    except PermalinkError:
        return Link()


def _arrive(visit: Visit, step: int | None) -> None:
    visit.arrived, visit.opened_at = visit.arrived + 1, step


def _write(link: Link, visit: Visit) -> str:
    """The address of a state; numbers too many for it stay in the session, under a hash."""
    view = encode_view(link)
    numbers = _written(link, visit)
    if numbers is not None and len(text := "&".join(filter(None, (numbers, view)))) <= LINK_LIMIT:
        return text
    digest = f"{hash((link.scenario, link.base, link.start, link.script)):x}".strip("-")
    stash = visit.stash
    stash[digest] = stash.pop(digest, without_view(link))
    for oldest in list(stash)[:-STASHED]:
        del stash[oldest]
    return urlencode([*parse_qsl(view), (DIGEST, digest)])


def _written(link: Link, visit: Visit) -> str | None:
    """What every link to these numbers begins with; None where they are too many."""
    bare = without_view(link)
    if link.script is not None:  # its text is all, and a page has links to it beside those to its own numbers
        return encode_short(bare)
    if visit.written is None or visit.written[0].scenario is not link.scenario or visit.written[0] != bare:
        visit.written = bare, encode_short(bare)
    return visit.written[1]
