"""The loss along one entry, against plain torch and against the exact answers of the article's model."""

from collections.abc import Callable
from itertools import product
from math import isfinite, nan

import pytest
import torch
from torch import Tensor

from core import LOSSES, MODELS, PRESETS, REDUCTIONS, Scenario, by_hand, run_backward
from core.linear.curves import curve, move, reach_of
from core.scenario.entries import Entry, entries_of
from core.slices.along import Along
from core.slices.kinks import FoundKink
from core.slices.moves import Move, move_entry
from core.slices.slices import reach_along, slice_of
from core.slices.verification import verify_entry
from tests.core.scenario.test_models import ERRORS, PREDICT, REDUCE, posed

DOUBLE = torch.float64


def plainly(scenario: Scenario, entry: Entry) -> Callable[[float], tuple[float, float]]:
    """The loss and its slope after a move, as a reader would write them in plain torch."""
    tensors = {name: tensor.double() for name, tensor in scenario.tensors.items()}
    targets = tensors["t_dep"][:, None] if MODELS[scenario.model].column else tensors["t_dep"]

    def at(by: float) -> tuple[float, float]:
        leaf = tensors[entry.leaf].clone()
        leaf[entry.place] += by
        leaf.requires_grad_()
        preds = PREDICT[scenario.model](tensors | {entry.leaf: leaf})
        loss = REDUCE[scenario.reduction](ERRORS[scenario.loss](preds, targets))
        (grad,) = torch.autograd.grad(loss, leaf)
        return loss.item(), entry.of(grad)

    return at


def last(scenario: Scenario, leaf: str) -> Entry:
    return entries_of(leaf, tuple(scenario.tensors[leaf].shape))[-1]


def test_every_leaf_of_every_model_loss_and_reduction_is_what_plain_torch_makes_of_it() -> None:
    for model, loss, reduction in product(MODELS, LOSSES, REDUCTIONS):
        scenario = Scenario.of(model, posed(model, torch.float32), loss=loss, reduction=reduction)
        backward, hand = run_backward(scenario), by_hand(scenario)
        for entry in (last(scenario, leaf) for leaf in scenario.leaves):
            case, plain = (model, loss, reduction, entry), plainly(scenario, entry)
            reach = reach_along(scenario, entry)
            along = slice_of(scenario, entry, reach)
            assert along.moves[0] == -reach, case
            assert along.moves[-1] == reach, case
            assert 0 in along.moves, case
            at_kinks = {kink.move for kink in along.search.kinks}
            some = [move for move in along.moves.tolist()[::20] if move not in at_kinks]
            expected = torch.tensor([plain(each)[0] for each in some], dtype=DOUBLE)
            torch.testing.assert_close(
                along.losses[torch.isin(along.moves, torch.tensor(some, dtype=DOUBLE))], expected
            )
            for kink in along.search.kinks:
                assert_kink(kink, plain, along.search.width, case)
            moved = move_entry(scenario, entry, reach / 7)
            grad = backward.grads[entry.leaf]
            assert grad is not None
            assert moved.slope == entry.of(grad), case
            assert [moved.before, moved.after] == pytest.approx([plain(0)[0], plain(reach / 7)[0]]), case
            assert moved.exact_slope == pytest.approx(plain(0)[1], abs=1e-12), case
            found = verify_entry(scenario, entry, 1e-6, backward, hand)
            assert found.central == pytest.approx(plain(0)[1], rel=1e-4, abs=1e-8), case
            assert (found.autograd, found.kinked) == (moved.slope, False), case
            assert found.verdict.outcome != "disagree", case


def assert_kink(kink: FoundKink, plain: Callable[[float], tuple[float, float]], width: float, case: object) -> None:
    """Plain torch's slopes on both sides are those that were found, and differ."""
    (_, left), (_, right) = plain(kink.move - width), plain(kink.move + width)
    assert plain(kink.move)[0] == pytest.approx(kink.loss), case
    size = abs(right - left)
    assert abs(left - kink.left) + abs(right - kink.right) < 0.1 * size, (case, kink)


