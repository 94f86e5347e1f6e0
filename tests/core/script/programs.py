"""Programs of every kind that people ask about in public, in words of our own, and what becomes of each.

`tests/core/script/test_programs.py` runs them in plain torch too: what is said here of an outcome is a reader's answer,
and numbers and messages come from torch.
"""

# lines as people write them

from collections.abc import Mapping
from typing import NamedTuple


class Asked(NamedTuple):
    """A program and its outcome.

    Attributes:
        text: as it would be pasted.
        why: for a name the cause and the line that decides it.
        raises: the class of what ends it, "" where it runs to its end.
        warns: how many warnings there are.
        plain: the lines that are run, where the paste holds more than Python does.
        walked: for each backward call whether the walks follow it.
    """

    text: str
    why: Mapping[str, tuple[str, int]]
    raises: str = ""
    warns: int = 0
    plain: str = ""
    walked: tuple[bool, ...] = ()


YES, NO = (True,), (False,)

# what a paste brings along

PASTED = {
    "prompts and outputs": Asked(
        """\
>>> import torch
>>> x = torch.tensor([1., 2., 3.], requires_grad=True)
>>> y = (x * x).sum()
>>> y
tensor(14., grad_fn=<SumBackward0>)
>>> y.backward()
>>> x.grad
tensor([2., 4., 6.])""",
        {"x": ("reached", 6), "y": ("not a leaf", 3)},
        plain="""\
import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = (x * x).sum()

y.backward()
x.grad""",
        walked=YES,
    ),
    "a notebook's cells": Asked(
        """\
In [1]: import torch

In [2]: w = torch.tensor([[0.5], [-0.5]], requires_grad=True)

In [3]: x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])

In [4]: out = x @ w

In [5]: out.sum().backward()

In [6]: w.grad
Out[6]:
tensor([[4.],
        [6.]])""",
        {"w": ("reached", 9), "x": ("untracked", 5)},
        plain="""\
import torch
w = torch.tensor([[0.5], [-0.5]], requires_grad=True)
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
out = x @ w
out.sum().backward()
w.grad""",
        walked=YES,
    ),
    "continued prompts": Asked(
        """\
>>> b = torch.zeros(2, requires_grad=True)
>>> for step in range(2):
...     loss = ((b - 3) ** 2).mean()
...     loss.backward()
...
>>> b.grad
tensor([-6., -6.])""",
        {"b": ("accumulated", 4)},
        plain="""\
b = torch.zeros(2, requires_grad=True)
for step in range(2):
    loss = ((b - 3) ** 2).mean()
    loss.backward()""",
        walked=(True, True),
    ),
    "imports, comments, printed words": Asked(
        """\
import torch
import torch.nn.functional as F
from torch import nn
import numpy as np   # not used

# the data
inputs = torch.tensor([[0.3, -1.2], [2.0, 0.7]])   # two samples
targets = torch.tensor([1.0, 0.0])

weights = torch.tensor([0.1, 0.2], requires_grad=True)
preds = torch.sigmoid(inputs @ weights)
loss = F.binary_cross_entropy(preds, targets)
loss.backward()
print("loss:", loss.item())
print(f"gradient {weights.grad}, loss {loss.item():.4f}")
print('done')""",
        {"weights": ("reached", 13), "targets": ("untracked", 8), "loss": ("not a leaf", 12)},
        walked=YES,
    ),
    "a fence and indentation": Asked(
        """\
```python
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(4.0, requires_grad=True)
    c = a / b
    c.backward()
```""",
        {"a": ("reached", 5), "b": ("reached", 5)},
        plain="""\

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
c = a / b
c.backward()""",
        walked=YES,
    ),
    "a call over several lines": Asked(
        """\
t = torch.tensor(
    [
        [0.2, 0.4],
        [0.1, -0.3],
    ],
    dtype=torch.float64,
    requires_grad=True,
)
loss = (
    t.exp()
    .sum(dim=1)
    .mean()
)
loss.backward()""",
        {"t": ("reached", 14)},
        walked=YES,
    ),
}

# .grad is None

