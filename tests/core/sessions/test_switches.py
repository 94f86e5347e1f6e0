"""Four ways not to track: what each does to loss.grad_fn and to coeffs.grad, on every preset and loss."""

from itertools import product

from core import LOSSES, PRESETS, REDUCTIONS, run_switches

HELD = {
    # loss.grad_fn, coeffs.requires_grad, backward raises, a later product of loss and a tracked tensor raises
    "requires_grad_()": (False, True, False, False),
    "requires_grad_(False)": (True, False, True, False),
    "no_grad()": (True, True, True, False),
    "detach()": (True, True, True, False),
    "inference_mode()": (True, True, True, True),
}


def test_what_each_way_leaves() -> None:
    for preset, loss, reduction in product(PRESETS.values(), LOSSES, REDUCTIONS):
        for each in run_switches(preset.build().replace(loss=loss, reduction=reduction)):
            untracked = each.grad_fn == "None"
            held = (untracked, each.requires_grad, each.raised is not None, each.later is not None)
            assert held == HELD[each.switch.title]
            assert (each.grad is None) == untracked


def test_a_frozen_tensor_was_marked_before() -> None:
    """Or taking the mark off would show nothing."""
    frozen = run_switches(PRESETS["article-2x2"].build())[1]
    assert frozen.switch.code.splitlines()[:2] == ["coeffs.requires_grad_()", "coeffs.requires_grad_(False)"]
