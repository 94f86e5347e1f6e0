"""The hidden layer in a browser, without a mouse: chosen, walked forward and backward, and worked out by hand.

At each step the page is what the pure function draws at that step.
"""

import re

import pytest
import torch
from playwright.sync_api import Page, expect

from core import MODELS, decode, replay, short
from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, PHONE, in_both_themes, open_at, query, resize
from tests.ui.markup import parse
from ui.program.stage.stage import stage
from ui.program.steps import backward_steps
from ui.program.story import ProgramStory

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


SHOWN = """stage => [stage, ...stage.querySelectorAll(':not(tbody)')].map(each => [
  [...each.classList].sort().join(' '), each.childElementCount ? '' : each.textContent.trim()])"""


def walk_at(page: Page, step: int, last: int) -> None:
    """Wait until the walk shows a step."""
    expect(page.locator(".walk[data-ready] .count")).to_have_text(f"{step} of {last}")


def pure(story: ProgramStory, step: int) -> list[list[str]]:
    """Classes and texts of each element of the stage, as the pure function draws it."""
    (root,) = parse(stage(story, backward_steps(story), step))
    return [
        [" ".join(sorted(set(each.get("class", "").split()))), "" if len(each) else (each.text or "").strip()]
        for each in root.iter()
    ]


def test_the_hidden_layer_is_chosen_walked_and_worked_out_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2")
    walk_at(page, 0, 5)
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
    walk_at(page, 0, FORWARD)
    assert query(page) == {"from": "mixed-4x2", "model": "hidden"}
    expect(box).to_be_hidden()
    tab_to(page, "Next: ")  # out of the box, in which an arrow moves the cursor

    none = page.locator(".kept .none:not(.absent)")
    for step in range(1, FORWARD + 1):
        page.keyboard.press("ArrowRight")
        walk_at(page, step, FORWARD)
        expect(none).to_have_count(3)
    page.keyboard.press("ArrowRight")  # to the button that leads to the next view
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Backward: from loss to every .grad")
    walk_at(page, 0, BACKWARD)

    run = replay(decode("from=mixed-4x2&model=hidden").scenario)
    story = ProgramStory(run.scenario, run.forward, run.backward, "layer1", 0, 0)
    filled: list[str] = []
    high = page.locator(".stage").bounding_box()
    for step in range(1, BACKWARD + 1):
        page.keyboard.press("ArrowRight")
        walk_at(page, step, BACKWARD)
        assert page.locator(".stage").evaluate(SHOWN) == pure(story, step), step
        assert page.locator(".stage").bounding_box() == high, "no step moves the stage"
        now = [leaf for leaf in grads() if page.locator(f'.kept[data-leaf="{leaf}"] .keeps:not(.absent)').count()]
        filled += [leaf for leaf in now if leaf not in filled]
    assert filled == ["const", "layer2", "layer1"]
    first = short(grads()["layer1"][0, 0].item(), signed=True)
    expect(page.locator('.kept[data-leaf="layer1"] td.pick')).to_have_text(first)
    expect(page.locator(".say.on")).to_contain_text(f"layer1.grad[0, 0] is now {first}")
    assert page.evaluate("() => location.hash") == f"#step={BACKWARD}"

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("By hand: the same gradients without autograd")
    expect(page.locator(".verdict")).to_contain_text("agree for every entry of layer1, layer2, const")
    expect(page.locator(".stages li")).to_have_count(10)

    tab_to(page, "Next: Slope")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Slope: what the number means")
    expect(page.locator(".compare.three td").first).to_have_text(first)


