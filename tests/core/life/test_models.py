"""The life of `.grad` of any leaf of any model, against plain torch programs that make the same calls."""

from typing import Any

import pytest
import torch
from torch import Tensor

from core import MODELS, REDUCTIONS, STORIES, Action, ActionError, Scenario, base_scenario, replay_grad, start_code
from core.life.snapshots import Snapshot
from core.life.texts import parse_actions
from tests.core.scenario.test_models import ERRORS, PREDICT, REDUCE

CALLS = {
    "f": "loss = total(slice(None))",
    "h": "loss = share(slice(None, half)) * total(slice(None, half))",
    "k": "loss = share(slice(half, None)) * total(slice(half, None))",
    "b": "loss.backward()",
    "r": "loss.backward(retain_graph=True)",
    "z": "leaves[leaf].grad.zero_()",
    "n": "leaves[leaf].grad = None",
    "o": "optimizer.zero_grad()",
    "p": "optimizer.step()",
    "s": "with torch.no_grad(): leaves[leaf].sub_({lr!r} * leaves[leaf].grad)",
    "u": "leaves[leaf].sub_({lr!r} * leaves[leaf].grad)",
    "d": "leaves[leaf] = leaves[leaf].detach()",
}
MORE = ("f-r-s0.5-b-f-b", "f-b-p-f-b-p", "f-b-f-p-b-f-b", "b-f-d-b-o-f-h-b", "z-n-u1-f-u1-b-u1-s1000-f-b-r")


