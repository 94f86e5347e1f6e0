"""The tab Table: a file or pasted rows become the current problem, or are refused in a sentence."""

from urllib.parse import urlencode

import plotly.data
import pytest
import torch
from streamlit.testing.v1 import AppTest

from core import Scenario, run_backward
from core.link.links import decode
from core.numbers import short
from core.table import MAX_FEATURES
from tests.ui.markup import parse, text
from tests.ui.visits import address, markup, notices, open_view, sound
from ui.table.choice import TOO_FEW

GAPS = b"name;size;tip\nAda;1,5;2\nBob;;6\nCem;3;4\n"


def scenario(at: AppTest) -> Scenario:
    """What the address holds: what any other browser would get."""
    return decode(urlencode(address(at))).scenario


def upload(raw: bytes, **query: str) -> AppTest:
    """A visit that uploads a file."""
    at = open_view("your_numbers", query)
    return at.file_uploader(key="table_file").upload("table.csv", raw, "text/csv").run()


def use(at: AppTest) -> AppTest:
    return at.button(key="table_use").click().run()


def errors(at: AppTest) -> list[str]:
    assert not at.exception
    return notices(at, "refusal")


def shown(at: AppTest, label: str) -> list[list[str]]:
    """The rows of one of the tab's tables, their heads with them."""
    (box,) = [box for box in parse(markup(at)).iter("section") if box.attrib.get("aria-label", "").startswith(label)]
    return [[text(cell) for cell in row] for row in box.iter("tr")][1:]


def control(at: AppTest, kind: str, name: str) -> object:
    """A control of the choice; its key ends in the number of the table."""
    (found,) = [widget for widget in getattr(at, kind) if str(widget.key).startswith(f"table_{name}_")]
    return found


def test_a_file_is_described_before_anything_is_made_of_it() -> None:
    at = sound(upload(GAPS), "upload")
    assert shown(at, "All rows") == [["2", "Ada", "1,5", "2"], ["3", "Bob", "", "6"], ["4", "Cem", "3", "4"]]
    assert shown(at, "Columns") == [
        ["name", "text", "", "", "", "row 2 is “Ada”: text cannot be multiplied by a coefficient"],
        ["size", "number", "1.5", "3", "1", ""],
        ["tip", "number", "2", "6", "", ""],
    ]
    assert control(at, "selectbox", "target").value == "tip"  # type: ignore[attr-defined]
    assert address(at) == {}


def test_rows_with_gaps_are_left_out_only_when_the_reader_says_so() -> None:
    at = use(upload(GAPS))
    assert errors(at) == ["Row 3 has a missing cell: fill it in, or leave the row out."]
    assert address(at) == {}
    toggle = control(at, "toggle", "drop")
    assert toggle.label == "Leave out 1 row with missing cells: row 3"  # type: ignore[attr-defined]
    at = use(toggle.set_value(True).run())  # type: ignore[attr-defined]
    assert errors(at) == []
    assert scenario(at) == Scenario([[1.5], [3.0]], [2, 4], [0])
    assert shown(at, "In use") == [["coeffs[0]", "size", "0", "−2.25"]]  # -(1.5 + 3) / 2


def test_the_tips_by_hand_are_the_preset() -> None:
    """plotly's whole table: the same columns, divided by their maximum, from zeros."""
    raw = plotly.data.tips().to_csv(index=False).encode()
    at = sound(upload(raw), "upload")
    control(at, "selectbox", "target").set_value("tip")  # type: ignore[attr-defined]
    at.run()
    control(at, "multiselect", "features").set_value(["total_bill", "size"])  # type: ignore[attr-defined]
    control(at, "button_group", "scaling").set_value("max")  # type: ignore[attr-defined]
    at = sound(use(at.run()), "use")
    tips = decode("from=tips").scenario
    grads = [short(grad, signed=True) for grad in run_backward(tips).coeffs_grad.tolist()]
    assert [row[1:] for row in shown(at, "In use")] == [["total_bill", "0", grads[0]], ["size", "0", grads[1]]]


def test_a_column_of_ones_and_a_seed() -> None:
    at = sound(upload(b"x,y\n1,2\n3,4\n"), "upload")
    control(at, "toggle", "constant").set_value(True)  # type: ignore[attr-defined]
    control(at, "button_group", "start").set_value("seed")  # type: ignore[attr-defined]
    at.run()
    control(at, "text_input", "start").set_value("7")  # type: ignore[attr-defined]
    at = sound(use(at.run()), "use")
    expected = torch.rand(2, generator=torch.Generator().manual_seed(7)) - 0.5
    assert scenario(at) == Scenario([[1, 1], [3, 1]], [2, 4], expected)


