"""Each exported program is run, and prints what stands below its lines, which is what core computed."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import torch

from core import (
    DESCENT_STORIES,
    DTYPES,
    LOSSES,
    MISTAKES,
    MODELS,
    PRESETS,
    RATES,
    REDUCTIONS,
    STORIES,
    Draw,
    Link,
    Scenario,
    ScenarioError,
    decode,
    descend,
    draw_start,
    replay_grad,
    run_backward,
    run_forward,
    run_mistake,
    started,
    to_script,
)
from core.export.views import MOST_LINES
from core.mistakes.runner import run_program
from tests.core.export.running import check, in_process

FEW = 10
LONGER = {
    ("zero-or-none", model): lines
    for model, lines in {"linear": 26, "sigmoid": 26, "matrix": 26, "hidden": 30, "deep": 31}.items()
}
"""Its twelve calls and the seven numbers that they leave are 19 lines, and a loss of several leaves is not one line."""


def problems() -> list[Link]:
    """Every model, loss, reduction and precision."""
    return [
        decode(f"model={model}&loss={loss}&reduction={reduction}&dtype={dtype}&start=3&from=mixed-4x2")
        if model != "linear"
        else decode(f"loss={loss}&reduction={reduction}&dtype={dtype}&from=mixed-4x2")
        for model, loss, reduction, dtype in product(MODELS, LOSSES, REDUCTIONS, DTYPES)
    ]


def test_the_walk_of_every_model_loss_and_reduction(tmp_path: Path) -> None:
    for link in problems():
        script = check(link, "backward", tmp_path)
        assert FEW <= script.code_lines <= MOST_LINES, (link, script.code_lines)
        says = [line for part in script.parts for line in part.prints]
        loss = torch.tensor(run_forward(link.scenario).loss, dtype=link.scenario.dtype)
        assert says[0].startswith(str(loss).partition(",")[0].removesuffix(")")), link
        grads = run_backward(link.scenario).grads
        whole = {name: str(grad).splitlines() for name, grad in grads.items() if grad is not None and grad.numel() < 4}
        assert whole, link
        for name, lines in whole.items():
            assert "\n".join(lines) in "\n".join(says), (link, name)


def test_the_walk_and_the_descent_of_every_preset_have_10_to_25_lines(tmp_path: Path) -> None:
    for slug, view in product(PRESETS, ("question", "forward", "backward", "by_hand", "slope", "life", "descent")):
        script = check(decode(f"from={slug}&lr=0.001"), view, tmp_path)
        assert FEW <= script.code_lines <= MOST_LINES, (slug, view, script.code_lines)


def test_every_mistake_with_its_mend(tmp_path: Path) -> None:
    for slug, loss in product(MISTAKES, LOSSES):
        link = decode(f"from=mixed-4x2&mistake={slug}&loss={loss}")
        script = check(link, "mistakes", tmp_path)
        outcome = run_mistake(MISTAKES[slug], link.scenario)
        said = "\n".join(line for part in script.parts for line in part.prints)
        for message in (*filter(None, [outcome.raised]), *outcome.warned):
            assert f"{message.type}: {message.text}" in said, slug
        right = run_program(MISTAKES[slug].fixed, outcome.scenario).names[MISTAKES[slug].shows]
        assert said.endswith(str(right)), slug
        assert FEW <= script.code_lines <= MOST_LINES, (slug, loss, script.code_lines)


def test_every_story_of_grad_on_every_model(tmp_path: Path) -> None:
    for slug, model in product(STORIES, MODELS):
        scenario = started(PRESETS["mixed-4x2"].build(), model, 0)
        link = Link(scenario, base="mixed-4x2", calls=STORIES[slug].actions)
        script = check(link, "life", tmp_path)
        assert FEW <= script.code_lines <= LONGER.get((slug, model), MOST_LINES), (slug, model, script.code_lines)
        last = replay_grad(scenario, link.calls)[-1]
        said = [line for part in script.parts for line in part.prints]
        if last.grad is not None and last.grad.numel() < 4 and model == "linear" and last.raised is None:
            assert str(last.grad) in said, slug
        if last.raised is not None:
            assert any(line.startswith(f"{last.raised.type}: ") for line in said), slug


def test_the_calls_of_each_leaf(tmp_path: Path) -> None:
    for leaf in MODELS["hidden"].leaves:
        check(decode(f"model=hidden&leaf={leaf}&calls=f-b-d-f-b-s0.5"), "life", tmp_path)


def test_every_story_of_a_descent(tmp_path: Path) -> None:
    for slug, story in DESCENT_STORIES.items():
        link = Link(
            story.build(),
            story.base,
            lr=story.lr,
            steps=story.steps,
            zero=story.zero_grad,
            rate=story.rate,
            start=story.start,
        )
        script = check(link, "descent", tmp_path)
        done = descend(link.scenario, link.lr, link.steps, link.zero, link.rate)
        assert (done.stopped in script.notes) == bool(done.stopped), slug
        assert len(done.losses) == done.taken + 1
        assert FEW <= script.code_lines <= MOST_LINES, (slug, script.code_lines)


def test_a_descent_with_every_rate_and_number_of_steps(tmp_path: Path) -> None:
    for rate, steps, zero in product(RATES, (1, 7, 20, 21, 37, 100), (0, 1)):
        check(decode(f"rate={rate}&steps={steps}&zero={zero}&lr=0.03&dtype=float64"), "descent", tmp_path)


def test_a_descent_that_was_stopped_is_as_long_as_it_got() -> None:
    link = decode("loss=mse&lr=0.02&steps=40")
    done = descend(link.scenario, link.lr, 3)
    script = to_script(link, "descent", done)
    assert "range(1, 4)" in script.text


DRAWS = ("hidden-50-3-7", "uniform-300-8-5", "yesno-40-5-1", "hidden-1-2-3", "uniform-2-2-9")


@pytest.mark.parametrize("model", MODELS)
def test_what_was_drawn_is_drawn_again_or_read_or_written(model: str, tmp_path: Path) -> None:
    for slug, dtype in product(DRAWS, DTYPES):
        name = "" if model == "linear" else f"&model={model}&start=5"
        check(decode(f"from={slug}{name}&dtype={dtype}"), "forward", tmp_path)


def test_a_draw_is_drawn_by_its_own_lines_and_a_changed_number_written() -> None:
    link = decode("from=hidden-50-3-7")
    assert "def draw(generator, n_samples, n_coeffs):" in to_script(link, "forward").text
    changed = replace(link, scenario=link.scenario.replace(coeffs=[1, 2, -0.0]))
    text = to_script(changed, "forward").text
    assert "def draw(" in text
    assert "coeffs = torch.tensor([1., 2., -0.])" in text
    large = to_script(decode("from=article-1000x10"), "forward")
    assert "torch.rand(shape, generator=generator)" in large.text
    assert not large.file_note


def test_too_many_numbers_are_read_from_the_file_and_the_first_line_says_so(tmp_path: Path) -> None:
    scenario = Draw("hidden", 200, 4, 1).build().replace(name="mine")
    script = check(Link(scenario, base=""), "backward", tmp_path)
    assert script.file_note
    assert script.text.startswith("# It reads scenario.json, which has to lie beside it")
    assert "json.load(file" in script.text


ODD = (
    [[-0.0, 1e-45], [3.4028235e38, 1e30]],
    [[1.17549435e-38, 16777217.0], [0.1, 1 / 3]],
    [[-5e-324, 1e300], [123456789.123456789, -2.5e-7]],
)


def test_numbers_are_written_exactly_and_what_is_not_finite_is_printed(tmp_path: Path) -> None:
    for cells, dtype in product(ODD, DTYPES.values()):
        data = torch.tensor(cells, dtype=torch.float64)
        if not data.to(dtype).isfinite().all():
            continue
        scenario = Scenario(data, [1, -0.0], [1e30, -1], loss="mse", dtype=dtype)
        script = check(Link(scenario, base=""), "backward", tmp_path)
        names: dict[str, torch.Tensor] = {}
        exec(script.parts[0].code, names)  # noqa: S102  # what core wrote is what is tested
        for name, tensor in scenario.tensors.items():
            assert torch.equal(names[name], tensor), name
            assert torch.equal(names[name].signbit(), tensor.signbit()), name
            assert names[name].dtype == dtype
    infinite = check(Link(Scenario([[1e30]], [1e30], [1e30], loss="mse"), base=""), "backward", tmp_path)
    assert "# tensor(inf, grad_fn=" in infinite.text


def test_one_of_each_kind_in_a_process_of_its_own(tmp_path: Path) -> None:
    kinds = (
        ("model=hidden&loss=huber&reduction=sum", "backward"),
        ("calls=f-b-b", "life"),
        ("lr=0.1&steps=30&rate=root", "descent"),
        ("mistake=grad-of-non-leaf", "mistakes"),
    )
    for query, view in kinds:
        script = to_script(decode(query), view)
        assert in_process(script.text, tmp_path) == [line for part in script.parts for line in part.prints], view


def test_a_view_without_lines_of_its_own_is_the_walk() -> None:
    walk = to_script(Link(), "backward").text
    for query, view in (("", "mistakes"), ("", "your_numbers"), ("", "slope")):
        assert to_script(decode(query), view).text == walk
    other = decode("model=sigmoid&mistake=backward-twice")
    assert to_script(other, "mistakes").text == to_script(other, "forward").text


def test_a_program_of_one_s_own_is_refused() -> None:
    own = Scenario.of("loss = (w * 2).sum()  # \rimport os", {"w": [1.0]})
    with pytest.raises(ScenarioError, match="a program already"):
        to_script(Link(own, base=""), "forward")


def test_the_start_of_a_model_is_drawn_by_its_own_lines(tmp_path: Path) -> None:
    link = decode("model=hidden&start=4")
    script = check(link, "forward", tmp_path)
    assert "start(2, torch.Generator().manual_seed(4)).values()" in script.text
    drawn = draw_start("hidden", 2, 4)
    assert all(torch.equal(link.scenario.tensors[name], tensor) for name, tensor in drawn.items())
