"""Where a visitor's text goes: into markup escaped, and else only to where Streamlit shows text as text."""

from collections.abc import Iterable, Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core import Scenario
from core.link.links import Link
from tests.ui.visits import go_to, notices, open_view, sound
from ui.frame.views import VIEWS
from ui.state import Visit

PIECES = ("![z-q](", "$z-q$", ":red[z-q]", "https://z-q", '"z-q"', "<b>z-q")
HOSTILE = " ".join((*PIECES, "//a.b)"))

INERT = {
    *("selectbox.options", "selectbox.placeholder", "selectbox.raw_value"),
    *("multiselect.options", "multiselect.raw_values"),
}
"""Fields of which a browser makes nothing but text, as tests/e2e/test_visitors_text.py sees in one."""


def sent(block: Block) -> Iterator[tuple[str, str]]:
    """Every text that goes to the browser, by the kind of element and the field that holds it."""
    for node in block.children.values():
        if node.proto is not None:
            yield from _strings(node.proto, node.type)
        if isinstance(node, Block):
            yield from sent(node)


def _strings(held: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(held, str):
        yield path, held
    elif hasattr(held, "ListFields"):  # a message
        for field, value in held.ListFields():
            yield from _strings(value, f"{path}.{field.name}")
    elif isinstance(held, Iterable) and not isinstance(held, bytes):
        for value in held:
            yield from _strings(value, path)


def places(at: AppTest) -> set[str]:
    """The fields that hold a hostile text, if it makes nothing in any of them."""
    found: set[str] = set()
    for path, text in sent(at.main):
        if "z-q" in text:
            found.add(path)
            live = PIECES[-2:] if path == "html.body" else PIECES
            assert path in INERT or not any(piece in text for piece in live), (path, text)
    return found


@pytest.mark.parametrize("slug", VIEWS)
def test_a_link_s_text_and_a_problem_s_name(slug: str) -> None:
    at = open_view(slug, {"![z-q](": "1"})
    assert notices(at, "warning")[0].startswith("“![z-q](” is not a part of a link")
    assert places(at) == {"html.body"}
    at = go_to(at, {"from": '<b>z-q "z-q" $z-q$'})
    assert notices(at, "warning")[0].startswith('from is “<b>z-q "z-q" $z-q$”')
    assert places(at) == {"html.body"}
    at.session_state["visit"] = Visit(Link(Scenario([[1, 2]], [3], [4, 5], name=HOSTILE), ""), "", "", {})
    assert "html.body" in places(go_to(at, {}))


def test_a_table_s_names_and_cells() -> None:
    quoted = HOSTILE.replace('"', '""')
    raw = "\n".join([f'"{quoted}","2 {quoted}",y,"3 {quoted}"', f'1,2,3,"{quoted}"', "4,5,6,7", "2,2,2,true"])
    at = open_view("your_numbers", {})
    at.file_uploader(key="table_file").upload("table.csv", raw.encode(), "text/csv").run()
    assert {"html.body", "selectbox.options", "multiselect.options"} <= places(sound(at, "upload"))
    at.button(key="table_use").click().run()
    assert {"html.body", "selectbox.options", "multiselect.options"} <= places(sound(at, "use"))
    for view in VIEWS.values():
        assert "plotly_chart.spec" not in places(sound(at.switch_page(view.path).run(), view.short))
