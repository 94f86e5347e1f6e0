"""The turned stage: what exists at which step, torch's numbers, and equations that hold with the digits shown."""

import re
from fractions import Fraction
from xml.etree.ElementTree import Element

import pytest
import torch
from hypothesis import given, settings
from torch import Tensor

from core import LOSSES, MODELS, Scenario, base_scenario, replay, short
from tests.core.generated import Grown, programs
from tests.ui.markup import classes, parse, text
from tests.ui.walk.film.films import marks
from ui.program.stage.grids import grid
from ui.program.stage.plan import CODE, EDGE, LABEL, Plan, label, slope_name
from ui.program.stage.stage import stage
from ui.program.stage.working import worked
from ui.program.steps import backward_steps, forward_steps, running
from ui.program.story import ProgramStory
from ui.walk.formula.digits import relation

OTHERS = [name for name in MODELS if name != "linear"]
BRANCH = "sq = x * x\ny = sq + x\ny.backward()"
VECTORS = "a = x @ w\nb = torch.tanh(a) * v\nc = 1 - b / 2\nloss = (c ** 2).mean()"


def told(scenario: Scenario, leaf: str = "", i: int = 0, j: int = 0, sample: int = 0) -> ProgramStory:
    run = replay(scenario)
    return ProgramStory(scenario, run.forward, run.backward, leaf or scenario.leaves[0], i, j, sample)


def stories() -> dict[str, ProgramStory]:
    """The models, a value that is read three times, vectors, and one name a program may not have."""
    own = {
        "branch": Scenario.of(BRANCH, {"x": 3.0}, tracked=("x",)),
        "vectors": Scenario.of(
            VECTORS, {"x": [[1.0, -2.0], [0.5, 3.0], [2.0, 2.0]], "w": [0.25, -0.5], "v": 2.0}, tracked=("w", "v")
        ),
        "row by matrix": Scenario.of("loss = (u @ m).sum()", {"u": [1.0, 2.0], "m": [[1.0, 2.0], [3.0, 4.0]]}),
    }
    found = {name: told(base_scenario("mixed-4x2", None, name)) for name in OTHERS}
    return found | {name: told(scenario) for name, scenario in own.items()}


STORIES = stories()


def cells(markup: str) -> dict[str, tuple[frozenset[str], list[str]]]:
    """The classes and the numbers of each group of cells."""
    found = [each for each in parse(markup).iter() if each.get("data-cells")]
    keys = [each.get("data-cells", "") for each in found]
    assert len(keys) == len(set(keys))
    return {
        each.get("data-cells", ""): (
            classes(each),
            [text(cell) for cell in each.iter("td") if cell.get("data-at") is not None],
        )
        for each in found
    }


def numbers(story: ProgramStory, value: int, tensor: Tensor, *, signed: bool) -> list[str]:
    """All numbers of a tensor as the app writes them."""
    assert tuple(tensor.shape) == tuple(story.scenario.shapes[value])
    return [short(number, signed=signed) for number in tensor.flatten().tolist()]


@pytest.mark.parametrize("name", STORIES)
def test_nothing_exists_before_it_is_made_and_its_numbers_are_torch_s(name: str) -> None:
    story = STORIES[name]
    for steps in (forward_steps(story), backward_steps(story)):
        seen: set[str] = set()
        for at, step in enumerate(steps):
            drawn = cells(stage(story, steps, at))
            there = {key for key, (look, _) in drawn.items() if "absent" not in look}
            assert there == step.filled & drawn.keys(), (name, at)
            assert {key for key, (look, _) in drawn.items() if "made" in look} == step.made & {
                key for key in drawn if not key.startswith(("n.", "k."))
            }
            assert seen <= there
            seen = there
        assert {key for key in steps[-1].filled if not key.startswith("n.")} <= drawn.keys()
        for value, tensor in enumerate(story.forward.values):
            inputs = story.scenario.program.inputs
            key = f"v.{inputs[value]}" if value < len(inputs) else f"v.{value}"
            shown = drawn[key][1]
            assert shown
            assert set(shown) <= set(numbers(story, value, tensor, signed=False))
        for leaf in story.scenario.leaves:
            grad, value = story.grad(leaf), story.scenario.program.numbers[leaf]
            assert grad is not None
            if f"k.{leaf}" in steps[-1].filled:
                assert set(drawn[f"k.{leaf}"][1]) <= set(numbers(story, value, grad, signed=True))


