"""The program beside the tape: the lines that core ran, the running one lit."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
import torch

from core import calc_loss
from core.presets.presets import PRESETS
from tests.ui.markup import classes, parse, text
from tests.ui.walk.tape.cases import KINDS, walks
from ui.walk.program import program
from ui.walk.tape.steps import TapeStep
from ui.walk.tape.story import Story, tell


def lines(story: Story, tape_step: TapeStep) -> list[Element]:
    return list(parse(program(story, tape_step)).iter("span"))


def code(line: Element) -> str:
    """A line without its sign and its comment."""
    return text(line).removeprefix("▸ ").split("  #")[0].split(" # ")[0]


def running(story: Story, tape_step: TapeStep) -> list[str]:
    return [text(line) for line in lines(story, tape_step) if "running" in classes(line)]


@pytest.mark.parametrize(("loss", "reduction"), KINDS)
def test_the_program_shown_is_one_that_runs_and_gives_the_same_gradient(loss: str, reduction: str) -> None:
    """Its lines are run here, by this test, on the article's numbers: the shown text is not decoration."""
    scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
    story = tell(scenario)
    shown = [code(line) for line in lines(story, walks(story)[0][0])]
    names: dict[str, Any] = {
        "torch": torch,
        "t_indep": scenario.t_indep,
        "t_dep": scenario.t_dep,
        "coeffs": scenario.coeffs.clone(),
    }
    names["huber_loss"] = torch.nn.functional.huber_loss
    exec("\n".join(shown), names)  # noqa: S102  # the lines come from core's source
    assert names["coeffs"].grad.tolist() == story.backward.coeffs_grad.tolist()
    assert names["loss"].item() == calc_loss(scenario.coeffs, scenario.t_indep, scenario.t_dep, loss, reduction).item()


def test_each_forward_step_lights_its_own_line() -> None:
    story = tell(PRESETS["article-2x2"].build())
    seen = [running(story, tape_step) for tape_step in walks(story)[0]]
    assert seen == [
        ["▸ coeffs.requires_grad_()"],
        ["▸ products = t_indep * coeffs"],
        ["▸ preds = products.sum(axis=1)"],
        ["▸ residuals = preds - t_dep"],
        ["▸ errors = torch.abs(residuals)"],
        ["▸ loss = errors.mean()"],
    ]


def test_backward_stays_on_its_one_line_and_names_the_node_at_work_until_the_gradient_is_read() -> None:
    story = tell(PRESETS["article-2x2"].build())
    tape_steps = walks(story)[1]
    seen = [running(story, tape_step) for tape_step in tape_steps]
    assert seen[0] == ["▸ loss.backward()"]
    assert seen[1:-1] == [[f"▸ loss.backward() # {tape_step.title}"] for tape_step in tape_steps[1:-1]]
    assert seen[-1] == ["▸ coeffs.grad"]


def test_the_running_line_is_told_to_screen_readers_and_shown_by_more_than_colour() -> None:
    story = tell(PRESETS["article-2x2"].build())
    for tape_step in walks(story)[0][1:]:
        (lit,) = (line for line in lines(story, tape_step) if line.get("aria-current") == "step")
        assert text(lit).startswith("▸ ")
