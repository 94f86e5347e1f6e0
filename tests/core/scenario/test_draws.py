"""Random problems: the same slug gives the same numbers, and the global generator is left alone."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.scenario.draws import DRAW_KINDS, MAX_SEED, Draw
from core.scenario.scenario import Scenario, ScenarioError

SIZES = st.integers(1, 30)
SEEDS = st.integers(0, MAX_SEED)
DRAWS = st.builds(Draw, st.sampled_from(tuple(DRAW_KINDS)), SIZES, SIZES, SEEDS)


def residuals(scenario: Scenario) -> torch.Tensor:
    """(N,), in the scenario's own dtype, as the forward program computes them."""
    return (scenario.t_indep * scenario.coeffs).sum(1) - scenario.t_dep


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@given(n_samples=st.integers(2, 40), n_coeffs=SIZES, seed=SEEDS)
def test_hidden_has_residuals_of_both_signs(dtype: torch.dtype, n_samples: int, n_coeffs: int, seed: int) -> None:
    """Whatever the seed and the dtype, some predictions start too low and some too high."""
    start = residuals(Draw("hidden", n_samples, n_coeffs, seed).build(dtype=dtype))
    assert start.min() < 0 < start.max()


@given(n_samples=SIZES, n_coeffs=SIZES, seed=SEEDS)
def test_hidden_has_two_decimals(n_samples: int, n_coeffs: int, seed: int) -> None:
    """Every cell is the float32 that its two decimals read as, so a small problem stays readable."""
    scenario = Draw("hidden", n_samples, n_coeffs, seed).build()
    for tensor in (scenario.t_indep, scenario.t_dep, scenario.coeffs):
        assert all(float(torch.tensor(round(x, 2))) == x for x in tensor.flatten().tolist())


def test_hidden_targets_follow_hidden_coefficients() -> None:
    """Least squares finds coefficients that explain nearly all of the targets: they are not noise."""
    scenario = Draw("hidden", 500, 4, 3).build(dtype=torch.float64)
    found = torch.linalg.lstsq(scenario.t_indep, scenario.t_dep[:, None]).solution
    unexplained = scenario.t_dep - (scenario.t_indep @ found)[:, 0]
    assert unexplained.abs().max() < 1.2  # the noise is at most 1 in size
    assert unexplained.std() > 0.4


def test_hidden_numbers_do_not_change() -> None:
    """A link that was shared keeps its numbers; this is what it showed when the draw was written."""
    scenario = Draw("hidden", 2, 2, 7).build()
    assert scenario == Scenario([[-0.78, -1.95], [0.87, 1.4]], [-0.3, 0.4], [-0.79, 0.19])


def test_yes_or_no_is_what_its_sentence_says_and_does_not_change() -> None:
    """A link that was shared, and a story, keep their numbers."""
    for n_samples, n_coeffs, seed in ((50, 5, 0), (300, 12, 54), (7, 1, 3), (1, 4, 2)):
        scenario = Draw("yesno", n_samples, n_coeffs, seed).build()
        assert scenario.t_dep.sum().item() == round(0.38 * n_samples)
        assert set(scenario.t_dep.tolist()) <= {0.0, 1.0}
        assert set(scenario.t_indep[:, : n_coeffs // 2].flatten().tolist()) <= {0.0, 1.0}
        rest = scenario.t_indep[:, n_coeffs // 2 :]
        assert 0 <= rest.min() <= rest.max() <= 1
    assert Draw("yesno", 3, 2, 7).build() == Scenario(
        [[1.0, 0.75], [0.0, 0.82], [1.0, 0.78]], [0.0, 0.0, 1.0], [-0.1689, -0.42]
    )


def test_uniform_is_torch_rand() -> None:
    """The numbers are those that the article's three lines give after `torch.manual_seed`."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        t_indep, t_dep, coeffs = torch.rand(1000, 10), torch.rand(1000), torch.rand(10)
    assert Draw("uniform", 1000, 10, 5).build() == Scenario(t_indep, t_dep, coeffs)


@given(DRAWS)
def test_a_draw_repeats_itself_and_leaves_the_global_generator_alone(draw: Draw) -> None:
    """One process serves all visitors: nobody's draw may depend on, or change, anybody else's."""
    before = torch.random.get_rng_state()
    first = draw.build()
    assert first == draw.build()
    assert first != Draw(draw.kind, draw.n_samples, draw.n_coeffs, (draw.seed + 1) % MAX_SEED).build()
    assert torch.equal(before, torch.random.get_rng_state())
    assert (first.n_samples, first.n_coeffs) == (draw.n_samples, draw.n_coeffs)


@given(DRAWS)
def test_a_slug_names_its_draw(draw: Draw) -> None:
    """The slug reads back, and goes into an address as it is."""
    assert Draw.from_slug(draw.slug) == draw
    assert draw.slug.isascii()
    assert draw.slug.replace("-", "").isalnum()


def test_a_seed_beyond_the_largest_would_repeat() -> None:
    """Why there is a largest: torch reads 32 bits of a seed, and two seeds must not name one draw."""
    generator = torch.Generator()
    first = torch.rand(8, generator=generator.manual_seed(0))
    assert torch.equal(first, torch.rand(8, generator=generator.manual_seed(MAX_SEED + 1)))
    assert not torch.equal(first, torch.rand(8, generator=generator.manual_seed(MAX_SEED)))


def test_a_draw_has_a_name_and_takes_the_settings() -> None:
    """The strip of every page shows the name."""
    scenario = Draw("hidden", 50, 3, 7).build(loss="mse", reduction="sum", dtype=torch.float64)
    assert Draw("hidden", 50, 3, 7).slug == "hidden-50-3-7"
    assert scenario.name == "50×3, random, seed 7"
    assert (scenario.loss, scenario.reduction, scenario.dtype) == ("mse", "sum", torch.float64)


NO_DRAWS: list[str] = [
    "",
    "hidden",
    "hidden-50-3",
    "hidden-50-3-7-1",
    "normal-50-3-7",
    "hidden-0-3-7",
    "hidden-050-3-7",
    "hidden--5-3-7",
    "hidden-50-3--7",
    "hidden-5e1-3-7",
    "hidden-\u0665-3-7",
    "hidden-50-3-7\n",
    "hidden-9999999999-1-1",
    f"hidden-1-1-{MAX_SEED + 1}",
    "HIDDEN-1-1-1",
]


def test_a_slug_that_names_nothing_is_refused() -> None:
    """One text a draw: no other spelling, no size or seed that torch would not take."""
    for text in NO_DRAWS:
        with pytest.raises(ScenarioError, match=r"\.$"):
            Draw.from_slug(text)


@pytest.mark.parametrize(
    ("kind", "n_samples", "n_coeffs", "seed", "sentence"),
    [
        ("normal", 1, 1, 1, "kind is 'normal': choose one of hidden, uniform, yesno."),
        ("hidden", 0, 1, 1, "a draw of 0×1 is empty: give a row and a column."),
        ("hidden", 1, -1, 1, "a draw of 1×-1 is empty: give a row and a column."),
        ("hidden", 1, 1, -1, "seed is -1: choose a whole number from 0 to 4294967295."),
        ("hidden", 1, 1, 2**32, "seed is 4294967296: choose a whole number from 0 to 4294967295."),
    ],
)
def test_a_draw_that_cannot_be_made_says_why(
    kind: str, n_samples: int, n_coeffs: int, seed: int, sentence: str
) -> None:
    """The sentence names the field and the mend."""
    with pytest.raises(ScenarioError) as caught:
        Draw(kind, n_samples, n_coeffs, seed)
    assert str(caught.value) == sentence
