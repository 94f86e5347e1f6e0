"""Texts that are refused: each with line, column and the sentence that says how to mend it."""

# ruff: noqa: E501  # a row of a table is one line

import pytest
import torch

from core.kinds import KINDS
from core.program import ProgramError, check_scalar, parse, shapes_of
from core.scenario.scenario import Scenario, ScenarioError

KEYWORD = " cannot be used here: a program is lines that assign expressions."
SYNTAX = "this is not a line of Python that can be read here."
INDEX = "the one index that can be used here is [:, None], which makes a column."
LINE = "this line cannot be used here: write name = expression."
EXPRESSION = "this cannot be used here: a program computes with tensors and numbers."
NUMBER = "this number cannot be read: write it as 0.5, 12 or 1e-3."
COMPARISON = "a comparison can stand here only as the first argument of torch.where."
KEEPS = "a line that keeps no result can only be name.requires_grad_(), or at the end loss.backward()."
WRITTEN = " must be written out here: a number, a word, None, True or False."

REFUSED = (
    ("", 0, 0, "The program is empty: write lines such as preds = t_indep @ coeffs."),
    ("   \n\n", 0, 0, "The program is empty: write lines such as preds = t_indep @ coeffs."),
    ("# only a comment", 0, 0, "The program is empty: write lines such as preds = t_indep @ coeffs."),
    ("import torch\n", 0, 0, "The program is empty: write lines such as preds = t_indep @ coeffs."),
    ("y = 2\n", 0, 0, "The program computes nothing: write lines such as preds = t_indep @ coeffs."),
    ("y = x", 0, 0, "The program computes nothing: write lines such as preds = t_indep @ coeffs."),
    ("x.requires_grad_()", 0, 0, "The program computes nothing: write lines such as preds = t_indep @ coeffs."),
    (
        "loss = (((((((((((((((((((((x)))))))))))))))))))))",
        1,
        28,
        "more than 20 brackets are open here: give a part a name of its own.",
    ),
    (
        "loss = ------------------------------------------------------------------------------------------------------x",
        1,
        109,
        "this is nested too deeply: give a part a name of its own.",
    ),
    ("loss = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.sum()", 1, 8, "this name has 41 characters: use at most 40."),
    ("loss = x.sum()\nloss = x.__class__", 2, 10, "two underscores in a row cannot be used here: choose another name."),
    ("loss = x.sum()\nloss = __import__", 2, 8, "two underscores in a row cannot be used here: choose another name."),
    ("loss = x.grad", 1, 8, ".grad is not known here; .T is."),
    ("loss = x.shape", 1, 8, ".shape is not known here; .T is."),
    ("loss = x.T.foo", 1, 8, ".foo is not known here; .T is."),
    ("loss = x.abs", 1, 8, ".abs must be called, as in x.abs()."),
    ("loss = torch.load(x)", 1, 8, "torch.load is not known here."),
    ("loss = torch.ops.aten.add(x, y)", 1, 8, "torch.ops.aten.add is not known here."),
    ("loss = torch.ops", 1, 8, "torch is no tensor: call one of its functions, such as torch.abs(x)."),
    ("loss = F.__dict__", 1, 10, "two underscores in a row cannot be used here: choose another name."),
    ("loss = F.foo(x)", 1, 8, "F.foo is not known here."),
    ("loss = torch", 1, 8, "torch is no tensor: call one of its functions, such as torch.abs(x)."),
    ("loss = F", 1, 8, "F is no tensor: call one of its functions, such as torch.abs(x)."),
    ("loss = open(x)", 1, 8, "open is not known here."),
    ("loss = eval(x)", 1, 8, "eval is not known here."),
    ("loss = relu", 1, 8, "relu is a function: call it, as in relu(x)."),
    ("loss = x(2)", 1, 8, "x is not known here."),
    ("loss = x.sum()()", 1, 8, "only functions and methods of PyTorch can be called here."),
    ("loss = getattr(x, y)", 1, 8, "getattr is not known here."),
    ("loss = lambda x: x", 1, 8, "lambda" + KEYWORD),
    ('loss = f"abc"', 1, 8, EXPRESSION),
    ("loss = (y := x)", 1, 9, EXPRESSION),
    ("loss = [x for x in y]", 1, 11, "for" + KEYWORD),
    ("loss = x if y else x", 1, 10, "if" + KEYWORD),
    ("loss = not x", 1, 8, "not" + KEYWORD),
    ("loss = x and y", 1, 10, "and" + KEYWORD),
    ("import os", 1, 1, "import" + KEYWORD),
    ("from os import path", 1, 1, "from" + KEYWORD),
    ("def f(x):\n    return x", 1, 1, "def" + KEYWORD),
    ("for i in x:\n    y = i", 1, 1, "for" + KEYWORD),
    ("x is y", 1, 3, "is" + KEYWORD),
    ('loss = "os.system"', 1, 8, 'a text in quotes can be used here only as an option, such as reduction="none".'),
    ("loss = 'abc'", 1, 8, "'abc' is no number: write a tensor, or a number such as 0.5."),
    ("loss = b'abc'", 1, 8, "b'abc' is no number: write a tensor, or a number such as 0.5."),
    ("loss = x; y = x", 1, 9, "a ; cannot be used here: write one statement a line."),
    ("loss = x\\\n", 1, 9, "\\ cannot be used here."),
    ("loss = {x}", 1, 8, "{ cannot be used here."),
    ("loss = x % 2", 1, 10, "% cannot be used here."),
    ("loss = x // 2", 1, 8, EXPRESSION),
    ("loss = x & y", 1, 10, "& cannot be used here."),
    ("loss = x | y", 1, 10, "| cannot be used here."),
    ("loss = ~x", 1, 8, "~ cannot be used here."),
    ("loss = x ^ y", 1, 10, "^ cannot be used here."),
    ("loss = x << 2", 1, 8, EXPRESSION),
    ("loss = x!", 1, 9, "! cannot be used here."),
    ("loss = $x", 1, 8, "$ cannot be used here."),
    ("loss = x ? y", 1, 10, "? cannot be used here."),
    ("loss = @x", 1, 8, SYNTAX),
    ("\tloss = x", 1, 1, "a tab cannot be used here: use spaces."),
    ("loss = x * é", 1, 12, "the character U+00E9 cannot be used here: use plain letters, digits and signs."),
    ("loss = x−y", 1, 9, "the character U+2212 cannot be used here: use plain letters, digits and signs."),
    ("loss = x\x00", 1, 9, "the character U+0000 cannot be used here: use plain letters, digits and signs."),
    ("loss = x\r", 1, 9, "the character U+000D cannot be used here: use plain letters, digits and signs."),
    ("loss = x * 0x10", 1, 12, NUMBER),
    ("loss = x * 1_000", 1, 12, NUMBER),
    ("loss = x * 1j", 1, 12, NUMBER),
    ("loss = x * 012", 1, 12, SYNTAX),
    ("loss = x * 1e9999", 1, 12, NUMBER),
    ("loss = x * 1e999", 1, 12, "this number is too large."),
    ("loss = x * 2**2000", 1, 12, "this number is too large."),
    ("loss = 1e308 * 10 * x", 1, 8, "this number is too large."),
    ("loss = 1/0 * x", 1, 8, "this divides by 0."),
    ("loss = 0**-1 * x", 1, 8, "this divides by 0."),
    ("loss = (-8)**0.5 * x", 1, 8, "this number is complex: only real ones can be used here."),
    ("loss = 2 @ 3 * x", 1, 8, "@ needs a tensor on at least one side."),
    ("loss = x ** True", 1, 13, "True is no number: write a tensor, or a number such as 0.5."),
    ("loss = x * None", 1, 12, "None is no number: write a tensor, or a number such as 0.5."),
    ("loss = x * True", 1, 12, "True is no number: write a tensor, or a number such as 0.5."),
    ("loss = x * ...", 1, 12, "Ellipsis is no number: write a tensor, or a number such as 0.5."),
    ("loss = +x > 2", 1, 8, COMPARISON),
    ("loss = (x > 0).sum()", 1, 9, COMPARISON),
    (
        "loss = torch.abs(x > 0)",
        1,
        8,
        "a comparison can stand only as the first argument of torch.where, written in place.",
    ),
    ("c = x > 0\nloss = torch.where(c, x, y)", 1, 5, COMPARISON),
    (
        "loss = torch.where(x, x, y)",
        1,
        8,
        "a comparison can stand only as the first argument of torch.where, written in place.",
    ),
    ("loss = torch.where(x > 0, 1, 2)", 1, 8, "one of input and other must be a tensor, such as torch.ones_like(x)."),
    ("loss = torch.where(1 > 0, x, y)", 1, 20, "a comparison needs a tensor on one side."),
    ("loss = torch.where(0 < x < 1, x, y)", 1, 20, "compare two things with one of > >= < <= == !=."),
    ("loss = torch.where(x in y, x, y)", 1, 22, "in" + KEYWORD),
    ("loss = x[0]", 1, 8, INDEX),
    ("loss = x[:, 0]", 1, 8, INDEX),
    ("loss = x[None]", 1, 8, INDEX),
    ("loss = x[1:2]", 1, 8, INDEX),
    ("loss = x[y]", 1, 8, INDEX),
    ("x += 1", 1, 1, "+= changes x in place: write x = x + … instead."),
    ("x = y = z", 1, 1, LINE),
    ("x, y = z", 1, 1, LINE),
    ("x[0] = 1", 1, 1, LINE),
    ("x.data = y", 1, 1, LINE),
    ("x: int = y", 1, 1, LINE),
    ("x", 1, 1, LINE),
    ("x.sum()", 1, 1, KEEPS),
    ("x.sum", 1, 1, LINE),
    ("print(x)", 1, 1, LINE),
    ("x.zero_()", 1, 1, KEEPS),
    ("x.add_(1)", 1, 1, LINE),
    ("torch = x", 1, 9, "torch is PyTorch's own name: choose another one."),
    ("F = x", 1, 5, "F is PyTorch's own name: choose another one."),
    (
        "loss = x.sum()\nloss.backward()\ny = x",
        3,
        1,
        "nothing can follow backward(): it is what the program is run for.",
    ),
    ("loss = x.sum()\nloss.backward(retain_graph=True)", 2, 1, LINE),
    ("x.backward()", 1, 1, KEEPS),
    ("y = x.sum()\ny.requires_grad_()", 2, 1, "y is computed here: requires_grad_() marks what the program is given."),
    (
        "y = x * 2\nx.requires_grad_()\nloss = y.sum()",
        2,
        1,
        "x was read before this line: mark it before it is first read.",
    ),
    ("x.requires_grad_(True)", 1, 1, LINE),
    ("with open(x):\n    y = x", 1, 1, "with can be used here for torch.no_grad() alone."),
    ("with torch.no_grad() as z:\n    y = x", 1, 22, "as" + KEYWORD),
    ("with torch.no_grad(), torch.no_grad():\n    y = x", 1, 1, LINE),
    ("with torch.no_grad():\n    with torch.no_grad():\n        y = x * 1", 2, 5, LINE),
    ("with torch.enable_grad():\n    y = x", 1, 1, "with can be used here for torch.no_grad() alone."),
    (
        "with torch.no_grad():\n    y = x @ w.T\nloss = y.sum()",
        2,
        13,
        "this is a view, which PyTorch calls tracked even under torch.no_grad(): write it before.",
    ),
    (
        "with torch.no_grad():\n    y = x.flatten()\nloss = y.sum()",
        2,
        9,
        "this is a view, which PyTorch calls tracked even under torch.no_grad(): write it before.",
    ),
    ("loss = x.sum(dim=1.5)", 1, 8, "dim must be a whole number."),
    ("loss = x.sum(dim=y)", 1, 8, "dim" + WRITTEN),
    ("loss = x.sum(dim=1 + 1)", 1, 8, "dim" + WRITTEN),
    ('loss = x.sum(dim="a")', 1, 8, "dim must be a whole number."),
    ("loss = x.sum(dim=())", 1, 8, "dim must name a dimension, or be left out for all."),
    ("loss = x.sum(0, 1)", 1, 8, "keepdim must be True or False."),
    ("loss = x.sum(0, dim=1)", 1, 8, "dim is given twice."),
    ("loss = x.sum(foo=1)", 1, 8, "foo is not an argument that is known here."),
    ("loss = x.sum(**y)", 1, 8, "** is not an argument that is known here."),
    ("loss = x.sum(*y)", 1, 8, "dim" + WRITTEN),
    ("loss = x.sum(0, True, 3)", 1, 8, "this takes 3 by position at most."),
    ("loss = torch.sum()", 1, 8, "input is missing."),
    ("loss = torch.add(x)", 1, 8, "other is missing."),
    ("loss = torch.abs(2)", 1, 8, "input must be a tensor here, not the number 2."),
    ("loss = torch.maximum(x, 0)", 1, 8, "other must be a tensor here, not the number 0."),
    ("loss = torch.softmax(x)", 1, 8, "dim is missing."),
    ('loss = F.l1_loss(x, y, "sum")', 1, 8, "this takes 2 by position at most, and reduction by name."),
    ('loss = F.l1_loss(x, y, reduction="all")', 1, 8, "reduction must be one of 'mean', 'sum', 'none'."),
    ("loss = F.huber_loss(x, y, delta=0)", 1, 8, "delta must be a number above 0."),
    ("loss = x.pow(1e999)", 1, 8, "exponent must be a number that a float can hold."),
    ("loss = x.pow()", 1, 8, "exponent is missing."),
    ("loss = x.reshape()", 1, 8, "shape is missing."),
    ("loss = x.reshape(1.5)", 1, 8, "shape must be up to four whole numbers, -1 for what is left."),
    ("loss = x.reshape(1, 1, 1, 1, 1)", 1, 8, "shape must be up to four whole numbers, -1 for what is left."),
    ("loss = torch.reshape(x, 2, 3)", 1, 8, "this takes 2 by position at most."),
    ("loss = (2).add(x)", 1, 8, ".add() needs a tensor before the dot, not the number 2."),
    ("loss = x.T()", 1, 8, ".T() is not known here."),
    ("loss = torch.add(1, 2)", 1, 8, "this needs a tensor."),
    ("loss = x.sum()\ny = 2", 2, 5, "the last line must compute the loss, such as loss = errors.mean()."),
    ("loss = x.sum()\ny = x", 2, 5, "the last line must compute the loss, such as loss = errors.mean()."),
    ("loss = x.sum(", 1, 13, SYNTAX),
    ("loss = x +", 1, 11, SYNTAX),
    ("  loss = x", 1, 2, SYNTAX),
    ("loss = x)", 1, 9, SYNTAX),
    ("loss = torch.abs(x y)", 1, 18, SYNTAX),
)
TOO_MUCH = (
    ("loss = x.sum()" + " " * 10_000, 0, 0, "The program has 10,014 characters: use at most 10,000."),
    ("loss = " + "+".join("x" * 310), 1, 606, "the program has more than 600 words and signs: shorten it."),
    ("loss = x" + "+1" * 120, 1, 8, "this is nested too deeply: give a part a name of its own."),
    ("loss = " + "-" * 102 + "x", 1, 109, "this is nested too deeply: give a part a name of its own."),
    (("a = " + "-" * 99 + "x\n") * 3, 3, 101, "the program has more than 200 operations: shorten it."),
    ("loss = " + "(" * 21 + "x", 1, 28, "more than 20 brackets are open here: give a part a name of its own."),
    ("loss = " + "a" * 41, 1, 8, "this name has 41 characters: use at most 40."),
)

