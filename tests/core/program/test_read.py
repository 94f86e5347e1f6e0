"""Texts that are read: their operations, names, options, and what is tracked."""

# ruff: noqa: E501  # a row of a table is one line

import pytest
import torch

from core.kinds import KINDS
from core.program import Program, carrying, parse

READ = (
    ("loss = x.sum()", ["loss: sum(x)"], ["x"]),
    ("y = x * 2 + 1\nloss = y.mean()", ["x * 2: mul(x, 2)", "y: add(x * 2, 1)", "loss: mean(y)"], ["x"]),
    ("x = x * 2\nx = x * x\nloss = x.sum()", ["x: mul(x, 2)", "x: mul(x, x)", "loss: sum(x)"], ["x"]),
    ("loss = ((a + b)\n    * c).sum()", ["a + b: add(a, b)", "(a + b) * c: mul(a + b, c)", "loss: sum((a + b) * c)"], ["a", "b", "c"]),
    ("r = p - t[:, None]\nloss = r.abs().mean()", ["t[:, None]: column(t)", "r: sub(p, t[:, None])", "r.abs(): abs(r)", "loss: mean(r.abs())"], ["p", "t"]),
    ("loss = torch.where(a > 0, a, 0.1 * b).sum()", ["a > 0: compare(a, 0)", "0.1 * b: mul(0.1, b)", "torch.where(a > 0, a, 0.1 * b): where(a > 0, a, 0.1 * b)", "loss: sum(torch.where(a > 0, a, 0.1 * b))"], ["a", "b"]),
    ("import torch\nimport torch.nn.functional as F\nfrom torch.nn import functional as F\n# é\u2028\nloss = F.relu(x).sum()  # \"'\\; is fine here", ["F.relu(x): relu(x)", "loss: sum(F.relu(x))"], ["x"]),
    ("loss = -x * -2", ["-x: neg(x)", "loss: mul(-x, -2)"], ["x"]),
    ("loss = x * (2**3 - 1 / 4)", ["loss: mul(x, 7.75)"], ["x"]),
    ("k = 3 * 2\nloss = x * k", ["loss: mul(x, 6)"], ["x"]),
    ("y = x\nloss = y * 2", ["loss: mul(x, 2)"], ["x"]),
    ("loss = +x * 1e-3", ["loss: mul(x, 0.001)"], ["x"]),
    ("loss = torch.nn.functional.mse_loss(input=a, target=b, reduction='sum')", ["loss: mse_loss(a, b; reduction=sum)"], ["a", "b"]),
    ("loss = x.sum(axis=(0, -1), keepdims=True).T.reshape(-1, 1)", ["x.sum(axis=(0, -1), keepdims=True): sum(x; dim=(0, -1), keepdim=True)", "x.sum(axis=(0, -1), keepdims=True).T: transpose(x.sum(axis=(0, -1), keepdims=True))", "loss: reshape(x.sum(axis=(0, -1), keepdims=True).T; shape=(-1, 1))"], ["x"]),
    ("loss = x.std(0, False)", ["loss: std(x; dim=0, unbiased=False)"], ["x"]),
    ("loss = x.clamp(max=100000000000000000000)", ["loss: clamp(x; max=1e+20)"], ["x"]),
    ("loss = x ** 2", ["loss: pow(x; exponent=2)"], ["x"]),
    ("loss = torch.sub(other=a, input=b)", ["loss: sub(b, a)"], ["b", "a"]),
    ("match = x * 2\ntype = match * 2\nloss = type.sum()", ["match: mul(x, 2)", "type: mul(match, 2)", "loss: sum(type)"], ["x"]),
    ("loss = x.data * w.detach()", ["x.data: data(x)", "w.detach(): detach(w)", "loss: mul(x.data, w.detach())"], ["x", "w"]),
)  # fmt: skip


