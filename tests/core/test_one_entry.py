"""A new kind, loss, model or preset is one entry of at most five lines: those of CONTRIBUTING.md, entered and run."""

import importlib
import re
from itertools import product
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import torch

from core import (
    KINDS,
    LOSSES,
    MODELS,
    PRESETS,
    REDUCTIONS,
    Link,
    Scenario,
    agreement,
    by_hand,
    chain_rule,
    curve,
    decode,
    descend,
    encode,
    kink,
    reach_of,
    run_backward,
    run_forward,
    verify,
    with_model,
)
from core.engine import chase
from core.scenario.scenario import Numbers

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"in `([A-Z]+)` of `(core/[\w/]+)\.py`[^\n]*:\n\n```python\n(.*?)```", re.DOTALL)
EXAMPLES = {registry: (module, dedent(code)) for registry, module, code in EXAMPLE.findall(TEXT)}

DATA: dict[str, Numbers | float] = {
    "t_indep": [[1.0, 2.0], [3.0, 4.0], [2.0, 1.0], [4.0, 0.0]],
    "t_dep": [5.0, 6.0, 0.0, 1.0],
}
DTYPES = [torch.float32, torch.float64]


def entry(registry: str) -> tuple[str, Any]:
    """The key and the entry that a reader would paste, evaluated where it belongs."""
    module, code = EXAMPLES[registry]
    names = vars(importlib.import_module(module.replace("/", ".")))
    if registry == "ELEMENTWISE":
        (kind,) = eval(f"({code})", names.copy())  # noqa: S307  # a text of this repository
        return kind.name, kind
    ((key, value),) = eval(f"{{{code}}}", names.copy()).items()  # noqa: S307  # a text of this repository
    return key, value


def enter(monkeypatch: pytest.MonkeyPatch, registry: str, into: dict[str, Any]) -> str:
    key, value = entry(registry)
    assert key not in into, "the example would replace what is there"
    monkeypatch.setitem(into, key, value)
    return key


def runs(scenario: Scenario) -> None:
    """Forward, backward and by hand, and both agree on each leaf."""
    forward, backward, hand = run_forward(scenario), run_backward(scenario), by_hand(scenario)
    assert torch.tensor(forward.loss).isfinite()
    assert backward.raised == ""
    assert len(backward.steps) == sum(len(step.nodes) for step in forward.steps) + len(scenario.leaves)
    assert hand.without_rule == ()
    for leaf in scenario.leaves:
        grad = backward.grads[leaf]
        assert grad is not None
        assert grad.abs().sum() > 0
        assert grad.shape == scenario.tensors[leaf].shape
        assert chase(scenario, leaf).is_leaf
    assert agreement(backward, hand).verdict.outcome == "agree"


def runs_through_the_views(link: Link) -> None:
    """What the views of the linear model ask, beside `runs`."""
    scenario = link.scenario
    runs(scenario)
    assert decode(encode(link)) == link
    assert agreement(run_backward(scenario).coeffs_grad, chain_rule(scenario)).verdict.outcome == "agree"
    descent = descend(scenario, 0.001, 50)
    assert descent.stopped == ""
    assert descent.losses[-1] < descent.losses[0]
    verdicts = verify(scenario).verdicts
    for j in range(scenario.n_coeffs):
        found, reach = kink(scenario, j), reach_of(scenario, j)
        assert verdicts[j].outcome == ("agree" if found is None else "cannot tell")
        assert found is None or found.left < found.chosen < found.right
        along = curve(scenario, j, reach)
        here = along.losses[along.moves == 0].item()
        assert here == pytest.approx(run_forward(scenario).loss, rel=1e-6)
        steeper = along.losses.diff() / along.moves.diff()
        assert bool((steeper.diff() >= -1e-6 * steeper.abs().max()).all()), "convex"


def test_each_example_has_at_most_five_lines() -> None:
    assert set(EXAMPLES) == {"ELEMENTWISE", "LOSSES", "MODELS", "PRESETS"}
    for _, code in EXAMPLES.values():
        assert len(code.splitlines()) <= 5
        assert max(map(len, code.splitlines())) <= 116, "it is indented by four in its file"


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_kind(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype) -> None:
    name = enter(monkeypatch, "ELEMENTWISE", KINDS)
    for call in (f"torch.{name}(sums)", f"sums.{name}()"):
        text = f"sums = t_indep @ coeffs\nerrors = {call} * t_dep\nloss = errors.mean()"
        scenario = Scenario.of(text, DATA | {"coeffs": [0.5, -0.25]}, dtype=dtype, tracked=["coeffs", "t_dep"])
        runs(scenario)
        torch_s = getattr(torch, name)(scenario.t_indep @ scenario.coeffs)
        assert torch.equal(run_forward(scenario).values[scenario.program.operations[1].result], torch_s)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_loss(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype) -> None:
    name = enter(monkeypatch, "LOSSES", LOSSES)
    for base, reduction in product(("article-2x2", "mixed-4x2", "outlier", "kink"), REDUCTIONS):
        scenario = PRESETS[base].build().replace(loss=name, reduction=reduction, dtype=dtype)
        runs_through_the_views(Link(scenario, base, step=3, j=1))
    for model in MODELS:
        start = MODELS[model].start(2, torch.Generator().manual_seed(0))
        runs(Scenario.of(model, DATA | start, loss=name, dtype=dtype))


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_model(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype) -> None:
    name = enter(monkeypatch, "MODELS", MODELS)
    for loss, reduction in product(LOSSES, REDUCTIONS):
        start = MODELS[name].start(2, torch.Generator().manual_seed(0))
        scenario = Scenario.of(name, DATA | start, loss=loss, reduction=reduction, dtype=dtype)
        assert (scenario.model, scenario.leaves) == (name, ("coeffs",))
        runs(scenario)
    linked = decode(f"from=mixed-4x2&model={name}&start=7")
    assert linked.scenario.model == name
    assert encode(linked) == f"from=mixed-4x2&model={name}&start=7"
    assert decode(encode(with_model(Link(), name, 7))).scenario == with_model(Link(), name, 7).scenario


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_preset(monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype) -> None:
    slug = enter(monkeypatch, "PRESETS", PRESETS)
    assert PRESETS[slug].build().name == PRESETS[slug].title
    for loss, reduction in product(LOSSES, REDUCTIONS):
        scenario = PRESETS[slug].build().replace(loss=loss, reduction=reduction, dtype=dtype)
        runs_through_the_views(Link(scenario, slug, step=2, i=1))
