"""All steps of a descent in one piece of markup: what is seen at each, and that it is what drawing there gives."""

import base64
import io
import math
import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
import torch
from PIL import Image

from core import DESCENT_STORIES, PRESETS, Box, Descent, Entry, Scenario, Surface, decode, descend
from core.linear.surfaces import surface
from core.link.links import Link
from core.training.descents import gradients
from tests.ui.markup import classes, parse, seen, text
from ui.descent import curve, path, plane
from ui.descent.film import film
from ui.descent.ground import FAINT, LINE, STRONG, ground
from ui.descent.picture import picture
from ui.descent.plot import HIGH
from ui.walk.film.marks import Pen

BOUNCE = Scenario([[1, 2], [3, 4]], [1, 2], [0.9, 0.9])
PAIR = FIRST, SECOND = Entry("coeffs", (0,)), Entry("coeffs", (1,))
DRAWN = {"svg", "path", "polyline", "image", "g"}


def box_of(descent: Descent, pair: tuple[Entry, Entry] = PAIR) -> Box:
    box = plane.box_of(descent, *pair)
    assert box is not None
    return box


def drawn(descent: Descent, step: int, pair: tuple[Entry, Entry] = PAIR) -> Element:
    """The whole film at one of its steps."""
    return parse(film(descent, pair, picture(descent, pair), None, step))


def way(descent: Descent, step: int) -> Element:
    """The path alone, with what is seen of it at a step."""
    return parse(seen(picture(descent, PAIR).draw(Pen(descent.taken + 1, step))))


def of(tree: Element, name: str, tag: str = "path") -> list[Element]:
    return [each for each in tree.iter(tag) if name in classes(each)]


def ends(line: Element, box: Box) -> list[tuple[float, float]]:
    """The points of a line in the numbers of the axes."""
    points = re.findall(r"[ML]?(-?[\d.e+-]+) (-?[\d.e+-]+)", line.get("d", "").replace("L", " L"))
    return [(box.left + float(x) / 100 * box.width, box.top - float(y) / HIGH * box.height) for x, y in points]


def here(tree: Element) -> list[tuple[str, float, float]]:
    """The step of each ring, and where it is, in parts of a hundred from the left and from the top."""
    found = []
    for each in of(tree, "descent-here", "span"):
        left, top = re.findall(r"[\d.e-]+(?=%)", each.get("style", ""))
        found.append((each.get("data-go", ""), float(left), float(top)))
    return found


def story(key: str) -> Descent:
    told = DESCENT_STORIES[key]
    return descend(told.build(), told.lr, told.steps, told.zero_grad, told.rate)


def switched(tree: Element, step: int) -> list[tuple[str, frozenset[str]]]:
    """The classes of every element once a script has given each those of a step (walk.js)."""
    found = []
    for element in tree.iter():
        held = set(classes(element))
        for part in filter(None, element.get("data-when", "").split(";")):
            name, runs = part.split(" ")
            ranges = [[int(end) for end in run.split("-")] for run in runs.split(",")]
            held.discard(name)
            if any(run[0] <= step <= run[-1] for run in ranges):
                held.add(name)
        found.append((element.tag, frozenset(held)))
    return found


@pytest.mark.parametrize(
    "query", ["lr=0.1&steps=6&zero=0&rate=inverse", "from=kink&lr=0.2&steps=9", "from=mixed-4x2&model=hidden&steps=5"]
)
def test_a_step_shown_by_the_script_is_the_step_drawn(query: str) -> None:
    link = decode(query)
    done = descend(link.scenario, link.lr, link.steps, link.zero, link.rate)
    pair = plane.entries(link, done)
    first = drawn(done, 0, pair)
    for step in range(done.taken + 1):
        now = drawn(done, step, pair)
        assert switched(first, step) == [(element.tag, classes(element)) for element in now.iter()]


def test_a_film_is_made_of_what_neither_runs_nor_loads_nor_leads_away() -> None:
    hostile = '"><img src=x onerror=alert(1)><style>*{display:none}</style><!--'
    done = descend(BOUNCE.replace(name=hostile), 0.1, 3)
    tree = drawn(done, 1)
    known = {"root", "section", "div", "p", "span", "b", "i", "code", "pre", "button", "table", "tr", "th", "td"}
    assert {element.tag for element in tree.iter()} <= known | DRAWN
    (image,) = tree.iter("image")
    assert image.get("href", "").startswith("data:image/png;base64,")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name == "src"]