NONE = {
    "detached before the loss": Asked(
        """\
w = torch.tensor([0.5, -1.0], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
hidden = (x @ w).detach()
loss = (hidden + b).pow(2).mean()
loss.backward()""",
        {"w": ("cut", 4), "b": ("reached", 6), "hidden": ("untracked", 4)},
        walked=YES,
    ),
    "the loss itself detached": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum().detach()
loss.backward()""",
        {"w": ("cut", 2)},
        raises="RuntimeError",
        walked=NO,
    ),
    "item and wrapped again": Asked(
        """\
w = torch.tensor([3.0], requires_grad=True)
error = ((w - 1) ** 2).sum().item()
loss = torch.tensor(error, requires_grad=True)
loss.backward()
print(w.grad)""",
        {"w": ("cut", 2), "error": ("no tensor", 2), "loss": ("reached", 4)},
        walked=NO,
    ),
    "a loss that is a number": Asked(
        """\
w = torch.tensor([3.0], requires_grad=True)
loss = ((w - 1) ** 2).sum().item()
loss.backward()""",
        {"w": ("cut", 2), "loss": ("no tensor", 2)},
        raises="AttributeError",
        walked=NO,
    ),
    "copied by torch.tensor": Asked(
        """\
w = torch.tensor([0.2, 0.4], requires_grad=True)
preds = torch.tensor(w * 3, requires_grad=True)
loss = preds.sum()
loss.backward()""",
        {"w": ("cut", 2), "preds": ("reached", 4)},
        warns=1,
        walked=YES,
    ),
    "through .data": Asked(
        """\
w = torch.tensor([0.2, 0.4], requires_grad=True)
v = torch.tensor([1.0, 1.0], requires_grad=True)
loss = (w.data * v).sum()
loss.backward()""",
        {"w": ("cut", 3), "v": ("reached", 4)},
        walked=YES,
    ),
    "under no_grad": Asked(
        """\
w = torch.tensor([[0.3], [0.6]], requires_grad=True)
x = torch.tensor([[1.0, 4.0]])
with torch.no_grad():
    preds = x @ w
loss = (preds - 2).abs().sum()
loss.backward()""",
        {"w": ("cut", 4), "preds": ("untracked", 4)},
        raises="RuntimeError",
        walked=NO,
    ),
    "a comparison as accuracy": Asked(
        """\
w = torch.tensor([0.9, -0.9], requires_grad=True)
labels = torch.tensor([1.0, 0.0])
correct = ((torch.sigmoid(w) > 0.5) == labels).float()
loss = 1 - correct.mean()
loss.backward()""",
        {"w": ("cut", 3)},
        raises="RuntimeError",
        walked=NO,
    ),
    "a comparison as a mask": Asked(
        """\
w = torch.tensor([0.9, -0.9], requires_grad=True)
mask = (w > 0).float()
loss = (w * mask).sum()
loss.backward()""",
        {"w": ("reached", 4), "mask": ("untracked", 2)},
        walked=YES,
    ),
    "argmax of the predictions": Asked(
        """\
logits = torch.tensor([[0.1, 2.0, 0.3]], requires_grad=True)
choice = torch.argmax(logits, dim=1)
loss = (choice.float() - 2.0).abs().mean()
loss.backward()""",
        {"logits": ("cut", 2), "choice": ("untracked", 2)},
        raises="RuntimeError",
        walked=NO,
    ),
    "rounded to whole numbers": Asked(
        """\
w = torch.tensor([1.7, 2.2], requires_grad=True)
whole = w.long()
loss = (whole * 1.0).sum()
loss.backward()""",
        {"w": ("cut", 2)},
        raises="RuntimeError",
        walked=NO,
    ),
    "requires_grad put on the loss": Asked(
        """\
w = torch.tensor([0.5, 1.5])
x = torch.tensor([2.0, 3.0])
loss = (w * x).sum()
loss.requires_grad = True
loss.backward()""",
        {"w": ("untracked", 1), "loss": ("reached", 5)},
        walked=NO,
    ),
    "requires_grad_ after a cut": Asked(
        """\
w = torch.tensor([0.5, 1.5], requires_grad=True)
with torch.no_grad():
    loss = (w ** 2).sum()
loss.requires_grad_(True)
loss.backward()""",
        {"w": ("cut", 3), "loss": ("reached", 5)},
        walked=NO,
    ),
    "nothing tracked": Asked(
        """\
x = torch.tensor([1.0, 2.0])
y = (x ** 2).sum()
y.backward()""",
        {"x": ("untracked", 1), "y": ("untracked", 2)},
        raises="RuntimeError",
        walked=NO,
    ),
    "a leaf never used": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
bias = torch.tensor([0.5], requires_grad=True)
loss = (w * 3).sum()
loss.backward()""",
        {"w": ("reached", 4), "bias": ("unused", 2)},
        walked=YES,
    ),
    "used, but not for the loss": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
