"""What sessions print is what plain torch gives, and what their sentences say holds on every problem."""

from collections.abc import Iterator
from itertools import product

import pytest
import torch

from core import DTYPES, LOSSES, PRESETS, REDUCTIONS, SESSIONS, Scenario, calc_loss, run_session
from core.linear.article import calc_preds
from core.mistakes.mistake import Names
from core.mistakes.runner import run_program
from tests.core.plain import live

ODD = (
    Scenario([[2.0]], [3.0], [1.0], name="one by one"),
    Scenario([[0.0, 1e-30]] * 3, [0, 0, 0], [0.0, 0.0], name="zeros"),
    Scenario([[1e30, 2.0]], [1e30], [1.0, -1.0], name="large"),
)


def problems() -> Iterator[Scenario]:
    bases = [*(preset.build() for preset in PRESETS.values()), *ODD]
    for base, loss, reduction, dtype in product(bases, LOSSES, REDUCTIONS, DTYPES.values()):
        yield base.replace(loss=loss, reduction=reduction, dtype=dtype)


def printed(slug: str, scenario: Scenario) -> list[str]:
    return [text for line in run_session(SESSIONS[slug], scenario) for text in line.said]


def names(slug: str, scenario: Scenario) -> Names:
    ran = run_program(SESSIONS[slug].program, scenario, print=lambda *_: None)
    assert ran.raised is None, (slug, scenario.name)
    return ran.names


@pytest.mark.parametrize("slug", SESSIONS)
def test_each_session_runs_to_its_end_on_every_problem(slug: str) -> None:
    assert SESSIONS[slug].sentence.endswith(".")
    for scenario in problems():
        names(slug, scenario)


def test_the_article_s_prints_are_torch_s() -> None:
    for scenario in problems():
        coeffs, loss = live(scenario)
        loss.backward()  # type: ignore[no-untyped-call]
        assert printed("article", scenario) == [
            f"Loss: {loss.item()}",
            f"Coefficients: {coeffs}",
            f"Gradients: {coeffs.grad}",
        ]
    article = PRESETS["article-2x2"].build()
    assert printed("article", article) == [
        "Loss: 3.0",
        "Coefficients: tensor([0.5000, 0.5000], requires_grad=True)",
        "Gradients: tensor([-2., -3.])",
    ]


def test_a_number_beside_a_node_tells_results_apart() -> None:
    outputs, references = printed("outputs", PRESETS["article-2x2"].build())
    assert outputs == "0 1"
    assert references == "((<AminmaxBackward0 object>, 1), (None, 0))"


def test_one_leaf_is_filled_and_the_others_are_none() -> None:
    filled, untracked, result, warned = printed("filled", PRESETS["article-2x2"].build())
    assert (filled, untracked, result) == ("tensor([-2., -3.])", "None", "None")
    assert warned.startswith("UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor")


def test_sentences_hold_on_every_problem() -> None:
    """To the bit, nan for nan: these are the same sums in the same order."""

    def alike(one: torch.Tensor, other: torch.Tensor | None) -> bool:
        assert other is not None
        return torch.allclose(one, other, rtol=0, atol=0, equal_nan=True)

    for scenario in problems():
        coeffs, loss = live(scenario)
        loss.backward()  # type: ignore[no-untyped-call]
        assert coeffs.grad is not None
        asked = names("asked", scenario)["coeffs"]
        assert asked.grad is None
        assert alike(coeffs.grad, names("handed", scenario)["coeffs"].grad)
        placed = names("in-place", scenario)
        assert placed["old"] is placed["coeffs"].grad
        assert alike(coeffs.grad + coeffs.grad, placed["old"])
        kept, new = printed("after-a-step", scenario)
        assert kept == f"kept graph: {coeffs.grad}"
        there = (coeffs.detach() - coeffs.grad).requires_grad_()
        given = (there, scenario.t_indep, scenario.t_dep, scenario.loss, scenario.reduction)
        calc_loss(*given).backward()  # type: ignore[no-untyped-call]
        assert new == f"new forward: {there.grad}"
        one_by_one, together = printed("two-losses", scenario)
        assert one_by_one == together
        assert names("read-twice", scenario)["coeffs"].grad.tolist() == [2.0] * scenario.n_coeffs


def test_two_losses_that_share_a_part_need_the_graph_to_be_kept() -> None:
    coeffs, _ = live(PRESETS["article-2x2"].build())
    preds = calc_preds(coeffs, PRESETS["article-2x2"].build().t_indep)
    preds.abs().mean().backward()  # type: ignore[no-untyped-call]
    with pytest.raises(RuntimeError, match="a second time"):
        preds.square().mean().backward()  # type: ignore[no-untyped-call]
