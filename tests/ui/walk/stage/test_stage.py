"""The stage at every step: its cells hold core's numbers, each from its own step on, and nothing moves or collides."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice
from xml.etree.ElementTree import Element

import pytest
import torch

from core import LOSSES, Scenario
from core.presets.presets import PRESETS
from tests.ui.markup import classes, groups, kept, parse, standing, text
from tests.ui.walk.film.films import Drawn, as_drawn, drawn, marks, shown
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, backward_fills, forward_fills, numbers, stories, walks
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import Story, tell

LONG = {
    "five digits and more": Scenario(
        [[12345.678, -1e-7], [-98765.43, 2e-7]], [12345.67, -54321.98], [1.2345678, -12345.678]
    ),
    "tiny": Scenario([[1e-7, -1e-7]], [-1e-7], [-1e-7, 1e-7]),
    "sixteen digits": Scenario([[0.1, 0.2], [1 / 3, 2 / 3]], [0.3, 1], [1e15 + 0.1, -1 / 7], dtype=torch.float64),
}
CHARACTER = 0.6
"""How wide a character of a number is, in units; the font of numbers is one of equal widths."""
ROUNDED = 0.11
"""Places stand in the markup with four digits."""
SOLID = {"group", "sign", "node", "arrow", "kept", "sample", "next-is", "rule"}


@pytest.fixture(scope="module", params=[pytest.param((k, *each.values), id=each.id) for k, each in enumerate(KINDS)])
def films(request: pytest.FixtureRequest) -> tuple[str, list[Drawn]]:
    """Both walks of every fourth problem, drawn at each step: each problem is drawn with two kinds, a kind has four."""
    kind, loss, reduction = request.param
    return loss, [each for story in islice(stories(loss, reduction), kind % 4, None, 4) for each in drawn(story)]


def test_each_cell_is_absent_until_its_step_and_then_holds_the_number_of_core(films: tuple[str, list[Drawn]]) -> None:
    loss, walked = films
    for story, steps, trees in walked:
        forward = steps[0].direction == "forward"
        fills = forward_fills(loss) if forward else backward_fills(loss)
        filled = set[str]() if forward else set[str]().union(*forward_fills(loss))
        full = {key: texts for key, texts in numbers(story).items() if not forward or key.startswith("v.")}
        for step, tree, made in zip(steps, trees, fills, strict=True):
            filled |= made
            found, there = groups(tree), {one.get("data-cells") for one in standing(tree)}
            assert {key: table.texts for key, table in found.items()} == full, (story.scenario.name, step.title)
            assert {key for key in full if key in there} == filled, (story.scenario.name, step.title)
            lit = {key for key, table in found.items() if "made" in table.classes}
            if step is not steps[0]:
                assert lit - {"g.kept"} == made - {"g.kept"}, step.title
            read = {key for key, table in found.items() if "read" in table.classes}
            assert read == (set(full) & step.now) - lit - {"g.kept"}, step.title


def test_a_step_shown_by_the_script_is_that_step_drawn(films: tuple[str, list[Drawn]]) -> None:
    """From each step to the next and from the last to the first: the markup differs in nothing else."""
    for story, steps, trees in films[1]:
        for at, tree in enumerate(trees):
            to = (at + 1) % len(steps)
            assert shown(tree, to) == as_drawn(trees[to]), (story.scenario.name, at)


def test_coeffs_grad_reads_none_until_accumulate_grad() -> None:
    forward, backward = drawn(tell(PRESETS["article-2x2"].build()))
    seen = [kept(tree) for _, _, trees in (forward, backward) for tree in trees]
    assert seen == [["None"]] * (len(seen) - 1) + [["−2", "−3"]]


def test_a_node_stands_from_the_step_at_which_its_operation_ran_and_is_lit_while_it_runs() -> None:
    story = tell(PRESETS["article-2x2"].build())
    (_, forward, ahead), (_, backward, back) = drawn(story)
    order = ["coeffs", "products", "preds", "residuals", "errors", "loss"]
    for at, tree in enumerate(ahead):
        there = [one.get("data-cells", "")[2:] for one in standing(tree) if "node" in classes(one)]
        assert there == (order[: at + 1] if at else []), forward[at].title
    for step, tree in zip(backward, back, strict=True):
        boxes = {one.get("data-cells", "")[2:]: one for one in tree.iter() if "node" in classes(one)}
        assert {name: text(one) for name, one in boxes.items()} == {
            one.tensor: one.node for one in story.backward.steps
        }
        assert [name for name, one in boxes.items() if "running" in classes(one)] == [step.node or "loss"]


def test_the_bill_of_many_samples_has_the_exact_total() -> None:
    """1000 contributions are elided, and the total is that of all of them, computed here in float64."""
    scenario = PRESETS["article-1000x10"].build()
    *_, (_, _, trees) = drawn(tell(scenario))
    signs = torch.sign((scenario.t_indep * scenario.coeffs).sum(1) - scenario.t_dep).double()
    total = (signs[:, None] * scenario.t_indep.double() / 1000).sum(0)
    first, second, gap, last = groups(trees[-1])["g.total"].texts[0]
    assert gap == "…"
    read = [float(cell) for cell in (first, second, last)]
    assert read == pytest.approx([total[0].item(), total[1].item(), total[9].item()], abs=5.1e-5)
    assert kept(trees[-1]) == [first, second, gap, last]


def test_a_new_loss_is_drawn_without_further_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOSSES, "quartic", replace(LOSSES["mse"], lines=("errors = residuals**4",)))
    *_, (_, _, trees) = drawn(tell(Scenario([[1, 2], [3, 1]], [0, 3], [1, 1], loss="quartic")))  # residuals 3, 1
    found = groups(trees[-1])
    assert found["v.errors"].texts == [["81"], ["1"]]
    assert found["l.errors"].texts == [["108"], ["4"]]  # 4 · 27 and 4 · 1
    assert kept(trees[-1]) == ["+60", "+110"]  # (108 · 1 + 4 · 3) / 2 and (108 · 2 + 4 · 1) / 2


def test_each_table_has_a_name_of_its_own_and_each_row_its_sample() -> None:
    *_, (_, _, trees) = drawn(tell(PRESETS["article-1000x10"].build(), i=500))
    found = groups(trees[-1])
    names = [table.spoken for key, table in found.items() if key != "g.kept"]  # its frame has one
    assert all(names)
    assert len(set(names)) == len(names)
    rows = ["sample 0", "samples left out", "sample 500", "samples left out", "sample 999"]
    assert found["v.preds"].headers == found["g.contributions"].headers == rows
    assert [row[0] for row in found["v.preds"].texts][1::2] == ["⋮", "⋮"]


def test_only_the_cells_that_lead_to_the_chosen_gradient_are_not_dim() -> None:
    *_, (_, _, trees) = drawn(tell(PRESETS["mixed-4x2"].build(), 2, 1, trace=True))
    found = groups(trees[-1])
    bright = {
        key: [cell.text for row in table.rows for cell in row if "dim" not in cell.classes]
        for key, table in found.items()
    }
    assert bright["g.kept"] == bright["g.total"] == ["−1.25"]
    assert bright["g.contributions"] == ["−0.5", "−1", "+0.25", "0"]
    assert bright["v.coeffs"] == bright["v.copies"] == []
    assert bright["v.residuals"] == [text for (text,) in found["v.residuals"].texts], "read by the loss's derivative"


# -- where everything lies


def boxes(tree: Element) -> Iterator[tuple[Element, tuple[float, float, float, float]]]:
    """What stands alone in the stage at some step, and from where to where it reaches across and down."""
    for one in tree.iter():
        found = dict(re.findall(r"--([xywh]):(-?[\d.]+)", one.get("style", "")))
        if classes(one) & SOLID and len(found) == 4:
            x, y, w, h = (float(found[name]) for name in "xywh")
            yield one, (x, y, x + w, y + h)


def sized() -> Iterator[Story]:
    """Every problem, and those with the longest numbers; with another loss, other operations stand between.

    Each problem has every other loss, the next one those between.
    """
    for place, problem in enumerate((PROBLEMS | LONG).values()):
        for loss in islice(LOSSES, place % 2, None, 2):
            scenario = problem.replace(loss=loss)
            yield tell(scenario, scenario.n_samples // 2, scenario.n_coeffs // 2)


def test_nothing_collides_nor_lies_outside_of_the_stage() -> None:
    for story in sized():
        for steps in walks(story):
            drawing, every = drawing_of(story, steps, 0), set(range(len(steps)))
            found = list(boxes(parse(stage(drawing))))
            assert len(found) > 25
            for one, (left, top, right, bottom) in found:
                assert -ROUNDED <= left <= right <= drawing.tracks.width + ROUNDED, one.attrib
                assert -ROUNDED <= top <= bottom <= drawing.tracks.height + ROUNDED, one.attrib
            for (one, a), (other, b) in combinations(found, 2):
                together = every - marks(one).get("absent", set()) - marks(other).get("absent", set())
                across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                apart = across <= ROUNDED or down <= ROUNDED
                assert apart or not together, (story.scenario.name, one.attrib, other.attrib)


def test_every_number_fits_into_its_cell() -> None:
    for story in sized():
        tree = parse(stage(drawing_of(story, walks(story)[1], 0)))
        widths = {one.get("data-cells", ""): right - left for one, (left, _, right, _) in boxes(tree)}
        widths["g.kept"] = widths["coeffs.grad"] - 1
        for key, table in groups(tree).items():
            (first, *_) = table.rows
            gaps = sum(cell.text == "…" for cell in first)
            cell = (widths[key] - 1.4 * gaps) / (len(first) - gaps)
            longest = max(len(each.text) for row in table.rows for each in row)
            assert cell >= CHARACTER * longest + 0.3, (story.scenario.name, key, cell, longest)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_card_stands_at_the_node_that_it_is_about(loss: str) -> None:
    """Huber's two cases, side by side, made it so wide that it stood at the other end of the stage."""
    story = tell(PRESETS["mixed-4x2"].build().replace(loss=loss))
    for steps in walks(story):
        for at, step in enumerate(steps[1:], 1):
            tree = parse(stage(drawing_of(story, steps, at)))
            found = {name: [one for one in tree.iter() if name in classes(one)] for name in ("card", "running")}
            (card,) = (across(one) for one in found["card"] if "on" in classes(one))
            away = [max(card[0] - right, left - card[1]) for left, right in map(across, found["running"])]
            assert min(away) <= 2, step.title
            assert card[1] - card[0] <= 40, step.title