UNFIT = (
    ("loss = (x + y).sum()", {"x": (2,), "y": (3,)}, 1, 9, "x (2,) and y (3,) cannot be broadcast together: from the last dimension on, sizes must be equal, or one of them 1."),
    ("a = x * 2\nloss = (a @ y).sum()", {"x": (2, 3), "y": (2,)}, 2, 9, "a (2, 3) and y (2,) cannot be multiplied as matrices: the last size of the first, 3, and the first of the second, 2, must be equal."),
    ("loss = (x @ y).sum()", {"x": (2, 2, 2), "y": (2,)}, 1, 9, "x (2, 2, 2) and y (2,) cannot be multiplied as matrices: each needs one or two dimensions."),
    ("loss = torch.mm(x, y).sum()", {"x": (2,), "y": (2,)}, 1, 8, "x (2,) and y (2,) must have two dimensions each: use @ for others."),
    ("loss = x.sum(dim=2)", {"x": (2, 2)}, 1, 8, "x (2, 2) has no dimension 2: use -2 to 1."),
    ("loss = x.sum(dim=0)", {"x": ()}, 1, 8, "x () has no dimension 0: it is a single number."),
    ("loss = x.sum(dim=(0, -2))", {"x": (2, 2)}, 1, 8, "x (2, 2) would be reduced along one dimension twice: name each once."),
    ("loss = x.reshape(2, 2).sum()", {"x": (3,)}, 1, 8, "x (3,) has 3 numbers, which do not fill the shape (2, 2)."),
    ("loss = x.reshape(-1, -1).sum()", {"x": (3,)}, 1, 8, "x (3,) can be given one -1 at most."),
    ("loss = x.expand(2, 2).sum()", {"x": (3,)}, 1, 8, "x (3,) cannot be expanded to (2, 2): only sizes of 1 can grow."),
    ("loss = x.expand(2).sum()", {"x": (1, 1)}, 1, 8, "x (1, 1) has more dimensions than the shape (2,)."),
    ("loss = x.T.sum()", {"x": (3,)}, 1, 8, "x (3,) cannot be transposed: give it two dimensions."),
    ("loss = x[:, None].sum()", {"x": ()}, 1, 8, "x () is a single number and has no dimension to index."),
    ("loss = x[:, None].sum()", {"x": (1, 1, 1, 1)}, 1, 8, "x (1, 1, 1, 1) has 4 dimensions, and more are not taken here."),
    ("loss = torch.outer(x, y).sum()", {"x": (2, 1), "y": (2,)}, 1, 8, "x (2, 1) and y (2,) must have one dimension each."),
    ("loss = F.linear(x, w, b).sum()", {"x": (2, 3), "w": (4, 3), "b": (3,)}, 1, 8, "x (2, 3), w (4, 3) and b (3,) need a bias of shape (4,)."),
    ("loss = F.linear(x, w).sum()", {"x": (2, 3), "w": (3,)}, 1, 8, "x (2, 3) and w (3,) need a weight of two dimensions, (out, in)."),
    ("loss = F.mse_loss(x, y)", {"x": (2,), "y": (2, 1)}, 1, 8, "x (2,) and y (2, 1) must have the same shape: PyTorch would broadcast them, with a warning."),
    ("loss = x.clamp().sum()", {"x": (2,)}, 1, 8, "x (2,) is clamped to nothing: give min, max or both."),
    ("loss = x.std()", {"x": (1,)}, 1, 8, "x (1,) has no spread: 1 number where at least two are needed."),
    ("loss = x * 2", {"x": (2,)}, 1, 8, "loss has shape (2,): end with a single number, such as loss = loss.mean()."),
    ("y = x * 2\nz = y.sum()\nloss = y", {"x": (2,)}, 1, 5, "y has shape (2,): end with a single number, such as loss = y.mean()."),
    ("loss = torch.outer(x, x).sum()", {"x": (8_000,)}, 1, 8, "torch.outer"),
    ("loss = (x @ x).sum()", {"x": (5_000, 5_000)}, 1, 9, "x @ x"),
    ("loss = x.expand(1000, 1000, 1000).sum()", {"x": ()}, 1, 8, "x.expand"),
    ("\n".join(f"a{at} = x.expand(7000, 7000)" for at in range(6)) + "\nloss = a0.sum()", {"x": ()}, 5, 6, "x.expand"),
)  # fmt: skip