scale = torch.tensor([2.0], requires_grad=True)
shown = w * scale
loss = (w - 1).square().sum() + 1
loss.backward()""",
        {"w": ("zero", 4), "scale": ("unused", 3), "shown": ("not a leaf", 3)},
        walked=YES,
    ),
    "backward never called": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).mean()
print(w.grad)""",
        {"w": ("not called", 0), "loss": ("not a leaf", 2)},
    ),
    "not a leaf after a factor": Asked(
        """\
w = torch.rand(3, requires_grad=True) * 0.1
loss = (w - 1).pow(2).sum()
loss.backward()
print(w.grad)""",
        {"w": ("not a leaf", 1)},
        warns=1,
        walked=YES,
    ),
    "not a leaf after another dtype": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True).to(torch.float64)
loss = (w * w).sum()
loss.backward()
print(w.grad)""",
        {"w": ("not a leaf", 1)},
        warns=1,
        walked=NO,
    ),
    "not a leaf after a view": Asked(
        """\
coeffs = torch.tensor([0.1, 0.2], requires_grad=True).view(-1, 1)
data = torch.tensor([[1.0, 2.0]])
(data @ coeffs).sum().backward()
coeffs.grad""",
        {"coeffs": ("not a leaf", 1)},
        warns=1,
        walked=YES,
    ),
    "rebound by its own step": Asked(
        """\
w = torch.tensor([2.0], requires_grad=True)
loss = (w ** 2).sum()
loss.backward()
w = w - 0.1 * w.grad
loss = (w ** 2).sum()
loss.backward()
print(w.grad)""",
        {"w": ("not a leaf", 4)},
        warns=1,
        walked=(True, True),
    ),
    "rebound, and the step fails": Asked(
        """\
w = torch.tensor([2.0], requires_grad=True)
for epoch in range(2):
    loss = (w ** 2).sum()
    loss.backward()
    w = w - 0.1 * w.grad""",
        {"w": ("not a leaf", 5)},
        raises="TypeError",
        warns=1,
        walked=(True, True),
    ),
    "kept by retain_grad": Asked(
        """\
x = torch.tensor([1.0, 3.0], requires_grad=True)
h = x * 2
h.retain_grad()
loss = (h ** 2).sum()
loss.backward()
print(h.grad)""",
        {"h": ("reached", 5), "x": ("reached", 5)},
        walked=YES,
    ),
    "retain_grad too late": Asked(
        """\
x = torch.tensor([1.0, 3.0], requires_grad=True)
h = x * 2
h.sum().backward()
h.retain_grad()
print(h.grad)""",
        {"h": ("kept late", 4), "x": ("reached", 3)},
        walked=YES,
    ),
    "a frozen layer": Asked(
        """\
w1 = torch.tensor([[0.5, -0.2]], requires_grad=True)
w2 = torch.tensor([[1.5], [0.3]], requires_grad=True)
w1.requires_grad_(False)
x = torch.tensor([[2.0]])
loss = (x @ w1 @ w2).sum()
loss.backward()""",
        {"w1": ("untracked", 3), "w2": ("reached", 6)},
        walked=YES,
    ),
    "numpy of what is tracked": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
preds = w * 3
plotted = preds.numpy()""",
        {"w": ("not called", 3)},
        raises="RuntimeError",
    ),
    "requires_grad of whole numbers": Asked(
        """\
w = torch.tensor([1, 2, 3], requires_grad=True)
(w * 2.0).sum().backward()""",
        {},
        raises="RuntimeError",
    ),
    "requires_grad_ of whole numbers, later": Asked(
        """\
w = torch.arange(3)
w.requires_grad_()
w.sum().backward()""",
        {"w": ("untracked", 1)},
        raises="RuntimeError",
    ),
}

# partly, 0, nan

