"""The words of each step: plain, exact, and short enough for the line they stand in."""

import math
import re
from itertools import product

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from core import LOSSES, Scenario, chain_rule
from core.numbers import short
from core.presets.presets import PRESETS
from core.scenario.scenario import DTYPES
from tests.ui.markup import parse, text, texts
from tests.ui.walk.tape.cases import KINDS, PROBLEMS, stories, walks
from ui.walk.opening import meaning, tracking
from ui.walk.tape.story import Story, tell
from ui.words import count, markup, passing_back, residuals_named, shape_text

LONGEST = 25
ONE_WORD = re.compile(r"`[^`]*`|\([\d, ]*\)|\[[^\]]*\]")
"""Code, a shape, a list of numbers: each is read at one glance."""


def sentences(story: Story) -> list[str]:
    return [tape_step.sentence for walk in walks(story) for tape_step in walk]


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_a_sentence_is_short_and_complete(loss: str, reduction: str) -> None:
    """At most 25 words, from a subject to a full stop, with its code closed."""
    for story in stories(loss, reduction):
        for sentence in sentences(story):
            assert len(ONE_WORD.sub("word", sentence).split()) <= LONGEST, sentence
            assert sentence.endswith("."), sentence
            assert sentence.count("`") % 2 == 0, sentence
            assert "  " not in sentence, sentence


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_a_forward_sentence_starts_with_the_code_that_ran_and_names_its_shape_and_node(
    loss: str, reduction: str
) -> None:
    for story in stories(loss, reduction):
        for step, tape_step in zip(story.made, walks(story)[0][1:], strict=True):
            code = tape_step.sentence[1:].split("`")[0]
            assert step.operation.code.startswith(code.removesuffix("(…)"))
            assert f"{tuple(step.value.shape)}" in tape_step.sentence
            assert step.grad_fn in tape_step.sentence


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_a_backward_sentence_starts_with_its_node_and_says_what_shape_becomes_what(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        tape_steps = walks(story)[1]
        multiply, add, accumulate = tape_steps[-3:]
        for step, tape_step in zip(story.backward.steps[:-1], tape_steps[1:-2], strict=True):
            assert tape_step.sentence.startswith(f"{step.node} ")
            assert f"{tuple(step.grad_in.shape)} → {tuple(step.unreduced.shape)}" in tape_step.sentence
        n_samples, n_coeffs = story.scenario.n_samples, story.scenario.n_coeffs
        assert f"({n_samples}, {n_coeffs}) → ({n_samples}, {n_coeffs})" in multiply.sentence
        assert add.sentence.startswith("The one row `coeffs` ")
        assert f"({n_samples}, {n_coeffs}) → ({n_coeffs},)" in add.sentence
        assert accumulate.sentence.startswith("AccumulateGrad ")
        assert f"({n_coeffs},)" in accumulate.sentence


def test_the_last_sentence_of_backward_holds_the_gradient() -> None:
    assert "[0.5, −1.25]" in sentences(tell(PRESETS["mixed-4x2"].build()))[-1]
    assert "[0.5042, 0.501, 0.5011, 0.5051, …]" in sentences(tell(PRESETS["article-1000x10"].build()))[-1]


def test_one_sample_is_spoken_of_as_one() -> None:
    for reduction in ("mean", "sum"):
        said = " ".join(sentences(tell(Scenario([[1, 2]], [3], [1, 1], reduction=reduction))))
        assert not re.search(r"\b1 \w+s\b", said), said
        assert "each of 1 " not in said


def test_the_sentence_says_1_over_n() -> None:
    """The 1/N enters at MeanBackward0, before everything else; a sum has none."""
    mean, total = (PRESETS["mixed-4x2"].build().replace(reduction=name) for name in ("mean", "sum"))
    assert "1/N = 0.25" in walks(tell(mean))[1][1].sentence
    assert not any("1/N" in sentence for sentence in sentences(tell(total)))


def test_the_start_of_backward_says_that_nothing_is_kept_yet() -> None:
    assert "`coeffs.grad` is still None" in walks(tell(PRESETS["article-2x2"].build()))[1][0].sentence


def test_what_a_node_without_a_table_does() -> None:
    story = tell(PRESETS["mixed-4x2"].build())
    assert passing_back(story.back("loss")) == "× 1/N = 0.25"
    thirds = tell(PRESETS["kink"].build())
    assert passing_back(thirds.back("loss")) == "× 1/N ≈ 0.3333"
    assert "multiplies by 1/N ≈ 0.3333 and" in sentences(thirds)[7]
    assert passing_back(story.back("residuals")) == "× 1"
    assert passing_back(story.back("preds")) == "copied along the row"
    summed = tell(PRESETS["mixed-4x2"].build().replace(reduction="sum"))
    assert passing_back(summed.back("loss")) == "copied to each sample"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 samples"), (1, "1 sample"), (2, "2 samples"), (1000, "1,000 samples")]
)
def test_counting(number: int, words: str) -> None:
    assert count(number, "sample") == words


