"""Every cause of a `.grad`, with its line, its call and its sentence."""

# ruff: noqa: E501  # a row of a table is one line

from typing import get_args

import pytest
import torch

from core.engine.reasons import Cause
from core.scenario.scenario import ScenarioError
from core.script.reasons import reasons_of, told, why
from core.script.running import run_script

W = "w = torch.tensor([1.0, -2.0], requires_grad=True)\n"
V = f"{W}v = torch.tensor([3.0, 4.0], requires_grad=True)\n"
GIVEN = {"x": torch.tensor([1.0])}

SAID: tuple[tuple[str, str, str, int, str, str], ...] = (
    (V + 'h = (w * 2).detach()\n(h * v).sum().backward()', 'w', 'cut', 3, '(w * 2).detach()', 'w.grad is None: `(w * 2).detach()` in line 3 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (V + 'h = torch.detach(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.detach(w)', 'w.grad is None: `torch.detach(w)` in line 3 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (V + 'h = w.data\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.data', "w.grad is None: `w.data` in line 3 cuts the only way from the loss: it gives the same numbers without the graph, and changes of them go unnoticed."),
    (V + 'h = w.sum().item()\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.sum().item()', 'w.grad is None: `w.sum().item()` in line 3 cuts the only way from the loss: it gives a plain number, and a number has no graph.'),
    (V + 'h = float((w * w).sum())\n(h * v).sum().backward()', 'w', 'cut', 3, 'float((w * w).sum())', 'w.grad is None: `float((w * w).sum())` in line 3 cuts the only way from the loss: it gives a plain number, and a number has no graph.'),
    (V + 'h = int((w * w).sum())\n(h * v).sum().backward()', 'w', 'cut', 3, 'int((w * w).sum())', 'w.grad is None: `int((w * w).sum())` in line 3 cuts the only way from the loss: it gives a plain number, and a number has no graph.'),
    (V + 'h = torch.tensor(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.tensor(w)', 'w.grad is None: `torch.tensor(w)` in line 3 cuts the only way from the loss: it copies the numbers into a new tensor and not the graph.'),
    (V + 'h = torch.tensor([w.sum().item(), 0.5])\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.sum().item()', 'w.grad is None: `w.sum().item()` in line 3 cuts the only way from the loss: it gives a plain number, and a number has no graph.'),
    (V + 'h = w > 0\n(h * v).sum().backward()', 'w', 'cut', 3, 'w > 0', 'w.grad is None: `w > 0` in line 3 cuts the only way from the loss: it gives True or False, and these have no slope.'),
    (V + 'h = torch.argmax(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.argmax(w)', 'w.grad is None: `torch.argmax(w)` in line 3 cuts the only way from the loss: it gives a place, and a place has no slope.'),
    (V + 'h = w.argmin()\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.argmin()', 'w.grad is None: `w.argmin()` in line 3 cuts the only way from the loss: it gives a place, and a place has no slope.'),
    (V + 'h = w.long()\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.long()', 'w.grad is None: `w.long()` in line 3 cuts the only way from the loss: it gives whole numbers, and these have no slope.'),
    (V + 'h = w.int()\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.int()', 'w.grad is None: `w.int()` in line 3 cuts the only way from the loss: it gives whole numbers, and these have no slope.'),
    (V + 'h = w.bool()\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.bool()', 'w.grad is None: `w.bool()` in line 3 cuts the only way from the loss: it gives True or False, and these have no slope.'),
    (V + 'h = w.to(torch.int64)\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.to(torch.int64)', 'w.grad is None: `w.to(torch.int64)` in line 3 cuts the only way from the loss: it gives whole numbers, and these have no slope.'),
    (V + 'h = torch.zeros_like(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.zeros_like(w)', 'w.grad is None: `torch.zeros_like(w)` in line 3 cuts the only way from the loss: it reads the shape alone.'),
    (V + 'h = torch.ones_like(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.ones_like(w)', 'w.grad is None: `torch.ones_like(w)` in line 3 cuts the only way from the loss: it reads the shape alone.'),
    (V + 'h = torch.rand_like(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.rand_like(w)', 'w.grad is None: `torch.rand_like(w)` in line 3 cuts the only way from the loss: it reads the shape alone.'),
    (V + 'h = torch.randn_like(w)\n(h * v).sum().backward()', 'w', 'cut', 3, 'torch.randn_like(w)', 'w.grad is None: `torch.randn_like(w)` in line 3 cuts the only way from the loss: it reads the shape alone.'),
    (V + 'h = w.detach() + w.data\n(h * v).sum().backward()', 'w', 'cut', 3, 'w.detach()', 'w.grad is None: all ways from the loss are cut, the first by `w.detach()` in line 3: it gives the same numbers without the graph.'),
    (V + 'with torch.no_grad():\n    h = w * 2\n(h * v).sum().backward()', 'w', 'cut', 4, 'w * 2', 'w.grad is None: `w * 2` in line 4 cuts the only way from the loss: it stands under torch.no_grad().'),
    (V + 'with torch.no_grad():\n    h = w * 2\n(h * v).sum().backward()', 'h', 'untracked', 4, 'w * 2', 'h.grad is None: it is not tracked: `w * 2` in line 4 left the graph: it stands under torch.no_grad().'),
    (V + 'h = w.detach() * 2 + w.data\n(h * v).sum().backward()', 'h', 'untracked', 3, 'w.data', "h.grad is None: it is not tracked: `w.data` in line 3 left the graph: it gives the same numbers without the graph, and changes of them go unnoticed."),
    ('x = torch.tensor([1.0])\ny = x * 2', 'x', 'untracked', 1, 'torch.tensor([1.0])', 'x.grad is None: it is made in line 1 without requires_grad=True, so nothing of it is recorded.'),
    ('x = torch.tensor([1.0])\ny = x * 2', 'y', 'untracked', 2, 'x * 2', 'y.grad is None: `x * 2` in line 2 is not tracked: nothing that it is computed from is tracked.'),
    ('y = x * 2\n', 'x', 'untracked', 1, 'x', 'x.grad is None: it is given beside the program without requires_grad=True, so nothing of it is recorded.'),
    (W + 'g = 1\nw.sum().backward()\ng = w.grad', 'g', 'untracked', 4, 'w.grad', 'g.grad is None: it is a gradient itself, and of gradients nothing is recorded.'),
    (W + 'w.requires_grad_(False)\ny = w.sum()', 'w', 'untracked', 2, 'w.requires_grad_(False)', 'w.grad is None: `w.requires_grad_(False)` in line 2 takes it out of what is tracked.'),
    (W + 'w.requires_grad = False\ny = w.sum()', 'w', 'untracked', 2, 'w.requires_grad = False', 'w.grad is None: `w.requires_grad = False` in line 2 takes it out of what is tracked.'),
    (W + 'w.sum().backward()\nw.requires_grad_(False)', 'w', 'reached', 2, 'w.sum().backward()', 'w.grad is filled: backward() in line 2 reached it.'),
    (W + 'h = w * 2\nh.sum().backward()', 'h', 'not a leaf', 2, 'w * 2', 'h.grad is None: line 2 computes it, and only leaves keep their gradient; call h.retain_grad() before backward() to keep it.'),
    (W + 'y = w * 2\nl = w.sum()\nl.backward()', 'y', 'not a leaf', 2, 'w * 2', 'y.grad is None: line 2 computes it, and only leaves keep their gradient; besides, nothing of it reaches what backward() was called on.'),
    (W + 'y = w * 2\n(y.detach() * w).sum().backward()', 'y', 'not a leaf', 2, 'w * 2', 'y.grad is None: line 2 computes it, and only leaves keep their gradient; besides, `y.detach()` in line 3 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (W + 'y = w * 2\ny.backward()', 'y', 'not a leaf', 2, 'w * 2', 'y.grad is None: line 2 computes it, and only leaves keep their gradient; besides, backward() in line 3 raised.'),
    ('w = torch.ones(2, requires_grad=True) * 0.1\nw.sum().backward()', 'w', 'not a leaf', 1, 'torch.ones(2, requires_grad=True) * 0.1', 'w.grad is None: line 1 computes it from the leaf that it marks, and only leaves keep their gradient; call requires_grad_() on what the line computes, and w is a leaf.'),
    (V + 'v.sum().backward()', 'w', 'unused', 1, '', 'w.grad is None: no line reads w.'),
    (V + 'h = w * v\nv.sum().backward()', 'w', 'unused', 3, 'w * v', 'w.grad is None: line 3 reads w, and nothing of that reaches what backward() was called on.'),
    (V + 'loss = (w * v).sum() + (w.detach() * v).sum()\nloss.backward()', 'w', 'partly cut', 3, 'w.detach()', 'w.grad is only a part: `w.detach()` in line 3 cuts one way from the loss: it gives the same numbers without the graph; the others count.'),
    (V + 'loss = (w * w.data).sum()\nloss.backward()', 'w', 'partly cut', 3, 'w.data', "w.grad is only a part: `w.data` in line 3 cuts one way from the loss: it gives the same numbers without the graph, and changes of them go unnoticed; the others count."),
    (V + 'loss = (w / w.sum().item()).sum()\nloss.backward()', 'w', 'partly cut', 3, 'w.sum().item()', 'w.grad is only a part: `w.sum().item()` in line 3 cuts one way from the loss: it gives a plain number, and a number has no graph; the others count.'),
    (V + 'with torch.no_grad():\n    s = w.sum()\nloss = (w * s).sum()\nloss.backward()', 'w', 'partly cut', 4, 'w.sum()', 'w.grad is only a part: `w.sum()` in line 4 cuts one way from the loss: it stands under torch.no_grad(); the others count.'),
    (V + 'loss = (w * torch.tensor([w.max().item(), 1.0])).sum()\nloss.backward()', 'w', 'partly cut', 3, 'w.max().item()', 'w.grad is only a part: `w.max().item()` in line 3 cuts one way from the loss: it gives a plain number, and a number has no graph; the others count.'),
    (V + 'loss = (w * (w > 0)).sum()\nloss.backward()', 'w', 'reached', 4, 'loss.backward()', 'w.grad is filled: backward() in line 4 reached it.'),
    ('w = torch.tensor([-1.0, -2.0], requires_grad=True)\nF.relu(w).sum().backward()', 'w', 'zero', 2, 'F.relu(w)', 'w.grad is 0 and not None: ReluBackward0 of `F.relu(w)` in line 2 turned what arrived into 0.'),
    ('w = torch.tensor([200.0], requires_grad=True)\ntorch.sigmoid(w).sum().backward()', 'w', 'zero', 2, 'torch.sigmoid(w)', 'w.grad is 0 and not None: SigmoidBackward0 of `torch.sigmoid(w)` in line 2 turned what arrived into 0.'),
    ('w = torch.tensor([90.0], requires_grad=True)\nw.tanh().sum().backward()', 'w', 'zero', 2, 'w.tanh()', 'w.grad is 0 and not None: TanhBackward0 of `w.tanh()` in line 2 turned what arrived into 0.'),
    (W + 'torch.sign(w).sum().backward()', 'w', 'zero', 2, 'torch.sign(w)', 'w.grad is 0 and not None: SignBackward0 of `torch.sign(w)` in line 2 turned what arrived into 0.'),
    ('w = torch.zeros(2, requires_grad=True)\nw.abs().sum().backward()', 'w', 'zero', 2, 'w.abs()', 'w.grad is 0 and not None: AbsBackward0 of `w.abs()` in line 2 turned what arrived into 0.'),
    (W + 'w.clamp(5, 6).sum().backward()', 'w', 'zero', 2, 'w.clamp(5, 6)', 'w.grad is 0 and not None: ClampBackward1 of `w.clamp(5, 6)` in line 2 turned what arrived into 0.'),
    (W + 'torch.where(w > 9, w, 0.0).sum().backward()', 'w', 'zero', 2, 'torch.where(w > 9, w, 0.0)', 'w.grad is 0 and not None: WhereBackward0 of `torch.where(w > 9, w, 0.0)` in line 2 turned what arrived into 0.'),
    (W + 'torch.maximum(w, torch.tensor(9.0)).sum().backward()', 'w', 'zero', 2, 'torch.maximum(w, torch.tensor(9.0))', 'w.grad is 0 and not None: MaximumBackward0 of `torch.maximum(w, torch.tensor(9.0))` in line 2 turned what arrived into 0.'),
    (W + '(w * 0).sum().backward()', 'w', 'zero', 2, 'w * 0', 'w.grad is 0 and not None: MulBackward0 of `w * 0` in line 2 turned what arrived into 0.'),
    (W + '(w - w).sum().backward()', 'w', 'zero', 2, '(w - w).sum().backward()', 'w.grad is 0 and not None: what arrived from backward() in line 2 adds up to 0.'),
    (W + 'h = F.relu(w - 10)\n(h * 3).sum().backward()', 'w', 'zero', 2, 'F.relu(w - 10)', 'w.grad is 0 and not None: ReluBackward0 of `F.relu(w - 10)` in line 2 turned what arrived into 0.'),
    ('w = torch.zeros(2, requires_grad=True)\n(w ** 2).sum().backward()', 'w', 'zero', 2, 'w ** 2', 'w.grad is 0 and not None: PowBackward0 of `w ** 2` in line 2 turned what arrived into 0.'),
    (W + 'loss = (w * w).sum()\nloss.backward()\nloss.backward()', 'w', 'freed', 4, 'loss.backward()', 'w.grad holds what line 3 left there: backward() in line 4 raised, since the call before it, in line 3, had freed what the graph kept; retain_graph=True keeps it.'),
    (W + 'loss = (w * w).sum()\nloss.backward()\nw.grad = None\nloss.backward()', 'w', 'freed', 5, 'loss.backward()', 'w.grad is None: backward() in line 5 raised, since the call before it, in line 3, had freed what the graph kept; retain_graph=True keeps it.'),
    (W + 'loss = (w * w).sum()\nloss.backward()\nw.grad.zero_()\nloss.backward()', 'w', 'freed', 5, 'loss.backward()', 'w.grad is 0: backward() in line 5 raised, since the call before it, in line 3, had freed what the graph kept; retain_graph=True keeps it.'),
    (W + 'loss = (w * w).sum()', 'w', 'not called', 0, '', 'w.grad is None: no line called backward().'),
    (W + 'y = w @ torch.ones(3)\ny.backward()', 'w', 'not called', 2, '', 'w.grad is None: no line called backward(): the program stopped in line 2 before it.'),
    (W + '(w * w).backward()', 'w', 'raised', 2, '(w * w).backward()', 'w.grad is None: backward() in line 2 raised before it wrote anything.'),
    (W + 'y = w * w\nwith torch.no_grad():\n    w += 1\ny.sum().backward()', 'w', 'raised', 5, 'y.sum().backward()', 'w.grad is None: backward() in line 5 raised before it wrote anything.'),
    (V + 'h = v * 1\ny = h * w\nz = (w * 3).exp()\nwith torch.no_grad():\n    v += 1\n(y + z).sum().backward()', 'w', 'reached', 8, '(y + z).sum().backward()', 'w.grad is filled: backward() in line 8 reached it.'),
    (W + 'w.sum().backward()\n(w * 2).sum().backward()', 'w', 'accumulated', 3, '(w * 2).sum().backward()', 'w.grad is the sum of 2 gradients: backward() in lines 2 and 3 added one each, and no line set it to 0 or None between.'),
    (W + 'for i in range(3):\n    w.sum().backward()', 'w', 'accumulated', 3, 'w.sum().backward()', 'w.grad is the sum of 3 gradients: backward() in line 3 (3 times) added one each, and no line set it to 0 or None between.'),
    (W + 'for i in range(2):\n    w.sum().backward()\nw.sum().backward()', 'w', 'accumulated', 4, 'w.sum().backward()', 'w.grad is the sum of 3 gradients: backward() in lines 3 (2 times) and 4 added one each, and no line set it to 0 or None between.'),
    (W + 'w.sum().backward()\nw.grad.zero_()', 'w', 'zeroed', 3, 'w.grad.zero_()', 'w.grad is 0: `w.grad.zero_()` in line 3 came after the last backward() that filled it.'),
    (W + 'w.sum().backward()\nw.grad *= 0', 'w', 'zeroed', 3, 'w.grad *= 0', 'w.grad is 0: `w.grad *= 0` in line 3 came after the last backward() that filled it.'),
    (W + 'w.sum().backward()\nw.grad = torch.zeros_like(w)', 'w', 'zeroed', 3, 'w.grad = torch.zeros_like(w)', 'w.grad is 0: `w.grad = torch.zeros_like(w)` in line 3 came after the last backward() that filled it.'),
    (W + 'w.grad = torch.zeros_like(w)', 'w', 'zeroed', 2, 'w.grad = torch.zeros_like(w)', 'w.grad is 0: `w.grad = torch.zeros_like(w)` in line 2 set it, and no line called backward().'),
    (W + 'w.sum().backward()\nw.grad = None', 'w', 'emptied', 3, 'w.grad = None', 'w.grad is None: `w.grad = None` in line 3 came after the last backward() that filled it.'),
    (W + 'w.sum().backward()\nw.grad.zero_()\n(w * 2).sum().backward()', 'w', 'reached', 4, '(w * 2).sum().backward()', 'w.grad is filled: backward() in line 4 reached it.'),
    (W + 'w.sum().backward()\nw.grad.zero_()\nx = torch.ones(1, requires_grad=True)\nx.backward()', 'w', 'zeroed', 3, 'w.grad.zero_()', 'w.grad is 0: `w.grad.zero_()` in line 3 came after the last backward() that filled it.'),
    (W + 'a = w.sum().item()', 'a', 'no tensor', 2, 'w.sum().item()', '`w.sum().item()` in line 2 gives a plain number, and only tensors have a .grad.'),
    (W + 'a = 3', 'a', 'no tensor', 0, '', 'a is a plain number, and only tensors have a .grad.'),
    (W + 'a = w.shape', 'a', 'no tensor', 2, 'w.shape', 'a is torch.Size([2]), and only tensors have a .grad.'),
    (W + 'a = w.grad', 'a', 'no tensor', 2, 'w.grad', 'a is None, and only tensors have a .grad.'),
    (W + 'a = w.requires_grad', 'a', 'no tensor', 2, 'w.requires_grad', 'a is True, and only tensors have a .grad.'),
    (W + 'h = w * 2\nh.retain_grad()\nh.sum().backward()', 'h', 'reached', 4, 'h.sum().backward()', 'h.grad is filled: backward() in line 4 reached it.'),
    (W + 'h = w * 2\nh.sum().backward()\nh.retain_grad()', 'h', 'kept late', 4, 'h.retain_grad()', 'h.grad is None: `h.retain_grad()` in line 4 came after the last backward() that passed it: call it before.'),
    (W + 'h = w * 2\nh.retain_grad()\nw.sum().backward()', 'h', 'unused', 2, '', 'h.grad is None: no line reads h.'),
    (W + 'h = w * 2\nh.retain_grad()\nh.sum().backward(retain_graph=True)\nh.sum().backward()', 'h', 'accumulated', 5, 'h.sum().backward()', 'h.grad is the sum of 2 gradients: backward() in lines 4 and 5 added one each, and no line set it to 0 or None between.'),
    (W + 'h = w * 2\nh.retain_grad()\nh.sum().backward()\nh.grad.zero_()', 'h', 'zeroed', 5, 'h.grad.zero_()', 'h.grad is 0: `h.grad.zero_()` in line 5 came after the last backward() that filled it.'),
    (W + 'w.sum().backward()', 'w', 'reached', 2, 'w.sum().backward()', 'w.grad is filled: backward() in line 2 reached it.'),
    (W + 'l = (w * 2).sum().item()\nl.backward()', 'w', 'cut', 2, '(w * 2).sum().item()', 'w.grad is None: backward() in line 3 raised, and `(w * 2).sum().item()` in line 2 cuts the only way from the loss: it gives a plain number, and a number has no graph.'),
    (W + 'l = (w * 2).sum().detach()\nl.backward()', 'w', 'cut', 2, '(w * 2).sum().detach()', 'w.grad is None: backward() in line 3 raised, and `(w * 2).sum().detach()` in line 2 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (W + 'h = w * 2\nh.retain_grad()\nloss = (h.detach() * w).sum()\nloss.backward()', 'h', 'cut', 4, 'h.detach()', 'h.grad is None: `h.detach()` in line 4 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (W + 'w.sum().backward()\nw = w.detach()', 'w', 'untracked', 3, 'w.detach()', 'w.grad is None: it is not tracked: `w.detach()` in line 3 left the graph: it gives the same numbers without the graph.'),
    (W + 'b = w.detach().requires_grad_()\n(b * 2).sum().backward()', 'w', 'cut', 2, 'w.detach()', 'w.grad is None: `w.detach()` in line 2 cuts the only way from the loss: it gives the same numbers without the graph.'),
    (W + 'w.sum().backward(torch.tensor(0.0))', 'w', 'zero', 2, 'w.sum().backward(torch.tensor(0.0))', 'w.grad is 0 and not None: what arrived from backward() in line 2 adds up to 0.'),
)  # fmt: skip


def test_each_cause_is_said_with_its_line_and_call() -> None:
    wrong = []
    for text, name, cause, line, code, sentence in SAID:
        said = why(run_script(text, GIVEN), name)
        if (said.cause, said.line, said.code, said.sentence) != (cause, line, code, sentence):
            wrong.append((text, said))
    assert not wrong


def test_the_table_has_every_cause() -> None:
    assert {cause for _, _, cause, _, _, _ in SAID} == set(get_args(Cause))


def test_what_is_said_is_so() -> None:
    """The sentence begins with what `.grad` really is."""
    for text, name, cause, _, _, sentence in SAID:
        trace = run_script(text, GIVEN)
        if cause == "no tensor":
            continue
        grad = trace.values[trace.names[name]].grad
        assert sentence.startswith(f"{name}.grad is None:") == (grad is None), (text, grad)
        assert sentence.startswith((f"{name}.grad is 0:", f"{name}.grad is 0 and")) == (
            grad is not None and not grad.any()
        ), (text, grad)


def test_a_name_that_is_none_is_refused() -> None:
    trace = run_script(f"{W}n = 3\nw.sum().backward()")
    with pytest.raises(ScenarioError, match=r"^y is no name of this program: use one of w, n\.$"):
        why(trace, "y")
    assert [each.name for each in reasons_of(trace)] == ["w"]


def test_a_long_call_is_shortened_in_a_sentence_alone() -> None:
    code = " + ".join(["w * w"] * 20)
    said = why(run_script(f"{W}h = ({code}).detach()\n(h * w).sum().backward()"), "w")
    assert said.code == f"({code}).detach()"
    assert told(said.code) in said.sentence
    assert len(said.sentence) < 250