@pytest.mark.parametrize("name", STORIES)
def test_no_step_moves_anything(name: str) -> None:
    """Each element has one place for the whole walk: only classes and which stop is current differ."""
    story = STORIES[name]
    for steps in (forward_steps(story), backward_steps(story)):
        still = {re.sub(r' (class|aria-current)="[^"]*"', "", stage(story, steps, at)) for at in range(len(steps))}
        assert len(still) == 1


@pytest.mark.parametrize("name", STORIES)
def test_a_step_that_computes_has_a_card_and_its_equation_holds(name: str) -> None:
    story = STORIES[name]
    checked = 0
    for steps in (forward_steps(story), backward_steps(story)):
        for step in steps[1:]:
            sheets = worked(story, step)
            assert sheets, step.title
            for sheet, _ in sheets:
                checked += _holds(sheet.spoken.rpartition(": ")[2])
    assert checked >= 2


def _holds(said: str) -> bool:
    """Whether it is a sum of products that can be worked out from its text, and then that it holds."""
    left, sign, right = (
        re.split(r" (=|≈) ", said.replace("−", "-"), maxsplit=1) if re.search(" [=≈] ", said) else ("", "", "")
    )
    if "added" in said:  # terms, what is done with them, and the total
        body, _, done = left.rpartition(", ")
        left, right = right, body
        share = Fraction(1, int(divided[1])) if (divided := re.search(r"1/(\d+)", done)) else Fraction(1)
    else:
        share = Fraction(1)
    right = re.sub(r" for [\d,]+ more", "", right)
    if not sign or re.search(r"[a-z(|]", re.sub(r"e-?\d", "", right)):
        return False
    total = sum((_product(term) for term in right.replace(" - ", " + -1 × ").split(" + ")), Fraction(0)) * share
    found = relation(total, float(left))
    assert {"=": "=", r"\approx": "≈"}.get(found) == sign, said
    return True


def _product(term: str) -> Fraction:
    made = Fraction(1)
    first, *divisors = term.split(" ÷ ")
    for factor in first.split(" × "):
        made *= Fraction(factor.strip())
    for divisor in divisors:
        made /= Fraction(divisor)
    return made


def test_three_gradients_meet_at_a_leaf_that_was_read_three_times() -> None:
    """Bill, total and what is kept: 2x + 1 at 3."""
    story = STORIES["branch"]
    steps = backward_steps(story)
    last = cells(stage(story, steps, len(steps) - 1))
    arrived = sorted(last[key][1][0] for key in last if key.startswith("a.0."))
    assert arrived == ["+1", "+3", "+3"]
    assert last["g.0"][1] == last["k.x"][1] == ["+7"]
    before = cells(stage(story, steps, len(steps) - 2))
    assert "absent" in before["k.x"][0]
    said = [sheet.spoken for sheet, _ in worked(story, steps[-2])]
    assert any("read 3 times" in each and each.endswith("added = +7") for each in said)
    first = next(at for at, step in enumerate(steps) if {"a.0.0"} & step.made)
    assert "g.0" not in steps[first].filled, "one of three has arrived"