PARTLY = {
    "one way of two detached": Asked(
        """\
w = torch.tensor([1.0, -2.0], requires_grad=True)
x = torch.tensor([3.0, 4.0])
loss = (x * w).sum() + (x * w.detach()).sum()
loss.backward()""",
        {"w": ("partly cut", 3)},
        walked=YES,
    ),
    "normalized by its own number": Asked(
        """\
w = torch.tensor([1.0, 3.0], requires_grad=True)
total = w.sum().item()
loss = (w / total).square().sum()
loss.backward()""",
        {"w": ("partly cut", 2), "total": ("no tensor", 2)},
        walked=YES,
    ),
    "a moving target": Asked(
        """\
q = torch.tensor([0.5, 1.0], requires_grad=True)
with torch.no_grad():
    target = q * 0.9 + 1
loss = F.mse_loss(q, target)
loss.backward()""",
        {"q": ("partly cut", 3), "target": ("untracked", 3)},
        walked=YES,
    ),
    "relu is off everywhere": Asked(
        """\
x = torch.tensor([[1.0, 2.0], [0.5, 0.1]])
w = torch.tensor([[-1.0], [-2.0]], requires_grad=True)
hidden = F.relu(x @ w)
loss = (hidden - 1).square().mean()
loss.backward()""",
        {"w": ("zero", 3)},
        walked=YES,
    ),
    "a saturated sigmoid": Asked(
        """\
w = torch.tensor([200.0], requires_grad=True)
p = torch.sigmoid(w)
loss = (p - 0).abs().sum()
loss.backward()""",
        {"w": ("zero", 2)},
        walked=YES,
    ),
    "a saturated tanh": Asked(
        """\
w = torch.tensor([40.0, -40.0], requires_grad=True)
nn.functional.tanh(w).sum().backward()""",
        {"w": ("zero", 2)},
        walked=YES,
    ),
    "the sign of the predictions": Asked(
        """\
w = torch.tensor([0.3, -0.3], requires_grad=True)
preds = torch.sign(w)
loss = (preds - 1).pow(2).sum()
loss.backward()""",
        {"w": ("zero", 2)},
        walked=YES,
    ),
    "abs at 0": Asked(
        """\
w = torch.zeros(2, requires_grad=True)
loss = w.abs().sum()
loss.backward()""",
        {"w": ("zero", 2)},
        walked=YES,
    ),
    "a clamp that is reached": Asked(
        """\
w = torch.tensor([5.0, -7.0], requires_grad=True)
loss = torch.clamp(w, -1, 1).sum()
loss.backward()""",
        {"w": ("zero", 2)},
        walked=YES,
    ),
    "softmax of one": Asked(
        """\
logits = torch.tensor([[1.5], [-2.0]], requires_grad=True)
probs = torch.softmax(logits, dim=1)
loss = (probs - 3).pow(2).sum()
loss.backward()""",
        {"logits": ("zero", 2)},
        walked=YES,
    ),
    "softmax added up": Asked(
        """\
logits = torch.tensor([1.0, 2.0], requires_grad=True)
loss = F.softmax(logits, dim=0).sum()
loss.backward()""",
        {"logits": ("zero", 2)},
        walked=YES,
    ),
    "the log of a negative number": Asked(
        """\
w = torch.tensor([-1.0, 2.0], requires_grad=True)
loss = torch.log(w).mean()
loss.backward()
print(loss, w.grad)""",
        {"w": ("reached", 3)},
        walked=YES,
    ),
    "the root of 0": Asked(
        """\
w = torch.tensor([0.0, 4.0], requires_grad=True)
loss = torch.sqrt(w).sum()
loss.backward()""",
        {"w": ("reached", 3)},
        walked=YES,
    ),
    "a rate that is too large": Asked(
        """\
x = torch.tensor([1e10, 3e10])
w = torch.tensor(1.0, requires_grad=True)
for i in range(4):
    loss = ((x * w - 1) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print(w, loss)""",
        {"w": ("zeroed", 8)},
        walked=(True, True, False, False),
    ),
}

# several calls

OFTEN = {
    "accumulated over two calls": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * 3).sum()
loss.backward()
loss = (w ** 2).sum()
loss.backward()
print(w.grad)""",
        {"w": ("accumulated", 5)},
        walked=(True, True),
    ),
    "a training loop without zero_grad": Asked(
        """\
torch.manual_seed(42)
x = torch.linspace(0, 1, 5)
y = 3 * x + 1
w = torch.rand(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.1
for epoch in range(3):
    preds = w * x + b
    loss = ((preds - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad""",
        {"w": ("accumulated", 10), "b": ("accumulated", 10), "y": ("untracked", 3)},
        walked=(True, True, True),
    ),
    "a training loop": Asked(
        """\
torch.manual_seed(0)
X = torch.randn(6, 2)
y = torch.randn(6)
w = torch.randn(2, requires_grad=True)
for _ in range(3):
    loss = F.mse_loss(X @ w, y)
    loss.backward()
    with torch.no_grad():
        w.sub_(0.05 * w.grad)
        w.grad.zero_()
    print(loss.item())""",
        {"w": ("zeroed", 10)},
        walked=(True, True, True),
    ),
    "the gradient set to None": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
(w * 2).sum().backward()
w.grad = None
print(w.grad)""",
        {"w": ("emptied", 3)},
        walked=YES,
    ),
    "None between two calls": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
(w * 2).sum().backward()
w.grad = None
(w * 5).sum().backward()""",
        {"w": ("reached", 4)},
        walked=(True, True),
    ),
    "zeroed before the read": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = w.pow(2).sum()
loss.backward()
w.grad.zero_()
print(w.grad)""",
        {"w": ("zeroed", 4)},
        walked=YES,
    ),
    "a step before the gradient": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
lr = 0.01
loss = (w * 4).sum()
with torch.no_grad():
    w -= lr * w.grad""",
        {"w": ("not called", 5)},
        raises="TypeError",
    ),
    "less a gradient of None": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
with torch.no_grad():
    w -= w.grad""",
        {"w": ("not called", 3)},
        raises="TypeError",
    ),
    "zero_ of None": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
