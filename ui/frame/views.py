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
        heading: how large the title is: "large" where it is the question of the whole app, "small" where the sentence
            of the step is what is read, which then has no lead beside it.
    """

    section: str
    short: str
    title: str
    lead: str
    script: str
    heading: str = ""

    @property
    def path(self) -> str:
        """The script's absolute path, so that the app runs from any folder."""
        return str(ROOT / self.script)


VIEWS: dict[str, View] = {
    "question": View(
        "How it works",
        "Question",
        "How can `loss` fill `coeffs.grad`?",
        "`loss` refers to the node that recorded its last operation, that node to the one before, and the last one to "
        "`coeffs` itself. `backward()` follows these references.",
        "pages/answer/question.py",
        "large",
    ),
    "forward": View(
        "How it works",
        "Forward",
        "Forward: compute the loss, leave a trail",
        "",
        "pages/answer/forward.py",
        "small",
    ),
    "backward": View(
        "How it works",
        "Backward",
        "Backward: from `loss` to `coeffs.grad`",
        "",
        "pages/answer/backward.py",
        "small",
    ),
    "by_hand": View(
        "How it works",
        "By hand",
        "By hand: the same gradient without autograd",
        "",
        "pages/answer/by_hand.py",
    ),
    "slope": View(
        "What it means",
        "Slope",
        "Slope: what the number means",
        "",
        "pages/answer/slope.py",
    ),
    "life": View(
        "What it means",
        "Life of .grad",
        "The life of `.grad`",
        "`backward()` adds to `.grad` and changes no coefficient.",
        "pages/what_follows/life.py",
    ),
    "descent": View(
        "What it means",
        "Descent",
        "Descent: using the gradient",
        "A step subtracts learning rate × gradient from `coeffs`.",
        "pages/what_follows/descent.py",
    ),
    "mistakes": View(
        "What it means",
        "Mistakes",
        "Mistakes",
        "Some raise an error; some run and are wrong. Guess first, then read what PyTorch did.",
        "pages/what_follows/mistakes.py",
    ),
    "practice": View(
        "Use it",
        "Practice",
        "Practice",
        "Work it out on paper; a wrong number is traced to the slip that gives it.",
        "pages/yours/practice.py",
    ),
    "your_numbers": View(
        "Use it",
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
