"""Programs through which no gradient passes: both paths say None, and torch's own message is kept."""

from core.engine import run_backward, run_untracked
from core.hand.gradients import by_hand
from core.hand.verdicts import agreement
from core.scenario.scenario import Scenario

X, W = [1.0, -2.0, 3.0], [0.5, 0.25, -1.0]
NO_GRAPH = "element 0 of tensors does not require grad and does not have a grad_fn"
CUT = (
    ("loss = (x * w.detach()).sum()", {"x": [0.5, 0.25, -1.0], "w": None}),
    ("loss = (x * torch.detach(w)).sum()", {"x": W, "w": None}),
    ("loss = (x.data * w).sum()", {"x": None, "w": X}),
    ("with torch.no_grad():\n    y = x * 2\nloss = (y * w).sum()", {"x": None, "w": [2.0, -4.0, 6.0]}),
    ("loss = (x * w + x.detach() * w).sum()", {"x": W, "w": [2.0, -4.0, 6.0]}),
    ("y = w * 2\nloss = x.sum()", {"x": [1.0, 1.0, 1.0], "w": None}),
    ("loss = (torch.ones_like(x) * w).sum()", {"x": None, "w": [1.0, 1.0, 1.0]}),
    ("loss = (torch.zeros_like(w) + x).sum()", {"x": [1.0, 1.0, 1.0], "w": None}),
    ("loss = torch.where(x > 0, w, 2 * w).sum()", {"x": None, "w": [1.0, 2.0, 1.0]}),
    ("loss = (torch.sign(x) * w).sum()", {"x": [0.0, 0.0, 0.0], "w": [1.0, -1.0, 1.0]}),  # a gradient arrives: 0
)


def test_what_is_cut_off_gets_no_gradient_on_either_path() -> None:
    for text, grads in CUT:
        scenario = Scenario.of(text, {"x": X, "w": W})
        backward, hand = run_backward(scenario), by_hand(scenario)
        assert backward.raised == ""
        for found in (backward.grads, hand.grads):
            assert {name: None if grad is None else grad.tolist() for name, grad in found.items()} == grads, text
        compared = agreement(backward, hand)
        assert compared.unreached == tuple(name for name, grad in grads.items() if grad is None), text
        assert compared.verdict.outcome == "agree"


NOTHING = (
    "loss = (x * w).sum().detach()",
    "with torch.no_grad():\n    loss = (x * w).sum()",
    "loss = (x.detach() * w.data).sum()",
    "loss = (torch.ones_like(x) * torch.zeros_like(w)).mean()",
)


def test_a_loss_without_a_graph_reports_what_torch_says() -> None:
    for text in NOTHING:
        scenario = Scenario.of(text, {"x": X, "w": W})
        backward, hand = run_backward(scenario), by_hand(scenario)
        assert backward.raised.startswith(NO_GRAPH), text
        assert backward.steps == ()
        assert backward.grads == hand.grads == {"x": None, "w": None}
        assert agreement(backward, hand).unreached == ("x", "w")
    tracked = Scenario.of("loss = (x * w).sum()", {"x": X, "w": W}, tracked=())
    assert run_backward(tracked).raised.startswith(NO_GRAPH)
    untracked = run_untracked(Scenario.of("loss = (x * w).sum()", {"x": X, "w": W}))
    assert untracked.message.startswith(NO_GRAPH)
    assert (untracked.grad_fn, untracked.error) == ("None", "RuntimeError")
