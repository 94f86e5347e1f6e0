"""`explain` from Python: the whole explanation against plain torch, and the notebook that shows how it is used."""

import contextlib
import io
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch

import core.script.explaining
from core import ProgramError, Scenario, ScenarioError, calc_loss, explain, why

ROOT = Path(__file__).parents[3]
X, Y = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([5.0, 6.0])


def test_all_of_it_is_what_plain_torch_does() -> None:
    coeffs = torch.tensor([0.5, 0.5], requires_grad=True)
    text = "preds = (x * coeffs).sum(axis=1)\nloss = torch.abs(preds - y).mean()\nloss.backward()"
    found = explain(text, {"x": X, "y": Y, "coeffs": coeffs})
    loss = calc_loss(coeffs, X, Y)
    loss.backward()  # type: ignore[no-untyped-call]
    assert coeffs.grad is not None
    assert found.forward.loss == loss.item()
    assert torch.equal(found.backward.coeffs_grad, coeffs.grad)
    assert torch.equal(found.by_hand.grads["coeffs"], coeffs.grad)  # type: ignore[arg-type]  # it was reached
    assert found.agreements.leaves["coeffs"].verdict.outcome == "agree"
    assert found.why("coeffs").cause == why(found, "coeffs").cause == why(found.trace, "coeffs").cause == "reached"
    assert found.why("x").cause == "untracked"
    assert found.scenario == Scenario.of(
        text.removesuffix("\nloss.backward()"), {"x": X, "y": Y, "coeffs": coeffs.detach()}, tracked=["coeffs"]
    )
    assert coeffs.requires_grad, "what is given is copied"


def test_a_text_without_backward_is_a_program_whose_last_line_is_the_loss() -> None:
    found = explain("loss = (x * w).sum()", {"x": [1.0, 2.0], "w": [3.0, 4.0]})
    assert {name: grad.tolist() for name, grad in found.backward.grads.items() if grad is not None} == {
        "x": [3.0, 4.0],
        "w": [1.0, 2.0],
    }
    assert found.why("w").cause == "reached"


def test_each_call_is_explained_on_its_own() -> None:
    text = (
        "w = torch.tensor(3., requires_grad=True)\nfor _ in range(2):\n    loss = w * w\n    loss.backward()\n"
        "    with torch.no_grad():\n        w -= w.grad / 2\n        w.grad = None"
    )
    first, second = (explain(text, call=call) for call in (0, 1))
    assert (first.forward.loss, second.forward.loss) == (9.0, 0.0)
    assert first.why("w").cause == "emptied"
    with pytest.raises(ScenarioError, match="call is 2, but the program calls"):
        explain(text, call=2)


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(ProgramError, match="Line 1, column 1"):
        explain("def f(): pass")
    stopped = explain("a = torch.ones(2)\nb = torch.ones(3)\nc = a + b")
    with pytest.raises(ScenarioError, match="RuntimeError in line 3: The size of tensor a"):
        stopped.scenario  # noqa: B018
    assert stopped._repr_html_() is None  # what a notebook calls
    with pytest.raises(TypeError, match="no scenario and no trace"):
        why("w", "w")


def test_without_the_app_beside_it_a_notebook_shows_the_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    found = explain("w = torch.ones(2, requires_grad=True)\nloss = w.sum()\nloss.backward()")
    assert str(found._repr_html_()).startswith("<iframe ")
    monkeypatch.setattr(core.script.explaining, "DRAWER", "no_such_app:walk_html")
    assert found._repr_html_() is None


def test_the_example_notebook_runs_and_says_what_it_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    notebook = nbformat.read(ROOT / "examples" / "why_is_grad_none.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    names: dict[str, Any] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)  # noqa: S102  # our own notebook
    text = said.getvalue()
    assert "partly cut, line 3:" in text
    assert "cut, line 3: scale.grad is None: `scaled.detach()` in line 3 cuts the only way from the loss" in text
    assert "{'w': 'agree'}" in text or "'w': 'agree'" in text
    assert "is the sum of 3 gradients" in text
    assert "srcdoc=" in names["explanation"]._repr_html_()


def test_a_leaf_s_name_that_was_bound_anew_is_told_with_its_mend() -> None:
    start = "w = torch.tensor(1., requires_grad=True)\nloss = w * w\nloss.backward()\n"
    step = "with torch.no_grad(): w -= …"
    for lines, line, cause in (
        ("w = w - 0.1 * w.grad", 4, "not a leaf"),
        ("with torch.no_grad():\n    w = w - 0.1 * w.grad", 5, "untracked"),
    ):
        found = explain(start + lines).why("w")
        says = f"line {line} made a new w, and the gradient is in the w of line 1; change that one in place: {step}"
        assert (found.cause, found.line, found.sentence) == (cause, line, f"w.grad is None: {says}.")


def test_a_print_of_words_prints_what_stands_between_them() -> None:
    text = """w = torch.tensor([1., 2.], requires_grad=True)
loss = (w * w).sum()
loss.backward()
print("loss", loss.item(), "grad", w.grad)
print(f"loss {loss.item():.3f}, grad {w.grad}")
print("{} {}".format(loss.item(), w.grad))
print("loss %f" % loss.item())
print("done")"""
    trace = explain(text).trace
    assert [(said.line, said.text.replace("\n", " ")) for said in trace.printed if said.text] == [
        *((line, "5.0 tensor([2., 4.])") for line in (4, 5, 6)),
        (7, "5.0"),
    ]
    assert [each.line for each in trace.left_out] == [4, 5, 6, 7, 8]


def test_what_can_be_edited_is_what_a_line_makes_out_of_numbers() -> None:
    text = (
        "x = torch.tensor([1., 2.])\nw = torch.tensor([1., 2.], requires_grad=True)\nfor _ in range(2):\n"
        "    loss = (x * w).sum()\n    loss.backward()\n    with torch.no_grad():\n        w -= w.grad"
    )
    script = explain(text).script
    assert [script.editable(call) for call in (0, 1)] == [{"x"}, {"x"}]
    script = explain(
        "w = (torch.rand(2) - 0.5).requires_grad_()\nk = w.detach() * 2\nloss = (w * k).sum()\nloss.backward()"
    ).script
    assert script.editable(0) == {"w"}


def test_a_cleared_gradient_that_a_later_line_changes_is_not_called_0() -> None:
    text = "w = torch.tensor([1.0, 2.0], requires_grad=True)\n(w * w).sum().backward()\nw.grad.zero_()\nw.grad.add_(3)"
    found = explain(text).why("w")
    assert found.sentence == (
        "w.grad is what lines made of it: `w.grad.zero_()` in line 3 came after the last backward() that filled it, "
        "and a later one changed it in place."
    )


def test_numbers_of_two_calls_in_one_tensor_are_both_cut() -> None:
    """The second holds a tensor that is copied in between."""
    text = (
        "a = torch.tensor(2., requires_grad=True)\nw = torch.tensor(3., requires_grad=True)\n"
        "x = torch.tensor([a.item(), float(torch.tensor(w.max()))])\nloss = (x * w).sum()\nloss.backward()"
    )
    found = explain(text)
    assert (found.why("a").cause, found.why("a").code) == ("cut", "a.item()")
    assert found.why("w").cause == "partly cut"
