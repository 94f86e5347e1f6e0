"""The named scenarios that the app offers. A new one is one entry in `PRESETS`."""

from collections.abc import Callable
from dataclasses import dataclass

from core.draw import Draw
from core.scenario import Numbers, Scenario


@dataclass(frozen=True)
class Preset:
    """A named scenario.

    Attributes:
        title: what to call it in a list.
        sentence: what it is good for.
        build: makes it.
    """

    title: str
    sentence: str
    build: Callable[[], Scenario]


def _preset(title: str, sentence: str, t_indep: Numbers, t_dep: Numbers, coeffs: Numbers) -> Preset:
    return Preset(title, sentence, lambda: Scenario(t_indep, t_dep, coeffs, name=title))


def _article_large() -> Scenario:
    return Draw("uniform", 1000, 10, 0).build().replace(name="The article's 1000×10")


PRESETS: dict[str, Preset] = {
    "article-2x2": _preset(
        "The article's 2×2",
        "Two samples, two coefficients, and both predictions too low.",
        t_indep=[[1, 2], [3, 4]],
        t_dep=[5, 6],
        coeffs=[0.5, 0.5],
    ),
    "mixed-4x2": _preset(
        "4×2, residuals of both signs",
        "Two predictions are too low and two too high, so contributions partly cancel.",
        t_indep=[[1, 2], [3, 4], [2, 1], [4, 0]],
        t_dep=[5, 6, 0, 1],
        coeffs=[0.5, 0.5],
    ),
    "kink": _preset(
        "3×2, one residual exactly 0",
        "The second prediction hits its target: |x| has no derivative there, and PyTorch takes 0.",
        t_indep=[[1, 2], [3, 1], [2, 2]],
        t_dep=[4, 2, 1],
        coeffs=[0.5, 0.5],
    ),
    "article-1000x10": Preset(
        "The article's 1000×10",
        "Plain torch.rand, as in the article: nearly all residuals are positive.",
        _article_large,
    ),
}
DEFAULT_PRESET = "article-2x2"