def test_a_number_is_typed_into_a_leaf_and_an_entry_is_chosen_where_it_stands(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&model=hidden#step=6")
    walk_at(page, 6, BACKWARD)
    cell = page.locator('[data-cells="v.const"] td')
    with waits.rerun(page):
        cell.fill("-0.5")
        page.keyboard.press("Enter")
    expect(cell).to_have_text("−0.5")
    walk_at(page, 6, BACKWARD)
    with waits.rerun(page):
        cell.fill("much")
        page.keyboard.press("Enter")
    expect(page.locator(".why")).to_contain_text("It keeps -0.5.")
    with waits.rerun(page):
        page.locator('[data-do="pick"][data-s="2"]').click()
    expect(page.locator('[data-cells="v.t_dep"] td')).to_have_text("0")
    with waits.rerun(page):
        page.locator('[data-do="pick"][data-leaf="layer2"]').click()
    assert query(page)["leaf"] == "layer2"
    walk_at(page, 6, BACKWARD)


def test_question_inks_a_reference_a_click_and_asks_no_server_for_a_step(app_url: str, page: Page) -> None:
    """Where the way parts another leaf is chosen, and the step stays."""
    open_at(page, f"{app_url}/?from=mixed-4x2&model=hidden")
    walk_at(page, 0, 10)
    inked = page.locator(".walk .node:not(.dim)")
    with waits.unasked(page):
        for step in range(1, 6):
            page.keyboard.press("ArrowRight")
            walk_at(page, step, 10)
            expect(inked).to_have_count(step)
    expect(page.locator(".say.on")).to_contain_text("Here the way parts")
    with waits.rerun(page):
        page.locator('[data-do="pick"][data-leaf="const"]').click()
    walk_at(page, 5, 7)
    for step in (6, 7):
        page.locator("[data-do=next]").click()
        walk_at(page, step, 7)
    expect(page.locator(".card.on")).to_contain_text("….variable is const\nTrue")
    expect(page.locator('[data-cells="v.const"]')).to_have_class(re.compile("made"))
    page.locator('[data-go="2"]').click()
    walk_at(page, 2, 7)
    page.reload()
    walk_at(page, 2, 7)
    for size in (LAPTOP, PHONE):
        resize(page, size)
        expect(page.locator(".card.on")).to_contain_text("AbsBackward0")
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


_CUT = """() => [...document.querySelectorAll('.walk .turned .label')].flatMap(label => [label, ...label.children])
  .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map(one => one.textContent)"""


@pytest.mark.parametrize("model", [name for name in MODELS if name != "linear"])
def test_no_code_is_cut_and_by_hand_fills_the_width_in_large_digits(app_url: str, page: Page, model: str) -> None:
    for loss in ("mae", "huber"):
        open_at(page, f"{app_url}/backward?from=mixed-4x2&model={model}&loss={loss}#step=3")
        expect(page.locator(".walk[data-ready]")).to_be_visible()
        for wide, high in ((1400, 900), (1920, 1080)):
            resize(page, (wide, high))
            assert page.evaluate(_CUT) == [], (loss, wide)
    open_at(page, f"{app_url}/by_hand?from=mixed-4x2&model={model}", (1400, 900))
    stages = page.locator(".by-stages li")
    expect(stages.first).to_be_visible()
    for (wide, high), least in (((1400, 900), 15), ((1920, 1080), 19)):
        resize(page, (wide, high))
        boxes = [stage.bounding_box() for stage in stages.all()]
        assert max(box["x"] + box["width"] for box in boxes if box) > 0.9 * wide
        digits = page.locator(".by-stages td").evaluate_all(
            "cells => Math.min(...cells.map(cell => parseFloat(getComputedStyle(cell).fontSize)))"
        )
        assert digits >= least, wide


def test_digits_are_large_and_the_hidden_layer_fits(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&model=hidden#step=7")
    walk_at(page, 7, BACKWARD)
    for wide, high, least in ((1400, 900, 16), (1920, 1080, 20)):
        resize(page, (wide, high))
        digits = page.locator(".stage table.cells td").evaluate_all(
            "cells => Math.min(...cells.map(cell => parseFloat(getComputedStyle(cell).fontSize)))"
        )
        assert digits >= least, wide
        dock = page.locator(".dock").bounding_box()
        assert dock is not None
        assert dock["y"] + dock["height"] <= high, wide


@pytest.mark.parametrize("view", ["", "forward", "backward", "by_hand", "slope"])
def test_nothing_is_cut_off_collides_or_is_faint(app_url: str, page: Page, view: str) -> None:
    open_at(page, f"{app_url}/{view}?from=mixed-4x2&model=hidden&step=7")
    expect(page.locator(".st-key-nav a").first).to_be_attached()
    root = {"by_hand": ".stages .factors", "slope": ".change, .compare.three"}.get(view, ".walk")
    for size in (LAPTOP, PHONE):
        resize(page, size)
        for scheme in in_both_themes(page):
            assert sight.faint(page, root) == [], (size, scheme)
        if root != ".walk":
            assert sight.colliding(page, root) == [], size
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, size
