"""Descent on every model: all leaves move, as a plain torch loop moves them; and what is said where they cannot."""

from itertools import product

import pytest
import torch
from torch import Tensor

from core import LOSSES, MODELS, REDUCTIONS, Box, Scenario, with_optimizer
from core.scenario.draws import Draw
from core.scenario.entries import Entry, entries_of, largest
from core.scenario.starts import in_model
from core.training import descents
from core.training.descents import DescentError, begin, descend, further, gradients
from core.training.planes import contours, losses_at
from tests.core.scenario.test_models import ERRORS, PREDICT, REDUCE

DATA = Draw("yesno", 9, 3, 5).build()
OTHERS = [model for model in MODELS if model != "linear"]


def loss_of(scenario: Scenario, leaves: dict[str, Tensor]) -> Tensor:
    """The loss in plain torch."""
    given = {name: tensor.to(next(iter(leaves.values())).dtype) for name, tensor in scenario.tensors.items()} | leaves
    targets = given["t_dep"][:, None] if MODELS[scenario.model].column else given["t_dep"]
    return REDUCE[scenario.reduction](ERRORS[scenario.loss](PREDICT[scenario.model](given), targets))


def test_every_leaf_of_every_model_takes_the_steps_of_a_plain_loop() -> None:
    settings = product(MODELS, LOSSES, REDUCTIONS, (torch.float32, torch.float64), (True, False), ("constant", "root"))
    for model, loss, reduction, dtype, zero_grad, rate in settings:
        scenario = in_model(DATA.replace(loss=loss, reduction=reduction, dtype=dtype), model, 1)
        done = descend(scenario, 0.05, 4, zero_grad, rate)
        leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in MODELS[model].leaves}
        case = (model, loss, reduction, dtype, zero_grad, rate)
        assert done.leaves.keys() == done.leaf_grads.keys() == leaves.keys(), case
        for step in range(5):
            made = loss_of(scenario, leaves)
            torch.testing.assert_close(done.losses[step], made.detach(), msg=str(case))
            for name, leaf in leaves.items():
                torch.testing.assert_close(done.leaves[name][step], leaf.detach(), msg=f"{case} {name} {step}")
            if step == 4:
                break
            made.backward()  # type: ignore[no-untyped-call]
            with torch.no_grad():
                for name, leaf in leaves.items():
                    assert leaf.grad is not None
                    torch.testing.assert_close(done.leaf_grads[name][step], leaf.grad, msg=f"{case} {name} {step}")
                    leaf.sub_(done.rate_at(step + 1) * leaf.grad)
                    if zero_grad:
                        leaf.grad.zero_()
        assert (done.taken, done.stopped) == (4, "")
        assert all(torch.equal(scenario.tensors[name], kept[0]) for name, kept in done.leaves.items())


def test_slices_and_an_optimizer_lead_to_the_same_leaves() -> None:
    for model, zero_grad in product(OTHERS, (True, False)):
        scenario = in_model(DATA.replace(loss="mse", dtype=torch.float64), model, 1)
        whole = descend(scenario, 0.5, 6, zero_grad)
        sliced = further(further(begin(scenario, 0.5, 6, zero_grad), 2), 9)
        other = with_optimizer(whole, 6)
        for name, kept in whole.leaves.items():
            assert torch.equal(kept, sliced.leaves[name])
            assert torch.equal(whole.leaf_grads[name], sliced.leaf_grads[name])
            torch.testing.assert_close(other[name], kept[-1])
        assert whole.at(6).tensors[scenario.leaves[0]].tolist() == whole.leaves[scenario.leaves[0]][-1].tolist()


def test_the_contours_are_the_loss_of_plain_torch_with_two_entries_moved() -> None:
    box = Box(-2.0, 1.0, 0.5, 3.0)
    for model, loss, reduction in product(MODELS, LOSSES, REDUCTIONS):
        scenario = in_model(DATA.replace(loss=loss, reduction=reduction), model, 2)
        every = [each for leaf in scenario.leaves for each in entries_of(leaf, tuple(scenario.tensors[leaf].shape))]
        for pair in ((every[0], every[-1]), (every[1], every[0])):
            ground = contours(scenario, *pair, box)
            assert ground is not None
            for row, column in ((0, 0), (3, -1), (-1, 5)):
                leaves = {name: scenario.tensors[name].double().clone() for name in scenario.leaves}
                for entry, value in zip(pair, (ground.across[column], ground.up[row]), strict=True):
                    leaves[entry.leaf][entry.place] = value
                torch.testing.assert_close(ground.losses[row, column], loss_of(scenario, leaves))
            ends = [each[at].item() for each in (ground.across, ground.up) for at in (0, -1)]
            assert ends == [-2.0, 1.0, 0.5, 3.0]


