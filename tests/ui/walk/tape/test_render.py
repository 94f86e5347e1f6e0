"""How one table is put into markup: escaped, named for screen readers."""

import torch

from core import LOSSES, said
from core.presets.presets import PRESETS
from tests.ui.markup import parse, tables, text, texts
from tests.ui.walk.tape.cases import PROBLEMS, walks
from ui.walk.tape.cells import Cells
from ui.walk.tape.picture import tape
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


def test_each_table_has_a_name_of_its_own_and_each_row_its_sample() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    found = tables(tape(story, walks(story)[1][-1]))
    names = [table.spoken for table in found.values()]
    assert all(names)
    assert len(set(names)) == len(names)
    assert found["v.preds"].headers == ["sample 0", "sample 1", "sample 2", "sample 3"]
    assert found["g.contributions"].headers == ["sample 0", "sample 1", "sample 2", "sample 3"]


def test_a_gap_is_said_in_words_too() -> None:
    story = tell(PRESETS["article-1000x10"].build(), i=500)
    preds = tables(tape(story, walks(story)[0][-1]))["v.preds"]
    assert preds.headers == ["sample 0", "samples left out", "sample 500", "samples left out", "sample 999"]
    assert [row[0] for row in preds.texts][1::2] == ["⋮", "⋮"]


def test_passing_gradients_are_never_called_grad() -> None:
    """Only coeffs.grad is an attribute that holds something; the others are derivatives on their way."""
    story = tell(PRESETS["mixed-4x2"].build())
    labels = texts(tape(story, walks(story)[1][-1]), "label")
    assert [label for label in labels if "grad" in label] == ["coeffs.grad"]
    passing = {label.split()[0] for label in labels if label.startswith("∂")}
    assert passing == {"∂L/∂loss", "∂L/∂errors", "∂L/∂residuals", "∂L/∂preds", "∂L/∂products"}


def test_untracked_tensors_say_so_and_saved_ones_too() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    notes = texts(tape(story, walks(story)[0][0]), "note")
    assert notes.count("not tracked: None") == 2
    assert {"one row, read 4 times", "t_indep: saved", "residuals: saved"} <= set(notes)


def test_the_pictures_words_follow_the_loss_and_the_reduction() -> None:
    for loss in LOSSES:
        for reduction, back in (("mean", "× 1/N = 0.25"), ("sum", "copied to each sample")):
            story = tell(PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction))
            words = texts(tape(story, walks(story)[1][-1]), "does")
            symbols = {said(step.operation.kind.symbol, step.operation.options) for step in story.made[3:-1]}
            assert {*symbols, reduction, back} <= set(words)


def test_lanes_and_the_tape_are_named() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    tree = parse(tape(story, walks(story)[0][0]))
    lanes = [element.get("aria-label") for element in tree.iter() if element.get("role") == "group"]
    assert lanes == ["Values", "Nodes", "Gradients"]
    assert text(tree)
