"""What a page of any program says of its numbers: where inf and nan came from, and which targets are out of reach."""

from core import Cause
from ui.program.reach import unreached
from ui.program.steps import ProgramStep, value_key
from ui.program.story import ProgramStory
from ui.runtime.remember import remembered
from ui.walk.origins import told
from ui.words import markup


def asides(story: ProgramStory, step: ProgramStep | None = None) -> str:
    """The paragraphs as markup; "" for none.

    Args:
        story: the problem and both runs.
        step: of a walk, for what has happened by then; without one everything has.
    """
    causes, helps = told(story.scenario)
    said = [cause.sentence for cause in causes if step is None or _by_then(story, step, cause)]
    texts = (
        " ".join([*said, helps]) if said else "",
        remembered("reach", story.scenario, lambda: unreached(story.scenario)),
    )
    return "".join(f'<p class="walk-note">{markup(text.strip())}</p>' for text in texts if text)


def _by_then(story: ProgramStory, step: ProgramStep, cause: Cause) -> bool:
    """Whether what holds the inf or nan has been computed by a step."""
    name = cause.tensor if cause.tensor in story.names else story.scenario.leaves[0]  # its contributions
    value = story.names.index(name)
    if cause.direction == "forward":
        return value_key(story, value) in step.filled
    return any(arrival.step <= step.passed for arrival in story.arrivals.get(value, ()))
