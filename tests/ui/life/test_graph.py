"""The node lane: there while there is a graph, dimmed when it is freed, gone when there is none."""

from itertools import product

import pytest

from core import Scenario, autograd_graph
from core.life.snapshots import replay_grad
from core.life.texts import parse_actions
from core.presets.presets import PRESETS
from core.scenario.losses import LOSSES, REDUCTIONS
from tests.ui.life.told import lanes
from tests.ui.markup import tables, texts
from ui.life.graph import lane
from ui.walk.tape.story import tell

ARTICLE = PRESETS["article-2x2"].build()


def drawn(calls: str, scenario: Scenario = ARTICLE) -> str:
    return lane(tell(scenario), replay_grad(scenario, parse_actions(calls))[-1])


@pytest.mark.parametrize(
    ("calls", "says", "dimmed", "there"),
    [
        ("", "There is no loss yet", False, False),
        ("b", "There is no loss yet", False, False),
        ("f", "The graph is alive", False, True),
        ("f-r", "The graph is alive", False, True),
        ("f-b", "The graph is freed", True, True),
        ("f-b-f", "The graph is alive", False, True),
        ("d-f", "This loss has no graph", False, False),
        ("f-d", "from loss to the tensor that coeffs was before detach()", False, True),
        ("f-d-b", "They lead to the tensor that coeffs was before detach()", True, True),
    ],
)
def test_the_lane_shows_the_state_of_the_graph(calls: str, says: str, dimmed: bool, there: bool) -> None:
    ((sentence, freed, nodes),) = lanes(drawn(calls))
    assert says in sentence
    assert freed is dimmed
    assert bool(nodes) is there


@pytest.mark.parametrize("loss", LOSSES)
def test_the_nodes_are_those_of_the_real_graph_from_coeffs_to_loss(loss: str) -> None:
    scenario = ARTICLE.replace(loss=loss)
    ((_, _, nodes),) = lanes(drawn("f", scenario))
    assert nodes == [node.name for node in reversed(autograd_graph(scenario).nodes)]


def test_the_ends_hold_what_the_variables_hold_now() -> None:
    """After a step coeffs is new, and loss is still the number computed before."""
    ends = tables(drawn("f-b-s0.1"))
    assert ends["v.coeffs"].texts == [["0.7", "0.8"]]
    assert ends["v.loss"].texts == [["3"]]


def test_a_graph_of_the_old_coeffs_does_not_show_the_new_one_at_its_end() -> None:
    assert "v.coeffs" in tables(drawn("f"))
    assert "v.coeffs" not in tables(drawn("f-d"))


def test_the_nodes_of_a_half_are_named_as_they_are_and_not_drawn_as_the_whole_s() -> None:
    """The weight of a half leaves a node of its own beside `loss`; every other loss has the nodes of the picture."""
    for loss, reduction in product(LOSSES, REDUCTIONS):
        scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
        story = tell(scenario)
        own = tuple(step.node for step in story.passed)
        assert replay_grad(scenario, parse_actions("f"))[-1].nodes == own
        last = replay_grad(scenario, parse_actions("h"))[-1]
        assert last.nodes == ("MulBackward0", *own)
        (named,) = texts(lane(story, last), "note")
        assert named.startswith(" ⟵ ".join(reversed(last.nodes)))
