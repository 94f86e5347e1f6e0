"""Each displayed equation of By hand's formula holds with the digits shown.

The formula is read back from its LaTeX and worked out in exact arithmetic, as a reader would with pencil and paper.
"""

import math
import re
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given, settings

from core import Scenario, chain_rule
from tests.ui.walk import entries
from tests.ui.walk.holding import Side, value, wrong
from tests.ui.walk.tape.cases import KINDS, PROBLEMS
from ui.walk.formula import hand_formula
from ui.walk.formula.digits import fit
from ui.walk.tape.story import tell

SIGN = re.compile(r"\\overset\{\\text\{(float\d\d)\}\}\{=\}|\\approx|(?<!\\l)=")
CASES = re.compile(r"\\begin\{cases\}(.*?)&(.*?)\\le 1\\\\(.*?)&.*?\\end\{cases\}")


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
    for found in [*SIGN.finditer(text), None]:
        side = text[place : found.start() if found else None]
        yield Side(sign, plain(side), gaps="more" in side)
        if found:
            place, sign = found.end(), found[1] or ("=" if found[0] == "=" else "≈")


def plain(latex: str) -> str:
    """A side without LaTeX where it is all numbers; of two cases, the one that holds."""
    text = re.sub(r"\\text\{e\}(?:\{(-?\d+)\})", r"e\1", latex)
    text = re.sub(r"\\text\{(inf|nan)\}", r"\1", text)
    text = re.sub(r"\\underbrace\{([^{}]*)\}_\{\\text\{[^{}]*more\}\}", r"\1", text)
    text = re.sub(r"\\t?frac(?:\{1\}\{(\d+)\}|12)", lambda found: f"(1/{found[1] or 2})", text)
    if chosen := CASES.search(text):
        size = value(plain(chosen[2]))
        return text if size is None else plain(chosen[1] if size <= 1 else chosen[3])
    text = re.sub(r"\|\{?([^{}|]*)\}?\|", r"abs(\1)", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text).replace(r"\, (", "* (")
    return text.replace(r"\cdot", "*").strip()


def not_holding(latex: str, dtype: torch.dtype, unseen: float = 0.0) -> list[str]:
    return [each for sides in equations(latex) for each in wrong(sides, dtype, unseen)]


def check(scenario: Scenario, i: int, j: int) -> None:
    story, chain = tell(scenario, i, j), chain_rule(scenario)
    contributions = chain.contributions[:, j]
    size = len(contributions) * contributions.double().abs().sum().item() * torch.finfo(scenario.dtype).eps
    latex = hand_formula(story, chain)
    assert not_holding(latex, scenario.dtype, size if math.isfinite(size) else 0.0) == [], latex


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_each_displayed_equation_holds_within_its_displayed_digits(loss: str, reduction: str) -> None:
    for entry in entries.every(loss, reduction):
        check(*entry)


@settings(max_examples=150)
@given(entries.random())
def test_equations_hold_on_random_problems(entry: entries.Entry) -> None:
    check(*entry)


@settings(max_examples=100)
@given(entries.random(smallest=-40, largest=38, hits=False))
def test_equations_hold_at_the_ends_of_float32(entry: entries.Entry) -> None:
    scenario, i, j = entry
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
    assert (not_holding(latex, torch.float64) == []) is holds


def test_all_three_equations_are_checked() -> None:
    scenario = PROBLEMS["mixed-4x2"]
    assert len(list(equations(hand_formula(tell(scenario), chain_rule(scenario))))) == 3


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
