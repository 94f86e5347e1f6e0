"""What the stage says beside its numbers: the operations, what is tracked and saved, and what has a gradient."""

from core import LOSSES, said
from core.presets.presets import PRESETS
from tests.ui.markup import texts
from tests.ui.walk.tape.cases import walks
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import Story, tell

MIXED = PRESETS["mixed-4x2"].build()


def drawn(story: Story) -> str:
    """Once everything is filled."""
    steps = walks(story)[1]
    return stage(drawing_of(story, steps, len(steps) - 1))


def test_the_words_follow_the_loss_and_the_reduction() -> None:
    for loss in LOSSES:
        for reduction, back in (("mean", "← × 1/N = 0.25"), ("sum", "← copied to each sample")):
            story = tell(MIXED.replace(loss=loss, reduction=reduction))
            symbols = {f"{said(step.operation.kind.symbol, step.operation.options)} →" for step in story.made[3:-1]}
            assert {*symbols, f"{reduction} →", back} <= set(texts(drawn(story), "words")), (loss, reduction)


def test_passing_gradients_are_never_called_grad() -> None:
    """Only coeffs.grad is an attribute that holds something; the others are derivatives on their way."""
    over = texts(drawn(tell(MIXED)), "over")
    assert not any(".grad" in text for text in over)
    passing = {text.rpartition(" ")[2].rpartition("makes")[2] for text in over if "∂" in text}
    assert {text[text.index("∂") :] for text in passing} == {
        f"∂L/∂{name}" for name in ("loss", "errors", "residuals", "preds", "products")
    }


def test_untracked_tensors_say_so_and_saved_ones_too() -> None:
    under = texts(drawn(tell(MIXED)), "under")
    assert under.count("not tracked") == 2
    saved = {"one row, read 4 times", "t_indep: saved going forward", "residuals: saved going forward"}
    assert saved <= set(under)
