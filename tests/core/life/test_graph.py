"""Whether a graph can still be walked backward, asked of torch."""

import torch

from core.life.snapshots import graph_state


def test_a_graph_that_saved_no_tensor_stays_alive() -> None:
    coeffs = torch.tensor([1.0, 2.0], requires_grad=True)
    total = coeffs.sum()
    total.backward()  # type: ignore[no-untyped-call]
    assert total.grad_fn is not None
    assert graph_state([total.grad_fn]) == "alive"
    total.backward()  # type: ignore[no-untyped-call]  # and it is


def test_asking_for_the_graph_s_state_consumes_nothing() -> None:
    coeffs = torch.tensor([1.0, 2.0], requires_grad=True)
    squares = coeffs**2
    assert squares.grad_fn is not None
    assert graph_state([squares.grad_fn]) == graph_state([squares.grad_fn]) == "alive"
    squares.sum().backward()  # type: ignore[no-untyped-call]
    assert graph_state([squares.grad_fn]) == "freed"


def test_without_nodes_there_is_no_graph() -> None:
    assert graph_state([]) == "none"
