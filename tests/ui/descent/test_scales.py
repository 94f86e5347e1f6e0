"""The axes of the charts."""

import pytest

from ui.descent.scales import LARGEST, SMALLEST, Scale, rounds


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 3.2, [0, 1, 2, 3]),
        (0, 40, [0, 10, 20, 30, 40]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-0.25, 0.25, [-0.2, -0.1, 0, 0.1, 0.2]),
        (1000.001, 1000.002, [1000.001, 1000.0012, 1000.0014, 1000.0016, 1000.0018, 1000.002]),
        (1e-150, 5e-150, [1e-150, 2e-150, 3e-150, 4e-150, 5e-150]),
        (-1e150, 1e150, [-1e150, -5e149, 0, 5e149, 1e150]),
    ],
)
def test_an_axis_is_marked_at_round_numbers_within_it(low: float, high: float, marks: list[float]) -> None:
    assert Scale(low, high).marks == pytest.approx(marks)
    assert [Scale(low, high).at(each) for each in (low, high)] == [0, 1]
    assert rounds(low, high, 5) == Scale(low, high).marks


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.5, 2000, [1, 10, 100, 1000]),
        (1e-3, 1e7, [1e-3, 1e-1, 1e1, 1e3, 1e5, 1e7]),
        (SMALLEST, LARGEST, [1e-307, 1e-184, 1e-61, 1e62, 1e185, 1e308]),
    ],
)
def test_a_logarithmic_axis_is_marked_at_powers_of_ten(low: float, high: float, marks: list[float]) -> None:
    scale = Scale(low, high, logarithmic=True)
    assert scale.marks == marks
    assert [scale.at(each) for each in (low, high)] == pytest.approx([0, 1])
    assert scale.at((low * high) ** 0.5) == pytest.approx(0.5)
