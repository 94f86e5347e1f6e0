"""*Let me try* in the walk of any program: what each step asks for, what hints keep, and what becomes of an answer."""

import re
from itertools import product

import torch

from core import LOSSES, MODELS, REDUCTIONS, Scenario, base_scenario, replay
from tests.ui.markup import parse
from tests.ui.visits import address, open_view, press, walk
from ui.program import trying
from ui.program.stage.stage import stage
from ui.program.steps import backward_steps, forward_steps
from ui.program.story import ProgramStory

NUMBER = r"[+−]?\d[\d.]*(?:e−?\d+)?"
SIZES = [((4, 2), 1, 0), ((40, 3), 17, 1)]


def told(model: str, loss: str, reduction: str, size: tuple[int, int], sample: int, row: int) -> ProgramStory:
    generator = torch.Generator().manual_seed(0)
    rows, columns = size
    data = {
        "t_indep": torch.randn(rows, columns, generator=generator),
        "t_dep": torch.rand(rows, generator=generator).round(),
    }
    tensors = data | MODELS[model].start(columns, generator)
    scenario = Scenario.of(model, tensors, loss=loss, reduction=reduction)
    run = replay(scenario)
    leaf = scenario.leaves[0]
    j = 0 if tensors[leaf].ndim < 2 else min(1, tensors[leaf].shape[1] - 1)
    return ProgramStory(scenario, run.forward, run.backward, leaf, 0 if tensors[leaf].ndim < 2 else row, j, sample)


def test_what_is_asked_is_drawn_is_made_by_the_step_and_no_hint_is_the_answer() -> None:
    lanes = set()
    models = [model for model in MODELS if model != "linear"]
    for model, loss, reduction, (size, sample, row) in product(models, LOSSES, REDUCTIONS, SIZES):
        if size[0] > 4 and (loss, reduction) != ("mse", "mean"):
            continue
        story = told(model, loss, reduction, size, sample, row)
        for steps in (forward_steps(story), backward_steps(story)):
            tree = parse(stage(story, steps, 0))
            drawn = {
                (box.get("data-cells"), cell.get("data-at"))
                for box in tree.iter()
                if box.get("data-cells")
                for cell in box.iter("td")
            }
            asked = trying.questions(story, steps)
            assert len(asked) >= len(steps) / 2, (model, loss)
            for at, asks in asked.items():
                where = model, loss, reduction, at
                assert {(each["key"], each["at"]) for each in asks} <= drawn, where
                assert {each["key"] for each in asks} <= steps[int(at)].made, where
                lanes |= {each["key"][0] for each in asks}
                for each in asks:
                    assert len(each["hints"]) == 3
                    assert all(each["hints"]), where
                    last = "".join(parse(f"<p>{each['hints'][2]}</p>").itertext())
                    assert "?" in last or "number that arrives" in last, (where, last)
                    assert not re.fullmatch(rf"\?? *[=≈] *{NUMBER}", last), (where, last)
                    assert 'result"' not in each["hints"][2], where
                    assert not re.search("[;,] Nothing", "".join(parse(f"<p>{each['formula']}</p>").itertext())), where
    assert lanes == {"v", "g", "k"}


def test_a_gradient_that_meets_others_is_asked_way_by_way_and_added() -> None:
    run = replay(Scenario.of("loss = k * k * k", {"k": 3.0}, tracked=("k",)))
    story = ProgramStory(run.scenario, run.forward, run.backward, "k", 0, 0)
    steps = backward_steps(story)
    keys = [each["key"] for asks in trying.questions(story, steps).values() for each in asks]
    assert {key[0] for key in keys} == {"a", "g", "k"}


HIDDEN = {"model": "hidden", "loss": "mse", "start": "1"}
KEYS = ("", "g.99", "v.layer1", "k.nothing", "a.1.9", "<b>", "n.4")


def test_an_answer_is_told_what_it_is_and_where_and_the_address_holds_the_mode() -> None:
    at = open_view("backward", HIDDEN)
    assert walk(at)["answer"] is None
    assert walk(at)["trying"] is False
    press(at, "trying", {"on": True})
    assert walk(at)["trying"] is True
    assert address(at) == {**HIDDEN, "trying": "1"}

    scenario = base_scenario("article-2x2")
    tensors = {"t_indep": scenario.t_indep, "t_dep": scenario.t_dep} | MODELS["hidden"].start(
        2, torch.Generator().manual_seed(1)
    )
    run = replay(Scenario.of("hidden", tensors, loss="mse"))
    step = next(step for step in run.backward.steps if step.node == "SigmoidBackward0")
    right, arrives = (tensor[0, 0].item() for tensor in (step.grad_out, step.grad_in))
    key = f"g.{step.edges[0].value}"
    answers = [
        # text, right, what is said, the places
        (f"{right:.6g}", True, "Right.", []),
        (f"{arrives:.6g}", False, "the local derivative is left out", [f"n.{step.value}"]),
        (f"{-right:.6g}", False, "the sign is turned", [f"n.{step.value}"]),
        (f"{2 * right:.6g}", False, "1/N is forgotten", [f"n.{run.scenario.program.result}"]),
        ("12345", False, "is not it", []),
        ("<img src=x onerror=alert(1)>", False, "is not a number", []),
    ]
    for count, (text, is_right, said, places) in enumerate(answers, start=1):
        press(at, "answer", {"step": 4, "key": key, "text": text})
        found = walk(at)["answer"]
        assert (found["id"], found["right"], found["places"]) == (count, is_right, places), text
        assert said in found["says"], text
        assert "<img" not in found["says"]
    last = walk(at)["answer"]
    for key in KEYS:
        press(at, "answer", {"text": "1", "key": key})
        assert walk(at)["answer"] == last, key
