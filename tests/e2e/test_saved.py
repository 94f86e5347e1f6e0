"""A node asked what it saved, in a browser: by mouse and by key, over a stage that stays where it is."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core import base_scenario, replay
from tests.e2e import waits
from tests.e2e.reading import LAPTOP, PHONE, open_at, resize
from ui.program.steps import backward_steps
from ui.program.story import ProgramStory
from ui.program.walk import file_of

WALKS = {
    "backward?from=mixed-4x2#step=4": ("MulBackward0", "_saved_self is t_indep, shape (4, 2)"),
    "backward?from=mixed-4x2&model=hidden#step=6": ("SigmoidBackward0", "_saved_result is preds, shape (4, 1)"),
}


def told_expanded(page: Page, name: str) -> list[bool]:
    """Whether a screen reader hears that the button of this name is open."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    found = [
        each
        for each in tree
        if each.get("role", {}).get("value") == "button" and each.get("name", {}).get("value") == name
    ]
    return [
        held["value"]["value"] for each in found for held in each.get("properties", []) if held["name"] == "expanded"
    ]


@pytest.mark.parametrize("path", WALKS)
def test_a_node_opens_what_it_saved_and_moves_nothing(app_url: str, page: Page, path: str) -> None:
    node, said = WALKS[path]
    open_at(page, f"{app_url}/{path}")
    expect(page.locator(".walk[data-ready]")).to_be_visible()
    stage, chip = page.locator(".walk .stage"), page.locator(".walk .asks", has_text=node)
    sheet = page.locator(".walk .saved:popover-open")
    before = stage.bounding_box()
    with waits.unasked(page):
        chip.focus()
        page.keyboard.press("Enter")
        expect(sheet).to_contain_text(said)
        assert stage.bounding_box() == before
        assert told_expanded(page, node) == [True]
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        assert told_expanded(page, node) == [False]
        for size in (LAPTOP, PHONE):
            resize(page, size)
            chip = page.locator(".walk .node.running .asks")
            chip.click()
            box = sheet.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            assert box["y"] + box["height"] <= size[1]
            page.keyboard.press("Escape")


def test_a_node_that_does_not_exist_cannot_be_asked_and_one_that_has_run_says_that_it_is_empty(
    app_url: str, page: Page
) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2#step=1")
    expect(page.locator(".walk[data-ready]")).to_be_visible()
    assert page.get_by_role("button", name="MulBackward0", exact=True).count() == 1
    assert page.get_by_role("button", name="AbsBackward0", exact=True).count() == 0
    page.locator(".walk .asks", has_text="MulBackward0").click()
    sheet = page.locator(".walk .saved:popover-open")
    expect(sheet).to_be_visible()
    page.keyboard.press("Home")
    expect(sheet).to_be_hidden()
    open_at(page, f"{app_url}/backward?from=mixed-4x2#step=3")
    page.locator(".walk .asks", has_text="AbsBackward0").click()
    expect(sheet.locator(".freed.on")).to_contain_text("Trying to backward through the graph a second time")
    expect(sheet.locator("td").last).to_have_text("1")


def test_in_the_exported_file_it_opens_without_a_network_and_the_focus_stays_in_the_walk(
    empty: Page, tmp_path: Path
) -> None:
    run = replay(base_scenario("mixed-4x2", None, "hidden"))
    story = ProgramStory(run.scenario, run.forward, run.backward, "layer1", 0, 0)
    (tmp_path / "walk.html").write_text(file_of(story, backward_steps(story), 7, "backward"), encoding="utf-8")
    empty.context.set_offline(True)
    try:
        empty.goto(f"file://{tmp_path / 'walk.html'}")
        empty.locator(".walk .node.running .asks").click()
        expect(empty.locator(".saved:popover-open")).to_contain_text("_saved_mat2 is layer2, shape (20, 1)")
        empty.keyboard.press("Escape")
        onward = empty.locator(".dock .next")
        onward.focus()
        for _ in backward_steps(story)[8:]:
            expect(onward).to_be_focused()
            empty.keyboard.press("Enter")
        expect(onward).to_be_hidden()
        expect(empty.locator(".walk .view")).to_be_focused()
        empty.keyboard.press("ArrowLeft")
        expect(onward).to_be_visible()
    finally:
        empty.context.set_offline(False)