def told(program: Program) -> list[str]:
    """Each operation with the names of what it reads, and the options that were written."""
    found = []
    for operation in program.operations:
        pairs = zip(operation.reads, operation.numbers, strict=True)
        given = ", ".join(f"{number:g}" if read is None else program.names[read] for read, number in pairs)
        options = ", ".join(f"{name}={value}" for name, value in operation.written.items())
        found.append(f"{operation.name}: {operation.kind.name}({given}{'; ' * bool(options)}{options})")
    return found


def test_a_text_is_read_into_single_operations_with_their_names() -> None:
    for text, operations, inputs in READ:
        program = parse(text)
        assert told(program) == operations, text
        assert list(program.inputs) == inputs, text
        assert program.result == len(program.names) - 1
        for number, operation in enumerate(program.operations, start=len(inputs)):
            assert operation.result == number
            assert all(read < number for read in operation.values)  # what is read was made before
            assert operation.options.keys() == operation.kind.options.keys()
            assert operation.part == (operation.name == operation.code)


def test_a_name_that_is_bound_twice_stands_for_two_values() -> None:
    program = parse("x = x * 2\nx = x * x\nloss = x.sum()")
    assert [operation.reads for operation in program.operations] == [(0, None), (1, 1), (2,)]
    assert program.finals == {"x": 2, "loss": 3}
    assert program.numbers == {"x": 0}
    x = torch.tensor([1.0, 3.0])
    assert program.compute({"x": x})[-1].item() == 40.0


LOSSES = (
    ("y = x.sum()\nz = y * 2\nloss = y", "y"),
    ("y = x.sum()\nz = y * 2", "z"),
    ("y = x.sum()\nz = y * 2\ny.backward()", "y"),
    ("a = x.mean()\nb = a * 1\nloss = a\nloss.backward()", "a"),
    ("with torch.no_grad():\n    b = x * 1\n    loss = (b * x).sum()", "loss"),
)


def test_the_loss_is_what_the_last_line_or_backward_names() -> None:
    for text, name in LOSSES:
        program = parse(text)
        assert program.names[program.result] == name, text


TRACKED = (
    ("x.requires_grad_()\nloss = (x * y).sum()", ("x",)),
    ("w = x\nw.requires_grad_()\nloss = (w * y).sum()", ("x",)),
    ("x.requires_grad_()\na = x * 2\ny.requires_grad_()\nloss = (a * y).sum()", ("x", "y")),
    ("loss = (x * y).sum()", ()),
)


def test_requires_grad_marks_an_input() -> None:
    for text, tracked in TRACKED:
        assert parse(text).tracked == tracked


def test_what_stands_under_no_grad_is_guarded() -> None:
    program = parse("a = x * 2\nwith torch.no_grad():\n    b = a * 2\n    c = b * 2\nloss = (a * c).sum()")
    assert [operation.guarded for operation in program.operations] == [False, True, True, False, False]
    assert {program.names[at] for at in carrying(program, ("x",))} == {"x", "a", "a * c", "loss"}


def test_each_operation_knows_its_place() -> None:
    text = "# first\r\ny = (x\r\n     + 1)\r\nloss = y.exp().sum()"
    program = parse(text)
    assert [(each.line, each.column, each.code) for each in program.operations] == [
        (2, 6, "x + 1"),
        (4, 8, "y.exp()"),
        (4, 8, "y.exp().sum()"),
    ]
    assert program.places == ((2, 6),)
    assert program.lines == ("# first", "y = (x", "     + 1)", "loss = y.exp().sum()")


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    """A line separator within a comment ends no line of Python."""
    program = parse("y = x * 2  # a\u2028b\x0cc\nloss = y.sum()")
    assert [program.lines[each.line - 1].partition(" ")[0] for each in program.operations] == ["y", "loss"]


def test_a_changed_registry_reads_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = parse("loss = torch.abs(x).sum()")
    assert parse(before.text) is before
    monkeypatch.delitem(KINDS, "sinh")
    assert parse(before.text) is not before
