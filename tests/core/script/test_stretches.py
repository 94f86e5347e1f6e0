"""From a backward call to a scenario: what its lines are, where they came from, what they start from; or why not."""

# ruff: noqa: E501  # a row of a table is one line

from typing import NamedTuple

import torch

from core.engine import run_backward
from core.script.running import run_script
from core.script.stretches import stretches_of
from tests.core.script.plainly import bits

W = "w = torch.tensor([1.0, -2.0], requires_grad=True)\n"
X = f"{W}x = torch.tensor([3.0, 4.0])\n"
GIVEN = {"z": torch.tensor([1.0, 2.0])}


class Walk(NamedTuple):
    """A stretch that can be walked: its lines, the script's line of each, its tensors, and which are leaves."""

    text: str
    lines: tuple[int, ...]
    tensors: tuple[str, ...]
    leaves: tuple[str, ...]


STRETCHES: dict[str, tuple[str, tuple[Walk | str, ...]]] = {
    'a line': (X + 'loss = (w * x).sum()\nloss.backward()', (Walk('loss = (w * x).sum()', (3,), ('w', 'x'), ('w',)),)),
    'called on an expression': (X + '(w * x).sum().backward()', (Walk('loss = (w * x).sum()', (3,), ('w', 'x'), ('w',)),)),
    'a loop, unrolled': (W + 'total = 0\nfor k in range(3):\n    total = total + (w * k).sum()\ntotal.backward()', (Walk('total = 0\nk = 0\ntotal = total + (w * k).sum()\nk = 1\ntotal = total + (w * k).sum()\nk = 2\ntotal = total + (w * k).sum()', (0, 0, 4, 0, 4, 0, 4), ('w',), ('w',)),)),
    "a loop's step": (X + 'for i in range(2):\n    loss = ((w * x).sum() - 1) ** 2\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n    w.grad.zero_()', (Walk('loss = ((w * x).sum() - 1) ** 2', (4,), ('w', 'x'), ('w',)), Walk('loss = ((w * x).sum() - 1) ** 2', (4,), ('w', 'x'), ('w',)),)),
    'names bound anew': (X + 'h = w * x\nh = h.exp()\nh = h.sum()\nh.backward()', (Walk('h = w * x\nh = h.exp()\nh = h.sum()', (3, 4, 5), ('w', 'x'), ('w',)),)),
    'an input bound anew': (X + 'w = w * 2\nloss = (w * x).sum()\nloss.backward()', (Walk('w = w * 2\nloss = (w * x).sum()', (3, 4), ('w', 'x'), ('w',)),)),
    'a plain number': (X + 'lr = 0.5\nloss = (w * lr).sum()\nloss.backward()', (Walk('lr = 0.5\nloss = (w * lr).sum()', (0, 4), ('w',), ('w',)),)),
    'a number worked out': (X + 'n = len(x)\nloss = (w * x).sum() / n + x.shape[0]\nloss.backward()', (Walk('n = 2\nloss = (w * x).sum() / n + 2', (0, 4), ('w', 'x'), ('w',)),)),
    'a number of item': (X + 'n = w.sum().item()\nloss = (w * n).sum()\nloss.backward()', (Walk('n = -1.0  # w.sum().item()\nloss = (w * n).sum()', (3, 4), ('w',), ('w',)),)),
    'item in the line': (X + 'loss = (w / w.abs().sum().item()).sum()\nloss.backward()', (Walk('loss = (w / 3.0).sum()', (3,), ('w',), ('w',)),)),
    'a number that changes': (X + 'a = 2\ny = w * a\na = 3\nloss = (y * a).sum()\nloss.backward()', (Walk('a = 2\ny = w * a\na = 3\nloss = (y * a).sum()', (0, 4, 0, 6), ('w',), ('w',)),)),
    'made in the line': (W + 'loss = (w * torch.ones(2)).sum() + (w * torch.rand(2)).mean()\nloss.backward()', (Walk('loss = (w * ones).sum() + (w * rand).mean()', (2,), ('w', 'ones', 'rand'), ('w',)),)),
    'made twice in the line': (W + 'loss = (w * torch.ones(2)).sum() + (w * torch.ones(2)).mean()\nloss.backward()', (Walk('loss = (w * ones).sum() + (w * ones_2).mean()', (2,), ('w', 'ones', 'ones_2'), ('w',)),)),
    'under no_grad': (X + 'with torch.no_grad():\n    y = w * 2\nloss = (y * w).sum()\nloss.backward()', (Walk('with torch.no_grad():\n    y = w * 2\nloss = (y * w).sum()', (4, 4, 5), ('w',), ('w',)),)),
    'before the stretch, under no_grad': (X + 'with torch.no_grad():\n    y = w * 2\nw.sum().backward()\nloss = (y * w).sum()\nloss.backward()', (Walk('loss_2 = w.sum()', (5,), ('w',), ('w',)), Walk('loss = (y * w).sum()', (6,), ('y', 'w'), ('w',)),)),
    'added to': (X + 'loss = (w * x).sum()\nloss += (w ** 2).sum()\nloss *= 2\nloss.backward()', (Walk('loss = (w * x).sum()\nloss = loss + (w ** 2).sum()\nloss = loss * 2', (3, 4, 5), ('w', 'x'), ('w',)),)),
    'added to in a line of its own': (X + 'h = w * x\nh += 1\nh.sum().backward()', (Walk('h = w * x\nh = h + 1\nloss = h.sum()', (3, 4, 5), ('w', 'x'), ('w',)),)),
    'a detached part': (X + 'y = (w * x).detach()\nloss = (y * w).sum()\nloss.backward()', (Walk('y = (w * x).detach()\nloss = (y * w).sum()', (3, 4), ('w', 'x'), ('w',)),)),
    'a gradient as a number': (X + 'w.sum().backward()\nloss = (w * w.grad).sum()\nloss.backward()', (Walk('loss_2 = w.sum()', (3,), ('w',), ('w',)), Walk('loss = (w * grad).sum()', (4,), ('w', 'grad'), ('w',)),)),
    "of another call's graph": (X + 'h = w * x\nh.sum().backward(retain_graph=True)\n(h * h).sum().backward()', (Walk('h = w * x\nloss = h.sum()', (3, 4), ('w', 'x'), ('w',)), Walk('h = w * x\nloss = (h * h).sum()', (3, 5), ('w', 'x'), ('w',)),)),
    'a mask': (X + 'mask = (w > 0).float()\nloss = (w * mask).sum()\nloss.backward()', (Walk('loss = (w * mask).sum()', (4,), ('w', 'mask'), ('w',)),)),
    'a mask in where': (X + 'loss = torch.where(w > 0, w, 0.1 * w).sum()\nloss.backward()', (Walk('loss = torch.where(w > 0, w, 0.1 * w).sum()', (3,), ('w',), ('w',)),)),
    'a mask with a name in where': (X + 'on = w > 0\nloss = torch.where(on, w, x).sum()\nloss.backward()', ('The walks cannot follow it: a comparison can stand only as the first argument of torch.where, written in place.',)),
    'whole numbers': (W + 'k = torch.arange(2)\nloss = (w * k).sum()\nloss.backward()', (Walk('loss = (w * k).sum()', (3,), ('w', 'k'), ('w',)),)),
    'an exponent': (X + 's = torch.tensor(2.0, requires_grad=True)\nloss = (x ** s).sum()\nloss.backward()', (Walk('loss = (x ** s).sum()', (4,), ('x', 's'), ('s',)),)),
    'nn.functional': (X + 'loss = nn.functional.mse_loss(w, x)\nloss.backward()', (Walk('loss = nn.functional.mse_loss(w, x)', (3,), ('w', 'x'), ('w',)),)),
    'float64': ('w = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)\n(w * 2).sum().backward()', (Walk('loss = (w * 2).sum()', (2,), ('w',), ('w',)),)),
    'frozen': (X + 'v = torch.ones(2, requires_grad=True)\nv.requires_grad_(False)\n(w * v).sum().backward()', (Walk('loss = (w * v).sum()', (5,), ('w', 'v'), ('w',)),)),
    'given': ('w = torch.tensor([2.0, 2.0], requires_grad=True)\n(w * z).sum().backward()', (Walk('loss = (w * z).sum()', (2,), ('w', 'z'), ('w',)),)),
    'two dtypes': (W + 'x = torch.ones(2, dtype=torch.float64)\n(w * x).sum().backward()', ('The walks need tensors of one dtype, float32 or float64.',)),
    'another dtype on the way': (W + 'w.double().sum().backward()', ('`w.double()` in line 2 is a call outside of the walks.',)),
    'a gradient of its own': (W + 'w.backward(torch.ones(2))', ('This call was given a gradient of its own; the walks start from the 1 of a single number.',)),
    'of the leaf itself': ('w = torch.tensor(1.0, requires_grad=True)\nw.backward()', ('It was called on a tensor that no tracked call made, so there is nothing to walk.',)),
    'torch raised': (W + 'w.backward()', ('PyTorch raised at line 2 instead of running backward.',)),
    'changed between': (X + 'a = w * x\nwith torch.no_grad():\n    x += 1\nb = w + x\n(b).sum().backward()\n', (Walk('with torch.no_grad():\n    x = x + 1\nb = w + x\nloss = b.sum()', (5, 5, 6, 7), ('x', 'w'), ('w',)),)),
    'read before and after a change': (X + 'a = w * 2\nb = x + w\nx += 1\nc = x + w\n(a + b + c).sum().backward()', (Walk('a = w * 2\nb = x + w\nx = x + 1\nc = x + w\nloss = (a + b + c).sum()', (3, 4, 5, 6, 7), ('w', 'x'), ('w',)),)),
    'a leaf read before and after a step': (W + 'a = w + 2\nwith torch.no_grad():\n    w += 1\nb = w + 3\n(a + b).sum().backward()', ('It reads w before and after a line that changed it.',)),
    'added by add_': (X + 't = torch.zeros(2)\nt.add_(w)\nt.mul_(x)\nt.sum().backward()', (Walk('t = t + w\nt = t * x\nloss = t.sum()', (4, 5, 6), ('t', 'w', 'x'), ('w',)),)),
    'a call that the walks do not know': ('w = torch.tensor([[1.0, 2.0]], requires_grad=True)\nF.cross_entropy(w, torch.tensor([1])).backward()', ('`F.cross_entropy(w, torch.tensor([1]))` in line 2 is a call outside of the walks.',)),
    'shapes that the walks refuse': ('w = torch.ones(2, 1, requires_grad=True)\nF.mse_loss(w, torch.ones(2)).backward()', ('The walks cannot follow it: w (2, 1) and ones (2,) must have the same shape: PyTorch would broadcast them, with a warning.',)),
    'data behind its back': (X + 'y = w * w\nw.data = x\ny.sum().backward()', ('Written down on its own, it does not leave the same gradients as the script did.',)),
    'too many operations': (W + 'y = w\nfor i in range(10):\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\n    y = y * w\ny.sum().backward()', ('The walks cannot follow it: the program has more than 600 words and signs: shorten it.',)),
    'whole numbers that are too large': (W + 'n = 1e39\n(w * n).sum().backward()', (Walk('n = 1e+39\nloss = (w * n).sum()', (0, 3), ('w',), ('w',)),)),
    'infinite': (W + 'n = (w / 0).sum().item()\n(w * n).sum().backward()', ('A plain number in it is not finite.',)),
}  # fmt: skip


def test_each_call_is_written_down_or_says_why_not() -> None:
    wrong = {}
    for name, (text, stretches) in STRETCHES.items():
        found = tuple(
            each.why_not
            if each.scenario is None
            else Walk(each.scenario.program.text, each.lines, tuple(each.scenario.tensors), tuple(each.scenario.leaves))
            for each in stretches_of(run_script(text, GIVEN))
        )
        if found != stretches:
            wrong[name] = found
    assert not wrong


def test_each_leaves_what_its_call_did_to_the_bit() -> None:
    for text, _ in STRETCHES.values():
        for stretch in stretches_of(run_script(text, GIVEN)):
            if stretch.scenario is None:
                continue
            grads = run_backward(stretch.scenario).grads
            for name in stretch.scenario.leaves:
                number, grad = stretch.inputs[name], grads[name]
                before = stretch.call.before.get(number)
                assert grad is not None
                assert bits(grad if before is None else before + grad) == bits(stretch.call.after.get(number)), text
