"""One number of a walk through the article's model that a reader is asked for."""

from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from core.engine.backward import BackwardStep
from core.engine.whole_run import Replay

What = Literal["value", "local", "gradient", "contribution", "total", "kept"]


@dataclass(frozen=True)
class Asked:
    """A number of a run.

    Attributes:
        what: a call's value, the local derivative at a call's node, the gradient of a tensor, one contribution to a
            coefficient's gradient, the total of the contributions, or what `coeffs.grad` holds.
        tensor: whose; "coeffs" for the last three.
        index: which entry of it.
        calls: of what is kept: after how many fresh forwards and backwards, never zeroed.
    """

    what: What
    tensor: str
    index: tuple[int, ...]
    calls: int = 1

    @property
    def i(self) -> int:
        """The sample; 0 where it has none."""
        return self.index[0] if self.index and self.what not in {"total", "kept"} else 0

    @property
    def j(self) -> int:
        """The coefficient; 0 where it has none."""
        return self.index[-1] if self.what in {"total", "kept"} or len(self.index) > 1 else 0


def number_of(run: Replay, asked: Asked) -> float:
    """The right number, as PyTorch computed it.

    Raises:
        KeyError: for a tensor that the run does not have.
        IndexError: for an entry that the tensor does not have.
    """
    return asked.calls * tensor_of(run, asked)[asked.index].item()


def tensor_of(run: Replay, asked: Asked) -> Tensor:
    """All numbers of the same kind."""
    if asked.what == "value":
        return run.forward[asked.tensor].value
    if asked.what == "local":
        local = node_of(run, asked.tensor).local
        if local is None:
            raise KeyError(asked.tensor)
        return local
    if asked.what == "gradient":
        return node_of(run, asked.tensor).grad_in
    if asked.what == "contribution":
        return node_of(run, "products").unreduced
    return node_of(run, "products").grad_out if asked.what == "total" else run.backward.coeffs_grad


def node_of(run: Replay, tensor: str) -> BackwardStep:
    """What the node of a tensor did.

    Raises:
        KeyError: where no node is its own.
    """
    for step in run.backward.steps:
        if step.tensor == tensor:
            return step
    raise KeyError(tensor)


def before(run: Replay, tensor: str) -> BackwardStep | None:
    """The node that handed a tensor its gradient; None for `loss`, which starts with 1."""
    return next((step for step in run.backward.steps if step.held is None and step.receiver == tensor), None)
