"""What a column holds, and why it cannot be used where it cannot."""

import math

import pytest

from core.table import Column, read_table
from tests.core.table.wording import one_sentence


def column(*cells: str, others: str = "1", separator: str = ";", name: str = "x") -> Column:
    """The first of two columns of a table."""
    rows = [f"{name}{separator}other", *(f"{cell}{separator}{others}" for cell in cells)]
    return read_table("\n".join(rows) + "\n").columns[0]


def numbers(*cells: str, **rest: str) -> list[float]:
    found = column(*cells, **rest)
    assert (found.why, found.usable) == ("", True)
    assert found.numbers is not None
    return found.numbers.tolist()


def why(*cells: str, **rest: str) -> str:
    found = column(*cells, **rest)
    assert not found.usable
    assert found.range is None
    return one_sentence(found.why)


def test_numbers_are_those_that_python_reads() -> None:
    texts = ["0.1", "1e-4", ".07", "-3", "+2.", "\u22121.5", " 7 ", "123456789012345680", "0.30000000000000004", "1E3"]
    expected = [0.1, 1e-4, 0.07, -3, 2, -1.5, 7, 123456789012345680, 0.30000000000000004, 1000]
    assert numbers(*texts) == expected


def test_type_range_and_missing_cells() -> None:
    found = column("3", "", "-1", "NA", "nan", "null", "N/A", "2")
    assert (found.kind, found.missing, found.range) == ("number", 5, (-1, 3))
    assert found.numbers is not None
    assert [math.isnan(number) for number in found.numbers.tolist()] == [False, True, False, *[True] * 4, False]


def test_decimal_commas() -> None:
    assert numbers("3,5", "1,234", "-,5", "7", "1,5e-3") == [3.5, 1.234, -0.5, 7, 0.0015]
    assert numbers('"3,5"', '"0,125"', separator=",") == [3.5, 0.125]
    assert numbers("3,5", "4,25", separator="\t") == [3.5, 4.25]


def test_three_digits_behind_a_comma_are_a_decimal_where_another_column_says_so() -> None:
    assert numbers("1,234", "2,500", others="0,5") == [1.234, 2.5]


def test_three_digits_behind_a_comma_can_mean_two_numbers() -> None:
    assert why("12", "1,234") == "row 3: “1,234” can mean two numbers: write 1234 or 1.234."
    assert why('"1,234"', separator=",") == "row 2: “1,234” can mean two numbers: write 1234 or 1.234."


def test_three_digits_behind_a_point_can_mean_two_numbers_beside_decimal_commas() -> None:
    assert why("1.234", others="0,5") == "row 2 is “1.234”: write all numbers of the table the same way."
    assert numbers("1.234", others="5") == [1.234]
    assert numbers("1.5", others="0,5") == [1.5]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1,234,567", "has commas in it: write it without: 1234567."),
        ("1.234.567", "has points between its thousands: write at most one point: 1234567."),
        ("1 000", "has blanks in it: write one number a cell, without blanks: 1000."),
        ("1.234,5", "has points between its thousands: write at most one point: 1234.5."),
        ("inf", "is not a finite number: write digits, such as 0.5."),
        ("-Infinity", "is not a finite number: write digits, such as 0.5."),
        ("1e400", "is too large for float64, which ends at 1.7976931348623157e308: write a smaller number."),
        ("1e-400", "is too small for float64, which would make it 0: write 0."),
        ("$5", "is not a number: write digits with at most one point, such as 0.5 or 1e-4."),
        ("50%", "is not a number: write digits with at most one point, such as 0.5 or 1e-4."),
        ("1_000", "has underscores in it: write it without: 1000."),
    ],
)
def test_cells_that_are_not_plain_numbers(cell: str, says: str) -> None:
    assert why("0.5", cell, "2") == f"row 3: “{cell}” {says}"


@pytest.mark.parametrize("cell", ["2024-01-31", "31.12.2024", "1/2/24", "2024-01-31T10:00", "10:30", "10:30:15"])
def test_dates_and_times(cell: str) -> None:
    found = column(cell, cell)
    assert found.kind == "date or time"
    assert found.why.endswith(", a date or a time: give a number, such as days since a start.")


def test_text() -> None:
    assert column("Sun", "Mon").kind == "text"
    assert why("Sun", "Mon") == "row 2 is “Sun”: text cannot be multiplied by a coefficient."
    assert why("1", "2", "none of these") == "row 4 is “none of these”: text cannot be multiplied by a coefficient."


def test_true_and_false_are_1_and_0_and_it_says_so() -> None:
    table = read_table("x,smoker\n1,True\n2,FALSE\n3,\n4,true\n")
    smoker = table.columns[1]
    assert (smoker.kind, smoker.missing, smoker.range) == ("true/false", 1, (0, 1))
    assert smoker.numbers is not None
    assert smoker.numbers.nan_to_num(9).tolist() == [1, 0, 9, 1]
    assert table.notes[-1] == "True is read as 1 and false as 0 in “smoker”."


def test_mixed_with_true_a_column_is_text() -> None:
    assert why("1", "true") == "row 3 is “true”: text cannot be multiplied by a coefficient."


def test_a_column_without_a_number() -> None:
    assert column("", "NA").kind == "empty"
    assert why("", "NA") == "every cell is missing: leave it out."


def test_a_huge_cell_is_quoted_shortly() -> None:
    assert len(why("x" * 50_000)) < 100
