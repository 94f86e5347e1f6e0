"""The classes of an element at each step, as text and back."""

import pytest

from tests.ui.markup import classes, parse
from tests.ui.walk.film.films import marks
from ui.walk.film.marks import Pen


@pytest.mark.parametrize(
    ("steps", "coded"),
    [
        ([0], "0"),
        ([0, 1, 2], "0-2"),
        ([0, 1, 2, 5], "0-2,5"),
        ([5, 2, 1, 0], "0-2,5"),
        ([1, 3, 5], "1,3,5"),
        (range(2, 12), "2-11"),
        (frozenset({7, 8}), "7-8"),
    ],
)
def test_steps_stand_as_runs(steps: list[int], coded: str) -> None:
    drawn = Pen(12, 0).marked("", {"on": steps})
    assert f'data-when="on {coded}"' in drawn
    (element,) = parse(f"<p{drawn}></p>")
    assert marks(element) == {"on": set(steps)}


def test_an_element_has_the_classes_of_the_step_it_is_drawn_at() -> None:
    when = {"absent": range(2), "read": (3,), "made": (2, 4), "never": ()}
    seen = []
    for at in range(5):
        (element,) = parse(Pen(5, at).tag("div", "group value", when, "text", 'role="group"'))
        assert element.get("role") == "group"
        assert element.get("data-when") == "absent 0-1;read 3;made 2,4", "a class of no step says nothing"
        seen.append(classes(element) - {"group", "value"})
    assert seen == [{"absent"}, {"absent"}, {"made"}, {"read"}, {"made"}]


def test_what_belongs_to_one_step_to_all_from_one_on_and_to_none_before_one() -> None:
    pen = Pen(4, 0)
    assert [
        {name: list(steps) for name, steps in each.items()} for each in (pen.only(2), pen.since(1), pen.until(3))
    ] == [
        {"on": [2]},
        {"done": [1, 2, 3]},
        {"absent": [0, 1, 2]},
    ]


def test_without_classes_there_is_no_attribute() -> None:
    assert Pen(3, 0).tag("span", "", {"on": (1,)}, "x") == '<span data-when="on 1">x</span>'
    assert Pen(3, 0).tag("span", "", {}, "x") == "<span>x</span>"
