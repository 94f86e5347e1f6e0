"""The whole tape: its cells hold core's numbers, each from its own step on, and nothing moves."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch

from core import LOSSES, Scenario
from core.presets.presets import PRESETS
from tests.ui.markup import classes, kept, nodes, parse, tables, text, texts
from tests.ui.walk.tape.cases import KINDS, numbers, stories, walks
from ui.walk.tape.picture import tape
from ui.walk.tape.story import tell

WITHIN: dict[str, list[str]] = {"logcosh": ["cosh"]}
"""The calls between the residuals and the errors that have no name of their own, by loss."""


def forward_fills(loss: str) -> list[set[str]]:
    """What each step of Forward fills."""
    calls = ["preds", "residuals", *WITHIN.get(loss, []), "errors", "loss"]
    return [{"v.coeffs", "v.t_indep", "v.t_dep"}, {"v.copies", "v.products"}, *({f"v.{call}"} for call in calls)]


def backward_fills(loss: str) -> list[set[str]]:
    """What each step of Backward fills, after Forward has filled the values."""
    chain = ["residuals", *WITHIN.get(loss, []), "errors"]
    through = [{f"g.{one}", f"l.{other}"} for one, other in pairwise(chain)]
    return [
        *({"g.loss"}, {"g.errors"}),
        *reversed(through),
        *({"g.preds"}, {"g.products"}, {"g.contributions", "l.products"}, {"g.total"}, {"g.kept"}),
    ]


def blank(text: str) -> str:
    """A cell before its step: empty; a gap stands from the start."""
    return text if text in ("⋮", "…") else ""


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_each_cell_is_empty_until_its_step_and_then_holds_the_number_of_core(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        forward, backward = walks(story)
        fills_of = forward_fills(loss), backward_fills(loss)
        assert (len(forward), len(backward)) == (len(fills_of[0]), len(fills_of[1]))
        full, filled = numbers(story), set[str]()
        for tape_step, fills in zip((*forward, *backward), (*fills_of[0], *fills_of[1]), strict=True):
            filled |= fills
            found = tables(tape(story, tape_step))
            assert set(found) == set(full) - ({"g.kept"} - filled)
            for key, table in found.items():
                expected = full[key] if key in filled else [[blank(text) for text in row] for row in full[key]]
                assert table.texts == expected, (story.scenario.name, tape_step.title, key)


def test_no_step_moves_anything() -> None:
    """The same tables of the same rows and columns and the same width of a cell, from the first step to the last."""
    for story in stories("mae", "mean"):
        drawn = [tables(tape(story, tape_step)) for walk in walks(story) for tape_step in walk]
        sizes = [{key: (table.width, list(map(len, table.rows))) for key, table in found.items()} for found in drawn]
        kept_at_last = sizes[-1].pop("g.kept")
        assert sizes == sizes[:1] * len(sizes)
        assert kept_at_last == sizes[0]["g.total"]


def test_cells_are_as_wide_as_their_longest_number_and_lined_up_with_the_cells_they_belong_to() -> None:
    for story in stories("mae", "mean"):
        found = tables(tape(story, walks(story)[1][-1]))
        for key, table in found.items():
            longest = max(len(text) for row in table.texts for text in row)
            assert int(table.width.removesuffix("ch")) >= longest, (story.scenario.name, key)
        for one, other in (
            ("v.copies", "g.contributions"),
            ("g.contributions", "g.total"),
            ("g.total", "g.kept"),
            ("v.preds", "g.preds"),
        ):
            assert found[one].width == found[other].width


def test_coeffs_grad_reads_none_until_accumulate_grad() -> None:
    story = tell(PRESETS["article-2x2"].build())
    forward, backward = walks(story)
    seen = [kept(tape(story, tape_step)) for tape_step in (*forward, *backward)]
    assert seen == [["None"]] * (len(seen) - 1) + [["−2", "−3"]]


def test_the_two_beats_of_mul() -> None:
    """First the node's own product, (N, n); then the engine's sum, (n,), while the gradient is not yet kept."""
    story = tell(PRESETS["mixed-4x2"].build())
    multiply, add = walks(story)[1][5:7]
    shares = [["−0.25", "−0.5"], ["−0.75", "−1"], ["+0.5", "+0.25"], ["+1", "0"]]
    assert tables(tape(story, multiply))["g.contributions"].texts == shares
    assert tables(tape(story, multiply))["g.total"].texts == [["", ""]]
    assert tables(tape(story, add))["g.contributions"].texts == shares
    assert tables(tape(story, add))["g.total"].texts == [["+0.5", "−1.25"]]
    assert multiply.title.startswith("MulBackward0")
    assert add.title.startswith("MulBackward0")


def test_the_bill_of_many_samples_has_the_exact_total() -> None:
    """1000 contributions are elided, and the total is that of all of them, computed here in float64."""
    scenario = PRESETS["article-1000x10"].build()
    story = tell(scenario)
    markup = tape(story, walks(story)[1][-1])
    assert texts(markup, "added") == ["1,000 contributions added"]
    signs = torch.sign((scenario.t_indep * scenario.coeffs).sum(1) - scenario.t_dep).double()
    total = (signs[:, None] * scenario.t_indep.double() / 1000).sum(0)
    first, second, gap, last = tables(markup)["g.total"].texts[0]
    assert gap == "…"
    shown = [float(cell) for cell in (first, second, last)]
    assert shown == pytest.approx([total[0].item(), total[1].item(), total[9].item()], abs=5.1e-5)
    assert kept(markup) == [first, second, gap, last]


def test_nodes_appear_when_their_operation_runs_and_stay() -> None:
    story = tell(PRESETS["article-2x2"].build())
    order = ["coeffs", "products", "preds", "residuals", "errors", "loss"]
    for step, tape_step in enumerate(walks(story)[0]):
        found = nodes(tape(story, tape_step))
        assert list(found) == order
        appeared = [name for name, element in found.items() if "filled" in classes(element)]
        assert appeared == (order[: step + 1] if step else [])
    names = {name: text(element.findall("span")[0]) for name, element in found.items()}
    assert names == {step.tensor: step.node for step in story.backward.steps}


def test_each_step_lights_what_it_makes() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    for walk, fills in zip(walks(story), (forward_fills("mae"), backward_fills("mae")), strict=True):
        for tape_step, made in list(zip(walk, fills, strict=True))[1:]:
            lit = {key for key, table in tables(tape(story, tape_step)).items() if "made" in table.classes}
            assert lit == made, tape_step.title


def test_a_new_loss_is_drawn_without_further_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOSSES, "quartic", replace(LOSSES["mse"], lines=("errors = residuals**4",)))
    story = tell(Scenario([[1, 2], [3, 1]], [0, 3], [1, 1], loss="quartic"))  # residuals 3, 1
    markup = tape(story, walks(story)[1][-1])
    found = tables(markup)
    assert found["v.errors"].texts == [["81"], ["1"]]
    assert found["l.errors"].texts == [["108"], ["4"]]  # 4 · 27 and 4 · 1
    assert kept(markup) == ["+60", "+110"]  # (108 · 1 + 4 · 3) / 2 and (108 · 2 + 4 · 1) / 2
    assert "( )⁴" in texts(markup, "does")
    assert "local = 4 · residual³ (2,)" in texts(markup, "label")


@pytest.mark.parametrize("turned", [False, True])
def test_turning_the_tape_changes_no_cell(turned: bool) -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    tape_step = walks(story)[1][-1]
    markup = tape(story, tape_step, turned=turned)
    assert {key: table.texts for key, table in tables(markup).items()} == numbers(story)
    (drawn,) = (element for element in parse(markup).iter() if "tape" in classes(element))
    assert ("turned" in classes(drawn)) == turned
