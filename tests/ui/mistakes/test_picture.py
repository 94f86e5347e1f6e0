"""The picture of the cause: the right place is marked, and what is drawn is what the run left."""

from itertools import product
from xml.etree.ElementTree import Element

import pytest
import torch

from core import LOSSES, REDUCTIONS, Scenario, calc_preds
from core.mistakes import MISTAKES, run_mistake
from core.numbers import short
from core.presets.presets import PRESETS
from tests.ui.markup import classes, groups, kept, nodes, parse, text
from tests.ui.walk.tape.cases import PROBLEMS
from ui.mistakes.lane import FIRST, NO_NODE
from ui.mistakes.picture import as_left, mark, picture
from ui.mistakes.sheet import gradients, has_sheet
from ui.walk.tape.windows import slots

MIXED = PRESETS["mixed-4x2"].build()
ARTICLE = PRESETS["article-2x2"].build()


def drawn(slug: str, preset: str = "mixed-4x2") -> str:
    return picture(MISTAKES[slug], run_mistake(MISTAKES[slug], PRESETS[preset].build()))


def caption(markup: str) -> str:
    (found,) = parse(markup).iter("figcaption")
    return text(found)


def wide(markup: str) -> Element:
    """The picture as it stands where there is room; the same again is in the markup for where there is none."""
    tree = parse(markup)
    narrow = [(parent, one) for parent in tree.iter() for one in parent if {"still", "narrow"} <= classes(one)]
    for parent, one in narrow:
        parent.remove(one)
    assert len(narrow) == 1
    return tree


def cells(markup: str, key: str) -> list[list[str]]:
    """What is drawn of a tensor; nothing where the run never made it."""
    found = groups(wide(markup))
    return found[key].texts if key in found else []


def recorded(markup: str) -> set[str]:
    """The tensors whose nodes are there."""
    return {name for name, node in nodes(markup).items() if "absent" not in classes(node)}


def test_one_place_is_marked_on_every_problem() -> None:
    for mistake, (name, scenario) in product(MISTAKES.values(), PROBLEMS.items()):
        outcome, where = run_mistake(mistake, scenario), (mistake.slug, name)
        last = (0, 0) if outcome.instead else (scenario.n_samples - 1, scenario.n_coeffs - 1)
        markup = picture(mistake, outcome, *last)
        if has_sheet(outcome):
            assert "framed" in caption(markup), where
            continue
        tree = wide(markup)
        said = " ".join(text(one) for one in tree.iter("figcaption"))
        boxes = [one for one in tree.iter() if one.get("data-cells")]
        lit = [one.get("data-cells") for one in boxes if classes(one) & {"made", "running"}]
        assert lit == [mark(mistake).replace("g.kept", "coeffs.grad")], where
        assert mistake.place in said, where
        assert said.endswith("."), where


@pytest.mark.parametrize("problem", [ARTICLE, MIXED, PROBLEMS["8x8"]])
@pytest.mark.parametrize("slug", ["column-targets", "target-size"])
def test_the_sheet_is_every_prediction_against_every_target_with_the_meant_ones_framed(
    slug: str, problem: Scenario
) -> None:
    outcome = run_mistake(MISTAKES[slug], problem)
    last = outcome.scenario.n_samples - 1
    (table,) = parse(picture(MISTAKES[slug], outcome, last)).iter("table")
    residuals = outcome.values["preds"].tensor - outcome.values["t_dep"].tensor  # type: ignore[operator]  # both are there
    assert tuple(residuals.shape) == (last + 1, last + 1)
    rows = [list(row.iter("td")) for row in table.iter("tr")][1:-2]
    drawn = slots(last + 1, 6, 3, last)
    for row, cells in zip(drawn, rows, strict=True):
        for column, cell in zip(drawn, cells, strict=True):
            if row is not None and column is not None:
                assert text(cell) == short(residuals[row, column].item())
                assert ("meant" in classes(cell)) == (row == column)
    assert len([cell for cells in rows for cell in cells if "meant" in classes(cell)]) == len(drawn) - drawn.count(None)


def test_the_gradients_under_the_sheet_are_autograd_s_on_every_loss() -> None:
    for loss in LOSSES:
        for reduction in REDUCTIONS:
            scenario = MIXED.replace(loss=loss, reduction=reduction)
            outcome = run_mistake(MISTAKES["column-targets"], scenario)
            preds = calc_preds(scenario.coeffs, scenario.t_indep).requires_grad_()
            apart = preds - scenario.t_dep.reshape(-1, 1)
            for residuals, mine in zip(
                (apart, preds - scenario.t_dep), gradients(outcome, apart.detach()), strict=True
            ):
                value = REDUCTIONS[reduction].forward(LOSSES[loss].forward(residuals))
                (grad,) = torch.autograd.grad(value, preds, retain_graph=True)
                torch.testing.assert_close(mine, grad)


@pytest.mark.parametrize(
    "slug",
    [
        "not-tracked",
        "forward-under-no-grad",
        "loss-requires-grad",
        "loss-item",
        "loss-copied",
    ],
)
def test_a_loss_that_refers_to_no_node_has_none_behind_it(slug: str) -> None:
    markup = drawn(slug)
    assert {text(node).replace(NO_NODE, "") for node in nodes(markup).values()} == {""}
    assert recorded(markup) == set()
    assert caption(markup).endswith("loss refers to no node.")
    assert cells(markup, "v.loss") == [["2.125"]]


def test_a_run_that_recorded_has_all_nodes() -> None:
    found = nodes(drawn("backward-twice"))
    assert recorded(drawn("backward-twice")) == set(found)
    assert [name for name, node in found.items() if "running" in classes(node)] == ["errors"]