w.grad.zero_()
(w * 2).sum().backward()""",
        {"w": ("not called", 2)},
        raises="AttributeError",
    ),
    "data of None": Asked(
        """\
w = torch.tensor([1.0], requires_grad=True)
w.grad.data.zero_()""",
        {"w": ("not called", 2)},
        raises="AttributeError",
    ),
    "a step through .data": Asked(
        """\
w = torch.tensor([1.0, -1.0], requires_grad=True)
loss = (w * w).sum()
loss.backward()
w.data -= 0.25 * w.grad.data
w.grad.data.zero_()
loss = (w * w).sum()
loss.backward()""",
        {"w": ("reached", 7)},
        walked=(True, True),
    ),
    "a new tensor into .data": Asked(
        """\
w = torch.tensor([1.0, -1.0], requires_grad=True)
(w * w).sum().backward()
w.data = w.data - 0.1 * w.grad
(w * w).sum().backward()""",
        {"w": ("accumulated", 4)},
        walked=(True, True),
    ),
    "a leaf changed in place": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
w += 1
w.sum().backward()""",
        {"w": ("not called", 2)},
        raises="RuntimeError",
    ),
    "a leaf changed by add_": Asked(
        """\
w = torch.ones(2, requires_grad=True)
w.add_(0.5)""",
        {"w": ("not called", 2)},
        raises="RuntimeError",
    ),
    "changed after it was read": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
with torch.no_grad():
    w -= 0.1
loss.backward()""",
        {"w": ("raised", 5)},
        raises="RuntimeError",
        walked=NO,
    ),
    "data changed after it was read": Asked(
        """\
x = torch.tensor([1.0, 2.0])
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = x * w
x += 1
y.sum().backward()""",
        {"w": ("raised", 5)},
        raises="RuntimeError",
        walked=NO,
    ),
    "backward twice": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w ** 2).sum()
loss.backward()
loss.backward()""",
        {"w": ("freed", 4)},
        raises="RuntimeError",
        walked=(True, False),
    ),
    "backward twice, retained": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w ** 2).sum()
loss.backward(retain_graph=True)
loss.backward()""",
        {"w": ("accumulated", 4)},
        walked=(True, True),
    ),
    "a part of the forward outside of the loop": Asked(
        """\
x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor(0.5, requires_grad=True)
features = (w * x) ** 2
for step in range(3):
    loss = features.sum() * 2
    loss.backward()""",
        {"w": ("freed", 6)},
        raises="RuntimeError",
        walked=(True, False),
    ),
    "two losses of one forward": Asked(
        """\
w = torch.tensor([2.0, 3.0], requires_grad=True)
h = w.exp()
a = h.sum()
b = (h * h).mean()
a.backward(retain_graph=True)
b.backward()""",
        {"w": ("accumulated", 6)},
        walked=(True, True),
    ),
    "an epoch's losses added up": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
x = torch.tensor([2.0, 3.0])
total = 0
for k in range(3):
    loss = ((w * x).sum() - k) ** 2
    total = total + loss
total.backward()
print(total)""",
        {"w": ("reached", 7), "total": ("not a leaf", 6)},
        walked=YES,
    ),
    "an epoch's losses added to zeros": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
total = torch.tensor(0.0)
same = total
for k in range(3):
    total += (w * k).sum()
total.backward()
print(same)""",
        {"w": ("reached", 6), "total": ("not a leaf", 5), "same": ("not a leaf", 5)},
        walked=YES,
    ),
    "added to zeros, detached": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
v = torch.tensor([1.0, 1.0], requires_grad=True)
total = torch.zeros(2)
total += w.detach()
(total * v).sum().backward()""",
        {"w": ("cut", 4), "v": ("reached", 5)},
        walked=YES,
    ),
    "added by add_": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
