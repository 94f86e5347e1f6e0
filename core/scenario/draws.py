"""Random problems that a short text names: a kind, N, n and a seed always give the same numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import torch
from torch import Generator, Tensor

from core.scenario.scenario import Scenario, ScenarioError

MAX_SEED = 2**32 - 1  # torch's generator on the CPU reads no more bits: larger seeds would repeat these numbers
SLUG = re.compile(r"([a-z]+)-([1-9][0-9]{0,8})-([1-9][0-9]{0,8})-(0|[1-9][0-9]{0,9})")
LARGEST = 200  # hundredths: what "hidden" draws lies between -2 and 2
CLEARLY = 100  # ten-thousandths: a residual 0.01 away from 0 keeps its sign in float32
SHARE = 0.38  # of the targets that are 1: about that of the survivors of the Titanic, the data of the course lesson
NOISE = 60  # hundredths of a whole input

Tensors = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True)
class DrawKind:
    """One way to draw a problem.

    Attributes:
        title: what to call it in a list.
        sentence: what comes out.
        draw: generator, N, n -> t_indep (N, n), t_dep (N,), coeffs (n,).
    """

    title: str
    sentence: str
    draw: Callable[[Generator, int, int], Tensors]


def draw_hidden(generator: Generator, n_samples: int, n_coeffs: int) -> Tensors:
    """Targets made with hidden coefficients and noise, everything at two decimals; the start is drawn like the hidden.

    From two samples on the residuals at the start have both signs: a draw in which they have not is thrown away and
    the same generator asked again. Inputs are as often negative as positive, and so is each residual: at most about
    half the draws are thrown away.

    Drawn and computed in whole hundredths: a link must bring the same numbers on every machine, and floats may be
    added up in another order there.
    """
    while True:
        t_indep, hidden, noise, coeffs = (
            torch.randint(-LARGEST, LARGEST + 1, shape, generator=generator)
            for shape in ((n_samples, n_coeffs), (n_coeffs,), (n_samples,), (n_coeffs,))
        )
        targets = (t_indep * hidden).sum(1) + noise * 50
        t_dep = (targets + 50).div(100, rounding_mode="floor")  # to the nearest hundredth
        residuals = (t_indep * coeffs).sum(1) - t_dep * 100
        if n_samples == 1 or (residuals.min() < -CLEARLY and residuals.max() > CLEARLY):
            return t_indep.double() / 100, t_dep.double() / 100, coeffs.double() / 100


def draw_uniform(generator: Generator, n_samples: int, n_coeffs: int) -> Tensors:
    """The article's plain `torch.rand`, in its order, in float32 whatever the scenario's dtype."""
    shapes = ((n_samples, n_coeffs), (n_samples,), (n_coeffs,))
    t_indep, t_dep, coeffs = (torch.rand(shape, generator=generator) for shape in shapes)
    return t_indep, t_dep, coeffs


def draw_yes_or_no(generator: Generator, n_samples: int, n_coeffs: int) -> Tensors:
    """Targets of 0 and 1, as of a question with two answers: 1 for the 38 in 100 samples that score highest.

    The first half of the columns holds 0 or 1, the others whole hundredths from 0 to 1; a sample scores its inputs
    times hidden coefficients, and some noise. Drawn in whole numbers, as `draw_hidden` is.
    """
    answers = n_coeffs // 2
    yes_or_no = torch.randint(0, 2, (n_samples, answers), generator=generator) * 100
    measured = torch.randint(0, 101, (n_samples, n_coeffs - answers), generator=generator)
    hidden = torch.randint(-100, 101, (n_coeffs,), generator=generator)
    noise = torch.randint(-100, 101, (n_samples,), generator=generator)
    coeffs = torch.randint(-5000, 5001, (n_coeffs,), generator=generator)
    t_indep = torch.cat([yes_or_no, measured], dim=1)
    scores = (t_indep * hidden).sum(1) + noise * NOISE
    ones = scores.sort(descending=True, stable=True).indices[: round(SHARE * n_samples)]
    t_dep = torch.zeros(n_samples, dtype=torch.float64)
    t_dep[ones] = 1
    return t_indep.double() / 100, t_dep, coeffs.double() / 10_000


DRAW_KINDS: dict[str, DrawKind] = {
    "hidden": DrawKind(
        "Hidden coefficients and noise",
        "Targets made from inputs with hidden coefficients and some noise: residuals of both signs.",
        draw_hidden,
    ),
    "uniform": DrawKind(
        "Plain torch.rand, as in the article",
        "Inputs, targets and coefficients between 0 and 1: with many columns nearly all residuals are positive.",
        draw_uniform,
    ),
    "yesno": DrawKind(
        "Yes or no: targets of 0 and 1",
        "Inputs between 0 and 1, half of the columns 0 or 1; 38 in 100 targets are 1. Drawn, so nobody's data.",
        draw_yes_or_no,
    ),
}


@dataclass(frozen=True, slots=True)
class Draw:
    """A random problem before it is drawn.

    Attributes:
        kind: a key of `DRAW_KINDS`.
        n_samples: N.
        n_coeffs: n.
        seed: of a generator of its own; torch's global one is not touched.

    Raises:
        ScenarioError: for an unknown kind, a size below 1, or a seed outside 0 to `MAX_SEED`.
    """

    kind: str
    n_samples: int
    n_coeffs: int
    seed: int

    def __post_init__(self) -> None:
        if self.kind not in DRAW_KINDS:
            raise ScenarioError(f"kind is {self.kind!r}: choose one of {', '.join(DRAW_KINDS)}.")
        if self.n_samples < 1 or self.n_coeffs < 1:
            raise ScenarioError(f"a draw of {self.n_samples}×{self.n_coeffs} is empty: give a row and a column.")
        if not 0 <= self.seed <= MAX_SEED:
            raise ScenarioError(f"seed is {self.seed}: choose a whole number from 0 to {MAX_SEED}.")

    @property
    def slug(self) -> str:
        """Its name in a link, such as `hidden-50-3-7`."""
        return f"{self.kind}-{self.n_samples}-{self.n_coeffs}-{self.seed}"

    @classmethod
    def from_slug(cls, text: str) -> Self:
        """The draw that a slug names; nothing is drawn yet.

        Raises:
            ScenarioError: for anything but a slug.
        """
        match = SLUG.fullmatch(text)
        if match is None:
            raise ScenarioError("a draw is written as kind, N, n and seed, such as hidden-50-3-7.")
        kind, *numbers = match.groups()
        return cls(kind, *(int(number) for number in numbers))

    def build(self, loss: str = "mae", reduction: str = "mean", dtype: torch.dtype = torch.float32) -> Scenario:
        """Draw it.

        Raises:
            ScenarioError: for a loss, reduction or dtype that `Scenario` does not know.
        """
        generator = Generator().manual_seed(self.seed)
        tensors = DRAW_KINDS[self.kind].draw(generator, self.n_samples, self.n_coeffs)
        name = f"{self.n_samples}×{self.n_coeffs}, random, seed {self.seed}"
        return Scenario(*tensors, loss=loss, reduction=reduction, dtype=dtype, name=name)