def test_the_bill_of_a_leaf_is_over_the_samples_for_the_chosen_entry() -> None:
    story = told(base_scenario("mixed-4x2", torch.float64, "hidden"), "layer2", 1, 0)
    step = next(each for each in backward_steps(story) if "`hidden.T @ arrives`" in each.sentence)
    (_, sheet) = (each for each, _ in worked(story, step))
    node = running(story, step)
    assert node is not None
    hidden = story.forward["hidden"].value[:, 1]
    terms = [
        f"{short(h)} × {short(g, signed=True)}"
        for h, g in zip(hidden.tolist(), node.grad_in[:, 0].tolist(), strict=True)
    ]
    assert sheet.spoken.startswith(
        "∂L/∂layer2[1, 0] = sum over s of hidden[s, 1] × arrives[s, 0]: " + " + ".join(terms)
    )
    grad = story.grad("layer2")
    assert grad is not None
    assert sheet.spoken.endswith(short(grad[1, 0].item(), signed=True))


def test_code_is_shown_as_text() -> None:
    story = told(Scenario.of("loss = torch.where(a < 2, a, 0.5 * a).sum()", {"a": [1.0, 3.0]}))
    steps = forward_steps(story)
    drawn = stage(story, steps, 1)
    assert "a &lt; 2" in drawn
    assert {each.tag for each in parse(drawn).iter()} <= {
        *("root", "div", "p", "b", "i", "s", "span", "code", "sub", "table", "colgroup", "col", "tr", "th", "td"),
        "button",
    }


def test_the_hidden_layer_fits_a_laptop_with_digits_of_16_pixels() -> None:
    plan = Plan(STORIES["hidden"])
    wide, high = 1320, 900 - 18.5 * 16
    assert min(wide / plan.width, max(high / plan.height, min(wide / 82.4, 20))) >= 16
    assert plan.height * 16 <= high


def test_code_has_the_room_that_it_needs_and_no_leaf_lies_in_it() -> None:
    """In one line but for a call that is longer than the values and the leaves beside them are wide."""
    longer = []
    for model in OTHERS:
        for loss in LOSSES:
            plan = Plan(told(base_scenario("mixed-4x2", None, model).replace(loss=loss)))
            for row in plan.rows:
                x = plan.label_at(row)
                assert x.end <= plan.values.end
                assert x.at >= EDGE + max((plan.leaf_wide(leaf) for leaf in row.leaves), default=0)
                if x.size < len(label(row.step)) * CODE:
                    longer.append(row.step.operation.kind.name)
    assert set(longer) == {"huber_loss"}


DETACHED = "scaled = w * scale\nkept = scaled.detach()\nloss = (x * w * kept).sum()"


def test_no_card_lies_on_a_name() -> None:
    """Where the names of gradients, of parts that are long as well, stand beside the cards."""
    own = Scenario.of(DETACHED, {"x": [1.0, 2.0, 3.0], "w": [0.5, -1.0, 2.0], "scale": 2.0}, tracked=("w", "scale"))
    found = (
        told(base_scenario("article-2x2", None, "hidden")),
        told(own),
    )
    for story in found:
        steps, plan = backward_steps(story), Plan(story)
        names = [
            (plan.gradients, row.y.at, len(slope_name(row.step.name)) * CODE, LABEL, row.value)
            for row in plan.rows
            if row.label
        ]
        assert names
        for at, step in enumerate(steps):
            drawn = [each for each in parse(stage(story, steps, at)).iter() if {"card", "on"} <= classes(each)]
            for card in drawn:
                style = card.get("style") or ""
                x, y, wide, high = (float(number) for number in re.findall(r"--[xywh]:([\d.]+)", style))
                for left, top, broad, deep, value in names:
                    if f"g.{value}" in step.filled:
                        across = min(x + wide, left + broad) - max(x, left)
                        down = min(y + high, top + deep) - max(y, top)
                        assert min(across, down) <= 0, (step.title, style, story.names[value])