total = torch.zeros(2)
total.add_(w)
h = w * 2
h.mul_(3)
(total + h).sum().backward()""",
        {"w": ("reached", 6), "h": ("not a leaf", 5)},
        walked=YES,
    ),
    "a copy of it changes with it": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
h = w * 2
d = h.detach()
h += 1
print(d)
(h * d).sum().backward()""",
        {"w": ("partly cut", 3), "d": ("untracked", 3)},
        walked=NO,
    ),
    "an epoch's losses added up in place": Asked(
        """\
w = torch.tensor([1.0, 1.0], requires_grad=True)
total = 0.0
for k in range(3):
    total += (w * k).sum()
total.backward()""",
        {"w": ("reached", 5)},
        walked=YES,
    ),
    "means of several batches": Asked(
        """\
w = torch.tensor(0.5, requires_grad=True)
x = torch.tensor([1.0, 2.0])
steps = 4
for i in range(steps):
    loss = (w * x - i).square().mean() / steps
    loss.backward()
w.grad / steps""",
        {"w": ("accumulated", 6)},
        walked=(True, True, True, True),
    ),
    "the second derivative of a line": Asked(
        """\
x = torch.tensor(2.0, requires_grad=True)
y = 3 * x + 1
y.backward()
g = x.grad
g.backward()""",
        {"x": ("reached", 3), "g": ("untracked", 4)},
        raises="RuntimeError",
        walked=(True, False),
    ),
}

# shapes, dtypes, devices

