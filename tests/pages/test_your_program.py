"""Your program through AppTest, on the real core: what is typed, what each line did, why, and every view of it."""

import re

import pytest
import torch
from streamlit.testing.v1 import AppTest

from core import (
    MISTAKES,
    TEMPLATES,
    Link,
    Script,
    decode,
    encode,
    mistake_scripts,
    script_from_json,
    script_to_json,
    with_script,
)
from tests.ui.markup import classes, parse, text
from tests.ui.visits import APP, PATIENCE, address, markup, notices, open_view, sound
from ui.frame.views import VIEWS
from ui.script.editor import FIELD
from ui.script.life import table
from ui.script.texts import written
from ui.script.why import held

HEAD = "import torch\nimport torch.nn.functional as F\n"
LOOPED = TEMPLATES["loop"].text
CUT = TEMPLATES["detach"].text


def visit(slug: str, program: str, **query: str) -> AppTest:
    return open_view(slug, {"program": program} | query)


def retype(at: AppTest, program: str) -> AppTest:
    return at.text_area(key=FIELD).set_value(program).run()


def plain(program: str) -> dict[str, str]:
    """What plain torch leaves in the `.grad` of each tracked leaf, as the page writes it; the texts are our own."""
    names: dict[str, object] = {}
    exec(HEAD + program, names)  # noqa: S102  # our own templates
    tensors = {name: each for name, each in names.items() if isinstance(each, torch.Tensor)}
    return {f"{name}.grad": held(each.grad) for name, each in tensors.items() if each.is_leaf and each.requires_grad}


def reasons(at: AppTest) -> dict[str, list[str]]:
    """By name, what the table of reasons says: the `.grad`, the cause, the sentence."""
    (table,) = (each for each in parse(markup(at)).iter("table") if "script-why" in classes(each))
    return {text(head): [text(cell) for cell in row.iter("td")] for row in table.iter("tr") for head in row.iter("th")}


@pytest.mark.parametrize("slug", TEMPLATES)
def test_a_template_does_what_plain_torch_does(slug: str) -> None:
    program = TEMPLATES[slug].text
    at = visit("your_program", program)
    assert {name: cells[0] for name, cells in reasons(at).items()} == plain(program)
    assert at.text_area(key=FIELD).value == program


def test_it_opens_with_the_present_problem_and_leaves_the_address_alone() -> None:
    at = open_view("your_program", {"from": "mixed-4x2", "model": "hidden"})
    script = Script.of(str(at.text_area(key=FIELD).value))
    (stretch,) = script.stretches
    assert stretch.scenario is not None
    wanted = decode("from=mixed-4x2&model=hidden").scenario
    assert {name: tensor.tolist() for name, tensor in stretch.scenario.tensors.items()} == {
        name: tensor.tolist() for name, tensor in wanted.tensors.items()
    }
    assert stretch.scenario.leaves == wanted.leaves
    assert address(at) == {"from": "mixed-4x2", "model": "hidden"}


def test_a_problem_too_large_for_lines_leaves_a_small_program_and_says_so() -> None:
    at = sound(open_view("your_program", {"from": "hidden-100000-10-1"}), "large")
    assert "has too many numbers for lines of its own" in text(parse(markup(at)))
    assert at.text_area(key=FIELD).value == next(iter(TEMPLATES.values())).text
    assert address(at) == {"from": "hidden-100000-10-1"}


WRONG = {
    "w = torch.ones(2, requires_grad=True)\nloss = (w * v).sum()\nloss.backward()": "Line 2, column 13",
    "w = torch.ones(2, requires_grad=True\nloss = w.sum()": "Line",
    "def f(x):\n    return x": "Line 1, column 1",
    "": "The program is empty",
    "x = torch.ones(10**9)": "Line 1",
    "().__class__": "Line 1, column 4",
}


def test_what_cannot_be_run_is_said_and_the_last_good_program_stays() -> None:
    at = visit("your_program", CUT)
    before = reasons(at)
    for program, says in WRONG.items():
        at = retype(at, program)
        assert [error.message for error in at.exception] == []
        (refusal,) = notices(at, "refusal")
        assert says in refusal
        assert "Of the last program that could be run:" in markup(at)
        (beside,) = (each for each in parse(markup(at)).iter("ol") if "script-draft" in classes(each))
        code = [text(part) for line in beside for part in line.iter("code")]
        assert code == [line.strip() for line in program.split("\n")]
        assert at.text_area(key=FIELD).value == program
        assert reasons(at) == before
        assert address(at)["program"] == CUT
    at = sound(retype(at, LOOPED), "mended")
    assert address(at)["program"] == LOOPED
    assert reasons(at) != before


def test_what_torch_raises_stands_at_its_line_with_its_mistake() -> None:
    program = "w = torch.ones(2, requires_grad=True)\nloss = (w * w).sum()\nloss.backward()\nloss.backward()"
    at = visit("your_program", program)
    lines = [each for each in parse(markup(at)).iter("li") if each.get("value")]
    assert "RuntimeError, see below" in text(lines[3])
    assert "RuntimeError" not in text(lines[2])
    (said,) = (each for each in parse(markup(at)).iter("li") if "script-error" in classes(each))
    assert text(said).startswith("line 4 raisedRuntimeError Trying to backward through the graph a second time")
    links = [link.proto for link in at.get("page_link")[len(VIEWS) :]]
    assert any(link.page == "mistakes" and "mistake=backward-twice" in link.query_string for link in links)
    assert reasons(at)["w.grad"][1] == "freed"