@pytest.mark.parametrize(("shape", "words"), [((), "()"), ((4,), "(4,)"), ((4, 2), "(4, 2)")])
def test_shapes_are_written_as_torch_writes_them(shape: tuple[int, ...], words: str) -> None:
    assert shape_text(shape) == words


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
@example("`a` <script>alert(1)</script> & `b`")
@example("&lt;b&gt; `<b>`")
def test_markup_keeps_every_character_and_makes_no_tag_but_code(said: str) -> None:
    tree = parse(markup(said))
    assert {element.tag for element in tree.iter()} <= {"root", "code"}
    assert text(tree) == " ".join(said.replace("`", "").split())


def test_code_stands_between_backticks() -> None:
    assert markup("`a < b` is x") == "<code>a &lt; b</code> is x"


@pytest.mark.parametrize("loss", LOSSES)
def test_residuals_of_0_are_named_at_the_node_that_takes_their_derivative(loss: str) -> None:
    """Wherever the derivative at a kink is used, in either precision, and there alone."""
    for problem, dtype in product(PROBLEMS.values(), DTYPES.values()):
        story = tell(problem.replace(loss=loss, dtype=dtype))
        hits = (story.forward["residuals"].value == 0).nonzero().flatten().tolist()
        for step, tape_step in zip(story.backward.steps, walks(story)[1][1:], strict=False):
            expected = LOSSES[loss].kinked and hits and step.tensor == "errors"
            assert ("a kink: PyTorch takes 0." in tape_step.sentence) == bool(expected), tape_step.sentence
            if expected:
                assert f"{residuals_named(hits)} exactly 0" in tape_step.sentence


def test_a_residual_below_is_negative() -> None:
    said = walks(tell(PRESETS["article-2x2"].build()))[0][3].sentence
    assert "how far each prediction is above its target, negative when below" in said


@pytest.mark.parametrize("r", [-3.0, -1.0, -0.5, 0.0, 0.25, 1.0, 7.0])
def test_huber_s_words_are_its_numbers(r: float) -> None:
    """Half the square of a residual, or beyond ±1 its size less ½."""
    story = tell(PRESETS["mixed-4x2"].build().replace(loss="huber"))
    assert "gives half the square of a residual, or beyond ±1 its size less ½" in walks(story)[0][4].sentence
    made = LOSSES["huber"].forward(torch.tensor([r])).item()
    assert made == (abs(r) - 0.5 if abs(r) > 1 else r * r / 2)


def test_what_marking_does_is_what_torch_does() -> None:
    """In place, the same tensor, no number changed; what is not marked gets no gradient."""
    story = tell(PRESETS["mixed-4x2"].build())
    said = " ".join(texts(tracking(story), "walk-note"))
    assert "after backward() t_indep.grad is None" in said
    t_indep, coeffs = story.scenario.t_indep.clone(), story.scenario.coeffs.clone()
    assert coeffs.requires_grad_() is coeffs
    assert coeffs.tolist() == story.scenario.coeffs.tolist()
    (t_indep * coeffs).sum().backward()  # type: ignore[no-untyped-call]
    assert t_indep.grad is None


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_what_a_gradient_is_said_with_its_own_number(loss: str, reduction: str) -> None:
    for story in stories(loss, reduction):
        said, slope = " ".join(texts(meaning(story), "walk-note")), story.backward.coeffs_grad[story.j].item()
        assert f"ends with {short(slope)} for coeffs[{story.j}]" in said
        chain = chain_rule(story.scenario)
        at_kink = loss == "mae" and bool(((chain.residuals == 0) & (story.scenario.t_indep[:, story.j] != 0)).any())
        assert ("the loss falls" in said) == (-math.inf < slope < 0 and not at_kink)
        assert ("the loss rises" in said) == (0 < slope < math.inf and not at_kink)
