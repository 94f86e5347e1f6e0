"""The views: where each one's script is, what it is called, and the line under its title. Their order is the tour."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class View:
    """One page of the app.

    Attributes:
        section: the part of the tour that it belongs to.
        short: its name in the navigation.
        title: its heading.
        lead: the sentence under it, code between backticks.
        script: its file, from the repository's root.
    """

    section: str
    short: str
    title: str
    lead: str
    script: str

    @property
    def path(self) -> str:
        """The script's absolute path, so that the app runs from any folder."""
        return str(ROOT / self.script)


VIEWS: dict[str, View] = {
    "question": View(
        "The answer",
        "Question",
        "How can `loss` fill `coeffs.grad`?",
        "`loss` refers to the node that recorded its last operation, that node to the one before, and the last one to "
        "`coeffs` itself. `backward()` follows these references.",
        "pages/answer/question.py",
    ),
    "forward": View(
        "The answer",
        "Forward",
        "Forward: compute the loss, leave a trail",
        "Each of these operations makes a new tensor, and a node that refers to the nodes of its tracked inputs.",
        "pages/answer/forward.py",
    ),
    "backward": View(
        "The answer",
        "Backward",
        "Backward: from `loss` to `coeffs.grad`",
        "`loss.backward()` starts with 1. Each node turns the gradient of its result into that of its tracked input; "
        "the last one adds it to `coeffs.grad`.",
        "pages/answer/backward.py",
    ),
    "by_hand": View(
        "The answer",
        "By hand",
        "By hand: the same gradient without autograd",
        "",
        "pages/answer/by_hand.py",
    ),
    "slope": View(
        "The answer",
        "Slope",
        "Slope: what the number means",
        "",
        "pages/answer/slope.py",
    ),
    "life": View(
        "What follows",
        "Life of .grad",
        "The life of `.grad`",
        "`backward()` adds to `.grad` and changes no coefficient.",
        "pages/what_follows/life.py",
    ),
    "descent": View(
        "What follows",
        "Descent",
        "Descent: using the gradient",
        "A step subtracts learning rate × gradient from `coeffs`.",
        "pages/what_follows/descent.py",
    ),
    "mistakes": View(
        "What follows",
        "Mistakes",
        "Mistakes",
        "Some raise an error; some run and are wrong. Guess first, then read what PyTorch did.",
        "pages/what_follows/mistakes.py",
    ),
    "your_numbers": View(
        "Yours",
        "Your numbers",
        "Your numbers",
        "Type, paste, draw or load a problem of your own, and choose the model that learns it.",
        "pages/yours/your_numbers.py",
    ),
}
FIRST_VIEW = "question"


def following(slug: str) -> str:
    """The view that comes next on the tour; after the last one, the first."""
    slugs = list(VIEWS)
    return slugs[(slugs.index(slug) + 1) % len(slugs)]
