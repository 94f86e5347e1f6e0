"""A small table as markup."""

from tests.ui.markup import parse
from ui.table.grid import LONGEST, LONGEST_REASON, grid


def test_a_table_has_heads_of_columns_and_of_rows() -> None:
    tree = parse(grid("Columns", ("column", "holds"), [("tip", "number")]))
    assert [(cell.text, cell.attrib["scope"]) for cell in tree.iter("th")] == [
        ("column", "col"),
        ("holds", "col"),
        ("tip", "row"),
    ]
    assert [cell.text for cell in tree.iter("td")] == ["number"]


def test_what_stands_in_a_file_makes_no_tags() -> None:
    hostile = "<script>alert('1')</script>"
    made = grid(hostile, (hostile, hostile), [(hostile, hostile)])
    assert "<script" not in made
    assert made.count("&lt;script&gt;") == 6


def test_long_cells_are_cut_and_reasons_are_not() -> None:
    long = "x" * 1000
    assert [len(cell.text or "") for cell in parse(grid("", ("", ""), [(long, long)])).iter("td")] == [LONGEST]
    reason = grid("", ("", ""), [(long, long)], "reason")
    assert [len(cell.text or "") for cell in parse(reason).iter("td")] == [LONGEST_REASON]
