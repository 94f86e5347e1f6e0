"""Why is .grad None? A table of programs, each with cause, line, call and sentence."""

# ruff: noqa: E501  # a row of a table is one line

import pytest
from hypothesis import given, settings

from core.engine import run_backward
from core.engine.reasons import why
from core.scenario.scenario import Scenario, ScenarioError
from tests.core.generated import Grown, programs
from tests.core.strategies import SERIOUS

TENSORS = {"x": [1.0, -2.0], "w": [0.5, 3.0]}
TABLE = (
    ("loss = (x * w).sum()", "w", "reached", 1, "", "w.grad is filled: no way from the loss to it is cut where a slope would be lost."),
    ("w.requires_grad_()\nloss = (x * w).sum()", "x", "untracked", 2, "", "x.grad is None: it is data here, as line 2 reads it: only a tensor marked by requires_grad_() gets a gradient."),
    ("p = x * w\nloss = p.sum()", "p", "not a leaf", 1, "x * w", "p.grad is None: line 1 computes it, and only leaves keep their gradient; call p.retain_grad() before backward() to keep it."),
    ("p = x * w\nloss = p.sum()", "loss", "not a leaf", 2, "p.sum()", "loss.grad is None: line 2 computes it, and only leaves keep their gradient; call loss.retain_grad() before backward() to keep it."),
    ("w = w * 2\nloss = (x * w).sum()", "w", "not a leaf", 1, "w * 2", "w.grad is None: line 1 computes it, and only leaves keep their gradient; call w.retain_grad() before backward() to keep it."),
    ("p = x.detach()\nloss = (p * w).sum()", "p", "untracked", 1, "x.detach()", "p.grad is None: `x.detach()` in line 1 is not tracked: it gives the same numbers without the graph."),
    ("w.requires_grad_()\np = x * 2\nloss = (p * w).sum()", "p", "untracked", 2, "x * 2", "p.grad is None: `x * 2` in line 2 is not tracked: nothing that it is computed from is tracked."),
    ("y = w * 2\nloss = x.sum()", "w", "unused", 1, "", "w.grad is None: line 1 reads it, and nothing of that reaches the loss."),
    ("w.requires_grad_()\nx.requires_grad_()\nloss = x.sum()", "w", "unused", 1, "", "w.grad is None: no line reads it."),
    ("p = x * w.detach()\nloss = p.sum()", "w", "cut", 1, "w.detach()", "w.grad is None: `w.detach()` in line 1 cuts the only way from the loss: it gives the same numbers without the graph."),
    ("loss = (x * w.data).sum()", "w", "cut", 1, "w.data", "w.grad is None: `w.data` in line 1 cuts the only way from the loss: it gives the same numbers without the graph, and changes of them go unnoticed."),
    ("with torch.no_grad():\n    p = w * 2\nloss = (x * p).sum()", "w", "cut", 2, "w * 2", "w.grad is None: `w * 2` in line 2 cuts the only way from the loss: it stands under torch.no_grad()."),
    ("with torch.no_grad():\n    p = w * 2\nq = p * w.detach()\nloss = (x * q).sum()", "w", "cut", 2, "w * 2", "w.grad is None: all ways from the loss are cut, the first by `w * 2` in line 2: it stands under torch.no_grad()."),
    ("loss = torch.where(w > 0, x, 2 * x).sum()", "w", "cut", 1, "w > 0", "w.grad is None: `w > 0` in line 1 cuts the only way from the loss: it gives True or False, and these have no slope."),
    ("loss = (torch.ones_like(w) * x).sum()", "w", "cut", 1, "torch.ones_like(w)", "w.grad is None: `torch.ones_like(w)` in line 1 cuts the only way from the loss: it reads the shape alone."),
    ("loss = (x * w).sum().detach()", "w", "cut", 1, "(x * w).sum().detach()", "w.grad is None: `(x * w).sum().detach()` in line 1 cuts the only way from the loss: it gives the same numbers without the graph."),
    ("a = x * w\nloss = (a + x * w.detach()).sum()", "w", "partly cut", 2, "w.detach()", "w.grad is only a part: `w.detach()` in line 2 cuts one way from the loss: it gives the same numbers without the graph; the others count."),
    ("loss = torch.where(w > 0, w, 0.1 * w).sum()", "w", "reached", 1, "", "w.grad is filled: no way from the loss to it is cut where a slope would be lost."),
    ("with torch.no_grad():\n    b = w.mean()\nloss = ((w - b) * x).sum()", "w", "partly cut", 2, "w.mean()", "w.grad is only a part: `w.mean()` in line 2 cuts one way from the loss: it stands under torch.no_grad(); the others count."),
    ("loss = (torch.sign(w) * x).sum()", "w", "zero", 1, "torch.sign(w)", "w.grad is 0 and not None: SignBackward0 of `torch.sign(w)` in line 1 turns what arrives into 0."),
    ("h = torch.relu(-w)\nloss = (h * x).sum()", "w", "zero", 1, "torch.relu(-w)", "w.grad is 0 and not None: ReluBackward0 of `torch.relu(-w)` in line 1 turns what arrives into 0."),
    ("loss = (w - w + x).sum()", "w", "zero", 1, "", "w.grad is 0 and not None: what arrives along several ways adds up to 0."),
    ("loss = (0 * w + x).sum()", "w", "zero", 1, "0 * w", "w.grad is 0 and not None: MulBackward0 of `0 * w` in line 1 turns what arrives into 0."),
    ("v = w\nloss = (x * v).sum()", "v", "reached", 1, "", "v.grad is filled: no way from the loss to it is cut where a slope would be lost."),
    ("y = w.detach()\nz = y * 2\nloss = (x * w).sum()", "w", "reached", 1, "", "w.grad is filled: no way from the loss to it is cut where a slope would be lost."),
)  # fmt: skip


def test_the_cause_is_named_with_its_line() -> None:
    for text, name, *expected in TABLE:
        found = why(Scenario.of(text, {each: TENSORS[each] for each in TENSORS if each in text}), name)
        assert [found.cause, found.line, found.code, found.sentence] == expected, text
        assert found.name == name


def test_a_name_that_is_no_tensor_is_refused() -> None:
    with pytest.raises(ScenarioError, match="z is no tensor of this program: name one of x, loss"):
        why(Scenario.of("loss = x.sum()", {"x": [1.0]}), "z")


@settings(SERIOUS, max_examples=100)
@given(programs())
def test_the_cause_is_what_backward_shows(grown: Grown) -> None:
    """None, zero or a gradient: as torch's own run has it, for every leaf and every other name."""
    scenario = grown.scenario()
    program, grads = scenario.program, run_backward(scenario).grads
    for name, number in program.finals.items():
        found = why(scenario, name)
        if name in grads and number == program.numbers[name]:
            grad = grads[name]
            if grad is None:
                assert found.cause in {"unused", "cut"}
            else:
                assert found.cause in ({"reached", "partly cut"} if grad.any() else {"zero"})
        else:
            assert found.cause in {"untracked", "not a leaf"}