def test_the_losses_stand_over_their_steps_and_the_ring_at_the_current_one() -> None:
    tree = parse(curve.curve(descend(BOUNCE, 0.1, 3), Pen(4, 2), 0.0))
    (line,) = of(tree, "descent-curve", "polyline")
    points = [tuple(map(float, point)) for point in re.findall(r"(\S+) (\S+)", line.get("points", ""))]
    high = 3.0 * (1 + curve.AIR)
    assert [x for x, _ in points] == pytest.approx([0, 100 / 3, 200 / 3, 100], rel=1e-4)
    assert [(1 - y / HIGH) * high for _, y in points] == pytest.approx([3.0, 1.7, 0.4, 0.9], rel=1e-3)
    ((step, left, top),) = here(tree)
    assert step == "2"
    assert (left, (1 - top / 100) * high) == pytest.approx((66.667, 0.4), rel=1e-3)
    assert "the least possible: 0" in text(tree)
    assert "descent-here" not in curve.curve(descend(BOUNCE, 0.1, 3), None, None)


def test_a_loss_that_grows_a_thousandfold_gets_a_logarithmic_axis() -> None:
    done = story("diverge")
    assert curve.axis_of(done, None).logarithmic
    tree = parse(curve.curve(done, Pen(done.taken + 1, 0), 0.0))
    assert "logarithmic axis" in text(tree)
    assert not of(tree, "descent-least"), "such an axis has no 0"


def test_losses_beyond_a_plain_axis_are_drawn_on_a_logarithmic_one() -> None:
    scale = curve.axis_of(descend(Scenario([[1]], [0], [1.3e308], dtype=torch.float64), 0.01, 3), None)
    assert scale.logarithmic
    assert scale.low < 1.3e308 < scale.high < math.inf, "it ends where float64 ends"


def test_the_path_starts_at_coeffs_and_passes_each_step_up_to_the_current_one() -> None:
    done = descend(BOUNCE, 0.1, 2)
    box = box_of(done)
    for step in range(3):
        tree = way(done, step)
        assert len(of(tree, "descent-path")) == step, "what comes after the step is not drawn yet"
        assert len(of(tree, "descent-stop", "span")) == step + 1
        assert len(of(tree, "descent-now")) == (step > 0), "the way of this step stands out"
        ((at, left, top),) = here(tree)
        assert at == str(step)
        assert box.left + left / 100 * box.width == pytest.approx([0.9, 0.7, 0.5][step], rel=1e-3)
        assert box.top - top / 100 * box.height == pytest.approx([0.9, 0.6, 0.3][step], rel=1e-3)
    points = [ends(line, box) for line in of(way(done, 2), "descent-path")]
    assert points == [
        [pytest.approx(point, rel=1e-3) for point in pair]
        for pair in (((0.9, 0.9), (0.7, 0.6)), ((0.7, 0.6), (0.5, 0.3)))
    ]


def test_the_arrow_points_against_what_the_next_step_uses() -> None:
    """(2, 3) at the start; without zeroing it is the sum that is used, also after the last step."""
    done = descend(BOUNCE, 0.1, 2)
    box = box_of(done)
    (arrow, *_) = path.arrows(done, box, PAIR)
    assert arrow.both.tolist() == [2, 3]
    (shaft, head) = of(way(done, 0), "descent-arrow", "g")[0]
    assert "descent-head" in classes(head)
    (x0, y0), (x1, y1) = ends(shaft, box)
    assert x1 < x0
    assert (y1 - y0) / (x1 - x0) == pytest.approx(3 / 2, rel=1e-2)
    for zero_grad in (True, False):
        done = descend(PRESETS["mixed-4x2"].build(), 0.01, 4, zero_grad=zero_grad)
        found = path.arrows(done, box_of(done), PAIR)
        for step, used in enumerate(done.grads):
            assert torch.equal(found[step].both, used)
        held = torch.zeros(2) if zero_grad else done.grads[-1]
        assert torch.equal(found[-1].both, held + gradients(done.at(4))["coeffs"])


def test_where_the_gradient_is_zero_there_is_no_arrow() -> None:
    perfect = descend(Scenario([[1, 2], [3, 4]], [3, 7], [1, 1]), 0.1, 3)
    assert not of(way(perfect, 0), "descent-arrow", "g")


def test_the_lines_of_residual_zero_are_drawn_and_the_mse_has_none() -> None:
    done = descend(BOUNCE, 0.1, 8)
    box = box_of(done)
    lines = of(way(done, 0), "descent-kink")
    assert len(lines) == 2
    for line in lines:
        for x, y in ends(line, box):
            assert x + 2 * y == pytest.approx(1, abs=1e-3) or 3 * x + 4 * y == pytest.approx(2, abs=1e-3)
    assert not of(way(descend(BOUNCE.replace(loss="mse"), 0.01, 8), 0), "descent-kink")