SHAPES = {
    "a vector as the loss": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = w ** 2
loss.backward()""",
        {"w": ("raised", 3)},
        raises="RuntimeError",
        walked=NO,
    ),
    "one loss a sample": Asked(
        """\
w = torch.tensor([[0.2], [0.3]], requires_grad=True)
x = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
target = torch.tensor([[1.0], [0.0]])
loss = F.mse_loss(x @ w, target, reduction="none")
loss.backward()""",
        {"w": ("raised", 5)},
        raises="RuntimeError",
        walked=NO,
    ),
    "a vector with a gradient": Asked(
        """\
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
y.backward(torch.tensor([0.1, 1.0, 0.0001]))
x.grad""",
        {"x": ("reached", 3)},
        walked=NO,
    ),
    "a vector with ones": Asked(
        """\
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
z.backward(gradient=torch.ones_like(z))""",
        {"x": ("reached", 4)},
        walked=NO,
    ),
    "a gradient of the wrong shape": Asked(
        """\
x = torch.ones(3, requires_grad=True)
y = x * 2
y.backward(torch.tensor([1.0, 1.0]))""",
        {"x": ("raised", 3)},
        raises="RuntimeError",
        walked=NO,
    ),
    "mat1 and mat2": Asked(
        """\
x = torch.rand(4, 3)
w = torch.rand(2, 3, requires_grad=True)
out = x @ w
out.sum().backward()""",
        {"w": ("not called", 3)},
        raises="RuntimeError",
    ),
    "mat1 and mat2 of linear": Asked(
        """\
x = torch.ones(5, 4)
weight = torch.ones(4, 2, requires_grad=True)
y = F.linear(x, weight)""",
        {"weight": ("not called", 3)},
        raises="RuntimeError",
    ),
    "the size of tensor a": Asked(
        """\
preds = torch.zeros(3, requires_grad=True)
targets = torch.ones(4)
loss = ((preds - targets) ** 2).mean()""",
        {"preds": ("not called", 3)},
        raises="RuntimeError",
    ),
    "a reshape that does not fit": Asked(
        """\
w = torch.arange(6.0, requires_grad=True)
w.view(4, 2)""",
        {"w": ("not called", 2)},
        raises="RuntimeError",
    ),
    "a dimension that is not there": Asked(
        """\
w = torch.ones(3, requires_grad=True)
loss = w.sum(dim=1)""",
        {"w": ("not called", 2)},
        raises="IndexError",
    ),
    "Double and Float": Asked(
        """\
data = torch.tensor([[1.0, 2.0]], dtype=torch.float64)
w = torch.tensor([[0.5], [0.5]], requires_grad=True)
out = data @ w""",
        {"w": ("not called", 3), "data": ("untracked", 1)},
        raises="RuntimeError",
    ),
    "whole numbers times weights": Asked(
        """\
x = torch.tensor([[1, 2], [3, 4]])
w = torch.tensor([0.5, 0.5], requires_grad=True)
x @ w""",
        {"w": ("not called", 3)},
        raises="RuntimeError",
    ),
    "the mean of whole numbers": Asked(
        """\
x = torch.tensor([1, 2, 3])
m = x.mean()""",
        {"x": ("untracked", 1)},
        raises="RuntimeError",
    ),
    "a column against a row, in silence": Asked(
        """\
x = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([2.0, 4.0, 6.0])
w = torch.tensor([[1.5]], requires_grad=True)
loss = ((x @ w - target) ** 2).mean()
loss.backward()""",
        {"w": ("reached", 5)},
        walked=YES,
    ),
    "a column against a row, with a warning": Asked(
        """\
x = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([2.0, 4.0, 6.0])
w = torch.tensor([[1.5]], requires_grad=True)
loss = F.mse_loss(x @ w, target)
loss.backward()""",
        {"w": ("reached", 5)},
        warns=1,
        walked=NO,
    ),
    "the same with l1_loss": Asked(
        """\
out = torch.zeros(2, 1, requires_grad=True)
loss = torch.nn.functional.l1_loss(out, torch.tensor([1.0, 2.0]))
loss.backward()""",
        {"out": ("reached", 3)},
        warns=1,
        walked=NO,
    ),
    "a view under no_grad, and its leaf changed": Asked(
        """\
w = torch.tensor([[1.0, 2.0]], requires_grad=True)
with torch.no_grad():
    v = w.T
    w -= 0.1
v.is_leaf""",
        {"w": ("not called", 5)},
        raises="RuntimeError",
    ),
    "the transpose of a vector": Asked(
        """\
x = torch.tensor([1.0, 2.0])
w = torch.tensor([0.5, 0.5], requires_grad=True)
loss = x @ w.T
loss.backward()""",
        {"w": ("reached", 4)},
        warns=1,
        walked=NO,
    ),
    "torch.float64 all through": Asked(
        """\
x = torch.tensor([[0.5, 1.0]], dtype=torch.float64)
w = torch.tensor([[2.0], [1.0]], dtype=torch.double, requires_grad=True)
loss = (x.mm(w) - 1).square().sum()
loss.backward()""",
        {"w": ("reached", 4)},
        walked=YES,
    ),
}

# other ways of writing

WRITTEN = {
    "a parameter": Asked(
        """\
from torch import nn
w = nn.Parameter(torch.tensor([0.5, -0.5]))
b = torch.nn.Parameter(torch.zeros(1))
x = torch.tensor([[1.0, 1.0], [2.0, 0.0]])
out = x.matmul(w) + b
loss = out.abs().mean()
loss.backward()""",
        {"w": ("reached", 7), "b": ("reached", 7)},
        walked=YES,
    ),
    "a variable of old": Asked(
        """\
from torch.autograd import Variable
x = Variable(torch.ones(2, 2), requires_grad=True)
y = Variable(torch.tensor([[2.0], [3.0]]))
out = (x.mm(y) * 3).mean()
out.backward()""",
        {"x": ("reached", 5), "y": ("untracked", 3)},
        walked=YES,
    ),
    "all augmented signs": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
m = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
h = w * 1
h += 1
h -= 0.5
h *= 3
h /= 2
h **= 2
h @= m
n = 2
n += 1
n **= 2
m *= 2
m @= m
loss = (h * n).sum() + m.sum()
loss.backward()""",
        {"w": ("raised", 16)},
        raises="RuntimeError",
        walked=NO,
    ),
    "numbers drawn while a number is added to": Asked(
        """\
w = torch.rand(2 ** 2, requires_grad=True)
total = 0
total += (w * torch.rand(4)).sum()
total += torch.rand(1).sum()
total.backward()""",
        {"w": ("reached", 5)},
        walked=YES,
    ),
    "augmented @ of a leaf": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
m = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
w @= m
w.sum().backward()
w.is_leaf""",
        {"w": ("not a leaf", 3)},
        walked=YES,
    ),
    "a network by hand": Asked(
        """\
