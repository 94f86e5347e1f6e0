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
        "",
        "pages/how_it_works/question.py",
        "large",
    ),
    "forward": View(
        "How it works",
        "Forward",
        "Forward: compute the loss, leave a trail",
        "",
        "pages/how_it_works/forward.py",
        "small",
    ),
    "backward": View(
        "How it works",
        "Backward",
        "Backward: from `loss` to `coeffs.grad`",
        "",
        "pages/how_it_works/backward.py",
        "small",
    ),
    "by_hand": View(
        "How it works",
        "By hand",
        "By hand: the same gradient without autograd",
        "",
        "pages/how_it_works/by_hand.py",
    ),
    "slope": View(
        "What it means",
        "Slope",
        "Slope: what the number means",
        "",
        "pages/what_it_means/slope.py",
    ),
    "life": View(
        "What it means",
        "Life of .grad",
        "The life of `.grad`",
        "`backward()` adds to `.grad` and changes no coefficient.",
        "pages/what_it_means/life.py",
    ),
    "descent": View(
        "What it means",
        "Descent",
        "Descent: using the gradient",
        "A step subtracts learning rate × gradient from `coeffs`.",
        "pages/what_it_means/descent.py",
    ),
    "mistakes": View(
        "What it means",
        "Mistakes",
        "Mistakes",
        "Some raise an error; some run and are wrong. Guess first, then read what PyTorch did.",
        "pages/what_it_means/mistakes.py",
    ),
    "practice": View(
        "Use it",
        "Practice",
        "Practice",
        "Work it out on paper; a wrong number is traced to the slip that gives it, where one is known.",
        "pages/use_it/practice.py",
    ),
    "your_numbers": View(
        "Use it",
        "Your numbers",
        "Your numbers",
        "Type, paste, draw or load a problem of your own, and choose the model that learns it.",
        "pages/use_it/your_numbers.py",
    ),
    "your_program": View(
        "Use it",
        "Your program",
        "Your program",
        "Type or paste the lines: beside each stands what it did, below why every `.grad` is what it is.",
        "pages/use_it/your_program.py",
    ),
}
FIRST_VIEW = "question"


def following(slug: str) -> str:
    """The view that comes next on the tour; after the last one, the first."""
    slugs = list(VIEWS)
    return slugs[(slugs.index(slug) + 1) % len(slugs)]
