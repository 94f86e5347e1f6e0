"""Each displayed equation of each step of each formula holds with the digits shown.

The formulas are read back from their LaTeX and worked out in exact arithmetic, as a reader would with pencil and paper.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Scenario, chain_rule
from core.numbers import dtype_name
from core.scenario.scenario import DTYPES
from tests.core.strategies import scenarios
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, walks
from ui.walk.formula import backward_formula, forward_formula, hand_formula, origin_line
from ui.walk.formula.digits import fit
from ui.walk.tape.story import Story, tell

EDGES = {
    "cancels in float64": Scenario([[0.1, 0.2], [2.0, 1.0]], [0.3, 1], [1, 1], dtype=torch.float64),
    "absorbed": Scenario([[1e8, 1, -1e8]], [0], [1, 1, 1]),
    "underflow": Scenario([[1e-30]], [0], [1e-20]),
    "subnormal": Scenario([[1e-20]], [0], [1.23456e-20]),
    "overflow in the square": Scenario([[1e20]], [0], [1e10]),
    "overflow of a sum": Scenario([[3e38], [3e38]], [0, 0], [1e-30]),
    "nan and hits": Scenario([[3e38, 3e38, 0.0], [1.0, 2.0, 0.0]], [0, 3], [3e38, -3e38, 1]),
    "thirds": Scenario([[1, 2], [3, 4], [5, 6]], [1, 1, 1], [0.333333, 0.666667]),
    "close": Scenario([[1.2344]], [1.2331], [1]),
    "tiny beside large": Scenario([[6173.123, 1.0]], [0.00001], [1, 1e-4]),
}
"""Where four digits, or the dtype itself, are not enough."""

SIGN = re.compile(r"\\overset\{\\text\{(float\d\d)\}\}\{=\}|\\approx|(?<!\\l)=")
CASES = re.compile(r"\\begin\{cases\}(.*?)&(.*?)\\le 1\\\\(.*?)&.*?\\end\{cases\}")
PLAIN = re.compile(r"(?:[\d.e+\-*/() ,]|abs|sign|clamp|inf|nan)+")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?|inf|nan")
Exact = Fraction | float
"""A float where inf or nan stands in a side."""


@dataclass(frozen=True)
class Side:
    """One side of an equation: the sign before it ("=", "≈", a dtype's name; "" for the first), and its LaTeX."""

    sign: str
    text: str


def equations(latex: str) -> Iterator[list[Side]]:
    """The sides that hold numbers and no symbols, equation by equation."""
    kept = CASES.sub(lambda found: found[0].replace(r"\\", "§").replace("&", "¦"), latex)
    for block in kept.split(r"\rule{0pt}{4pt}"):
        whole: list[str] = []
        for line in re.sub(r"\\(?:begin|end)\{aligned\}|\\quad|\{\}", " ", block).split(r"\\"):
            text = line.replace("&", " ").strip()
            if whole and (SIGN.match(text) or text.startswith(("+", "-"))):
                whole[-1] += f" {text}"
            else:
                whole.append(text)
        for text in whole:
            sides = _sides(text.replace("§", r"\\").replace("¦", "&"))
            numeric = [side for side in sides if value(side.text) is not None]
            if len(numeric) > 1:
                yield numeric


def _sides(text: str) -> Iterator[Side]:
    place, sign = 0, ""
    for found in SIGN.finditer(text):
        yield Side(sign, text[place : found.start()])
        place, sign = found.end(), found[1] or ("=" if found[0] == "=" else "≈")
    yield Side(sign, text[place:])


def value(text: str) -> Exact | None:
    """A side in exact arithmetic; None for symbols."""
    plain = re.sub(r"\\text\{e\}(?:\{(-?\d+)\})", r"e\1", text)
    plain = re.sub(r"\\text\{(inf|nan)\}", r"\1", plain)
    plain = re.sub(r"\\underbrace\{([^{}]*)\}_\{\\text\{[^{}]*more\}\}", r"\1", plain)
    plain = re.sub(r"\\t?frac(?:\{1\}\{(\d+)\}|12)", lambda found: f"(1/{found[1] or 2})", plain)
    if chosen := CASES.search(plain):
        size = value(chosen[2])
        return None if size is None else value(chosen[1] if size <= 1 else chosen[3])
    plain = re.sub(r"\|\{?([^{}|]*)\}?\|", r"abs(\1)", plain)
    plain = re.sub(r"\\operatorname\{(\w+)\}", r"\1", plain).replace(r"\, (", "* (")
    plain = plain.replace(r"\cdot", "*").replace("(1/2)  *", "(1/2) *").replace("^2", "@").strip()
    if not PLAIN.fullmatch(plain.replace("@", "")):
        return None
    floating = "inf" in plain or "nan" in plain
    code = NUMBER.sub(lambda found: f"float('{found[0]}')" if floating else f"Fraction('{found[0]}')", plain)
    names = {"Fraction": Fraction, "float": float, "sign": sign, "clamp": clamp, "abs": abs, "__builtins__": {}}
    return eval(code.replace("@", "**2"), names)  # type: ignore[no-any-return]  # noqa: S307  # our own formula


def sign(x: Exact) -> Exact:
    return (x > 0) - (x < 0)


def clamp(x: Exact, low: Exact, high: Exact) -> Exact:
    return x if math.isnan(x) else max(low, min(x, high))


def displayed(text: str) -> list[str]:
    """The numbers that stand in a side."""
    return NUMBER.findall(re.sub(r"\\text\{e\}\{?(-?\d+)\}?", r"e\1", text))


def last_digit(number: str) -> Fraction:
    """What one in the last digit is worth: four digits, or as many as seven characters hold; zeros are not written."""
    _, _, exponent = number.partition("e")
    if exponent:
        return Fraction(10) ** (int(exponent) + 1 - min(3, max(1, 5 - len(exponent))))
    size = Fraction(number)
    first = next(power for power in range(-9, 25) if size < Fraction(10) ** (power + 1))
    return Fraction(10) ** (first + 1 - (3 if size < Fraction(1, 100) else 4))


def wrong(latex: str, dtype: torch.dtype, unseen: float = 0.0) -> list[str]:
    """Each pair of sides that does not hold with the digits shown; `unseen` bounds what rounding does in gaps."""
    return [
        f"{before.text} {after.sign} {after.text}"
        for sides in equations(latex)
        for before, after in pairwise(sides)
        if not holds(before, after, dtype, unseen)
    ]


def holds(before: Side, after: Side, dtype: torch.dtype, unseen: float) -> bool:
    if len(displayed(before.text)) == 1 < len(displayed(after.text)) and "operatorname" not in before.text:
        before, after = Side("", after.text), Side(after.sign, before.text)  # where the result stands on the left
    one, other = value(before.text), value(after.text)
    assert one is not None
    assert other is not None
    if isinstance(one, float):  # arithmetic with inf and nan, as the floating-point standard has it
        same = (math.isnan(one) and math.isnan(other)) or math.isclose(one, float(other), rel_tol=1e-3)
        return after.sign == ("=" if same else dtype_name(dtype))
    if after.sign == "=":
        return one == other
    numbers = displayed(after.text)
    if after.sign == "≈":
        if isinstance(other, float):
            return False
        if len(numbers) == 1:
            return (one != other or abs(one) >= 2**52) and abs(one - other) <= last_digit(numbers[0])
        share = max(last_digit(number) / Fraction(number) for number in numbers if Fraction(number))
        return abs(one - other) <= share * abs(other)
    assert after.sign == dtype_name(dtype)
    kind = torch.finfo(dtype)
    size = value(before.text.strip().replace("(-", "(").replace(" - ", " + ").removeprefix("-"))
    assert size is not None
    if isinstance(other, float):  # too large for the dtype, if only on the way
        return size > Fraction(kind.max) / 2
    rounded = len(displayed(before.text)) * Fraction(kind.eps) * Fraction(size)
    if "more" in before.text:
        rounded += Fraction(unseen)
    return one != other and abs(one - other) <= max(rounded, 4 * Fraction(kind.tiny))


def formulas(story: Story) -> dict[str, str]:
    """Every formula of a story by what it belongs to."""
    forward, backward = walks(story)
    found = {f"forward {tape_step.title}": forward_formula(story, tape_step) for tape_step in forward}
    found |= {f"backward {tape_step.title}": backward_formula(story, tape_step) for tape_step in backward}
    return found | {"hand": hand_formula(story, chain_rule(story.scenario)), "origin": origin_line(story)}


def check(scenario: Scenario, i: int, j: int) -> None:
    story, chain = tell(scenario, i, j), chain_rule(scenario)
    added = (story.forward["products"].value[i], story.forward["errors"].value, chain.contributions[:, j])
    sizes = [len(each) * each.double().abs().sum().item() * torch.finfo(scenario.dtype).eps for each in added]
    unseen = max((size for size in sizes if math.isfinite(size)), default=0.0)
    for title, latex in formulas(story).items():
        assert wrong(latex, scenario.dtype, unseen) == [], f"{title}: {latex}"


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_each_displayed_equation_holds_within_its_displayed_digits(loss: str, reduction: str) -> None:
    """Every problem in both precisions, at its first, a middle and its last entry."""
    for problem, dtype in product((PROBLEMS | EDGES).values(), DTYPES.values()):
        scenario = problem.replace(loss=loss, reduction=reduction, dtype=dtype)
        last_i, last_j = scenario.n_samples - 1, scenario.n_coeffs - 1
        for i, j in {(0, 0), (last_i // 2, last_j // 2), (last_i, last_j)}:
            check(scenario, i, j)


@settings(max_examples=150)
@given(scenarios(), st.data())
def test_equations_hold_on_random_problems(scenario: Scenario, data: st.DataObject) -> None:
    i, j = (data.draw(st.integers(0, size - 1)) for size in (scenario.n_samples, scenario.n_coeffs))
    check(scenario, i, j)


@settings(max_examples=100)
@given(scenarios(smallest=-40, largest=38, hits=False), st.data())
def test_equations_hold_at_the_ends_of_float32(scenario: Scenario, data: st.DataObject) -> None:
    i, j = (data.draw(st.integers(0, size - 1)) for size in (scenario.n_samples, scenario.n_coeffs))
    check(scenario.replace(dtype=torch.float32), i, j)


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        (r"x &= 0.1 \cdot 3 \\ &= 0.3", True),
        (r"x &= 0.3 - 0.3 \\ &= 5.6\text{e}{-17}", False),
        (r"x &= 0.3 - 0.3 \\ &\approx 5.6\text{e}{-17}", False),
        (r"x &= 0.30000000000000004 - 0.3 \\ &\overset{\text{float64}}{=} 5.6\text{e}{-17}", True),
        (r"x &= 1.234 - 1.233 \\ &\approx 0.0013", False),
        (r"x &= 1 + \underbrace{2}_{\text{7 more}} \\ &\quad {} + 3 \\ &= 7", False),
        (r"x &= \tfrac{1}{3} \, (1 + 1) \\ &\approx 0.6667", True),
        (r"x &= \tfrac{1}{3} \, (1 + 1) \\ &= 0.6667", False),
        (r"x &= 1 \cdot \operatorname{clamp}(-3, -1, 1) \\ &= 1 \cdot (-1) \\ &= 1", False),
        (r"x &= 3\text{e}{38} \cdot 3\text{e}{38} \\ &= \text{inf}", False),
        (r"x &= \begin{cases}\tfrac12  \cdot 2^2 & |2| \le 1\\ |2| - \tfrac12 & |2| > 1\end{cases} \\ &= 2", False),
    ],
)
def test_the_check_tells_a_wrong_line_from_a_right_one(latex: str, holds: bool) -> None:
    assert list(equations(latex))
    assert (wrong(latex, torch.float64) == []) is holds


def test_every_step_with_numbers_is_checked() -> None:
    """The check reads all that is there: 13 formulas of the article's walk, of which two are in symbols alone."""
    found = {title: list(equations(latex)) for title, latex in formulas(tell(PROBLEMS["mixed-4x2"])).items()}
    assert [title for title, sides in found.items() if not sides] == [
        "forward start",
        "backward start",
        "backward AccumulateGrad",
    ]
    assert len(found["hand"]) == 3


@pytest.mark.parametrize(
    ("pred", "target", "dtype", "texts"),
    [
        (3.5, 6.0, torch.float32, ("=", "3.5", "=")),
        (1.2344, 1.2331, torch.float64, ("=", "1.2344", "=")),
        (0.1 + 0.2, 0.3, torch.float64, ("=", "0.30000000000000004", r"\overset{\text{float64}}{=}")),
        (2.26171875, 0.90109997, torch.float32, (r"\approx", "2.262", r"\approx")),
    ],
)
def test_a_difference_takes_as_many_digits_as_it_needs(
    pred: float, target: float, dtype: torch.dtype, texts: tuple[str, str, str]
) -> None:
    made = (torch.tensor(pred, dtype=dtype) - torch.tensor(target, dtype=dtype)).item()
    line = fit((pred, target), lambda shown: shown[0] - shown[1], made, dtype)
    assert (line.write.opening(pred), line.write.number(pred), line.sign) == texts
