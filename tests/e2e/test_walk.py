"""The main path in a browser: the numbers, `loss.backward()`, coeffs.grad; a step asks the server for nothing."""

import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from core import decode
from tests.e2e import server, waits
from tests.e2e.reading import PHONE, at_step, in_both_themes, open_at, press_next, query, stage
from tests.ui.markup import groups, kept

STEPS, BACK = 5, 7
"""The last steps of Forward and of Backward, where the errors are made by one call."""


def test_from_the_numbers_to_coeffs_grad_step_by_step(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2")
    for step in range(STEPS + 1):
        at_step(page, step, STEPS)
        assert kept(stage(page)) == ["None"]
        press_next(page).click()
    at_step(page, 0, BACK)
    expect(page.locator("h1")).to_have_text("Backward: from loss to coeffs.grad")
    for step in range(BACK):
        assert kept(stage(page)) == ["None"]
        press_next(page).click()
        at_step(page, step + 1, BACK)
    assert kept(stage(page)) == ["+0.5", "−1.25"]
    press_next(page).click()
    expect(page.locator("h1")).to_have_text("By hand: the same gradient without autograd")


def test_right_at_the_last_step_does_not_leave_the_page(app_url: str, page: Page) -> None:
    """It goes to the button that does, so that Left still comes back and Enter goes on."""
    open_at(page, f"{app_url}/forward#step={STEPS}")
    at_step(page, STEPS, STEPS)
    with waits.unasked(page):
        page.keyboard.press("ArrowRight")
        expect(press_next(page)).to_be_focused()
        page.keyboard.press("ArrowLeft")
        at_step(page, STEPS - 1, STEPS)
        page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/backward"))
    at_step(page, 0, BACK)


def test_nothing_is_lost_however_fast_one_steps(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, BACK)
    with waits.unasked(page):
        for _ in range(BACK):
            press_next(page).click(no_wait_after=True)
        at_step(page, BACK, BACK)
        page.keyboard.press("Home")
        press_next(page).dblclick()
        at_step(page, 2, BACK)
        for _ in range(20):
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowLeft")
        at_step(page, 2, BACK)
        page.keyboard.press("ArrowRight")
        at_step(page, 3, BACK)
        for _ in range(20):  # a key held down repeats itself
            page.keyboard.down("ArrowRight")
        page.keyboard.up("ArrowRight")
        at_step(page, BACK, BACK)
        for _ in range(20):
            page.keyboard.down("ArrowLeft")
        page.keyboard.up("ArrowLeft")
        at_step(page, 0, BACK)
        page.locator("[data-do=previous]").click(force=True)
        page.keyboard.press("ArrowRight")
        at_step(page, 1, BACK)


def test_a_stop_leads_to_its_step_by_a_click_and_by_dragging(app_url: str, page: Page) -> None:
    for slug, last in (("forward", STEPS), ("backward", BACK)):
        open_at(page, f"{app_url}/{slug}?from=mixed-4x2")
        at_step(page, 0, last)
        stops = page.locator("[data-go]")
        expect(stops).to_have_count(last + 1)
        with waits.unasked(page):
            for step in (3, last, 1):
                stops.nth(step).click()
                at_step(page, step, last)
                expect(page.locator("[data-go][aria-current=step]")).to_have_attribute("data-go", str(step))
            boxes = [box for stop in stops.all() if (box := stop.bounding_box())]
            middles, y = [box["x"] + box["width"] / 2 for box in boxes], boxes[1]["y"] + 8
            page.mouse.move(middles[1], y)
            page.mouse.down()
            for step in (2, 4, 3):
                page.mouse.move(middles[step] + 3, y + 20)
                at_step(page, step, last)
            page.mouse.up()
            page.mouse.move(middles[0], y)
            waits.painted(page)
            at_step(page, 3, last)


def test_a_swipe_on_a_phone_takes_a_step(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2", PHONE)
    at_step(page, 0, BACK)
    touch, card = page.context.new_cdp_session(page), page.locator(".say.on").bounding_box()
    assert card is not None
    start = card["x"] + card["width"] / 2, card["y"] + card["height"] / 2

    def swipe(x: int, y: int) -> None:
        points = [{"x": start[0], "y": start[1]}], [{"x": start[0] + x, "y": start[1] + y}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[0]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points[1]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    with waits.unasked(page):
        for step, (x, y) in ((1, (-120, 5)), (2, (-120, -20)), (1, (120, 10)), (1, (-40, 0)), (1, (-70, 60))):
            swipe(x, y)
            at_step(page, step, BACK)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_back_undoes_a_step_and_asks_the_server_for_nothing(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, BACK)
    with waits.unasked(page):
        for step in (1, 2, 3):
            press_next(page).click()
            at_step(page, step, BACK)
        for step in (2, 1, 0):
            page.evaluate("() => history.back()")
            at_step(page, step, BACK)
            assert query(page) == {"from": "mixed-4x2"}
        for step in (1, 2):
            page.evaluate("() => history.forward()")
            at_step(page, step, BACK)
        press_next(page).click()
        at_step(page, 3, BACK)


def test_back_undoes_the_call_and_returns_to_the_last_step_of_forward(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2&j=1")
    at_step(page, 0, STEPS)
    page.keyboard.press("End")
    at_step(page, STEPS, STEPS)
    press_next(page).click()
    at_step(page, 0, BACK)
    assert query(page) == {"from": "mixed-4x2", "j": "1"}
    page.go_back()
    expect(page.locator("h1")).to_have_text("Forward: compute the loss, leave a trail")
    expect(page).to_have_url(re.compile("/forward"))
    at_step(page, STEPS, STEPS)
    page.go_forward()
    expect(page).to_have_url(re.compile("/backward"))
    at_step(page, 0, BACK)


def test_the_keys_of_a_walk_that_was_left_do_nothing(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2#step={BACK}")
    at_step(page, BACK, BACK)
    press_next(page).click()
    expect(page.locator("h1")).to_have_text("By hand: the same gradient without autograd")
    waits.settled(page)
    with waits.unasked(page):
        for key in ("ArrowLeft", "Home", "ArrowRight"):
            page.keyboard.press(key)
    assert page.evaluate("() => location.hash") == ""
    assert query(page) == {"from": "mixed-4x2"}


def test_the_step_stays_whatever_else_changes(app_url: str, page: Page) -> None:
    """An edit in place, another entry, another loss in the address, the theme, a reload."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2")
    at_step(page, 0, BACK)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    at_step(page, 4, BACK)
    cell = page.locator('[data-cells="v.t_dep"] [data-at="1"]')
    cell.click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator('[data-cells="v.residuals"] [data-at="1"]')).to_have_text("2.5")
    at_step(page, 4, BACK)
    page.get_by_role("button", name="coeffs.grad[1]").click()
    expect(page.get_by_role("button", name="coeffs.grad[1]")).to_have_attribute("aria-pressed", "true")
    at_step(page, 4, BACK)
    page.get_by_role("group", name="Sample").get_by_role("button", name="2").click()
    expect(page.locator("td.pick").first).to_be_attached()
    at_step(page, 4, BACK)
    for _ in in_both_themes(page):
        at_step(page, 4, BACK)
    before = groups(stage(page))
    page.reload()
    at_step(page, 4, BACK)
    after = groups(stage(page))
    assert {key: table.texts for key, table in after.items()} == {key: table.texts for key, table in before.items()}
    assert query(page)["j"] == "1"


def test_an_old_link_with_its_step_opens_there(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=6")
    at_step(page, 6, BACK)
    assert query(page) == {"from": "mixed-4x2"}
    page.keyboard.press("ArrowLeft")
    at_step(page, 5, BACK)
    open_at(page, f"{app_url}/backward?from=mixed-4x2#step=900")
    expect(page.locator(".walk .count")).to_have_text(f"{BACK} of {BACK}")


def test_a_refused_number_is_said_beside_its_cell_and_the_last_good_one_kept(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&step=6")
    at_step(page, 6, BACK)
    place = stage_place(page)
    cell = page.locator('[data-cells="v.t_dep"] [data-at="1"]')
    cell.click()
    page.keyboard.type("abc<b>")
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_text("abc<b>")
    why = page.locator(f"#{cell.get_attribute('aria-describedby')}")
    expect(why).to_contain_text("t_dep[1]: “abc<b>” is not a number")
    expect(why).to_contain_text("It keeps 6.")
    at_step(page, 6, BACK)
    assert query(page) == {"from": "mixed-4x2"}
    assert stage_place(page) == place, "the sentence moves nothing"
    assert groups(stage(page))["v.residuals"].texts[1] == ["−2.5"], "the last good number's"
    page.locator(".walk .view").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(cell).to_have_text("abc<b>")
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("xyz")
    page.keyboard.press("Enter")
    expect(why).to_contain_text("“xyz” is not a number")
    expect(cell).to_be_focused()  # with all of its text chosen: it is typed again at once
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator('[data-cells="v.residuals"] [data-at="1"]')).to_have_text("−0.5")
    expect(why).to_have_count(0)
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    cell.click()
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(cell).to_have_text("4")
    at_step(page, 6, BACK)


def test_nothing_typed_is_lost_however_fast_one_types(app_url: str, page: Page) -> None:
    """From cell to cell, on to a button, and on to the next page, without waiting for an answer of the server."""
    open_at(page, f"{app_url}/backward?from=mixed-4x2#step={BACK}")
    at_step(page, BACK, BACK)
    target = page.locator('[data-cells="v.t_dep"] [data-at]')
    target.nth(0).click()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.type("8")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.get_by_role("button", name="coeffs.grad[1]").click()
    page.wait_for_url(re.compile("j=1"))
    expect(target).to_have_text(["7", "8", "9", "1"])
    target.nth(0).click()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("2.")
    expect(page.locator('[data-cells="v.residuals"] [data-at="0"]')).to_have_text("0.5")
    page.keyboard.type("25")  # while the numbers around were drawn again
    page.keyboard.press("Enter")
    expect(page.locator('[data-cells="v.residuals"] [data-at="1"]')).to_have_text("1.25")
    page.keyboard.press("Home")
    at_step(page, 0, BACK)
    target.nth(2).click()
    page.keyboard.type("3")
    press_next(page).click(delay=600)  # the answer comes while the button is held
    at_step(page, 1, BACK)
    expect(page.locator('[data-cells="v.residuals"] [data-at="2"]')).to_have_text("−1.5")
    page.keyboard.press("End")
    at_step(page, BACK, BACK)
    target.nth(3).click()
    page.keyboard.type("4")
    press_next(page).click()
    expect(page.locator("h1")).to_have_text("By hand: the same gradient without autograd")
    numbers = decode(urlsplit(page.url).query).scenario
    assert numbers.t_dep.tolist() == [1, 2.25, 3, 4]


def stage_place(page: Page) -> dict[str, float]:
    box = page.locator(".stage").bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def test_the_1000x10_walks_too(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=article-1000x10&i=500&j=6")
    at_step(page, 0, BACK)
    page.keyboard.press("End")
    at_step(page, BACK, BACK)
    assert groups(stage(page))["v.preds"].headers[2] == "sample 500"
    assert len(kept(stage(page))) == 5
    page.get_by_label("Sample, 0 to 999").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator('[data-cells="v.preds"] td.pick')).to_have_attribute("data-at", "7")
    at_step(page, BACK, BACK)


def test_the_step_survives_a_server_that_is_started_again(empty: Page, tmp_path: Path) -> None:
    """While there is none one can step, and afterwards choose. The browser tells its console that there is none."""
    page, port = empty, server.free_port()
    with server.started(tmp_path / "first.log", port):
        open_at(page, f"http://127.0.0.1:{port}/backward?from=mixed-4x2")
        at_step(page, 0, BACK)
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        at_step(page, 3, BACK)
    page.keyboard.press("ArrowRight")
    at_step(page, 4, BACK)
    with ExitStack() as servers:
        with waits.reconnection(page):
            servers.enter_context(server.started(tmp_path / "second.log", port))
        at_step(page, 4, BACK)
        page.get_by_role("button", name="coeffs.grad[1]").click()
        expect(page.get_by_role("button", name="coeffs.grad[1]")).to_have_attribute("aria-pressed", "true")
        at_step(page, 4, BACK)


def test_what_does_not_exist_yet_is_not_told_and_a_step_is(app_url: str, page: Page) -> None:
    """A screen reader's view: no name of an empty table, no node before its operation ran."""
    open_at(page, f"{app_url}/forward?from=mixed-4x2")
    at_step(page, 0, STEPS)
    told = page.locator(".stage").aria_snapshot()
    assert 'group "coeffs, shape (2,)"' in told
    assert not re.search(r"products, shape|loss, shape|∂L|contributions|Backward0", told)
    page.keyboard.press("ArrowRight")
    at_step(page, 1, STEPS)
    told = page.locator(".stage").aria_snapshot()
    assert 'group "products, shape (4, 2)"' in told
    assert "products[0, 0] = t_indep[0, 0] × coeffs[0]: 0.5 = 1 × 0.5" in told
    assert not re.search(r"preds, shape|∂L|SumBackward1", told)
    expect(page.get_by_role("status").filter(has_text="Step 1 of 5.")).to_have_count(1)


def test_in_a_frame_one_steps_as_well(app_url: str, page: Page) -> None:
    """As Community Cloud shows an app; the address of the frame keeps the step."""
    page.set_content(f'<iframe src="{app_url}/backward?from=mixed-4x2" width="1300" height="800"></iframe>')
    inside = page.frame_locator("iframe")
    for step in range(BACK):
        expect(inside.locator(f'.walk[data-ready][data-shown="{step}"]')).to_be_attached()
        inside.locator(".walk [data-do=next]").click()
    expect(inside.locator(".walk .count")).to_have_text(f"{BACK} of {BACK}")
    frame = page.frames[-1]
    frame.wait_for_function("last => location.hash === '#step=' + last", arg=BACK)
    inside.locator("[data-do=next]").press("Home")
    expect(inside.locator(".walk .count")).to_have_text(f"0 of {BACK}")


def test_on_a_phone_one_taps_on_at_one_place(app_url: str, page: Page) -> None:
    for address in (f"{app_url}/backward#step=0", f"{app_url}/backward?model=hidden&start=1#step=0"):
        open_at(page, address, (390, 844), heading=False)
        forward, last = page.locator(".walk[data-ready] [data-do=next]"), page.locator(".walk[data-ready]")
        expect(last).to_have_class(re.compile("narrow"))
        at = forward.bounding_box()
        assert at is not None
        assert at["y"] + at["height"] <= 844
        for step in range(1, int(last.get_attribute("data-last") or 0) + 1):
            page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
            expect(page.locator(".walk .count")).to_contain_text(f"{step} of")
            assert forward.bounding_box() == at, (address, step)