def test_what_is_cut_stands_apart_from_what_is_left_out() -> None:
    """A column between two columns is narrow; the place of a cut is none."""
    story = told(Scenario.of(DETACHED, {"x": [1.0], "w": [0.5], "scale": 2.0}, tracked=("w", "scale")))
    drawn = parse(stage(story, backward_steps(story), 0))
    cuts = [each for each in drawn.iter() if "cut" in classes(each)]
    assert [text(each)[0] for each in cuts] == ["✂"]
    row = next(row for row in Plan(story).rows if not row.step.nodes)
    found = re.search(r"--y:([\d.]+);--w:[\d.]+;--h:([\d.]+)", cuts[0].get("style") or "")
    assert found is not None
    assert float(found[1]) + float(found[2]) / 2 == pytest.approx(row.middle, abs=0.01)
    assert not any("gap" in classes(each) for each in drawn.iter() if each.tag == "div")


def test_axes_carry_the_sample_along() -> None:
    story = told(base_scenario("mixed-4x2", None, "hidden"), "layer1", 1, 7, sample=2)
    names = list(story.names)
    assert grid(story, names.index("hidden")).chosen == (2, 7)
    assert grid(story, names.index("preds")).chosen == (2, 0)
    assert grid(story, names.index("t_dep")).chosen == (2, 0), "one number a sample stands as a column"
    assert grid(story, names.index("layer2")).chosen == (7, 0)
    assert story.samples == 4


def held_by(story: ProgramStory) -> dict[str, tuple[int, Tensor, bool]]:
    """By the key of some cells: the value that they belong to, core's numbers, and whether these are gradients."""
    inputs, numbers_of = story.scenario.program.inputs, story.scenario.program.numbers
    found: dict[str, tuple[int, Tensor, bool]] = {}
    for value, tensor in enumerate(story.forward.values):
        found[f"v.{inputs[value]}" if value < len(inputs) else f"v.{value}"] = value, tensor, False
    arrived: dict[int, int] = {story.scenario.program.result: 1}
    for step in story.backward.steps:
        if not step.part:
            found[f"g.{step.value}"] = step.value, step.grad_in, True
        for edge in (edge for edge in step.edges if not edge.inside):
            found[f"a.{edge.value}.{arrived.setdefault(edge.value, 0)}"] = edge.value, edge.grad, True
            arrived[edge.value] += 1
    grads = {leaf: grad for leaf, grad in story.backward.grads.items() if grad is not None}
    return found | {f"k.{leaf}": (numbers_of[leaf], grad, True) for leaf, grad in grads.items()}


@given(programs(unruled=0.1))
@settings(max_examples=25, deadline=None)
def test_every_step_of_any_program_is_drawn_with_core_s_numbers(grown: Grown) -> None:
    """Each cell holds the number of core at its own index, and is there from the step on that makes it."""
    story = told(grown.scenario())
    if story.backward.raised:
        return
    held = held_by(story)
    for steps in (forward_steps(story), backward_steps(story)):
        for at in {0, len(steps) // 2, len(steps) - 1}:
            tree = parse(stage(story, steps, at))
            groups = {each.get("data-cells", ""): each for each in tree.iter() if each.get("data-cells")}
            assert {key for key, each in groups.items() if "absent" not in classes(each)} == (
                steps[at].filled & groups.keys()
            )
            for key, each in groups.items():
                unseen = {step for step, held_then in enumerate(steps) if key not in held_then.filled}
                assert marks(each).get("absent", set()) == unseen, key
                if key in held:
                    assert cells_of(each, story, *held[key]) > 0, key


def cells_of(group: Element, story: ProgramStory, value: int, tensor: Tensor, signed: bool) -> int:
    """How many cells of a group are drawn, each with the number at its own index."""
    drawn = [cell for cell in group.iter("td") if cell.get("data-at") is not None]
    for cell in drawn:
        index = tuple(int(part) for part in filter(None, cell.get("data-at", "").split(",")))
        if signed:  # a gradient's cell says its row and its column in the table
            index = grid(story, value).index(index[0], index[1])
        assert text(cell) == short(tensor[index].item(), signed=signed), index
    return len(drawn)
