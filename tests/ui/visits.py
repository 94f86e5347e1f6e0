"""Opens a view of the app as a visitor does, without a browser (AppTest), and reads what it shows."""

import json
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from tests.ui.markup import classes, parse, seen, text
from ui.frame.views import FIRST_VIEW, VIEWS
from ui.walk.mount import KEY as WALK

APP = str(Path(__file__).parents[2] / "app.py")
PATIENCE = 60  # s; the first run of a process imports torch


def open_view(slug: str, query: dict[str, str]) -> AppTest:
    """A fresh visit to one view at one address."""
    at = AppTest.from_file(APP, default_timeout=PATIENCE)
    if slug != FIRST_VIEW:
        at.switch_page(VIEWS[slug].path)
    return go_to(at, query)


def go_to(at: AppTest, query: dict[str, str]) -> AppTest:
    """A run with this address, as Back, Forward and a pasted link make one."""
    at.query_params.clear()
    for name, value in query.items():
        at.query_params[name] = value
    return sound(at.run(), str(query))


def click(at: AppTest, key: str) -> AppTest:
    """Press a button."""
    return sound(at.button(key=key).click().run(), key)


def onward(at: AppTest) -> str:
    """What the page's link to the next view says: the one link after those of the navigation."""
    (link,) = at.get("page_link")[len(VIEWS) :]
    return str(link.proto.label)


def follow_onward(at: AppTest) -> AppTest:
    """Follow that link, which AppTest cannot click."""
    (link,) = at.get("page_link")[len(VIEWS) :]
    at.switch_page(VIEWS[link.proto.page].path)
    return go_to(at, dict(parse_qsl(link.proto.query_string)))


def sound(at: AppTest, after: str) -> AppTest:
    """The same visit, if the page neither raised nor showed an error."""
    assert [error.message for error in at.exception] == [], after
    assert notices(at, "refusal") == [], after
    return at


def address(at: AppTest) -> dict[str, str]:
    """The query parameters. AppTest gives back text where a test has set it, and lists of one where the page has."""
    return {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}


def notices(at: AppTest, kind: Literal["refusal", "warning", "information"]) -> list[str]:
    """The notices of one kind, as they are read."""
    return [text(element) for element in parse(markup(at)).iter() if classes(element) == {"notice", kind}]


def markup(at: AppTest) -> str:
    """All markup that the page shows, but the styles and the script: of a walk, what its step does."""
    own = [html.proto.body for html in at.get("html") if not html.proto.body.startswith(("<style>", "<script>"))]
    return "".join([*own, *(seen(found["html"]) for found in [walk(at)] if found)])


def walk(at: AppTest) -> dict[str, Any]:
    """What the page's walk is drawn from: `html`, the `step` it starts at, what is edited in it; {} without a walk."""
    found = component(at, WALK)
    data: dict[str, Any] = {} if found is None else json.loads(found.json)
    return data


def component(at: AppTest, key: str) -> Any:  # noqa: ANN401  # a message of Streamlit's
    """A component of the page, by its key; None where the page has none."""
    return next((each.proto for each in at.get("bidi_component") if each.proto.id.endswith(f"-{key}")), None)


def press(at: AppTest, event: str, said: object, key: str = WALK) -> AppTest:
    """What a component's script tells the server, as the browser sends it: AppTest has no such control of its own."""
    states = at._tree.get_widget_states()  # noqa: SLF001  # no public way to send a component's trigger
    states.widgets.add(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component(at, key).id}__events",
        json_trigger_value=json.dumps([{"event": event, "value": said}]),
    )
    return sound(at._run(states), f"{event} {said}"[:200])  # noqa: SLF001
