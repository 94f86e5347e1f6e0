"""The chase on the turned stage: each step inks one reference of torch's graph, as the console says."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import torch

from core import MODELS, AutogradGraph, Chase, Scenario, base_scenario, replay
from tests.ui.markup import classes, parse, text
from tests.ui.walk.film.films import as_drawn, marks, shown
from tests.ui.walk.film.test_film import foreign
from tests.ui.walk.stage.test_stage import ROUNDED, SOLID
from ui.program.chase import chase_steps
from ui.program.question import afterwards, file, film
from ui.program.stage.chase import ROOM, stage
from ui.program.stage.plan import Plan
from ui.program.story import ProgramStory

SCENARIOS = {
    **{name: base_scenario("mixed-4x2", None, name) for name in MODELS if name != "linear"},
    "logcosh": base_scenario("mixed-4x2", torch.float64, "hidden").replace(loss="logcosh"),
    "read twice": Scenario.of("sq = x * x\nloss = sq + x\nloss.backward()", {"x": 3.0}, tracked=("x",)),
    "past others": Scenario.of(
        "a = torch.relu(x @ w)\nloss = (a + (a * a).sum()).mean()", {"x": [[1.0, 2.0]], "w": [[0.5], [1.0]]}
    ),
}


def chases() -> Iterator[tuple[str, ProgramStory, Chase, AutogradGraph]]:
    """To each leaf of each program."""
    for name, scenario in SCENARIOS.items():
        run = replay(scenario, chased=True)
        for leaf in scenario.leaves:
            story = ProgramStory(scenario, run.forward, run.backward, leaf, 0, 0)
            yield f"{name}: {leaf}", story, run.chases[leaf], run.graph


def inked(tree: Element, name: str, step: int) -> list[Element]:
    """The elements of a class that are there and do not stand back at a step."""
    found = [(one, marks(one)) for one in tree.iter() if name in classes(one)]
    return [one for one, when in found if step not in when.get("dim", set()) | when.get("absent", set())]


def boxes(tree: Element) -> Iterator[tuple[Element, tuple[float, float, float, float]]]:
    """What stands on the stage, and from where to where it reaches across and down."""
    for one in tree.iter():
        found = dict(re.findall(r"--([xywh]):(-?[\d.]+)", one.get("style", "")))
        if classes(one) & (SOLID | {"card", "ref"}) and len(found) == 4:
            x, y, w, h = (float(found[name]) for name in "xywh")
            yield one, (x, y, x + w, y + h)


def console(tree: Element, step: int) -> list[str]:
    """What is typed and answered at a step, line by line."""
    (card,) = (one for one in tree.iter() if "card" in classes(one) and marks(one)["on"] == {step})
    return [line for pre in card.iter("pre") for line in "".join(pre.itertext()).splitlines()]


def test_each_step_inks_one_reference_more_up_to_the_leaf() -> None:
    for name, story, chased, graph in chases():
        tree = parse(film(story, chased, graph, 0))
        hops, last = chased.hops, len(chased.hops) - 1
        nodes = [f"n.{hop.value}{f'.{hop.part}' if hop.part else ''}" for hop in hops[1:-1]]
        result, legs = f"v.{story.scenario.program.result}", 0
        for step in range(last + 1):
            lit = {one.get("data-cells") for one in inked(tree, "node", step)}
            assert lit == set(nodes[:step]), (name, step)
            now = [one.get("data-cells") for one in inked(tree, "node", step) if step in marks(one)["running"]]
            assert now == nodes[step - 1 : step] if 0 < step < last else now == [], (name, step)
            assert {one.get("data-cells") for one in inked(tree, "group", step)} == {result, f"v.{chased.leaf}"}
            frames = [one.get("data-leaf") for one in inked(tree, "kept", step)]
            assert frames == [chased.leaf], name
            references = [one for one in inked(tree, "ref", step) if "leg" not in classes(one)]
            assert len(references) == step, (name, step)
            legs = max(legs, len(inked(tree, "leg", step)))
        assert legs <= 1
        drawn = [one for one in tree.iter() if "ref" in classes(one) and "leg" not in classes(one)]
        assert len(drawn) == len(graph.edges) + 2, "all of the graph's, from loss, and to the leaf"


def test_the_console_says_what_torch_says_and_the_graph_leads_to_the_leaf_itself() -> None:
    scenario = SCENARIOS["hidden"]
    leaves = {leaf: scenario.tensors[leaf].clone().requires_grad_() for leaf in scenario.leaves}
    preds = torch.sigmoid(torch.relu(scenario.t_indep @ leaves["layer1"]) @ leaves["layer2"] + leaves["const"])
    loss = (preds - scenario.t_dep[:, None]).abs().mean()
    run = replay(scenario, chased=True)
    for leaf, tensor in leaves.items():
        chased = run.chases[leaf]
        tree = parse(film(ProgramStory(scenario, run.forward, run.backward, leaf, 0, 0), chased, run.graph, 0))
        assert console(tree, 0) == [">>> loss", repr(loss)]
        node = loss.grad_fn
        for step, hop in enumerate(chased.hops[1:-1], start=1):
            index = hop.added.removeprefix(".next_functions[").removesuffix("][0]")
            node = node if step == 1 else node.next_functions[int(index)][0]  # type: ignore[union-attr]
            assert node is not None
            said = "".join(line.strip() for line in console(tree, step))
            held = ", ".join(
                "(None, 0)" if each is None else f"(<{type(each).__name__} object at 0x…>, 0)"
                for each, _ in node.next_functions
            )
            follows = f">>> _.next_functions({held}{',' if len(node.next_functions) == 1 else ''})"
            answer = f"<{type(node).__name__} object at 0x…>"
            assert said.replace(" ", "") == (
                f">>> {hop.expression}{answer}{follows if node.next_functions else ''}".replace(" ", "")
            )
        assert node is not None
        assert node.variable is tensor  # type: ignore[attr-defined]  # AccumulateGrad has it
        said = "\n".join(console(tree, len(chased.hops) - 1))
        shape = f">>> _.variable.shape\n{tensor.shape}" if tensor.ndim else f">>> _.variable\n{tensor!r}"
        assert said.startswith(shape)
        assert f">>> ….variable is {leaf}\nTrue\n" in said
        assert said.endswith(f">>> print({leaf}.grad_fn)\nNone")


def test_where_the_way_parts_it_is_said_where_each_reference_leads() -> None:
    run = replay(SCENARIOS["hidden"], chased=True)
    for leaf, parts in (("layer1", 2), ("layer2", 2), ("const", 1)):
        story = ProgramStory(run.scenario, run.forward, run.backward, leaf, 0, 0)
        steps = chase_steps(story, run.chases[leaf], run.graph)
        said = [step.sentence for step in steps if "the way parts" in step.sentence]
        assert len(said) == parts
        followed = 1 if leaf == "const" else 0
        assert said[0].endswith(
            "Here the way parts: `[0]` leads to `layer1` and `layer2`; `[1]` leads to `const`. "
            f"The next step follows `[{followed}]`, towards `{leaf}`."
        )
        at = next(at for at, step in enumerate(steps) if step.sentence == said[0])
        assert steps[at + 1].title == f"next_functions[{followed}]"


def test_what_is_empty_now_is_said_with_torch_s_own_numbers() -> None:
    run = replay(SCENARIOS["hidden"])
    story = ProgramStory(run.scenario, run.forward, run.backward, "const", 0, 0)
    assert afterwards(story) == (
        "After `loss.backward()` `layer1.grad` holds 40 numbers in shape (2, 20), `layer2.grad` holds 20 numbers in "
        f"shape (20, 1) and `const.grad` holds `{run.backward.grads['const']!r}`."
    )


def test_a_step_shown_by_the_script_is_that_step_drawn_and_nothing_runs_or_loads() -> None:
    for name, story, chased, graph in chases():
        trees = [parse(film(story, chased, graph, at)) for at in range(len(chased.hops))]
        for at, tree in enumerate(trees):
            to = (at + 1) % len(trees)
            assert shown(tree, to) == as_drawn(trees[to]), (name, at)
        assert foreign(film(story, chased, graph, 0)) <= {"mark"}, name
        if not story.scenario.model:
            continue  # a program of the reader's own is not yet taken away
        page = file(story, chased, graph, 99)
        assert f'data-shown="{len(trees) - 1}"' in page
        assert ".walk .turned.chase .ref.rise" in page


def test_nothing_lies_outside_and_the_frame_that_is_led_to_stays_in_sight() -> None:
    for name, story, chased, graph in chases():
        plan = Plan(story)
        tree = parse(stage(story, chased, graph, chase_steps(story, chased, graph), 0))
        drawn = list(boxes(tree))
        for one, (left, top, right, bottom) in drawn:
            assert -ROUNDED <= left <= right <= plan.width + ROUNDED, (name, one.attrib)
            assert -ROUNDED <= top <= bottom <= plan.height + ROUNDED, (name, one.attrib)
        (frame,) = (box for one, box in drawn if one.get("data-leaf") == chased.leaf)
        cards = [(one, box) for one, box in drawn if "card" in classes(one)]
        assert len(cards) == len(chased.hops)
        for card, box in cards:
            across = min(box[2], frame[2]) - max(box[0], frame[0])
            down = min(box[3], frame[3]) - max(box[1], frame[1])
            assert min(across, down) <= ROUNDED, (name, text(card))
        lines = [line for at in range(len(chased.hops)) for line in console(tree, at)]
        assert max(len(line) for line in lines if not line.startswith(">>>")) <= ROOM, name