def test_the_kinks_of_the_article_s_model_are_those_that_are_known_exactly() -> None:
    """Where they lie farther apart than the points of the curve, each is found, and named by its residual."""
    for slug, loss in product(("article-2x2", "mixed-4x2", "kink", "scales"), LOSSES):
        scenario = PRESETS[slug].build().replace(loss=loss)
        for j in range(scenario.n_coeffs):
            reach = reach_of(scenario, j)
            exact = curve(scenario, j, reach)
            found = slice_of(scenario, Entry("coeffs", (j,)), reach).search
            known = dict(zip(exact.samples, exact.kinks.tolist(), strict=True))
            near = {sample for sample, place in known.items() if abs(place) < 0.98 * reach}
            named = {kink.zero.index[0] for kink in found.kinks if kink.zero and kink.zero.name == "residuals"}
            assert named == near, (slug, loss, j)
            for kink in found.kinks:
                assert kink.zero is not None
                assert kink.move == pytest.approx(known[kink.zero.index[0]], abs=found.width), (slug, loss, j)


def test_the_range_shows_where_the_loss_changes_whatever_the_size_of_inputs_and_leaves() -> None:
    """The tangent can be told from the curve and does not leave the picture at once."""
    for model, scale in product(("sigmoid", "matrix", "hidden", "deep"), (1e-3, 1.0, 1e4)):
        tensors = posed(model, torch.float32) | MODELS[model].start(12, torch.Generator().manual_seed(0))
        scenario = Scenario.of(model, tensors | {"t_indep": tensors["t_indep"] * scale})
        for entry in (last(scenario, leaf) for leaf in scenario.leaves):
            reach, plain = reach_along(scenario, entry), plainly(scenario, entry)
            loss, slope = plain(0)
            change = max(abs(plain(by)[0] - loss) for by in (-reach, reach))
            assert abs(slope) * reach <= 20 * change + 1e-12, (model, scale, entry)


def test_a_relu_s_kinks_are_found_where_its_input_is_0() -> None:
    """Along an entry of the first layer a hidden value is 0 at move = −value / input."""
    scenario = Scenario.of("hidden", posed("hidden", torch.float32), loss="mse")
    exact = {name: tensor.double() for name, tensor in scenario.tensors.items()}
    row, column = 3, 5
    places = -(exact["t_indep"] @ exact["layer1"])[:, column] / exact["t_indep"][:, row]
    entry = Entry("layer1", (row, column))
    reach = 2 * places.abs().max().item()
    search = slice_of(scenario, entry, reach).search
    assert sorted(kink.move for kink in search.kinks) == pytest.approx(sorted(places.tolist()), abs=search.width)
    for kink in search.kinks:
        assert kink.zero is not None
        assert kink.zero.name == "t_indep @ layer1"
        assert kink.zero.index[1] == column
        assert places[kink.zero.index[0]].item() == pytest.approx(kink.move, abs=search.width)


def dead() -> Scenario:
    """A hidden layer whose relu lets nothing through: every input is positive, every weight negative."""
    return Scenario.of("hidden", posed("hidden", torch.float32) | {"layer1": -torch.ones(12, 20)}, loss="mse")


def test_flat_places_have_slope_0_no_kink_and_agree() -> None:
    flat = slice_of(dead(), Entry("layer1", (0, 7)), 0.5)
    assert len(set(flat.losses.tolist())) == 1
    assert flat.search.kinks == ()
    moved = move_entry(dead(), Entry("layer1", (0, 7)), 0.2)
    assert (moved.slope, moved.real, moved.bends) == (0, 0, False)
    found = verify_entry(dead(), Entry("layer1", (0, 7)), 1e-6, run_backward(dead()), by_hand(dead()))
    assert (found.left, found.central, found.right, found.verdict.outcome) == (0, 0, 0, "agree")
    full = Scenario.of("sigmoid", {"t_indep": [[1.0, 2.0]], "t_dep": [0.0], "coeffs": [400.0, 400.0]})
    saturated = move_entry(full, Entry("coeffs", (0,)), 1.0)
    assert (saturated.slope, saturated.real, saturated.bends) == (0, 0, False)
    asleep = reach_along(dead(), Entry("layer1", (0, 7)))
    assert len(set(slice_of(dead(), Entry("layer1", (0, 7)), asleep).losses.tolist())) > 1, (
        "the range reaches where it wakes"
    )


