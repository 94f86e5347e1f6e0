"""The stops of a walk: a button a step, which leads to it; on a narrow screen they stand in a row."""

from html import escape

from ui.walk.film.marks import Pen


def stop(pen: Pen, at: int, title: str, label: str, attributes: str, classes: str = "stop") -> str:
    """The stop of a step.

    Args:
        pen: draws it.
        at: the step.
        title: what the step is called, as text.
        label: what is written at the stop, as text.
        attributes: its place, as `style`, and others, escaped.
        classes: those it always has.
    """
    last = pen.steps - 1
    beside = {0: [1], last: [last - 1]}.get(at, [])  # where the next one has its label, there is room for one
    when = {"here": (at,), "ahead": range(at), "crowded": beside}
    current = ' aria-current="step"' if at == pen.at else ""
    named = f'type="button" data-go="{at}" tabindex="-1" aria-label="Step {at}: {escape(title)}" {attributes}{current}'
    return pen.tag("button", classes, when, f"<i></i><span>{escape(label)}</span>", named)


def stops(side: str, drawn: str) -> str:
    """All of them.

    Args:
        side: "up" where the steps go forward, "down" where they go back.
        drawn: the stops, as markup.
    """
    return f'<div class="stops {side}" role="group" aria-label="Steps">{drawn}</div>'