def test_the_second_backward_really_stops_at_the_marked_node() -> None:
    """The engine comes as far as the first node whose saved tensors are gone."""
    reached: list[str] = []
    coeffs = MIXED.coeffs.clone().requires_grad_()
    residuals = (MIXED.t_indep * coeffs).sum(1) - MIXED.t_dep
    errors = torch.abs(residuals)
    loss = errors.mean()
    for tensor, name in ((loss, "loss"), (errors, "errors"), (residuals, "residuals")):
        node = tensor.grad_fn
        assert node is not None
        node.register_prehook(lambda _, name=name: reached.append(name))
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    reached.clear()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert reached == ["loss", MISTAKES["backward-twice"].place]


@pytest.mark.parametrize("slug", ["step-makes-non-leaf", "random-minus-half"])
def test_coeffs_that_an_operation_made_has_that_operation_s_node(slug: str) -> None:
    observed = run_mistake(MISTAKES[slug], ARTICLE).values["coeffs"]
    markup = drawn(slug, "article-2x2")
    assert text(nodes(markup)["coeffs"]).startswith("SubBackward0")
    assert text(nodes(markup)[FIRST]).startswith("AccumulateGrad")
    assert FIRST in recorded(markup)
    leaf = {"step-makes-non-leaf": "the first coeffs", "random-minus-half": "numbers"}[slug]
    assert caption(markup).endswith(f"It refers to AccumulateGrad, which fills .grad of {leaf}.")
    assert cells(markup, f"v.{FIRST}")[0][0] == {"step-makes-non-leaf": "0.5", "random-minus-half": "0.4963"}[slug]
    assert observed.value is not None
    assert cells(markup, "v.coeffs")[0][1] == {"step-makes-non-leaf": "0.53", "random-minus-half": "0.2682"}[slug]


def test_a_nan_is_on_the_tape_and_its_sample_drops_out_of_the_gradient() -> None:
    markup = drawn("nan-target")
    assert cells(markup, "v.t_dep")[0] == ["nan"]
    assert cells(markup, "v.residuals")[0] == ["nan"]
    assert cells(markup, "g.residuals") == [["0"], ["−0.25"], ["+0.25"], ["+0.25"]]
    assert kept(wide(markup)) == ["+0.75", "−0.75"]


def test_what_is_no_number_is_marked_wherever_it_spread() -> None:
    markup = drawn("nan-target")
    lost = {
        key: table
        for key, table in groups(wide(markup)).items()
        if any("lost" in c.classes for r in table.rows for c in r)
    }
    assert list(lost) == ["v.t_dep", "v.residuals", "v.errors", "v.loss"], "sign(nan) is 0, so no gradient is nan"
    assert caption(markup).endswith("In red: what is no number any more.")
    assert [
        text for table in lost.values() for row in table.rows for text in [c.text for c in row if "lost" in c.classes]
    ] == ["nan"] * 4
    assert "lost" not in drawn("forgets-to-zero")
    spread = groups(wide(drawn("rate-too-large")))
    assert all("lost" in cell.classes for row in spread["v.loss"].rows for cell in row)


def test_the_sum_of_two_gradients_is_in_coeffs_grad() -> None:
    markup = drawn("forgets-to-zero", "article-2x2")
    assert cells(markup, "g.total") == [["−2", "−3"]]
    assert kept(wide(markup)) == ["−4", "−6"]
    assert "the first forward and backward" in caption(markup)


@pytest.mark.parametrize("slug", ["step-before-backward", "zero-before-backward"])
def test_before_any_backward_coeffs_grad_is_none(slug: str) -> None:
    assert kept(wide(drawn(slug))) == ["None"]


def test_the_tape_is_filled_as_far_as_the_run_came() -> None:
    vector = drawn("backward-on-vector")
    assert cells(vector, "v.preds") == [["1.5"], ["3.5"], ["1.5"], ["2"]]
    assert cells(vector, "g.preds") == []
    assert cells(vector, "v.residuals") == []
    assert cells(drawn("zero-before-backward"), "v.products") == []
    assert cells(drawn("integer-coeffs"), "v.coeffs") == [["0", "0"]]


def test_a_shape_that_the_tape_cannot_draw_is_said() -> None:
    assert caption(drawn("dropped-row")).startswith(
        "Marked in the picture: t_dep, drawn as meant, (4,). In this run it is (3,), and"
    )
    assert caption(drawn("matmul-shapes")).startswith("Marked in the picture: preds, which was never made.")
    assert caption(drawn("no-samples")).startswith(
        "Marked in the picture: t_indep, drawn as meant, (4, 2). In this run it is (0, 2), and"
    )
    assert (
        caption(drawn("integer-coeffs"))
        == "Marked in the picture: coeffs. Where a dashed line stands alone, nothing was computed."
    )


def test_the_caption_of_a_raised_error_speaks_of_dashed_lines_only_where_there_are_some() -> None:
    """Not of the gradients', which a picture of values alone does not show."""
    for slug, mistake in MISTAKES.items():
        outcome = run_mistake(mistake, MIXED)
        if not outcome.raised or mistake.lane == "nodes" or has_sheet(outcome):
            continue
        empty = any({"group", "absent"} <= classes(one) for one in wide(drawn(slug)).iter())
        assert ("dashed line" in caption(drawn(slug))) == empty, slug


def test_the_numbers_that_a_program_left_are_drawn_and_the_scenario_stays_as_it_is() -> None:
    outcome = run_mistake(MISTAKES["nan-target"], MIXED)
    left = as_left(MISTAKES["nan-target"], outcome)
    assert left.t_dep.isnan().tolist() == [True, False, False, False]
    assert outcome.scenario.t_dep.tolist() == [5, 6, 0, 1]
