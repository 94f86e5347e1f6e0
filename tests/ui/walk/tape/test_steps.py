"""The steps of the two walks: how many, what they are called, and how they follow each other."""

from itertools import pairwise

import pytest

from core.presets.presets import PRESETS
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, stories, walks
from ui.walk.tape.story import tell


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_one_step_for_the_start_one_an_operation_and_one_a_node_with_two_for_mul(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        forward, backward = walks(story)
        assert [tape_step.title for tape_step in forward] == ["start", *(step.name for step in story.made)]
        nodes = [step.node for step in story.backward.steps]
        mul = nodes.index("MulBackward0")
        assert [tape_step.title.split(",")[0] for tape_step in backward] == [
            "start",
            *nodes[: mul + 1],
            *nodes[mul:],
        ]


def test_titles_differ_so_that_next_says_what_comes() -> None:
    for walk in walks(tell(PRESETS["mixed-4x2"].build())):
        titles = [tape_step.title for tape_step in walk]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_a_step_only_adds(loss: str, reduction: str) -> None:
    """Nothing that was filled is emptied; a step fills something, and shows on a phone what it fills."""
    for story in stories(loss, reduction):
        forward, backward = walks(story)
        for before, after in pairwise((*forward, *backward)):
            assert before.filled < after.filled
            assert after.filled - before.filled <= after.made | after.now
            assert after.made <= after.now


def test_backward_starts_where_forward_ended() -> None:
    """The same picture with the seed in it: this is the step that the question is about."""
    for slug in PROBLEMS:
        forward, backward = walks(tell(PROBLEMS[slug]))
        assert backward[0].filled - forward[-1].filled == {"g.loss"}
        assert forward[-1].direction == "forward"
        assert {tape_step.direction for tape_step in backward} == {"backward"}


def test_a_phone_sees_what_a_step_reads() -> None:
    """Upstream, local derivative and contributions at MulBackward0, beside the copies of coeffs."""
    backward = walks(tell(PRESETS["mixed-4x2"].build()))[1]
    multiply, add, accumulate = backward[5:]
    assert {"g.products", "l.products", "g.contributions", "v.copies"} <= multiply.now
    assert {"g.contributions", "g.total", "v.copies"} <= add.now
    assert {"g.total", "g.kept"} <= accumulate.now
