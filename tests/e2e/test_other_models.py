"""The hidden layer in a browser, without a mouse: chosen, walked forward and backward, and worked out by hand."""

import pytest
import torch
from playwright.sync_api import Page, expect

from core import MODELS, decode, short
from tests.e2e import sight
from tests.e2e.reading import LAPTOP, PHONE, button, in_both_themes, open_at, query, resize, stands_at

FORWARD, BACKWARD = 9, 11


def tab_to(page: Page, name: str) -> None:
    """Move the focus on until it stands on the control of this name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText ?? ''").strip().startswith(name):
            return
    raise AssertionError(f"Tab never reached {name}")


def grads() -> dict[str, torch.Tensor]:
    """What plain torch leaves in each `.grad`."""
    held = decode("from=mixed-4x2&model=hidden").scenario.tensors
    layer1, layer2, const = (held[name].clone().requires_grad_() for name in ("layer1", "layer2", "const"))
    preds = torch.sigmoid(torch.relu(held["t_indep"] @ layer1) @ layer2 + const)
    (preds - held["t_dep"][:, None]).abs().mean().backward()  # type: ignore[no-untyped-call]
    found = {"layer1": layer1.grad, "layer2": layer2.grad, "const": const.grad}
    return {name: grad for name, grad in found.items() if grad is not None}


def test_the_hidden_layer_is_chosen_walked_and_worked_out_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2")
    stands_at(page, 0, 5)
    tab_to(page, "Change")
    page.keyboard.press("Enter")
    box = page.get_by_role("combobox", name="Model")
    expect(box).to_be_visible()
    box.focus()
    page.keyboard.type(MODELS["hidden"].title)
    expect(page.get_by_role("option")).to_have_text([MODELS["hidden"].title])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".strip")).to_contain_text("One hidden layer")
    page.keyboard.press("Escape")
    stands_at(page, 0, FORWARD)
    assert query(page) == {"from": "mixed-4x2", "model": "hidden"}
    expect(box).to_be_hidden()
    tab_to(page, "Next: ")  # out of the box, in which an arrow moves the cursor

    kept = page.locator("[data-leaf]")
    for step in range(1, FORWARD + 1):
        page.keyboard.press("ArrowRight")
        stands_at(page, step, FORWARD)
        expect(kept).to_have_text(["layer1.grad (2, 20)None", "layer2.grad (20, 1)None", "const.grad ()None"])
    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("Backward: from loss to every .grad")
    stands_at(page, 0, BACKWARD)

    filled = []
    for step in range(1, BACKWARD + 1):
        page.keyboard.press("ArrowRight")
        stands_at(page, step, BACKWARD)
        now = [leaf for leaf in grads() if "None" not in page.locator(f'[data-leaf="{leaf}"]').inner_text()]
        filled += [leaf for leaf in now if leaf not in filled]
    assert filled == ["const", "layer2", "layer1"]
    first = short(grads()["layer1"][0, 0].item(), signed=True)
    expect(page.locator('[data-leaf="layer1"] td.chosen')).to_have_text(first)
    expect(page.locator(".say")).to_contain_text(f"layer1.grad[0, 0] is now {first}")

    page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_have_text("By hand: the same gradients without autograd")
    expect(page.locator(".verdict")).to_contain_text("agree for every entry of layer1, layer2, const")
    expect(page.locator(".stages li")).to_have_count(10)

    tab_to(page, "Next: Slope")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Slope: what the number means")
    expect(page.locator(".compare.three td").first).to_have_text(first)


@pytest.mark.parametrize("view", ["", "forward", "backward", "by_hand", "slope"])
def test_nothing_is_cut_off_collides_or_is_faint(app_url: str, page: Page, view: str) -> None:
    open_at(page, f"{app_url}/{view}?from=mixed-4x2&model=hidden&step=7")
    expect(page.locator(".st-key-nav a").first).to_be_attached()
    root = {
        "": ".way",
        "by_hand": ".stages .factors",
        "slope": ".change, .compare.three",
    }.get(view, ".program-rows")
    for size in (LAPTOP, PHONE):
        resize(page, size)
        for scheme in in_both_themes(page):
            assert sight.faint(page, root) == [], (size, scheme)
        assert sight.colliding(page, root) == [], size
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, size
    if view == "backward":
        expect(page.locator(".work .edge")).to_have_count(2)
        assert button(page, "next").inner_text().startswith("Next: AccumulateGrad, layer2")
