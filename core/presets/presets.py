"""The named scenarios that the app offers. A new one is one entry in `PRESETS`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from core.scenario.draws import Draw
from core.scenario.scenario import Numbers, Scenario
from core.table import TableOptions, build_scenario, read_table

TIPS = Path(__file__).parent / "data" / "tips.csv"


@dataclass(frozen=True)
class Preset:
    """A named scenario.

    Attributes:
        title: what to call it in a list.
        sentence: what it is good for.
        build: makes it.
        draw: what its numbers are drawn by; None where they are nobody's draw.
    """

    title: str
    sentence: str
    build: Callable[[], Scenario]
    draw: Draw | None = None


def _preset(title: str, sentence: str, t_indep: Numbers, t_dep: Numbers, coeffs: Numbers) -> Preset:
    return Preset(title, sentence, lambda: Scenario(t_indep, t_dep, coeffs, name=title))


ARTICLE_LARGE = Draw("uniform", 1000, 10, 0)


def _article_large() -> Scenario:
    return ARTICLE_LARGE.build().replace(name="The article's 1000×10")


def _kink_by_dtype() -> Scenario:
    """In float64, so that float32 rounds the decimals and float64 does not widen what float32 rounded."""
    title = "2×2, a kink in float32 alone"
    return Scenario([[0.1, 0.2], [2.0, 1.0]], [0.3, 1], [1, 1], dtype=torch.float64, name=title)


def _tips() -> Scenario:
    """Bryant and Smith's bills, as plotly ships them (core/presets/data/README.md)."""
    return build_scenario(
        read_table(TIPS), TableOptions("tip", ("total_bill", "size"), scaling="max", name="Tips, 244 real bills")
    ).scenario


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
        "Plain torch.rand, as in the article: all residuals are positive, so with the absolute error the gradient is "
        "each column's mean, about 0.5.",
        _article_large,
        ARTICLE_LARGE,
    ),
    "outlier": _preset(
        "5×2, one outlier",
        "One target is far off. MAE would lower coeffs[0]; MSE follows the outlier and would raise it by much, Huber "
        "by little.",
        t_indep=[[1, 1], [2, 1], [3, 1], [4, 1], [5, 1]],
        t_dep=[2, 4, 6, 8, 40],
        coeffs=[2.125, 0],
    ),
    "collinear": _preset(
        "4×2, one column twice the other",
        "Only coeffs[0] + 2 · coeffs[1] matters: the loss is a valley, and the gradient never points along it.",
        t_indep=[[1, 2], [2, 4], [3, 6], [4, 8]],
        t_dep=[3, 6, 9, 12],
        coeffs=[1, 0.5],
    ),
    "scales": _preset(
        "4×2, columns of different scales",
        "One column is 67 to 150 times the other, and with the absolute error its entry of the gradient is 250 times "
        "as large: no learning rate suits both.",
        t_indep=[[1, 100], [2, 300], [3, 200], [4, 500]],
        t_dep=[3, 5, 6, 10],
        coeffs=[0.5, 0.02],
    ),
    "perfect": _preset(
        "3×2, a perfect fit",
        "Every residual is exactly 0. MSE is flat here; MAE has a kink in every sample, and PyTorch takes 0 for each.",
        t_indep=[[1, 2], [3, 4], [2, 1]],
        t_dep=[1.5, 3.5, 1.5],
        coeffs=[0.5, 0.5],
    ),
    "kink-by-dtype": Preset(
        "2×2, a kink in float32 alone",
        "0.1 + 0.2 − 0.3 is 5.6e-17 in float64 and 0 in float32: change the precision, and the gradient changes.",
        _kink_by_dtype,
    ),
    "tips": Preset(
        "Tips, 244 real bills",
        "Predict the tip from the bill and the size of the party, each divided by its maximum, starting from zeros.",
        _tips,
    ),
}
DEFAULT_PRESET = "article-2x2"
