"""Ready-made descents that each show one thing. A new story is one entry in `DESCENT_STORIES`."""

from collections.abc import Callable
from dataclasses import dataclass

from core.presets.presets import PRESETS
from core.scenario.scenario import Scenario


@dataclass(frozen=True)
class DescentStory:
    """A start and a way to go on from it.

    Attributes:
        title: what to call it in a list.
        sentence: what to look at.
        build: makes the start.
        base: the key of the preset that the start is made from, or "".
        lr: the learning rate.
        steps: how many steps.
        zero_grad: whether the gradient is zeroed after each step.
        rate: a key of `RATES`.
    """

    title: str
    sentence: str
    build: Callable[[], Scenario]
    base: str
    lr: float
    steps: int
    zero_grad: bool = True
    rate: str = "constant"


def _bounce() -> Scenario:
    return Scenario([[1, 2], [3, 4]], [1, 2], [0.9, 0.9], name="A 2×2 that bounces")


def _preset(slug: str, loss: str) -> Callable[[], Scenario]:
    return lambda: PRESETS[slug].build().replace(loss=loss)


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
}
