"""On paper stands the program, and each step of a program's walk lights the line that it runs."""

import torch

from core import Scenario
from tests.core.scenario.test_models import posed
from tests.ui.markup import classes, parse, text
from tests.ui.program.test_words import told
from ui.program.steps import backward_steps, forward_steps
from ui.program.walk import film_of


def test_each_step_lights_the_line_that_it_runs_wherever_the_walk_was_drawn() -> None:
    scenario = Scenario.of("hidden", posed("hidden", torch.float32))
    story = told(scenario)
    for slug, steps in (("forward", forward_steps(story)), ("backward", backward_steps(story))):
        for at, step in enumerate(steps):
            lit = [
                text(line)
                for line in parse(film_of(story, steps, at, slug))[0].iter("li")
                if "running" in classes(line)
            ]
            if step.line == 0:
                assert lit == [f"{leaf}.requires_grad_()" for leaf in scenario.leaves]
            elif step.line == -1:
                assert lit == ["loss.backward()"]
            else:
                assert lit == [scenario.program.lines[step.line - 1]]
    drawn_first = parse(film_of(story, steps, 0, "backward"))[0]
    assert [line.get("data-when") for line in drawn_first.iter("li")][-1] == f"running 0-{len(steps) - 1}"
