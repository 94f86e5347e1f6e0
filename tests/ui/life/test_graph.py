"""The node lane: there while there is a graph, dimmed when it is freed, gone when there is none."""

from itertools import product

import pytest

from core import Scenario, autograd_graph
from core.life.snapshots import replay_grad
from core.life.texts import parse_actions
from core.presets.presets import PRESETS
from core.scenario.losses import LOSSES, REDUCTIONS
from tests.ui.life.told import lanes
from tests.ui.markup import parse, text
from ui.life.graph import lane
from ui.walk.tape.story import tell

ARTICLE = PRESETS["article-2x2"].build()


def drawn(calls: str, scenario: Scenario = ARTICLE) -> str:
    return f'<div class="life-graph">{lane(replay_grad(scenario, parse_actions(calls))[-1])}</div>'


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


def test_the_ends_are_the_leaf_and_the_loss_that_was_computed() -> None:
    """After a step coeffs is new, and loss is still the number computed before."""
    assert ends("f-b-s0.1") == ["coeffs", "loss 3"]
    assert ends("f-d") == ["the old coeffs", "loss 3"], "the new coeffs is not at the end of the old one's graph"


def ends(calls: str) -> list[str]:
    listed = [text(item) for item in parse(drawn(calls)).iter("li")]
    return [listed[0], listed[-1]]


def test_the_nodes_of_a_half_are_named_as_they_are() -> None:
    """The weight of a half leaves a node of its own beside `loss`; every other loss has the nodes of the walks."""
    for loss, reduction in product(LOSSES, REDUCTIONS):
        scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
        own = tuple(step.node for step in tell(scenario).passed)
        assert replay_grad(scenario, parse_actions("f"))[-1].nodes == own
        ((_, _, nodes),) = lanes(drawn("h", scenario))
        assert nodes == [*reversed(own), "MulBackward0"]