torch.manual_seed(1)
x = torch.randn(4, 3)
y = torch.randn(4, 1)
w1 = torch.randn(3, 5, requires_grad=True)
w2 = torch.randn(5, 1, requires_grad=True)
learning_rate = 1e-2
for t in range(2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        w1 -= learning_rate * w1.grad
        w2 -= learning_rate * w2.grad
        w1.grad = None
        w2.grad = None""",
        {"w1": ("emptied", 14), "w2": ("emptied", 15)},
        walked=(True, True),
    ),
    "a sine by a polynomial": Asked(
        """\
x = torch.linspace(-3.14, 3.14, 20)
y = torch.sin(x)
a = torch.full((), 0.1, requires_grad=True)
b = torch.full((), 0.2, requires_grad=True)
c = torch.full((), -0.1, requires_grad=True)
y_pred = a + b * x + c * x ** 3
loss = (y_pred - y).pow(2).sum()
if_small = loss / 20
if_small.backward()""",
        {"a": ("reached", 9), "b": ("reached", 9), "c": ("reached", 9)},
        walked=YES,
    ),
    "a tower of names": Asked(
        """\
a = torch.tensor(-4.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
c = a + b
d = a * b + b ** 3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e ** 2
g = f / 2.0
g += 10.0 / f
g.backward()""",
        {"a": ("reached", 13), "b": ("reached", 13), "c": ("not a leaf", 6)},
        walked=YES,
    ),
    "a copy that keeps the graph": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
copy = w.clone()
loss = (copy * 3).sum()
loss.backward()
print(copy.grad)""",
        {"w": ("reached", 4), "copy": ("not a leaf", 2)},
        warns=1,
        walked=YES,
    ),
    "a copy that does not": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
copy = w.detach().clone().requires_grad_(True)
loss = (copy * w).sum()
loss.backward()""",
        {"w": ("partly cut", 2), "copy": ("reached", 4)},
        walked=YES,
    ),
    "a dot product": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([0.5, 4.0])
loss = torch.dot(w, x) + x.dot(w) ** 2
loss.backward()""",
        {"w": ("reached", 4)},
        walked=YES,
    ),
    "a penalty by the norm": Asked(
        """\
w = torch.tensor([3.0, 4.0], requires_grad=True)
loss = w.norm() + 0.1 * torch.norm(w) ** 2
loss.backward()""",
        {"w": ("reached", 3)},
        walked=YES,
    ),
    "a product of all": Asked(
        """\
p = torch.tensor([0.5, 2.0, 4.0], requires_grad=True)
loss = p.prod() + torch.prod(p * 2)
loss.backward()""",
        {"p": ("reached", 3)},
        walked=YES,
    ),
    "an exponent that is learned": Asked(
        """\
x = torch.tensor([1.0, 2.0, 3.0])
s = torch.tensor(1.5, requires_grad=True)
loss = (x ** s).sum() + 2 ** s
loss.backward()""",
        {"s": ("reached", 4)},
        walked=YES,
    ),
    "the largest of all": Asked(
        """\
w = torch.tensor([0.1, 0.9, 0.3], requires_grad=True)
loss = w.max() - w.min()
loss.backward()""",
        {"w": ("reached", 3)},
        walked=YES,
    ),
    "entropy of logits": Asked(
        """\
logits = torch.tensor([[2.0, 0.5], [0.1, 0.2]], requires_grad=True)
target = torch.tensor([0, 1])
loss = F.cross_entropy(logits, target)
loss.backward()""",
        {"logits": ("reached", 4), "target": ("untracked", 2)},
        walked=NO,
    ),
    "a binary loss of logits": Asked(
        """\
logits = torch.tensor([0.3, -0.8], requires_grad=True)
target = torch.tensor([1.0, 0.0])
loss = F.binary_cross_entropy_with_logits(logits, target)
loss.backward()""",
        {"logits": ("reached", 4)},
        walked=YES,
    ),
    "random numbers with a seed": Asked(
        """\
torch.manual_seed(7)
a = torch.rand(2, 3)
b = torch.randn(3)
noise = torch.randn_like(b) * 0.1 + torch.rand_like(b)
w = torch.rand(3, requires_grad=True)
loss = (a @ (w + noise) - b.mean()).square().mean()
loss.backward()""",
        {"w": ("reached", 7)},
        walked=YES,
    ),
    "float() of the loss": Asked(
        """\
w = torch.tensor(2.0, requires_grad=True)
loss = w * w
value = float(loss)
loss.backward()
print(value)""",
        {"w": ("reached", 4), "value": ("no tensor", 3)},
        warns=1,
        walked=YES,
    ),
    "shapes are read": Asked(
        """\
x = torch.ones(4, 2)
n = x.shape[0]
w = torch.full((x.size(1),), 0.5, requires_grad=True)
loss = (x @ w).sum() / n + w.sum() / len(x)
loss.backward()
print(w.grad.shape, w.is_leaf, loss.requires_grad, x.ndim, w.numel(), loss.grad_fn)""",
        {"w": ("reached", 5)},
        walked=YES,
    ),
    "deleted names": Asked(
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
h = w * w
loss = h.sum()
del h
loss.backward()""",
        {"w": ("reached", 5)},
        walked=YES,
    ),
}

PROGRAMS: dict[str, Asked] = {**PASTED, **NONE, **PARTLY, **OFTEN, **SHAPES, **WRITTEN}