def test_numbers_to_start_from_and_what_is_wrong_with_them() -> None:
    at = sound(upload(b"x,z,y\n1,2,5\n3,4,6\n"), "upload")
    control(at, "button_group", "start").set_value("numbers")  # type: ignore[attr-defined]
    at.run()
    for given, says in {
        "1": "There are 1 start coeff for 2 columns of t_indep: give one for each.",
        "1, x": "Numbers: coeffs[1]: “x” is not a number: write digits with at most one point, such as 0.5 or 1e-4.",
        "": "Numbers: there is nothing to read: paste numbers, such as 1, 2.",
    }.items():
        control(at, "text_input", "start").set_value(given)  # type: ignore[attr-defined]
        at = use(at.run())
        assert errors(at) == [says]
    control(at, "text_input", "start").set_value("0.5, 0.5")  # type: ignore[attr-defined]
    at = sound(use(at.run()), "use")
    assert scenario(at) == Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5])


def test_loss_reduction_and_precision_stay() -> None:
    at = sound(use(upload(b"x,y\n0.1,2\n3,4\n", loss="mse", reduction="sum", dtype="float64")), "use")
    made = scenario(at)
    assert (made.loss, made.reduction, made.dtype) == ("mse", "sum", torch.float64)
    assert made.t_indep.tolist() == [[0.1], [3]]


def test_pasted_rows_are_never_a_path() -> None:
    at = open_view("your_numbers", {})
    at.text_area(key="table_text").set_value("1,2")
    at = sound(at.button(key="table_read").click().run(), "read")
    assert shown(at, "All rows") == [["1", "1", "2"]]
    at.text_area(key="table_text").set_value("/etc/passwd")
    at = at.button(key="table_read").click().run()
    assert errors(at) == [
        "Only one column was found: put commas, semicolons, tabs or blanks between the cells of a row."
    ]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "This is no text: give a CSV file, in UTF-8 or Latin-1."),
        (b" ", "The table is empty: give a row of names and rows of numbers."),
        (b"x;y\n1;2\n3\n", "Row 3 has 1 cell where row 1 has 2: give every row the same number of cells."),
        (b"x,y\nSun,1\nMon,2\n", TOO_FEW),
    ],
)
def test_files_that_cannot_be_used(raw: bytes, says: str) -> None:
    at = upload(raw)
    assert errors(at) == [says]
    assert not [button for button in at.button if button.key == "table_use"]


def test_a_refused_file_leaves_no_older_table_on_the_page() -> None:
    at = sound(upload(GAPS), "upload")
    at = at.file_uploader(key="table_file").upload("picture.csv", b"\x00", "text/csv").run()
    assert errors(at) == ["This is no text: give a CSV file, in UTF-8 or Latin-1."]
    assert "Columns" not in markup(at)


def test_the_reader_says_whether_the_first_row_holds_names() -> None:
    at = sound(upload(b"2020,2021\n1,2\n3,4\n"), "upload")
    assert [row[0] for row in shown(at, "Columns")] == ["column 1", "column 2"]
    at = sound(at.toggle(key="table_names").set_value(True).run(), "toggle")
    assert [row[0] for row in shown(at, "Columns")] == ["2020", "2021"]
    assert len(shown(at, "All rows")) == 2


def test_the_names_go_when_other_numbers_come() -> None:
    at = sound(use(upload(b"x,y\n1,2\n3,4\n")), "use")
    assert "In use" in markup(at)
    at.selectbox(key="page_preset").set_value("mixed-4x2").run()
    assert "In use" not in markup(at)


def test_names_make_no_markup() -> None:
    at = sound(use(upload(b"<img src=x onerror=alert(1)>,`y`\n1,2\n3,4\n")), "use")
    assert "<img" not in markup(at)
    assert shown(at, "In use") == [["coeffs[0]", "<img src=x onerror=alert(1)>", "0", "−2"]]


def test_a_large_table_sends_its_first_rows_alone() -> None:
    names = [f"x{k}" for k in range(MAX_FEATURES)]
    rows = "".join(",".join([f"{i}.{k}" for k in range(MAX_FEATURES)]) + "\n" for i in range(4_000))
    at = sound(upload((",".join(names) + "\n" + rows).encode()), "upload")
    assert len(shown(at, "The first")) == 5
    at = sound(use(at), "use")
    assert [warning for warning in notices(at, "warning") if "too many for a link" in warning]
    assert len(markup(at)) < 60_000