def test_a_kink_at_the_entry_itself_is_seen_from_both_sides() -> None:
    scenario = Scenario.of("hidden", posed("hidden", torch.float32) | {"layer1": torch.zeros(12, 20)}, loss="mse")
    entry = Entry("layer1", (0, 0))
    found = verify_entry(scenario, entry, 1e-6, run_backward(scenario), by_hand(scenario))
    plain = plainly(scenario, entry)
    assert found.kinked
    assert (found.left, found.autograd) == (0, 0)
    assert found.right == pytest.approx(plain(1e-9)[1], rel=1e-4)
    assert found.verdict.outcome == "cannot tell"
    (here,) = (kink for kink in slice_of(scenario, entry, 1.0).search.kinks if abs(kink.move) < 1e-12)
    assert here.left == 0
    assert here.right == pytest.approx(plain(1e-9)[1], rel=1e-4)


def test_numbers_beyond_float64_are_inf_or_nan_and_raise_nothing() -> None:
    huge = Scenario([[1e200, 1.0]], [0.0], [1e200, 1.0], loss="mse", dtype=DOUBLE)
    entry = Entry("coeffs", (0,))
    along = slice_of(huge, entry, reach_along(huge, entry))
    assert not along.losses.isfinite().any()
    assert along.search.kinks == ()
    assert not isfinite(move_entry(huge, entry, 1.0).before)
    assert verify_entry(huge, entry, 1e-6, run_backward(huge), by_hand(huge)).verdict.outcome == "cannot tell"


def test_what_cannot_run_for_all_moves_at_once_is_run_move_by_move() -> None:
    """A probability beyond 1 is refused by torch for one number and not for the others: there is no loss there."""
    text = "loss = torch.nn.functional.binary_cross_entropy(p, y)"
    along = Along(Scenario.of(text, {"p": [0.25, 0.5], "y": [1.0, 0.0]}, tracked=("p",)), Entry("p", (0,)))
    losses = along.losses(torch.tensor([0.0, 0.25, 2.0]))
    expected = torch.nn.functional.binary_cross_entropy(
        torch.tensor([[0.25, 0.5], [0.5, 0.5]], dtype=DOUBLE),
        torch.tensor([[1.0, 0.0]] * 2, dtype=DOUBLE),
        reduction="none",
    ).mean(1)
    torch.testing.assert_close(losses, torch.cat([expected, torch.tensor([nan], dtype=DOUBLE)]), equal_nan=True)


def test_a_move_of_the_article_s_model_is_the_same_as_by_its_own_formula() -> None:
    for slug, loss in product(("article-2x2", "mixed-4x2"), LOSSES):
        scenario = PRESETS[slug].build().replace(loss=loss)
        general, own = move_entry(scenario, Entry("coeffs", (1,)), 0.3), move(scenario, 1, 0.3)
        for part in ("by", "taken", "before", "after", "slope", "exact_slope"):
            assert getattr(general, part) == pytest.approx(getattr(own, part)), (slug, loss, part)
        assert isinstance(own, Move)
        assert general.bends == own.bends, (slug, loss)


def test_many_numbers_are_looked_through_less_far_or_not_at_all_and_cost_a_bounded_number_of_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.slices.kinks.MOST_WORK", 2_000_000)  # as of a problem two hundred times as large
    ran: list[int] = []
    together = Along.losses

    def counted(self: Along, moves: Tensor) -> Tensor:
        ran.append(len(moves) * self.work)
        return together(self, moves)

    monkeypatch.setattr(Along, "losses", counted)
    scenario = Scenario.of("hidden", posed("hidden", torch.float32, rows=80))
    found = slice_of(scenario, Entry("layer1", (0, 0)), 0.1)
    assert 0 < found.search.looked < 0.1
    assert all(abs(kink.move) <= found.search.looked for kink in found.search.kinks)
    assert sum(ran[1:]) < 4 * 2_000_000, "the first is the curve itself"
    large = Scenario.of("hidden", posed("hidden", torch.float32, rows=1_000))
    assert slice_of(large, Entry("layer1", (0, 0)), 0.1).search.looked == 0


def test_an_entry_that_is_not_there_is_refused() -> None:
    scenario = PRESETS["article-2x2"].build()
    with pytest.raises(KeyError):
        Along(scenario, Entry("t_indep", (0,)))
    with pytest.raises(IndexError, match=r"coeffs\[2\] is no entry of coeffs, whose shape is \(2,\)"):
        Along(scenario, Entry("coeffs", (2,)))
    with pytest.raises(ValueError, match="positive finite"):
        slice_of(scenario, Entry("coeffs", (0,)), 0.0)