@pytest.mark.parametrize("table", [REFUSED, TOO_MUCH], ids=["refused", "too much"])
def test_what_no_program_is_made_of_is_refused_at_its_place(table: tuple[tuple[str, int, int, str], ...]) -> None:
    for text, line, column, sentence in table:
        with pytest.raises(ProgramError) as refusal:
            parse(text)
        found = refusal.value
        assert (found.line, found.column, found.message) == (line, column, sentence), text
        assert str(found) == (f"Line {line}, column {column}: {sentence}" if line else sentence)


def test_shapes_and_sizes_are_refused_before_anything_is_computed() -> None:
    for text, shapes, line, column, sentence in UNFIT:
        program = parse(text)
        with pytest.raises(ProgramError) as refusal:
            check_scalar(program, shapes_of(program, shapes))
        found = refusal.value
        assert (found.line, found.column) == (line, column), text
        if found.message.startswith("this would make a value of "):
            assert found.message.endswith("use at most 50,000,000, 200,000,000 and 10,000,000,000.")
            assert any(operation.code.startswith(sentence) for operation in program.operations)
        else:
            assert found.message == sentence


def test_every_attribute_of_a_tensor_or_of_torch_that_no_kind_lists_is_refused() -> None:
    """A name that a visitor wrote is a key of our tables and never looked up on an object."""
    methods = {name for kind in KINDS.values() for ways in (kind.methods, kind.attributes) for name in ways}
    functions = {name for kind in KINDS.values() for name in kind.functions}
    for owner, listed in ((torch.Tensor, methods), (torch, {name.removeprefix("torch.") for name in functions})):
        before = "x" if owner is torch.Tensor else "torch"
        for name in sorted(set(dir(owner)) - listed):
            for text in (f"loss = {before}.{name}", f"loss = {before}.{name}(x)"):
                with pytest.raises(ProgramError) as refusal:
                    parse(text)
                assert refusal.value.line == 1, text


