"""The steps of a descent that has been computed, as one piece of markup that holds all of them (ui.walk.film)."""

from core import Descent, Entry
from ui.descent import words
from ui.descent.curve import curve
from ui.descent.leaves import leaves_table
from ui.descent.picture import Picture
from ui.frame.views import VIEWS, following
from ui.walk.film.film import Film, Said
from ui.walk.film.marks import Pen
from ui.walk.film.standalone import standalone
from ui.words import markup

SLUG = "descent"
WIDE = 58
"""How many digits of 11 px a page is wide at least that has both charts side by side; see `LEAST` of ui.walk.film."""

TO_BACKWARD = "backward"
"""What the server is told where the gradient of a step is to be seen on Backward."""

STYLES = ("descent/film.css", "descent/descent.css", "walk/program.css", "by_hand/by_hand.css")


def film(done: Descent, pair: tuple[Entry, Entry], picture: Picture, least: float | None, at: int) -> str:
    """All steps, drawn at one of them.

    Args:
        done: the descent.
        pair: the entries that the path is drawn in.
        picture: the path.
        least: the least loss that any coefficients have; None where it is not known.
        at: the step.
    """
    summed = "" if done.zero_grad else "'s own gradient"  # and not the sum that the step subtracts
    away = (
        f'<button type="button" class="descent-away" data-do="{TO_BACKWARD}" data-leaves>This step{summed} on Backward'
        "</button>"
    )
    made = Film(
        VIEWS[SLUG].short,
        _said(done, pair, picture),
        onward=f"Next: {VIEWS[following(SLUG)].short}",
        choices=away,
        kinds=(SLUG,),
    )
    return made.drawn(_stage(done, picture, least, at), at)


def file(done: Descent, pair: tuple[Entry, Entry], picture: Picture, least: float | None, at: int) -> str:
    """The same as one file of its own, which opens at a step."""
    at = min(at, done.taken)
    walk = Film(VIEWS[SLUG].short, _said(done, pair, picture), kinds=(SLUG,)).drawn(
        _stage(done, picture, least, at), at
    )
    return standalone(VIEWS[SLUG].title, f"{done.scenario.name}.", walk, STYLES)


def _said(done: Descent, pair: tuple[Entry, Entry], picture: Picture) -> list[Said]:
    return [
        Said(
            f"step {step:,}" if step else "start",
            markup(words.step_sentence(done, step)),
            f'<div class="descent-captions">{picture.said(step)}</div>'
            f'<div class="descent-told">{words.loop(done, step)}{leaves_table(done, step, pair)}</div>',
        )
        for step in range(done.taken + 1)
    ]


def _stage(done: Descent, picture: Picture, least: float | None, at: int) -> str:
    """The loss over the steps, and the path."""
    pen = Pen(done.taken + 1, at)
    return f'<div class="stage descent-stage" style="--W:{WIDE}">{curve(done, pen, least)}{picture.draw(pen)}</div>'
