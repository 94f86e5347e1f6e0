"""Programs to start from. A new one is one entry."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """A program to start from.

    Attributes:
        title: what to call it in a list, code between backticks.
        text: its lines.
    """

    title: str
    text: str


DATA = """t_indep = torch.tensor([[1., 2.], [3., 4.], [2., 1.], [4., 0.]])
t_dep = torch.tensor([5., 6., 0., 1.])
"""
YES_OR_NO = """t_indep = torch.tensor([[1., 2.], [3., 4.], [2., 1.], [4., 0.]])
t_dep = torch.tensor([1., 1., 0., 0.])
"""
COEFFS = "coeffs = torch.tensor([0.5, 0.5], requires_grad=True)\n"
TURNS = """for _ in range(3):
    preds = (t_indep * coeffs).sum(axis=1)
    loss = torch.abs(preds - t_dep).mean()
    loss.backward()
"""

TEMPLATES: dict[str, Template] = {
    "sigmoid": Template(
        "A sigmoid",
        YES_OR_NO
        + COEFFS
        + """preds = torch.sigmoid((t_indep * coeffs).sum(axis=1))
loss = torch.abs(preds - t_dep).mean()
loss.backward()""",
    ),
    "hidden": Template(
        "A hidden layer",
        YES_OR_NO
        + """layer1 = torch.tensor([[0.3, -0.2, 0.5], [0.1, 0.4, -0.3]], requires_grad=True)
layer2 = torch.tensor([[0.6], [-0.4], [0.2]], requires_grad=True)
const = torch.tensor(0.1, requires_grad=True)
hidden = F.relu(t_indep @ layer1)
preds = torch.sigmoid(hidden @ layer2 + const)
loss = torch.abs(preds - t_dep[:, None]).mean()
loss.backward()""",
    ),
    "twice": Template(
        "Read twice",
        """x = torch.tensor([1., 2., 3.])
w = torch.tensor([0.5, -1., 2.], requires_grad=True)
first = (x * w).sum()
second = (w * w).mean()
loss = first + second
loss.backward()""",
    ),
    "loop": Template(
        "Steps of a loop",
        DATA
        + COEFFS
        + TURNS
        + """    with torch.no_grad():
        coeffs -= 0.1 * coeffs.grad
        coeffs.grad.zero_()""",
    ),
    "accumulation": Template(
        "Accumulation",
        DATA + COEFFS + TURNS + """    print(coeffs.grad)""",
    ),
    "detach": Template(
        "A cut by `detach()`",
        """x = torch.tensor([1., 2., 3.])
w = torch.tensor([0.5, -1., 2.], requires_grad=True)
scale = torch.tensor(2., requires_grad=True)
scaled = w * scale
kept = scaled.detach()
loss = (x * w * kept).sum()
loss.backward()
print(w.grad, scale.grad)""",
    ),
    "column": Template(
        "A silent broadcast",
        """t_indep = torch.tensor([[1., 2.], [3., 4.], [2., 1.], [4., 0.]])
t_dep = torch.tensor([[5.], [6.], [2.], [1.]])
coeffs = torch.tensor([0.5, 0.5], requires_grad=True)
preds = (t_indep * coeffs).sum(axis=1)
residuals = preds - t_dep
loss = torch.abs(residuals).mean()
loss.backward()
print(residuals.shape, coeffs.grad)""",
    ),
}
