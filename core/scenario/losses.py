"""The losses and reductions, as lines of the program. A new loss is one entry in `LOSSES`.

What is known of the operations in these lines (their derivatives by hand, words and formulas) is known of their kinds
(`core.kinds`); here stands only what is said of a loss as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.program import Program, carrying, parse, reverse


@dataclass(frozen=True)
class Loss:
    """One loss of each residual by itself. It is convex, as `core.linear.difference_bounds` relies on.

    Attributes:
        title: its name in words.
        lines: the program's lines from `residuals` to `errors`; one operation or several.
        formula: the loss of one residual r, in LaTeX.
        derivative_formula: its derivative, in LaTeX.
        sentence: how one sample contributes to the gradient, in words, before the reduction's factor.
        derivative_cases: the derivative's formula again, case by case, in LaTeX; "" where it is plain as it is.
    """

    title: str
    lines: tuple[str, ...]
    formula: str
    derivative_formula: str
    sentence: str
    derivative_cases: str = ""

    @property
    def program(self) -> Program:
        """The lines as a program of their own, from `residuals` to `errors`."""
        return parse("\n".join(self.lines))

    @property
    def kinked(self) -> bool:
        """Whether the loss has no derivative where a residual is 0."""
        return any(operation.kind.kinked for operation in self.program.operations)

    def forward(self, residuals: Tensor) -> Tensor:
        """Residuals, of any shape -> errors, in the same shape; tracked where the residuals are."""
        return self.program.compute({"residuals": residuals})[self.program.result]

    @torch.no_grad()
    def derivative(self, residuals: Tensor) -> Tensor:
        """Residuals, of any shape -> d error / d residual, in the same shape: by the hand rules of the lines."""
        values = self.program.compute({"residuals": residuals})
        found = reverse(self.program, ("residuals",), values, torch.ones_like(residuals))
        return found[self.program.numbers["residuals"]]

    @torch.no_grad()
    def rounding(self, residuals: Tensor) -> Tensor:
        """Residuals, of any shape -> how many rounding errors of 1 each error may be off by, in the same shape.

        To first order: each operation rounds what it makes, which moves the error by |value| × |d error / d value|, and
        these are added. For one operation it is the error itself; log(cosh(r)) near 0 takes the logarithm of a number
        that was rounded at 1, and is off by as much (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
        section 3.1).
        """
        values = self.program.compute({"residuals": residuals})
        found = reverse(self.program, ("residuals",), values, torch.ones_like(residuals))
        made = (operation.result for operation in self.program.operations if operation.result in found)
        total = torch.zeros_like(residuals)
        for value in made:
            total = total + values[value].abs() * found[value].abs()
        return total

    @torch.no_grad()
    def underflow(self, residuals: Tensor, factor: float) -> Tensor:
        """Residuals, of any shape -> what the size of each derivative has to count as more, in the same shape.

        A gradient below the smallest normal number is rounded as that number is, and what follows magnifies it: beyond
        a residual of 84, 1 / cosh is so small in float32, and sinh brings it back to about 1. 0 where nothing is so
        small (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 2.2).

        Args:
            residuals: the residuals.
            factor: the gradient of each error.
        """
        program, total = self.program, torch.zeros_like(residuals)
        passed = carrying(program, ("residuals",))
        between = [operation.result for operation in program.operations[:-1] if operation.result in passed]
        if not between:
            return total
        values = program.compute({"residuals": residuals})
        tiny = torch.finfo(residuals.dtype).tiny
        found = reverse(program, ("residuals",), values, torch.full_like(residuals, factor))
        for value in between:
            small = found[value].abs() < tiny
            if small.any():
                before = reverse(replace(program, result=value), ("residuals",), values, torch.ones_like(residuals))
                total = total + torch.where(small, tiny * before[program.numbers["residuals"]].abs(), 0)
        return total


LOSSES: dict[str, Loss] = {
    "mae": Loss(
        title="absolute error",
        lines=("errors = torch.abs(residuals)",),
        formula=r"|r|",
        derivative_formula=r"\operatorname{sign}(r)",
        sentence="Each sample contributes the sign of its residual times its input.",
        derivative_cases=r"\begin{cases}-1 & r < 0\\ 0 & r = 0\\ 1 & r > 0\end{cases}",
    ),
    "mse": Loss(
        title="squared error",
        lines=("errors = residuals**2",),
        formula=r"r^2",
        derivative_formula=r"2r",
        sentence="Each sample contributes twice its residual times its input.",
    ),
    "huber": Loss(
        title="Huber error, delta 1",
        lines=('errors = huber_loss(residuals, torch.zeros_like(residuals), reduction="none")',),
        formula=r"\begin{cases}\tfrac12 r^2 & |r| \le 1\\ |r| - \tfrac12 & |r| > 1\end{cases}",
        derivative_formula=r"\operatorname{clamp}(r, -1, 1)",
        sentence="Each sample contributes its residual, held between −1 and 1, times its input.",
        derivative_cases=r"\begin{cases}-1 & r < -1\\ r & |r| \le 1\\ 1 & r > 1\end{cases}",
    ),
    "logcosh": Loss(
        title="log-cosh error",
        lines=("cosh = torch.cosh(residuals)", "errors = torch.log(cosh)"),
        formula=r"\log(\cosh(r))",
        derivative_formula=r"\tanh(r)",
        sentence="Each sample contributes the hyperbolic tangent of its residual times its input.",
    ),
}


@dataclass(frozen=True)
class Reduction:
    """How the errors of all samples become one loss.

    Attributes:
        title: its name in words.
        does: what it does to the errors, as the end of a sentence.
        line: the program's line from `errors` to `loss`.
        factor: N -> the factor that each sample's contribution carries.
    """

    title: str
    does: str
    line: str
    factor: Callable[[int], float]

    @property
    def program(self) -> Program:
        """The line as a program of its own, from `errors` to `loss`."""
        return parse(self.line)

    @property
    def divides(self) -> bool:
        """Whether each contribution carries a factor: 1/N."""
        return self.factor(2) != 1

    def forward(self, errors: Tensor) -> Tensor:
        """Errors (N,) -> loss (); tracked where the errors are."""
        return self.program.compute({"errors": errors})[self.program.result]


def one_over_n(n_samples: int) -> float:
    """What each sample's contribution is multiplied by in a mean."""
    return 1 / n_samples


def one(_: int) -> float:
    """What each sample's contribution is multiplied by in a sum."""
    return 1.0


REDUCTIONS: dict[str, Reduction] = {
    "mean": Reduction(title="mean", does="averages the errors", line="loss = errors.mean()", factor=one_over_n),
    "sum": Reduction(title="sum", does="adds the errors", line="loss = errors.sum()", factor=one),
}
