"""Fewer lines that do the same: what is put together, and what keeps its line."""

from typing import Any

import torch

from core.export.script import WIDTH
from core.export.shorter import folded, printing, side_by_side, tracked_at_once, without_bookkeeping

LONG = " + ".join("x" * (WIDTH // 4 - 3))
FOLDED = [
    (("a = x * w", "b = a.sum()"), ("b = (x * w).sum()",)),
    (("a = x * w", "b = torch.abs(a)", "c = b.mean()"), ("c = torch.abs(x * w).mean()",)),
    (("a = -x", "b = a**2"), ("b = (-x)**2",)),
    (("a = x.sum()", "b = a - y"), ("b = x.sum() - y",)),
    (("a = x[0]", "b = a * 2"), ("b = x[0] * 2",)),
    (("a = x + 1", "b = a * a"), ("a = x + 1", "b = a * a")),  # read twice
    (("a = x + 1", "b = a * 2", "c = a + b"), ("a = x + 1", "c = a + (a * 2)")),  # read later, too
    (("a = x + 1", "b = x * 2"), ("a = x + 1", "b = x * 2")),  # not read
    ((f"a = {LONG}", "b = a * (x + w)"), (f"a = {LONG}", "b = a * (x + w)")),  # too wide
]


def test_what_the_next_line_alone_reads_is_put_into_it() -> None:
    for lines, short in FOLDED:
        assert folded(lines) == short, lines
        results: list[torch.Tensor] = []
        for each in (lines, short):
            names: dict[str, Any] = {
                "torch": torch,
                "x": torch.tensor([3.0, -1.0]),
                "w": torch.tensor([-2.0, 0.5]),
                "y": 0.25,
            }
            exec("\n".join(each), names)  # noqa: S102  # the lines of the table above
            results.append(names[lines[-1].partition(" = ")[0]])
        assert torch.equal(results[0], results[1]), lines


def test_small_tensors_stand_side_by_side() -> None:
    one, two = "a = torch.tensor([1.])", "b = torch.tensor([2.], dtype=torch.float64)"
    assert side_by_side(f"{one}\n{two}") == "a, b = torch.tensor([1.]), torch.tensor([2.], dtype=torch.float64)"
    wide = f"c = torch.tensor([{'1., ' * 25}1.])"
    for kept in (f"{one}\n{wide}", f"{one}\nb = a.clone()", one):
        assert side_by_side(kept) == kept


def test_a_gradient_that_gets_a_name_for_nothing_gets_none_and_others_do() -> None:
    assert without_bookkeeping("loss.backward()\ngrad = w.grad\nprint(1)", "") == "loss.backward()\nprint(1)"
    for kept in ("grad = w.grad\nw.sub_(grad)", "before = copy.deepcopy(w)", "w.grad = None"):
        assert without_bookkeeping(kept, "") == kept
    assert without_bookkeeping("grad = w.grad", "grad") == "grad = w.grad"
    assert printing("x()\ngrad = w.grad", "grad") == "x()\nprint(w.grad)"
    assert printing("grad = w.grad\nx()", "grad") == "grad = w.grad\nx()\nprint(grad)"


def test_a_tensor_is_marked_where_it_is_made() -> None:
    made, marks = "c = torch.tensor([1.])", "c.requires_grad_()\nx()"
    assert tracked_at_once(made, marks) == ("c = torch.tensor([1.], requires_grad=True)", "x()")
    for other in (
        ("c = d.clone()", marks),
        (made, "x()\nc.requires_grad_()"),
        ("", marks),
        (made, "c.requires_grad_()"),
    ):
        assert tracked_at_once(*other) == other
