"""How one table is put into markup: escaped, named for screen readers."""

import torch

from tests.ui.markup import parse, tables, texts
from tests.ui.walk.tape.cases import PROBLEMS, walks
from ui.walk.tape.cells import Cells
from ui.walk.tape.render import Renderer
from ui.walk.tape.story import tell

HOSTILE = '"><img src=x onerror=alert(1)><style>*{display:none}</style>&lt;</table>'


def renderer(slug: str = "mixed-4x2") -> Renderer:
    story = tell(PROBLEMS[slug])
    return Renderer(story, walks(story)[1][-1])


def test_a_hostile_name_stays_text() -> None:
    """In the label, in what a screen reader says, in a row's name, and where an operation says what it does."""
    table = renderer().table(Cells("v.preds", HOSTILE, torch.ones(4), "i", "value"))
    row = renderer().table(Cells("v.coeffs", "name", torch.ones(2), "j", "value", spoken=HOSTILE, row=HOSTILE))
    does = renderer().words(2, "o.preds", HOSTILE)
    for markup in (table, row, does):
        tags = {element.tag for element in parse(markup).iter()}
        assert tags <= {"root", "p", "b", "span", "table", "tr", "th", "td", "div"}
    assert texts(table, "label") == [f"{HOSTILE} (4,)"]
    assert tables(table)["v.preds"].spoken == f"{HOSTILE} (4,)"
    assert tables(row)["v.coeffs"].spoken == HOSTILE
    assert tables(row)["v.coeffs"].headers == [HOSTILE]
    assert texts(does, "does") == [HOSTILE]
