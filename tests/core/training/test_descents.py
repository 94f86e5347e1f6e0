"""Gradient descent with the article's step: the bounce, divergence, forgetting to zero, and work done in slices."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import DESCENT_STORIES, RATES, Scenario, base_scenario, calc_loss, chain_rule
from core.presets.presets import PRESETS
from core.training.descents import MAX_STEPS, Descent, DescentError, begin, descend, further
from tests.core.strategies import scenarios

BOUNCE = Scenario([[1, 2], [3, 4]], [1, 2], [0.9, 0.9])


def run(key: str) -> Descent:
    story = DESCENT_STORIES[key]
    return descend(story.build(), story.lr, story.steps, story.zero_grad, story.rate)


def test_the_article_s_first_step_by_hand() -> None:
    """coeffs 0.5 and 0.5, gradient -2 and -3, rate 0.1: 0.7 and 0.8; residuals -2.7 and -0.7, loss 1.7."""
    descent = descend(PRESETS["article-2x2"].build(), 0.1, 1)
    torch.testing.assert_close(descent.coeffs, torch.tensor([[0.5, 0.5], [0.7, 0.8]]))
    torch.testing.assert_close(descent.losses, torch.tensor([3.0, 1.7]))
    assert descent.grads.tolist() == [[-2, -3]]
    assert (descent.taken, descent.ended, descent.stopped) == (1, True, "")


def test_the_bounce_never_settles() -> None:
    """Worked out by hand: 3.0, 1.7, 0.4, and then 0.9 and 0.4 for ever."""
    losses = descend(BOUNCE, 0.1, 41).losses
    torch.testing.assert_close(losses[:3], torch.tensor([3.0, 1.7, 0.4]))
    torch.testing.assert_close(losses[3::2], torch.full((20,), 0.9))
    torch.testing.assert_close(losses[4::2], torch.full((19,), 0.4))


def test_the_bounce_s_gradient_keeps_its_size_up_to_the_kink() -> None:
    """It depends on the residuals' signs alone, and no step of it is shorter than the first."""
    descent = run("bounce")
    scenario = descent.scenario
    by_signs: dict[tuple[float, ...], list[float]] = {}
    for coeffs, grad in zip(descent.coeffs, descent.grads, strict=False):
        signs = tuple(chain_rule(scenario.replace(coeffs=coeffs)).residuals.sign().tolist())
        assert by_signs.setdefault(signs, grad.tolist()) == grad.tolist()
    assert len(by_signs) > 1
    assert bool((descent.grads.norm(dim=1) >= descent.grads[0].norm() * 0.999).all())
    assert bool((descent.losses[-10:] > 0.3).all()), "it does not settle"


def test_without_zeroing_a_step_uses_the_sum_of_all_gradients() -> None:
    """On the article's 2×2 all signs stay as they are for a while, so the gradient is -2, -3 and its sum grows."""
    descent = descend(PRESETS["article-2x2"].build(), 0.01, 4, zero_grad=False)
    assert descent.grads.tolist() == [[-2, -3], [-4, -6], [-6, -9], [-8, -12]]
    torch.testing.assert_close(descent.coeffs[-1], torch.tensor([0.5 + 0.2, 0.5 + 0.3]))


def test_a_decaying_rate_shortens_the_steps() -> None:
    descent = descend(PRESETS["article-2x2"].build(), 0.01, 4, rate="inverse")
    moved = descent.coeffs.diff(dim=0)[:, 0]
    torch.testing.assert_close(moved, torch.tensor([0.02, 0.02 / 2, 0.02 / 3, 0.02 / 4]))
    assert [descent.rate_at(step) for step in (1, 2, 4)] == [0.01, 0.005, 0.0025]
    assert descend(BOUNCE, 0.1, 4, rate="root").rate_at(4) == pytest.approx(0.05)


@pytest.mark.parametrize("rate", RATES)
def test_no_schedule_grows(rate: str) -> None:
    rates = [RATES[rate].at(0.5, step) for step in range(1, 50)]
    assert rates[0] == 0.5
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] > 0


def test_divergence_stops_with_a_sentence_and_keeps_what_is_finite() -> None:
    descent = run("diverge")
    assert descent.stopped == (
        f"After step {descent.taken + 1} the loss is inf, since the numbers outgrew float32, which ends at 3.4e38: "
        "try a learning rate below 0.1."
    )
    assert 0 < descent.taken < descent.steps
    assert descent.ended
    assert bool(descent.losses.isfinite().all())
    assert bool(descent.coeffs.isfinite().all())
    assert bool((descent.losses.diff() > 0).all())
    assert further(descent, 10).taken == descent.taken