def test_the_contours_of_very_many_numbers_are_coarser_and_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = in_model(DATA, "hidden")
    pair = Entry("layer1", (0, 0)), Entry("const")
    sides = []
    for most in (10**9, 200_000, 1_000):
        monkeypatch.setattr("core.training.planes.MOST_WORK", most)
        ground = contours(scenario, *pair, Box(0, 1, 0, 1))
        sides.append(None if ground is None else len(ground.across))
    assert sides[0] == 31
    assert sides[1] is not None
    assert 9 <= sides[1] < 31
    assert sides[2] is None


def test_a_loss_that_cannot_be_computed_is_nan_and_stops_a_descent() -> None:
    text = "preds = x * w\nloss = torch.nn.functional.binary_cross_entropy(preds, y)"
    scenario = Scenario.of(text, {"x": [0.5, 0.5], "w": [1.0, 1.0], "y": [1.0, 1.0]}, tracked=("w",))
    assert losses_at(scenario, (Entry("w", (0,)),), torch.tensor([[1.0], [9.0]])).isnan().tolist() == [False, True]
    done = descend(scenario, 9.0, 5)
    assert done.taken == 0
    assert done.stopped.startswith("After step 1: PyTorch cannot run")


def test_the_largest_entries_of_several_tensors_come_largest_first() -> None:
    tensors = {"a": torch.tensor([[1.0, -5.0], [0.5, 2.0]]), "b": torch.tensor(-3.0), "c": torch.tensor([0.0])}
    assert largest(tensors, 3) == [Entry("a", (0, 1)), Entry("b"), Entry("a", (1, 1))]
    assert [each.text for each in largest(tensors, 9)][-1] == "c[0]"
    assert len(largest(tensors, 9)) == 6


REFUSED = (
    (
        "loss = (x * 2).sum()",
        (),
        "the program has no leaf, so there is nothing to move: track one of its inputs.",
    ),
    (
        "loss = (x * v).sum() + w.detach().sum()",
        ("v", "w"),
        "no gradient reaches w, so no step can move it: leave it untracked.",
    ),
)


def test_a_program_without_a_way_to_its_leaves_is_refused_in_a_sentence() -> None:
    for text, tracked, sentence in REFUSED:
        given = {name: [1.0, 2.0] for name in ("x", *tracked)}
        scenario = Scenario.of(text, given, tracked=tracked)
        with pytest.raises(DescentError) as caught:
            descend(scenario, 0.1, 2)
        assert str(caught.value) == sentence


def test_what_a_sigmoid_would_hide_is_said() -> None:
    """Behind a sigmoid a coefficient of inf still has a finite loss, and a gradient may outgrow float32 before it."""
    scenario = Scenario.of("sigmoid", {"t_indep": [[1e30]], "t_dep": [1.0], "coeffs": [-1e-30]}, loss="mse")
    done = descend(scenario, 1e10, 3)
    assert done.taken == 0
    assert done.stopped.startswith("After step 1 a leaf is not finite, since the numbers outgrew float32")
    huge = Scenario([[3e38], [3e38]], [1.0, 1.0], [0.0], reduction="sum")
    assert descend(huge, 0.1, 3).stopped == (
        "Step 1 cannot be taken, since coeffs.grad holds what float32 cannot: give smaller numbers, or try a smaller "
        "learning rate."
    )


def test_a_descent_keeps_no_more_than_it_may_and_says_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = in_model(DATA, "hidden")
    monkeypatch.setattr(descents, "MOST_KEPT", 3 * (3 * 20 + 20 + 1) + 5)
    done = descend(scenario, 0.1, 9)
    assert done.taken == 3
    assert done.ended
    assert done.stopped.endswith("and these are full after step 3.")
    assert all(len(kept) == 4 for kept in done.leaves.values())


def test_the_gradients_of_a_scenario_are_torch_s() -> None:
    for model in MODELS:
        scenario = in_model(DATA, model)
        leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves}
        loss_of(scenario, leaves).backward()  # type: ignore[no-untyped-call]
        for name, grad in gradients(scenario).items():
            torch.testing.assert_close(grad, leaves[name].grad)