def across(element: Element) -> tuple[float, float]:
    """From where to where it reaches."""
    left, width = (float(re.findall(rf"--{name}:(-?[\d.]+)", element.get("style", ""))[0]) for name in "xw")
    return left, left + width


def test_stops_stand_apart_and_say_where_they_lead() -> None:
    for story in sized():
        for steps in walks(story):
            tree = parse(stage(drawing_of(story, steps, 1)))
            stops = [one for one in tree.iter() if "stop" in classes(one)]
            assert [one.get("aria-label") for one in stops] == [
                f"Step {at}: {step.title}" for at, step in enumerate(steps)
            ]
            places = [float(re.findall(r"--x:(-?[\d.]+)", one.get("style", ""))[0]) for one in stops]
            apart = [abs(one - other) for one, other in combinations(places, 2)]
            assert min(apart) >= 4.7, story.scenario.name
            assert min(places) >= 1
            assert [marks(one)["here"] for one in stops] == [{at} for at in range(len(steps))]


def test_lanes_are_named() -> None:
    *_, (_, _, trees) = drawn(tell(PRESETS["mixed-4x2"].build()))
    lanes = [one.get("aria-label") for one in trees[-1].iter() if "lane" in classes(one)]
    assert lanes == ["Values", "Nodes", "Gradients"]
    assert [text(one) for one in trees[-1].iter() if "under" in classes(one)].count("not tracked") == 2
    assert "one row, read 4 times" in [text(one) for one in trees[-1].iter() if "under" in classes(one)]
