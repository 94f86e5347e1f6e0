"""A walk as markup: the sentence of each step, the stage, the dock, and what is said below it.

It is drawn at one step and holds all of them (`marks`). Everything in it that a visitor wrote is escaped where it is
put in; the page (`ui.walk.mount`), the exported file and the printed sheet are this same piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ui.walk.film.marks import Pen

TRY = '<button type="button" class="try" data-do="try" aria-pressed="false">Let me try</button>'
MANY = 12
"""A walk of more steps has a button that leads to its last one."""
END = '<button type="button" data-do="end" aria-label="Last step">⇥</button>'
LEAST = 11
"""How many pixels a digit of the stage has at least; below, the card and what it is made of stand alone."""


@dataclass(frozen=True)
class Said:
    """What belongs to one step in words, as markup.

    Attributes:
        title: what the step is called, as text.
        sentence: what it did.
        note: what is said below the stage; "" for nothing.
    """

    title: str
    sentence: str
    note: str = ""


@dataclass(frozen=True)
class Film:
    """All of a walk but its picture.

    Attributes:
        name: what the walk is called, as text.
        said: the words of each step, the start first.
        verb: what the button to the next step begins with.
        onward: what that button says at the last step; "" where nothing follows.
        choices: the controls at the right of the dock, as markup.
        paper: what stands on paper alone, as markup.
        tries: whether the reader may fill in the steps.
        kinds: what its styles know it by: the class `of-tape`, say.
    """

    name: str
    said: Sequence[Said]
    verb: str = "Next"
    onward: str = ""
    choices: str = ""
    paper: str = ""
    tries: bool = False
    kinds: Sequence[str] = ()

    def drawn(self, picture: str, at: int) -> str:
        """The whole walk at one of its steps.

        Args:
            picture: the stage at that step, as markup.
            at: the step.
        """
        pen = Pen(len(self.said), at)
        says = "".join(pen.tag("p", "say", pen.only(step), said.sentence) for step, said in enumerate(self.said))
        notes = "".join(
            pen.tag("div", "note", pen.only(step), said.note) for step, said in enumerate(self.said) if said.note
        )
        below = f'<div class="notes">{notes}</div>' if notes else ""
        last, classes = len(self.said) - 1, " ".join(["walk", *(f"of-{kind}" for kind in self.kinds)])
        return (
            f'<section class="{classes}" data-last="{last}" data-shown="{at}" data-least="{LEAST}" '
            f'aria-label="{escape(self.name)}"><div class="says">{says}</div>'
            f'<p class="announce" role="status"></p><div class="view" tabindex="0" role="group" aria-label="Picture">'
            f"{picture}</div>{self._dock(pen)}{below}"
            f'<div class="paper">{self.paper}</div></section>'
        )

    def _dock(self, pen: Pen) -> str:
        """Previous, next and how far the walk has come, each at a fixed place; and the choices."""
        last = pen.steps - 1
        labels = [f"{self.verb}: {said.title}" for said in self.said[1:]] + [self.onward]
        nexts = "".join(
            pen.tag("span", "", pen.only(step), f"{escape(text)} →") for step, text in enumerate(labels) if text
        )
        stays = "false" if pen.at else "true"
        return (
            f'<div class="dock"><div class="steps"><button type="button" data-do="previous" aria-label="Previous step" '
            f'aria-disabled="{stays}">←</button>'
            f'<button type="button" class="next" data-do="next">{nexts}</button>'
            f'{END if last > MANY else ""}<div class="counted"><p class="count"><b>{pen.at}</b> of {last}</p>'
            '<span class="moved"></span></div>'
            f'</div><span class="room" role="status"></span>'
            f"{TRY if self.tries else ''}{self.choices}</div>"
        )
