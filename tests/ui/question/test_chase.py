"""The chase as it is drawn: each step inks one reference more, and the console says what torch's own graph says."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from core import LOSSES, Chase
from core.engine import chase
from core.presets.presets import PRESETS
from tests.core.plain import live
from tests.ui.markup import classes, groups, kept, parse, text
from tests.ui.walk.film.films import as_drawn, marks, shown
from tests.ui.walk.film.test_film import foreign
from tests.ui.walk.stage.test_stage import CHARACTER, LONG, ROUNDED, boxes
from tests.ui.walk.tape.cases import PROBLEMS
from ui.question.page import file, film
from ui.question.stage import drawing_of, stage
from ui.walk.tape.story import Story, tell

ORDER = ["loss", "errors", "residuals", "preds", "products", "coeffs"]
"""The tensors whose nodes are met, one after the other."""


def chased() -> Iterator[tuple[Story, Chase]]:
    """Every problem and the longest numbers, with each loss in turn."""
    for problem in (PROBLEMS | LONG).values():
        for loss in LOSSES:
            scenario = problem.replace(loss=loss)
            yield tell(scenario), chase(scenario)


def inked(tree: Element, name: str, step: int) -> list[Element]:
    """The elements of a class that do not stand back at a step."""
    return [one for one in tree.iter() if name in classes(one) and step not in marks(one).get("dim", set())]


def console(tree: Element, step: int) -> list[str]:
    """What is typed and answered at a step, line by line."""
    (card,) = (one for one in tree.iter() if "card" in classes(one) and marks(one)["on"] == {step})
    return [line for pre in card.iter("pre") for line in "".join(pre.itertext()).splitlines()]


def test_each_step_inks_one_reference_more() -> None:
    for story, found in (each for each in chased() if each[0].scenario.loss in ("mae", "logcosh")):
        tree = parse(film(story, found, 0))
        names = [hop.tensor for hop in found.hops[1:-1]]
        assert names[:2] + names[-1:] == ["loss", "errors", "coeffs"]
        for step in range(len(found.hops)):
            reached = names[:step]
            assert {one.get("data-cells", "")[2:] for one in inked(tree, "node", step)} == set(reached)
            assert len(inked(tree, "arrow", step)) == max(0, len(reached) - 1)
            lit = {one.get("data-cells") for one in inked(tree, "group", step)}
            assert lit == {"v.coeffs", "v.loss"}
            running = [one.get("data-cells") for one in inked(tree, "node", step) if step in marks(one)["running"]]
            assert running == ([f"n.{names[step - 1]}"] if 0 < step <= len(names) else [])


def test_the_console_says_what_torch_says() -> None:
    scenario = PRESETS["article-2x2"].build()
    story, found = tell(scenario), chase(scenario)
    tree, (coeffs, loss) = parse(film(story, found, 0)), live(scenario)
    assert console(tree, 0) == [">>> loss", repr(loss)]
    path, node = "loss.grad_fn", loss.grad_fn
    for step, tensor in enumerate(ORDER, start=1):
        assert node is not None
        typed, answer, *more = console(tree, step)
        assert (typed, answer) == (f">>> {path}", repr(node).partition(" at ")[0] + " at 0x…>"), tensor
        if not node.next_functions:
            assert more == []
            break
        held = ", ".join(
            "(None, 0)" if each is None else f"(<{type(each).__name__} object at 0x…>, 0)"
            for each, _ in node.next_functions
        )
        assert more == [">>> _.next_functions", f"({held}{',' if len(node.next_functions) == 1 else ''})"]
        (index,) = (at for at, (each, _) in enumerate(node.next_functions) if each is not None)
        path, node = f"{path}.next_functions[{index}][0]", node.next_functions[index][0]
    assert console(tree, 7) == [
        f">>> {path}.variable",
        repr(coeffs),
        ">>> ….variable is coeffs",
        "True",
        ">>> ….variable.grad = torch.full_like(coeffs, 7)",
        ">>> coeffs.grad",
        "tensor([7., 7.])",
        ">>> print(coeffs.grad_fn)",
        "None",
    ]
    marked = [text(one) for one in tree.iter("mark")]
    assert marked == [
        "grad_fn=<MeanBackward0>",
        "MeanBackward0",
        "AbsBackward0",
        "SubBackward0",
        "SumBackward1",
        "MulBackward0",
        "AccumulateGrad",
        "True",
    ]


def test_the_frame_is_empty_at_every_step_and_what_torch_puts_into_it_stands_under_it() -> None:
    for story, found in chased():
        tree = parse(film(story, found, len(found.hops) - 1))
        assert kept(tree) == ["None"]
        (after,) = (text(one) for one in tree.iter() if "after" in classes(one))
        assert after == f"in the program, after loss.backward(): {' '.join(repr(story.grad).split())}"


def test_a_step_shown_by_the_script_is_that_step_drawn() -> None:
    for name in ("article-2x2", "article-1000x10", "overflow"):
        for loss in LOSSES:
            scenario = PROBLEMS[name].replace(loss=loss)
            story, found = tell(scenario), chase(scenario)
            trees = [parse(film(story, found, at)) for at in range(len(found.hops))]
            for at, tree in enumerate(trees):
                to = (at + 1) % len(trees)
                assert shown(tree, to) == as_drawn(trees[to]), (name, loss, at)


def test_as_a_file_it_brings_its_own_styles_and_opens_at_its_step() -> None:
    story, found = next(chased())
    page = file(story, found, 99)
    assert 'data-shown="7"' in page
    assert ".walk .chase .stem" in page
    assert "http" not in page.partition("</head>")[2]


def test_it_is_made_of_what_neither_runs_nor_loads_nor_leads_away() -> None:
    for story, found in chased():
        assert foreign(film(story, found, 0)) <= {"mark"}, story.scenario.name
        assert "saved-" not in film(story, found, 0), "a node leads to its step here"


def test_the_columns_are_those_of_the_walks_and_nothing_lies_outside_nor_over_the_line() -> None:
    for story, found in chased():
        drawing = drawing_of(story, found, 0)
        tree, ground = parse(stage(drawing, found)), drawing.tracks
        assert groups(tree)["v.loss"].texts
        for one, (left, top, right, bottom) in boxes(tree):
            assert -ROUNDED <= left <= right <= ground.width + ROUNDED, one.attrib
            assert -ROUNDED <= top <= bottom <= ground.height + ROUNDED, one.attrib
        cards = [one for one in tree.iter() if "card" in classes(one)]
        assert len(cards) == len(found.hops)
        for card in cards:
            across = dict(part.split(":") for part in card.get("style", "").split(";"))
            left, width = float(across["--x"]), float(across["--w"])
            widest = [max(map(len, "".join(pre.itertext()).splitlines()[1:])) for pre in card.iter("pre")]
            assert left >= 0
            assert left + width <= ground.width, (story.scenario.name, text(card))
            assert sum(widest) * CHARACTER * 0.84 <= width, text(card)