def test_of_a_divergence_the_first_steps_are_drawn() -> None:
    done = story("diverge")
    tree = way(done, done.taken)
    assert len(of(tree, "descent-path")) == 2, "one within, and one that leads out"
    assert not here(tree)
    assert int((~plane.inside(done, box_of(done), *PAIR)).sum()) == done.taken - 1
    said = picture(done, PAIR).captions
    assert said[done.taken] == f"{done.taken - 1} steps so far outside of the picture, this one among them."
    assert "outside" not in said[1]


def test_the_ground_is_grey_where_the_loss_is_high_and_has_a_line_at_every_level() -> None:
    """A loss that grows to the right, with no number in its last column."""
    across = torch.linspace(0, 1, 15, dtype=torch.float64)
    losses = across.repeat(15, 1)
    losses[:, -1] = torch.inf
    made = ground(Surface(across, across, losses, (), 0))
    assert made is not None
    assert (made.low, made.high, made.step) == pytest.approx((0, 13 / 14, 0.1))
    image = Image.open(io.BytesIO(base64.b64decode(made.picture.partition(",")[2]))).convert("RGBA")
    cover = [image.getpixel((x, image.height // 2))[3] for x in range(image.width)]  # type: ignore[index]  # RGBA
    plain = [each for each in cover if each not in (LINE, 0)]
    assert plain == sorted(plain)
    assert (plain[0], plain[-1]) == (FAINT, STRONG)
    assert sum(a != LINE and b == LINE for a, b in pairwise(cover)) == 9
    assert cover[-1] == 0, "where the loss is no number there is no ground"
    assert ground(Surface(across, across, torch.ones(15, 15).double(), (), 0)) is None
    assert ground(Surface(across, across, torch.full((15, 15), torch.nan).double(), (), 0)) is None


def test_the_other_numbers_are_held_where_the_loss_is_least_and_that_is_said() -> None:
    done = descend(PRESETS["article-1000x10"].build(), 0.01, 12)
    best = int(done.losses.argmin())
    assert f"other 8 coefficients held as they are after step {best}, where" in picture(done, PAIR).notes
    assert "held" not in picture(descend(BOUNCE, 0.1, 2), PAIR).notes


def test_one_coefficient_is_drawn_on_its_curve() -> None:
    done = descend(Scenario([[1]], [3], [0]), 1.0, 3)
    tree = parse(seen(picture(done, (FIRST, FIRST)).draw(Pen(4, 1))))
    assert len(of(tree, "descent-valley", "polyline")) == 1
    assert len(of(tree, "descent-path")) == 1
    assert [step for step, *_ in here(tree)] == ["1"]


def test_a_thousand_steps_stay_in_a_page_s_measure() -> None:
    """Two megabytes with all that is said of them, and not the square of the steps."""
    done = descend(PRESETS["article-1000x10"].build(), 0.01, 1000)
    assert len(film(done, PAIR, picture(done, PAIR), None, 0)) < 2_500_000


@pytest.mark.parametrize("key", DESCENT_STORIES)
def test_every_step_of_a_story_but_a_divergence_lies_in_the_picture(key: str) -> None:
    descent = story(key)
    pair = plane.entries(Link(descent.scenario), descent)
    box = plane.box_of(descent, *pair)
    assert box is not None
    if not descent.stopped:
        assert bool(plane.inside(descent, box, *pair).all())
    assert min(box.width, box.height) >= 0.24 * max(box.width, box.height)


def test_two_coefficients_are_chosen_and_never_the_same_one() -> None:
    two, ten = PRESETS["mixed-4x2"].build(), PRESETS["article-1000x10"].build()
    assert [plane.pair(Link(two, j=j)) for j in (0, 1)] == [(0, 1), (0, 1)]
    assert plane.pair(Link(ten, j=9)) == (8, 9)
    assert plane.pair(Link(ten, j=4, k=2)) == (4, 2)
    assert plane.pair(Link(ten, j=4, k=4)) == (4, 5)


@pytest.mark.parametrize(
    ("coeffs", "drawn"),
    [
        ([1.3e308, 1.0], False),
        ([1e308, -1e308], False),
        ([1e151, 0.0], False),
        ([1e149, 0.0], True),
        ([0.0, 0.0], True),
        ([5e-324, 1e-323], True),
        ([1e-200, -1e-200], True),
    ],
)
def test_a_box_is_a_finite_part_of_the_plane_or_none(coeffs: list[float], drawn: bool) -> None:
    """A mean of two huge numbers outgrows float64, and half of the least number of all is 0."""
    descent = descend(Scenario([[1, 1]], [0], coeffs, dtype=torch.float64), 0.01, 3)
    box = plane.box_of(descent, *PAIR)
    assert (box is not None) == drawn
    if box:
        assert 0 < box.width < math.inf
        assert 0 < box.width / 2 < box.width
        assert bool(surface(descent.scenario, 0, 1, box).losses.isfinite().all())
        assert bool(plane.inside(descent, box, *PAIR)[0])
