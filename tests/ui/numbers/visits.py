"""What tests read from a visit to Your numbers."""

from urllib.parse import urlencode

from streamlit.testing.v1 import AppTest

from core.link.links import decode
from core.scenario.scenario import Scenario
from tests.ui.markup import parse, text, texts
from tests.ui.visits import address, markup, open_view, sound


def scenario(at: AppTest) -> Scenario:
    """What the address holds: what any other browser would get."""
    return decode(urlencode(address(at))).scenario


def typed(at: AppTest, field: str, value: str) -> AppTest:
    """Type into one number's field and leave it."""
    return sound(at.text_input(key=f"page_{field}").set_value(value).run(), value)


def fields(at: AppTest) -> dict[str, str]:
    """The number fields by their labels."""
    return {field.label: str(field.value) for field in at.text_input if str(field.key).startswith("page_")}


def grad(at: AppTest) -> list[str]:
    """coeffs.grad in the result panel."""
    rows = [row for row in parse(markup(at)).iter("tr") if len(row) and text(row[0]) == "coeffs.grad"]
    return [text(cell) for cell in rows[0][1:]]


def open_page(**query: str) -> AppTest:
    return open_view("your_numbers", query)


def refusals(at: AppTest) -> list[str]:
    return texts(markup(at), "refused")