def test_the_cut_is_a_gap_between_nodes_with_its_line() -> None:
    at = visit("your_program", CUT)
    ways = [each for each in parse(markup(at)).iter("ol") if "script-way" in classes(each)]
    assert len(ways) == 2
    for way in ways:
        (gap,) = (each for each in way.iter("li") if "script-gap" in classes(each))
        assert text(gap) == "✂ line 5scaled.detach()"


ONE = {"your_program", "practice"}
NOT_THERE = {
    "mistakes": "not shown for your program",
    "your_numbers": "Your program has its numbers in its own lines",
}


@pytest.mark.parametrize("slug", TEMPLATES)
def test_every_view_shows_it_or_says_why_not(slug: str) -> None:
    program = TEMPLATES[slug].text
    for view in VIEWS:
        at = sound(visit(view, program), f"{view} {slug}")
        said = text(parse(markup(at)))
        if view in NOT_THERE:
            assert NOT_THERE[view] in said
        elif view == "descent" and slug == "detach":
            assert "No gradient reaches scale" in said


def test_a_program_that_cannot_be_walked_says_so_in_every_view() -> None:
    cases = {
        "w = torch.ones(2)\nloss = w.sum()\nloss.backward()": "PyTorch raised at line 3",
        "w = torch.ones(2, requires_grad=True)\nloss = w.sum()": "No line of the program calls backward().",
        "a = torch.ones(2)\nb = torch.ones(3)\nc = a + b": "The program stops in line 3 before any backward().",
    }
    for program, says in cases.items():
        for view in sorted(set(VIEWS) - ONE - set(NOT_THERE) - {"life"}):
            assert says in text(parse(markup(sound(visit(view, program), view)))), view


def test_each_call_of_a_loop_is_a_walk_of_its_own() -> None:
    script = Script.of(LOOPED)
    for call in range(3):
        link = with_script(Link(), script, call)
        assert decode(encode(link)).scenario == script.stretches[call].scenario
        at = sound(visit("backward", LOOPED, **({"call": str(call)} if call else {})), str(call))
        assert f"call {call + 1} of 3" in text(parse(markup(at)))


def test_the_life_of_grad_is_that_of_its_lines() -> None:
    trace = Script.of(LOOPED).trace
    at = sound(visit("life", LOOPED), "life")
    (table,) = (each for each in parse(markup(at)).iter("table") if "script-life" in classes(each))
    rows = [[text(cell) for cell in row.iter("td")] for row in table.iter("tr")][1:]
    leaf = trace.leaves[0]
    assert [row[0] for row in rows] == [str(moment.line) for moment in trace.moments]
    wanted = [written(moment.grads[leaf]) if leaf in moment.grads else "" for moment in trace.moments]
    assert [row[2] for row in rows] == wanted


@pytest.mark.parametrize(
    ("more", "last"),
    [
        ("shape = w.shape", "script-same"),  # no line touched its nan
        ("w.grad.mul_(-1)", "script-same"),  # a nan stays what it is
        ("w.grad = None", "script-new"),
        ("w.grad.zero_()", "script-new"),
    ],
)
def test_a_gradient_that_is_nan_is_marked_only_where_a_line_changed_it(more: str, last: str) -> None:
    script = Script.of(f"w = torch.tensor([0.], requires_grad=True)\n(w.sqrt() * 0).sum().backward()\n{more}")
    cells = [cell for cell in parse(table(script)).iter("td") if classes(cell) & {"script-same", "script-new"}]
    assert [text(cell) for cell in cells[:2]] == ["None", "[nan]"]
    assert [classes(cell) for cell in cells[1:]] == [{"script-new"}, {last}]


def test_a_mistake_opens_here_and_does_the_same() -> None:
    said = {slug: mistake_scripts(mistake, Link().scenario) for slug, mistake in MISTAKES.items()}
    shown = [slug for slug, scripts in said.items() if scripts]
    assert len(shown) >= 22
    for slug in ("forgets-to-zero", "loss-item"):
        at = open_view("mistakes", {"mistake": slug, "shown": "1"})
        links = [link.proto for link in at.get("page_link") if link.proto.page == "your_program"][1:]
        programs = [decode(link.query_string).script for link in links]
        scripts = said[slug]
        assert scripts is not None
        assert programs == [scripts.broken, scripts.mended]
        marked = [line for line in scripts.mended.text.splitlines() if line.endswith("# mended")]
        plain_lines = [re.sub(r"  # (mended|the mistake)$", "", line) for line in scripts.broken.text.splitlines()]
        assert marked
        assert all(line.removesuffix("  # mended") not in plain_lines for line in marked)


REBOUND = """w = torch.tensor(2., requires_grad=True)
loss = w * w
loss.backward()
w = w - 0.1 * w.grad
loss = w * w
loss.backward()
print(w.grad)"""


