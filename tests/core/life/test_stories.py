"""The ready-made stories show what their sentences say, on every preset."""

from itertools import product

import pytest
import torch

from core import DTYPES, LOSSES, REDUCTIONS, Scenario, agreement, chain_rule
from core.life.snapshots import Snapshot, replay_grad
from core.life.stories import STORIES
from core.life.texts import format_actions
from core.presets.presets import PRESETS

ARTICLE = PRESETS["article-2x2"].build()


def told(slug: str, preset: str = "article-2x2") -> tuple[Snapshot, ...]:
    return replay_grad(PRESETS[preset].build(), STORIES[slug].actions)


def test_each_story_has_words_and_calls_and_a_companion_that_exists() -> None:
    for slug in STORIES:
        story = STORIES[slug]
        assert story.title, slug
        for said in filter(None, (story.sentence, story.several, story.refused)):
            assert said.endswith("."), slug
        assert story.actions, slug
        assert story.beside == "" or STORIES[story.beside].beside == slug, slug
        assert len(format_actions(story.actions)) < 100, slug


RAISES = {
    "three-backwards": {},
    "freed-graph": {3: "RuntimeError"},
    "retained-graph": {},
    "forgets-to-zero": {},
    "zeroes": {},
    "zero-or-none": {},
    "standard-loop": {},
    "two-halves": {},
    "nothing-to-zero": {1: "AttributeError"},
    "tracked-step": {3: "RuntimeError"},
    "stale-gradient": {},
    "detached": {5: "RuntimeError"},
}


def test_each_story_raises_where_it_says_and_nowhere_else() -> None:
    for preset in PRESETS:
        for slug in STORIES:
            raised = {call: after.raised.type for call, after in enumerate(told(slug, preset)) if after.raised}
            assert raised == RAISES[slug], (preset, slug)


@pytest.mark.parametrize("preset", PRESETS)
def test_forgetting_to_zero_steps_with_the_sum(preset: str) -> None:
    forgets, zeroes = told("forgets-to-zero", preset), told("zeroes", preset)
    assert torch.equal(forgets[3].value, zeroes[3].value)  # the first step is the same
    second_alone = zeroes[6].grad  # the gradient of the second round
    both = forgets[5].grad
    assert second_alone is not None
    assert both is not None
    assert forgets[2].grad is not None
    assert torch.equal(both, forgets[2].grad + second_alone)
    assert torch.allclose(forgets[6].value, forgets[3].value - 0.1 * both)


def test_zeros_and_none_lead_to_the_same_gradient() -> None:
    after = told("zero-or-none")
    zeroed, none, optimizer = (after[call].grad for call in (3, 6, 9))
    assert zeroed is not None
    assert zeroed.tolist() == [0, 0]
    assert (none, optimizer) == (None, None)
    for call in (2, 5, 8, 12):
        grad = after[call].grad
        assert grad is not None
        assert grad.tolist() == [-2, -3]


def test_a_kept_graph_gives_the_same_gradient_again() -> None:
    first, second = told("retained-graph")[2:]
    assert (first.graph, second.graph) == ("alive", "freed")
    assert first.grad is not None
    assert second.grad is not None
    assert torch.equal(second.grad, 2 * first.grad)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_stale_gradient_is_the_one_before_the_step(preset: str) -> None:
    first, *_, last = (after.grad for after in told("stale-gradient", preset) if after.grad is not None)
    assert first is not None
    assert torch.equal(first, last)


def test_an_optimizer_tells_zeros_from_none() -> None:
    """It leaves a tensor without a gradient alone; at zeros momentum and weight decay move it."""
    for momentum, decay in ((0.9, 0.0), (0.0, 0.1)):
        moved = {}
        for held in (None, torch.zeros(2)):
            coeffs = torch.tensor([0.5, 0.5], requires_grad=True)
            optimizer = torch.optim.SGD([coeffs], lr=0.1, momentum=momentum, weight_decay=decay)
            coeffs.grad = torch.tensor([1.0, 2.0])
            optimizer.step()
            before = coeffs.detach().clone()
            coeffs.grad = held
            optimizer.step()
            moved[held is None] = not torch.equal(before, coeffs)
        assert moved == {True: False, False: True}, (momentum, decay)


def test_detach_shares_the_numbers() -> None:
    coeffs = torch.tensor([0.5, 0.5], requires_grad=True)
    coeffs.detach().fill_(7)
    assert coeffs.tolist() == [7, 7]


def test_two_halves_leave_the_gradient_of_the_whole_batch() -> None:
    """Up to rounding, on every problem, also where one half has one sample less, or none."""
    scenarios = [preset.build() for preset in PRESETS.values()]
    scenarios += [Scenario([[2.0]], [3.0], [1.0]), Scenario([[1e18, 2.0]] * 3, [3e-9, 1, 2], [1e-3, 1])]
    for base, loss, reduction, dtype in product(scenarios, LOSSES, REDUCTIONS, DTYPES.values()):
        scenario = base.replace(loss=loss, reduction=reduction, dtype=dtype)
        after = replay_grad(scenario, STORIES["two-halves"].actions)
        whole, halves = after[2].grad, after[-1].grad
        assert halves is not None
        assert whole is not None
        if whole.isfinite().all():
            bound = agreement(whole, chain_rule(scenario)).bound
            assert ((halves.double() - whole.double()).abs() <= bound).all(), (base.name, loss, reduction, dtype)


def test_the_standard_loop_takes_the_steps_of_the_loop_by_hand() -> None:
    """With the same rate: where the optimizer rounds in another place, by as much as a step may be rounded."""
    for preset in PRESETS:
        loop, by_hand = told("standard-loop", preset), told("zeroes", preset)
        for one, other in ((4, 3), (8, 7)):
            torch.testing.assert_close(loop[one].value, by_hand[other].value)
