"""Ready-made descents that each show one thing. A new story is one entry in `DESCENT_STORIES`."""

from collections.abc import Callable
from dataclasses import dataclass

from core.presets.presets import PRESETS
from core.scenario.draws import Draw
from core.scenario.scenario import Scenario
from core.scenario.starts import in_model
from core.training import told
from core.training.descents import Descent


@dataclass(frozen=True)
class DescentStory:
    """A start and a way to go on from it.

    Attributes:
        title: what to call it in a list.
        sentence: what to look at.
        build: makes the start.
        base: the key of the preset, or the slug of the draw, that the start is made from, or "".
        lr: the learning rate.
        steps: how many steps.
        zero_grad: whether the gradient is zeroed after each step.
        rate: a key of `RATES`.
        start: the seed from which the leaves of another model than the article's are drawn.
        tell: what to say of the numbers that came out, and where they can be seen; None for no more than the sentence.
    """

    title: str
    sentence: str
    build: Callable[[], Scenario]
    base: str
    lr: float
    steps: int
    zero_grad: bool = True
    rate: str = "constant"
    start: int = 0
    tell: Callable[[Descent], told.Told | None] | None = None


def _bounce() -> Scenario:
    return Scenario([[1, 2], [3, 4]], [1, 2], [0.9, 0.9], name="A 2×2 that bounces")


def _preset(slug: str, loss: str) -> Callable[[], Scenario]:
    return lambda: PRESETS[slug].build().replace(loss=loss)


STEEP, FLAT = Draw("yesno", 300, 12, 27), Draw("yesno", 300, 12, 54)
"""Data like the lesson's, drawn: twelve inputs between 0 and 1, and 38 in 100 targets are 1."""


DESCENT_STORIES: dict[str, DescentStory] = {
    "bounce": DescentStory(
        "The bounce",
        "The gradient of the mean absolute error keeps its size up to the kink, so a fixed rate steps over it and "
        "back, for ever.",
        _bounce,
        base="",
        lr=0.1,
        steps=20,
    ),
    "decay": DescentStory(
        "A decaying rate settles",
        "The bounce's start and rate, but step t divides the rate by √t: the bounces shrink.",
        _bounce,
        base="",
        lr=0.1,
        steps=100,
        rate="root",
    ),
    "diverge": DescentStory(
        "Divergence",
        "Each step of the squared error overshoots by more than the last one, until float32 holds no such number.",
        _preset("article-2x2", "mse"),
        base="article-2x2",
        lr=0.1,
        steps=100,
    ),
    "forget": DescentStory(
        "Forgetting to zero",
        "Each step uses the sum of all gradients so far: it gathers speed, swings past the minimum and comes back.",
        _preset("mixed-4x2", "mse"),
        base="mixed-4x2",
        lr=0.01,
        steps=60,
        zero_grad=False,
    ),
    "smooth": DescentStory(
        "A smooth descent",
        "The squared error flattens towards its minimum, so the steps of a fixed rate shrink by themselves.",
        _preset("mixed-4x2", "mse"),
        base="mixed-4x2",
        lr=0.05,
        steps=60,
    ),
    "sigmoid": DescentStory(
        "Why lr = 100 with a sigmoid",
        "The slope of a sigmoid is at most a quarter, and far out it is near 0, so little of the gradient comes "
        "through. The course lesson takes lr = 0.2 without a sigmoid, and 100 with one. Here it is on drawn data.",
        lambda: in_model(STEEP.build(), "sigmoid"),
        base=STEEP.slug,
        lr=100.0,
        steps=30,
        tell=told.rate_of_a_sigmoid,
    ),
    "plateau": DescentStory(
        "The plateau of the deep net",
        "Nearly every prediction is near 0, where the sigmoid lets hardly anything through: the loss stands still for "
        "many steps before it falls. The course lesson meets this with the Titanic's passengers; here it is on drawn "
        "data.",
        lambda: in_model(FLAT.build(), "deep", 6),
        base=FLAT.slug,
        lr=4.0,
        steps=40,
        start=6,
        tell=told.plateau,
    ),
}