def test_a_name_that_was_bound_anew_is_told_from_the_leaf_that_it_was() -> None:
    """`w.grad` of the new tensor is None; what the second call filled is the old one's."""
    at = visit("your_program", REBOUND)
    lines = {each.get("value"): text(each) for each in parse(markup(at)).iter("li") if each.get("value")}
    assert "w.grad 4" in lines["3"]
    assert "w of line 1.grad" in lines["6"]
    assert reasons(at)["w.grad"][:2] == ["None", "not a leaf"]
    assert "Line 4 made a new w" in reasons(at)["w.grad"][2]
    said = text(parse(markup(sound(visit("backward", REBOUND, call="1"), "second call"))))
    assert "In your program w of line 1.grad held 4 before it" in said
    assert "one call alone" not in text(parse(markup(visit("backward", REBOUND))))
    at = visit("life", REBOUND)
    assert "w of line 1.grad" in text(parse(markup(at)))


def test_every_statement_of_a_line_has_its_note_and_a_turn_of_a_loop_no_second_one() -> None:
    program = "w = torch.ones(2, requires_grad=True); x = torch.ones(3)\nfor _ in range(2): y = w * 2; z = y.sum()"
    at = visit("your_program", program)
    lines = {each.get("value"): text(each) for each in parse(markup(at)).iter("li") if each.get("value")}
    first, second = (lines[number].replace(" ", "") for number in ("1", "2"))
    assert first.endswith("(2,)leaf,tracked(3,)nottracked")
    assert second.endswith("(2,)MulBackward0=4SumBackward0")
    assert second.count("MulBackward0") == 1


def test_what_is_asked_for_is_answered_first() -> None:
    """Names whose .grad is read, what backward failed on, and never nothing."""
    cases = {
        "w = torch.ones(2)\nloss = w.sum()\nloss.backward()": {"loss.grad"},
        "w = torch.ones(2)\nloss = w.sum()\nprint(w.grad)": {"w.grad"},
        "x = torch.ones(2)\ny = x * 2": {"x.grad", "y.grad"},
        "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.sum().backward()\nprint(y.grad)": {"x.grad", "y.grad"},
    }
    for program, names in cases.items():
        assert reasons(sound(visit("your_program", program), program)).keys() == names


def test_only_a_cut_that_lost_something_is_marked_and_a_silent_broadcast_is() -> None:
    marked = {
        "w = torch.ones(2, requires_grad=True)\nloss = w.sum()\nloss.backward()\nprint(loss.item())": set(),
        CUT: {"5"},
        "w = torch.ones(2, requires_grad=True)\nx = torch.ones(2, 1)\n(w - x).sum().backward()": {"3"},
        "w = torch.ones(2, 3, requires_grad=True)\n(w @ torch.ones(3, 4)).sum().backward()": set(),
    }
    for program, lines in marked.items():
        at = sound(visit("your_program", program), program)
        items = [each for each in parse(markup(at)).iter("li") if each.get("value")]
        found = {
            item.get("value")
            for item in items
            for part in item.iter("span")
            if {"script-cut", "script-warned"} & set(classes(part))
        }
        assert found == lines, program


def test_a_value_that_a_later_line_changes_starts_as_it_was_made() -> None:
    at = visit("your_program", LOOPED)
    (table,) = (each for each in parse(markup(at)).iter("table") if "script-inputs" in classes(each))
    coeffs = next(row for row in table.iter("tr") if text(row).startswith("coeffs"))
    assert text(list(coeffs)[-1]) == "[0.5, 0.5]"


def test_a_text_that_cannot_be_run_outlives_a_reload() -> None:
    program = "w = torch.ones(2, requires_grad=True)\nloss = (w * v).sum()"
    at = retype(visit("your_program", CUT), program)
    kept = address(at)
    assert kept == {"program": CUT, "draft": program}
    again = open_view_of(kept)
    assert again.text_area(key=FIELD).value == program
    assert "Line 2, column 13" in notices(again, "refusal")[0]
    assert address(sound(retype(again, LOOPED), "mended")) == {"program": LOOPED}


def open_view_of(query: dict[str, str]) -> AppTest:
    """A fresh visit to an address whose text is refused."""
    at = AppTest.from_file(APP, default_timeout=PATIENCE)
    at.switch_page(VIEWS["your_program"].path)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def test_a_text_too_long_for_an_address_stays_in_the_session_and_is_offered_as_a_file() -> None:
    lines = "".join(f"x{at} = torch.tensor([{at}.5, 1.25], requires_grad=True)\n" for at in range(110))
    program = f"{lines}loss = (x0 * x109).sum()\nloss.backward()"
    at = sound(retype(open_view("your_program", {}), program), "long")
    assert address(at).keys() == {"data"}
    assert "too many for a link" in text(parse(markup(at)))
    assert reasons(at)["x0.grad"][0] == "[109.5, 1.25]"
    script = Script.of(program)
    again = script_from_json(script_to_json(script))
    assert (again, again.trace.calls[0].after.keys()) == (script, script.trace.calls[0].after.keys())