TENSORS: tuple[tuple[str, dict[str, object], str], ...] = (
    ("loss = (x * y).sum()", {"x": [1.0]}, "Line 1, column 13: y is read here and was neither computed before nor given: give it; what was given is x."),
    ("loss = x.sum()", {}, "Line 1, column 8: x is read here and was neither computed before nor given: give it."),
    ("loss = x.sum()", {"x": [1.0], "y": [1.0]}, "y was given, but the program does not read it: leave it out."),
    ("loss = x.sum()", {"x": "abc"}, "x cannot be read as numbers: give a tensor or lists."),
    ("loss = x.sum()", {"x": [[1.0], [1.0, 2.0]]}, "x row 1 has 2 cells where row 0 has 1: give every row the same number of cells."),
    ("loss = x.sum()", {"x": [1.0, float("nan")]}, "x[1] is nan: give a finite float32 number."),
    ("loss = x.sum()", {"x": torch.tensor([1j])}, "x holds complex numbers: give real ones."),
    ("linear", {"t_indep": [[1.0]], "t_dep": [1.0]}, "coeffs is read here and was neither computed before nor given: give it; what was given is t_indep, t_dep."),
)  # fmt: skip


def test_tensors_that_are_missing_superfluous_or_no_numbers_are_refused() -> None:
    for text, tensors, sentence in TENSORS:
        with pytest.raises((ProgramError, ScenarioError)) as refusal:
            Scenario.of(text, tensors)  # type: ignore[arg-type]  # wrong on purpose
        assert sentence in str(refusal.value)


RUNNING = (
    ("loss = F.binary_cross_entropy(x, x.detach())", [0.5, 2.0], 8, "all elements of input should be between 0 and 1"),
    ("loss = x.T.view(4).sum()", [[1.0, 2.0], [3.0, 4.0]], 8, "view size is not compatible"),
)


def test_what_torch_refuses_while_it_runs_is_said_in_its_words_at_its_place() -> None:
    for text, x, column, said in RUNNING:
        scenario = Scenario.of(text, {"x": x})
        with pytest.raises(ProgramError, match=said) as refusal:
            scenario.program.compute(scenario.tensors)
        assert (refusal.value.line, refusal.value.column) == (1, column)