def plainly(scenario: Scenario, leaf: str, actions: tuple[Action, ...]) -> list[dict[str, Any]]:
    """Run the calls as a script does: what the leaf, its gradient, the loss and the last error were after each."""
    leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves}
    t_indep, t_dep, column = scenario.t_indep, scenario.t_dep, MODELS[scenario.model].column

    def total(part: slice) -> Tensor:
        targets = t_dep[part][:, None] if column else t_dep[part]
        preds = PREDICT[scenario.model]({"t_indep": t_indep[part], "t_dep": t_dep[part]} | leaves)
        return REDUCE[scenario.reduction](ERRORS[scenario.loss](preds, targets))

    def share(part: slice) -> float:
        return len(t_dep[part]) / len(t_dep) if scenario.reduction == "mean" else 1

    names: dict[str, Any] = {"torch": torch, "leaves": leaves, "leaf": leaf, "total": total, "share": share}
    names |= {"half": len(t_dep) // 2, "optimizer": torch.optim.SGD(leaves.values(), lr=0.1)}
    seen = []
    for action in actions:
        raised = None
        try:
            exec(CALLS[action.key].format(lr=action.lr), names)  # noqa: S102  # the test's own lines
        except Exception as error:  # whatever torch and Python raise is compared
            raised = (type(error).__name__, str(error))
        grad = leaves[leaf].grad
        loss = names["loss"].item() if "loss" in names else None
        values = {name: tensor.detach().clone() for name, tensor in leaves.items()}
        seen.append({"grad": None if grad is None else grad.clone(), "loss": loss, "values": values, "raised": raised})
    return seen


def agree(after: Snapshot, plain: dict[str, Any]) -> None:
    torch.testing.assert_close(after.grad, plain["grad"], rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(dict(after.values), plain["values"], rtol=0, atol=0, equal_nan=True)
    assert repr(after.loss) == repr(plain["loss"])
    assert (after.raised and (after.raised.type, after.raised.text)) == plain["raised"]


def test_each_leaf_of_each_model_lives_as_in_plain_torch() -> None:
    lists = [*(story.actions for story in STORIES.values()), *map(parse_actions, MORE)]
    for model in MODELS:
        for reduction in REDUCTIONS:
            scenario = base_scenario("mixed-4x2", None, model, 5).replace(loss="mse", reduction=reduction)
            for leaf in scenario.leaves:
                for actions in lists:
                    told = replay_grad(scenario, actions, leaf)
                    for after, plain in zip(told[1:], plainly(scenario, leaf, actions), strict=True):
                        agree(after, plain)


CODE = {
    "": "for each in [layer1, layer2, const]:\n    each.requires_grad_()",
    "f": "loss = calc_loss(layer1, layer2, const, t_indep, t_dep)",
    "k": "loss = weights[1] * calc_loss(layer1, layer2, const, t_indep[half:], t_dep[half:])",
    "z": "layer2.grad.zero_()",
    "s": "with torch.no_grad():\n    layer2.sub_(0.1 * layer2.grad)",
    "d": "layer2 = layer2.detach()",
}


def test_the_code_of_a_call_has_the_names_of_the_model() -> None:
    hidden = base_scenario("mixed-4x2", None, "hidden")
    shown = {key: Action(key, 0.1 if key == "s" else None).code(hidden, "layer2") for key in CODE if key}
    assert {"": start_code((), hidden)} | shown == CODE
    made = start_code([Action("o")], hidden).splitlines()[-1]
    assert made == "optimizer = torch.optim.SGD([layer1, layer2, const], lr=0.1)"


def test_a_story_says_what_holds_of_its_leaf() -> None:
    """Where torch refuses the last call, or other leaves go on learning, the sentence is another one."""
    hidden = base_scenario("mixed-4x2", None, "hidden", 5)
    stale, detached = STORIES["stale-gradient"], STORIES["detached"]
    assert stale.says(hidden, "layer1") == stale.sentence.format(leaf="layer1")
    assert stale.says(hidden, "layer2") == stale.refused.format(leaf="layer2")
    assert detached.says(hidden, "const") == detached.several.format(leaf="const")
    assert detached.says(base_scenario("mixed-4x2")) == detached.sentence.format(leaf="coeffs")


def test_the_graph_is_told_as_torch_leaves_it() -> None:
    """By leaf and calls: the state, the leaves it leads to, whether to an old one too, and the way's last nodes."""
    hidden, every = base_scenario("mixed-4x2", None, "hidden", 5), ("layer1", "layer2", "const")
    expected = {
        ("layer1", "f"): ("alive", every, False, ("MmBackward0", "AccumulateGrad")),
        ("const", "f"): ("alive", every, False, ("AddBackward0", "AccumulateGrad")),
        ("layer1", "f-r-s0.1"): ("alive", every, False, ("MmBackward0", "AccumulateGrad")),
        ("layer2", "f-r-s0.1"): ("changed", every, False, ("MmBackward0", "AccumulateGrad")),
        ("layer2", "f-r-s0.1-b"): ("partly freed", every, False, ("MmBackward0", "AccumulateGrad")),
        ("layer1", "f-d"): ("alive", every[1:], True, ("MmBackward0", "AccumulateGrad")),
        ("layer1", "f-d-f"): ("alive", every[1:], False, ("MmBackward0", "AccumulateGrad")),
    }
    for (leaf, calls), wanted in expected.items():
        last = replay_grad(hidden, parse_actions(calls), leaf)[-1]
        found = last.graph, last.ends, last.reaches_old, last.nodes[-2:]
        assert found == wanted, (leaf, calls)
        assert last.nodes[0] == "MeanBackward0"


def test_a_program_of_one_s_own_has_a_life_too_and_no_halves() -> None:
    own = Scenario.of("loss = ((x * w) ** 2).sum()", {"x": [1.0, 2.0], "w": [3.0, 4.0]}, tracked=("w",))
    last = replay_grad(own, parse_actions("f-b-f-b"))[-1]
    assert last.grad is not None
    assert last.grad.tolist() == [12, 64]
    assert Action("f").code(own) == "loss = calc_loss(w, x)"
    with pytest.raises(ActionError, match="h halves t_indep and t_dep of a model"):
        replay_grad(own, parse_actions("f-h"))