def test_a_start_that_is_too_large_says_so_and_takes_no_step() -> None:
    descent = descend(Scenario([[3e38, 3e38]], [0], [3e38, -3e38]), 0.1, 5)
    assert descent.taken == 0
    assert descent.stopped.startswith("Before the first step the loss is ")
    assert descent.ended


def test_a_decaying_rate_ends_lower_than_the_bounce() -> None:
    assert run("decay").losses[-10:].max() < run("bounce").losses[-10:].min()


def test_forgetting_to_zero_swings_where_zeroing_comes_to_rest() -> None:
    story = DESCENT_STORIES["forget"]
    swing, rest = run("forget").losses, descend(story.build(), story.lr, story.steps).losses
    assert bool((rest.diff() < 0).all()), "zeroed, every step goes down"
    assert bool((swing.diff() > 0.1).any()), "never zeroed, it climbs again"
    assert swing[-20:].max() > 2 * rest[-1]


@pytest.mark.parametrize("key", DESCENT_STORIES)
def test_a_story_says_what_to_look_at(key: str) -> None:
    story = DESCENT_STORIES[key]
    assert story.sentence.endswith(".")
    assert run(key).taken > 10
    if story.base and story.build().model != "linear":
        assert base_scenario(story.base, model=story.build().model, start=story.start) == story.build()
    else:
        assert story.base in {"", *PRESETS}


@given(scenarios(smallest=-1, largest=1), st.floats(1e-4, 0.1), st.integers(1, 12), st.booleans())
def test_it_is_the_plain_torch_loop(scenario: Scenario, lr: float, steps: int, zero_grad: bool) -> None:
    coeffs = scenario.coeffs.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = calc_loss(coeffs, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)
        losses.append(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]
        assert coeffs.grad is not None
        with torch.no_grad():
            coeffs.sub_(coeffs.grad * lr)
            if zero_grad:
                coeffs.grad.zero_()
    descent = descend(scenario, lr, steps, zero_grad)
    assert descent.losses[: len(losses)].tolist()[: descent.taken + 1] == losses[: descent.taken + 1]
    if not descent.stopped:
        assert torch.equal(descent.coeffs[-1], coeffs.detach())


@settings(max_examples=30)
@given(scenarios(smallest=-1, largest=1), st.booleans(), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_slices_give_the_same_descent_to_the_bit(scenario: Scenario, zero_grad: bool, slices: list[int]) -> None:
    whole = descend(scenario, 0.01, sum(slices), zero_grad, "root")
    sliced = begin(scenario, 0.01, sum(slices), zero_grad, "root")
    for size in slices:
        sliced = further(sliced, size)
    assert torch.equal(sliced.coeffs, whole.coeffs)
    assert torch.equal(sliced.losses, whole.losses)
    assert torch.equal(sliced.grads, whole.grads)
    assert (sliced.stopped, sliced.ended) == (whole.stopped, True)


@given(scenarios(smallest=-1, largest=1))
def test_the_first_gradient_is_the_one_by_hand(scenario: Scenario) -> None:
    hand = chain_rule(scenario)
    bound = 16 * torch.finfo(scenario.dtype).eps * hand.contributions.abs().sum(0, dtype=torch.float64)
    descent = descend(scenario, 1e-3, 1)
    if descent.taken:
        assert bool(((descent.grads[0].double() - hand.grad.double()).abs() <= bound).all())


def test_the_scenario_stays_as_it_was() -> None:
    before = BOUNCE.coeffs.clone()
    descent = descend(BOUNCE, 0.1, 3)
    assert torch.equal(BOUNCE.coeffs, before)
    assert not descent.coeffs.requires_grad


@pytest.mark.parametrize("lr", [0.0, -0.1, math.inf, math.nan])
def test_a_bad_learning_rate_is_refused_in_a_sentence(lr: float) -> None:
    with pytest.raises(DescentError, match=r"^lr is .*: give a positive finite learning rate, such as 0\.01\.$"):
        descend(BOUNCE, lr, 5)


@pytest.mark.parametrize("steps", [0, -1, MAX_STEPS + 1])
def test_a_bad_number_of_steps_is_refused_in_a_sentence(steps: int) -> None:
    with pytest.raises(DescentError, match=r"^steps is -?\d+: give a whole number from 1 to 1000\.$"):
        descend(BOUNCE, 0.1, steps)


def test_an_unknown_schedule_is_refused_in_a_sentence() -> None:
    with pytest.raises(DescentError, match=r"^rate is 'cosine': choose one of constant, root, inverse\.$"):
        descend(BOUNCE, 0.1, 5, rate="cosine")
