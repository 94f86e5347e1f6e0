"""Where a tensor is folded to a few of its numbers, the turned stage says what all of them add up to."""

import pytest
import torch

from core import Scenario, run_backward, short
from tests.core.scenario.test_models import posed
from tests.ui.markup import parse
from tests.ui.program.test_words import told
from ui.program.stage.stage import stage
from ui.program.steps import backward_steps


@pytest.mark.parametrize("model", ["hidden", "deep"])
def test_a_folded_tensor_says_what_all_of_its_numbers_add_up_to(model: str) -> None:
    scenario = Scenario.of(model, posed(model, torch.float32))
    story = told(scenario)
    steps = backward_steps(story)
    last = len(steps) - 1
    tables = {
        table.get("title")
        for table in parse(stage(story, steps, last))[0].iter("table")
        if table.get("title") is not None
    }
    wide = [leaf for leaf in scenario.leaves if scenario.tensors[leaf].numel() > 15]
    assert wide
    grads = run_backward(scenario).grads
    for leaf in wide:
        for tensor in (scenario.tensors[leaf], grads[leaf]):
            assert tensor is not None
            assert f"all {tensor.numel()} add up to {short(tensor.double().sum().item())}" in tables, leaf
