"""What a node's chip opens, on both stages: torch's names and numbers, its ends where it is large, and when it goes."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from torch import Tensor

from core import PRESETS, BackwardStep, base_scenario, freed, replay, short
from tests.ui.markup import classes, parse, text
from tests.ui.walk.film.films import drawn, marks
from ui.program.steps import backward_steps, forward_steps, running
from ui.program.story import ProgramStory
from ui.program.walk import film_of
from ui.walk.tape.story import tell

LARGE = 200
"""More cells than any tensor that opens may show."""

Opened = tuple[Element, dict[str, BackwardStep], dict[str, set[int]]]
"""A walk, its nodes by their keys, and the steps at which each has run."""


def walks() -> Iterator[Opened]:
    """Forward and Backward, of the article's model and of others."""
    for preset in ("mixed-4x2", "article-1000x10"):
        story = tell(PRESETS[preset].build().replace(loss="logcosh"))
        for _, steps, trees in drawn(story):
            nodes = {f"n.{each.tensor}": each for each in story.backward.steps}
            ran = [step.node for step in steps]
            yield trees[0], nodes, {key: after(ran, node.tensor) for key, node in nodes.items()}
    for model in ("sigmoid", "hidden"):
        run = replay(base_scenario("mixed-4x2", None, model))
        told = ProgramStory(run.scenario, run.forward, run.backward, run.scenario.leaves[0], 0, 0)
        for slug, walked in (("forward", forward_steps(told)), ("backward", backward_steps(told))):
            nodes = {f"n.{each.value}": each for each in run.backward.steps}
            ran_nodes = [running(told, step) for step in walked]
            yield (
                parse(film_of(told, walked, 0, slug)),
                nodes,
                {key: after(ran_nodes, node) for key, node in nodes.items()},
            )


def after(ran: Sequence[object], node: object) -> set[int]:
    """The steps after the last one at which a node runs; none where it never does."""
    found = [at for at, each in enumerate(ran) if each == node]
    return set(range(found[-1] + 1, len(ran))) if found else set()


def test_each_node_opens_what_torch_saved_in_it_and_no_two_share_a_name() -> None:
    for tree, nodes, over in walks():
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids))
        asked = [one for one in tree.iter("button") if "asks" in classes(one)]
        assert {one.get("popovertarget", "").removeprefix("saved-") for one in asked} == set(nodes)
        opened = {one.get("id", "").removeprefix("saved-"): one for one in tree.iter() if one.get("popover")}
        chips = {one.get("data-cells"): one for one in tree.iter() if "node" in classes(one)}
        for key, node in nodes.items():
            sheet, chip = opened[key], chips[key]
            assert text(chip) == node.node
            assert marks(sheet).get("absent", set()) == marks(chip).get("absent", set()), "gone with its node"
            said = text(sheet)
            for name, value in node.saved.items():
                assert f"_saved_{name}" in said
                if not isinstance(value, Tensor):
                    assert f"_saved_{name} is {value!r}" in said
            tensors = {name: value for name, value in node.saved.items() if isinstance(value, Tensor)}
            tables = list(sheet.iter("table"))
            assert len(tables) == len(tensors)
            for table, (name, value) in zip(tables, tensors.items(), strict=True):
                assert f"_saved_{name} is {node.saved_from[name]}, shape {tuple(value.shape)}" in said
                shown = [text(one) for one in table.iter("td") if text(one) and "gap" not in classes(one)]
                assert 0 < len(shown) < LARGE
                numbers = [short(number) for number in value.flatten().tolist()]
                assert set(shown) <= set(numbers)
                assert shown[0] == numbers[0]
                assert shown[-1] == numbers[-1]
            if not node.saved:
                assert "saved nothing" in said
            words = [one for one in sheet.iter() if "freed" in classes(one)]
            assert [text(one).endswith(freed()) for one in words] == [True] * bool(tensors)
            for one in words:
                assert marks(one).get("on", set()) == over[key], node.node
