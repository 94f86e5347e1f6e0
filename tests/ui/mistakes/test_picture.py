"""The picture of the cause: the right place is marked, and what is drawn is what the run left."""

import pytest
import torch

from core.mistakes import MISTAKES, run_mistake
from core.presets import PRESETS
from tests.ui.markup import classes, kept, nodes, parse, tables, text
from tests.ui.tape.tales import PROBLEMS
from ui.mistakes.picture import NO_NODE, as_left, mark, picture

MIXED = PRESETS["mixed-4x2"].build()
ARTICLE = PRESETS["article-2x2"].build()


def drawn(slug: str, preset: str = "mixed-4x2") -> str:
    return picture(MISTAKES[slug], run_mistake(MISTAKES[slug], PRESETS[preset].build()))


def caption(markup: str) -> str:
    (found,) = parse(markup).iter("figcaption")
    return text(found)


def cells(markup: str, key: str) -> list[list[str]]:
    return tables(markup)[key].texts


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("slug", MISTAKES)
def test_one_place_is_marked_on_every_problem(slug: str, problem: str) -> None:
    mistake, scenario = MISTAKES[slug], PROBLEMS[problem]
    outcome = run_mistake(mistake, scenario)
    last = (0, 0) if outcome.instead else (scenario.n_samples - 1, scenario.n_coeffs - 1)
    markup = picture(mistake, outcome, *last)
    made = [element for element in parse(markup).iter() if "made" in classes(element)]
    assert made
    if mark(mistake) != "g.kept":  # None is no table
        assert mark(mistake) in [element.get("data-cells") for element in made]
    else:
        assert any("bill" in classes(element) for element in made)
    assert mistake.place in caption(markup)
    assert caption(markup).endswith(".")


@pytest.mark.parametrize("slug", ["not-tracked", "forward-under-no-grad", "loss-requires-grad"])
def test_a_run_that_recorded_nothing_has_no_nodes(slug: str) -> None:
    markup = drawn(slug)
    assert {text(node).replace(NO_NODE, "") for node in nodes(markup).values()} == {""}
    assert not any("filled" in classes(node) for node in nodes(markup).values())
    assert caption(markup).endswith("This run recorded no node at all.")
    assert cells(markup, "v.loss") == [["2.125"]]


def test_a_run_that_recorded_has_all_nodes() -> None:
    found = nodes(drawn("backward-twice"))
    assert all("filled" in classes(node) for node in found.values())
    assert [name for name, node in found.items() if "made" in classes(node)] == ["errors"]


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
    assert observed.value is not None
    assert cells(markup, "v.coeffs")[0][1] == {"step-makes-non-leaf": "0.53", "random-minus-half": "0.2682"}[slug]


def test_a_nan_is_on_the_tape_and_its_sample_drops_out_of_the_gradient() -> None:
    markup = drawn("nan-target")
    assert cells(markup, "v.t_dep")[0] == ["nan"]
    assert cells(markup, "v.residuals")[0] == ["nan"]
    assert cells(markup, "g.residuals") == [["0"], ["−0.25"], ["+0.25"], ["+0.25"]]
    assert kept(markup) == ["+0.75", "−0.75"]


def test_the_sum_of_two_gradients_is_in_coeffs_grad() -> None:
    markup = drawn("forgets-to-zero", "article-2x2")
    assert cells(markup, "g.total") == [["−2", "−3"]]
    assert kept(markup) == ["−4", "−6"]
    assert "the first forward and backward" in caption(markup)


@pytest.mark.parametrize("slug", ["step-before-backward", "zero-before-backward"])
def test_before_any_backward_coeffs_grad_is_none(slug: str) -> None:
    assert kept(drawn(slug)) == ["None"]


def test_the_tape_is_filled_as_far_as_the_run_came() -> None:
    vector = drawn("backward-on-vector")
    assert cells(vector, "v.preds") == [["1.5"], ["3.5"], ["1.5"], ["2"]]
    assert cells(vector, "g.preds") == [[""]] * 4
    assert cells(vector, "v.residuals") == [[""]] * 4
    assert cells(drawn("zero-before-backward"), "v.products") == [["", ""]] * 4
    assert cells(drawn("integer-coeffs"), "v.coeffs") == [["0", "0"]]


def test_a_shape_that_the_tape_cannot_draw_is_said() -> None:
    assert caption(drawn("column-targets")).startswith(
        "Marked on the tape: residuals, drawn as meant, (4,). In this run it is (4, 4), and"
    )
    assert caption(drawn("no-samples")).startswith(
        "Marked on the tape: t_indep, drawn as meant, (4, 2). In this run it is (0, 2), and"
    )
    assert caption(drawn("integer-coeffs")) == "Marked on the tape: coeffs. The empty cells were never computed."


def test_the_numbers_that_a_program_left_are_drawn_and_the_scenario_stays_as_it_is() -> None:
    outcome = run_mistake(MISTAKES["nan-target"], MIXED)
    left = as_left(MISTAKES["nan-target"], outcome)
    assert left.t_dep.isnan().tolist() == [True, False, False, False]
    assert outcome.scenario.t_dep.tolist() == [5, 6, 0, 1]
