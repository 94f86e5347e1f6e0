"""The life of .grad in a browser: by mouse, by keyboard, by its address, and as it looks."""

import pytest
from playwright.sync_api import Page, expect

from core.life.stories import STORIES
from core.life.texts import format_actions
from tests.e2e import sight, waits
from tests.e2e.reading import (
    LAPTOP,
    PHONE,
    SMALL_LAPTOP,
    at_step,
    button,
    in_both_themes,
    open_at,
    query,
    resize,
    turn_to,
)
from tests.ui.life.told import Told, runs

THREE = format_actions(STORIES["three-backwards"].actions)
SUMS = [["−2", "−3"], ["−4", "−6"], ["−6", "−9"]]
IN = "key => document.activeElement?.closest('.st-key-' + key) !== null"


def told(page: Page) -> list[Told]:
    """The first run on the page, as the browser holds it."""
    return runs(str(page.locator(".life-timeline").first.evaluate("box => box.outerHTML")))[0]


def after_backward(page: Page) -> list[list[str]]:
    return [call.grad for call in told(page) if call.code == "loss.backward()"]


def made(page: Page, count: int) -> None:
    """Wait until so many calls are drawn."""
    expect(page.locator(".life-run").first.locator(".life-call")).to_have_count(count + 1)
    at_step(page, count, count)


def call(page: Page, key: str, count: int) -> None:
    button(page, f"life-call-{key}").click()
    made(page, count)


def test_backward_three_times_by_mouse(app_url: str, page: Page) -> None:
    """The story stops before its second backward, asks, and is told to its end."""
    open_at(page, f"{app_url}/life")
    page.locator(".st-key-life-story input").click()
    page.get_by_role("option", name=STORIES["three-backwards"].title).click()
    expect(page.locator(".life-ask")).to_have_text(
        "coeffs.grad holds [−2, −3]. What will it hold after loss.backward(), or will that raise?"
    )
    made(page, 3)
    page.get_by_role("button", name="[−2, −3]").click()
    made(page, 6)
    expect(page.locator(".life-verdict")).to_contain_text("it does not replace it")
    assert after_backward(page) == SUMS
    assert query(page) == {"calls": THREE}


def test_backward_three_times_by_keyboard(app_url: str, page: Page) -> None:
    """Tab to the calls and the answers, Enter to press; Left, Right, Home and End look at what each call left."""
    open_at(page, f"{app_url}/life")
    expect(button(page, "life-call-d")).to_be_visible()
    page.locator(".st-key-life-story input").focus()
    for key in ("life-call-f", "life-call-b"):
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate(IN, key):
                break
        assert page.evaluate(IN, key)
        page.keyboard.press("Enter")
        made(page, 1 if key == "life-call-f" else 2)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    made(page, 3)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".life-ask")).to_be_visible()
    while not page.evaluate(IN, "life-question"):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate(IN, "life-skip"), "back from the calls, the last button of the question comes first"
    page.keyboard.press("Enter")
    made(page, 4)
    page.wait_for_function(IN, arg="life-side")  # not the body
    for place, key in ((5, "f"), (6, "b")):
        button(page, f"life-call-{key}").focus()
        page.keyboard.press("Enter")
        made(page, place)
    assert after_backward(page) == SUMS
    with waits.unasked(page):
        for key, place in (("ArrowLeft", 5), ("ArrowLeft", 4), ("Home", 0), ("ArrowRight", 1), ("End", 6), ("Home", 0)):
            page.keyboard.press(key)
            at_step(page, place, 6)
            assert [call.looked for call in told(page)].index(True) == place
            assert [call.ahead for call in told(page)] == [other > place for other in range(7)]
            expect(page.locator(".life-now")).to_be_in_viewport(ratio=1)
        for place in range(1, 7):
            page.keyboard.press("ArrowRight")
            at_step(page, place, 6)
            expect(page.locator(".walk .announce")).to_contain_text(f"Call {place}: after")
        page.locator(".life-call").nth(5).click(position={"x": 5, "y": 5})
        at_step(page, 5, 6)
    assert query(page) == {"calls": THREE}
    button(page, "life-call-z").click()
    made(page, 7)


def test_the_focus_never_falls_to_the_body(app_url: str, page: Page) -> None:
    """After an answer, after the last call is taken back, after the last one is made again."""
    open_at(page, f"{app_url}/life?calls=f-b-f")
    made(page, 3)
    button(page, "life-call-b").press("Enter")
    button(page, "life-answer-0").press("Enter")
    made(page, 4)
    expect(page.locator(".life-verdict")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(IN, "life-calls")
    button(page, "life-restart").press("Enter")
    made(page, 0)
    page.wait_for_function(IN, arg="life-top")
    for place in range(1, 5):
        button(page, "life-redo").press("Enter")
        made(page, place)
    page.wait_for_function(IN, arg="life-top")
    button(page, "life-undo").press("Enter")
    made(page, 3)
    expect(button(page, "life-undo")).to_be_focused()


def test_a_second_backward_on_a_freed_graph_shows_torch_s_message(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life?calls=f")
    call(page, "b", 2)
    expect(page.locator(".life-graph.on .life-way")).to_have_class("life-way life-freed")
    button(page, "life-call-b").click()
    page.get_by_role("button", name="It raises").click()
    made(page, 3)
    expect(page.locator(".life-verdict").first).to_contain_text("Right: torch raised")
    expect(page.locator(".life-said").first).to_contain_text(
        "RuntimeError: Trying to backward through the graph a second time"
    )
    assert told(page)[-1].grad == ["−2", "−3"]


def test_a_deep_link_with_calls_shows_where_they_end(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life?from=mixed-4x2&calls=f-b-s0.1-f")
    made(page, 4)
    assert told(page)[-1].coeffs == ["0.45", "0.625"]
    assert query(page) == {"from": "mixed-4x2", "calls": "f-b-s0.1-f"}
    assert button(page, "life-redo").count() == 0


def test_back_undoes_a_call_and_forward_brings_it_again(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life")
    for place, key in enumerate("fbz", start=1):
        call(page, key, place)
    page.go_back()
    made(page, 2)
    assert told(page)[-1].grad == ["−2", "−3"]
    page.go_back()
    made(page, 1)
    page.go_forward()
    page.go_forward()
    made(page, 3)
    assert query(page) == {"calls": "f-b-z"}


def test_the_calls_are_still_there_after_a_look_at_another_view(app_url: str, page: Page) -> None:
    """The links of the frame know of the newest call."""
    open_at(page, f"{app_url}/life?calls=f")
    call(page, "b", 2)
    for name in ("Backward", "Life of .grad"):
        page.locator(".st-key-nav").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_contain_text(name.removeprefix("Life of "))
    made(page, 2)


@pytest.mark.parametrize("window", [LAPTOP, PHONE])
def test_the_newest_call_is_in_sight_and_nothing_below_moves(app_url: str, page: Page, window: tuple[int, int]) -> None:
    """However many calls there are; on a phone too, where the buttons stand below."""
    open_at(page, f"{app_url}/life?calls=f-b-f-b", window)
    # both buttons are in the window then, and a click scrolls nothing
    button(page, "life-call-z").evaluate("button => button.scrollIntoView({block: 'end'})")
    heights = set()
    for place in range(5, 12):
        call(page, "fz"[place % 2], place)
        expect(page.locator(".life-now")).to_be_in_viewport(ratio=1)
        box = page.locator(".life-calls").bounding_box()
        newest = page.locator(".life-now").bounding_box()
        assert box is not None
        assert newest is not None
        assert newest["y"] + newest["height"] <= box["y"] + box["height"]
        heights.add(box["height"])
    assert len(heights) == 1


SHOWN = [
    f"calls={THREE}",
    "from=mixed-4x2&loss=mse&calls=f-b-u0.1-s0.25-b-d-f-b",
    f"calls={format_actions(STORIES['forgets-to-zero'].actions)}",
    "from=article-1000x10&calls=f-b-s0.1-f-b-z-n-z-f-d-b",
    "from=mixed-4x2&model=hidden&start=5&leaf=layer2&i=3&calls=f-b-f-s0.1-b",
    "from=mixed-4x2&model=deep&start=5&leaf=layer2&i=3&j=4&calls=f-d-b-f-b",
]


def test_everything_can_be_read_in_both_themes_on_every_screen(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life")
    expect(button(page, "life-call-f")).to_be_visible()
    for scheme in in_both_themes(page):
        for address in SHOWN:
            count = address.rpartition("=")[2].count("-") + 1
            turn_to(page, f"{address}#step={count}")
            made(page, count)
            for window in (LAPTOP, SMALL_LAPTOP, PHONE):
                resize(page, window)
                assert sight.too_wide(page) == 0, (address, window)
                assert sight.colliding(page, ".life-now .life-part") == [], (address, window)
            for part in (".life-timeline", ".life-graph.on", ".life-group", ".st-key-life-calls", ".st-key-life-top"):
                assert sight.faint(page, part) == [], (scheme, address, part)


def test_the_question_and_its_verdict_can_be_read_on_a_phone(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/life?calls=f-b-f", PHONE)
    button(page, "life-call-b").click()
    expect(page.locator(".life-ask")).to_be_in_viewport()
    assert sight.too_wide(page) == 0
    with waits.rerun(page):
        page.get_by_role("button", name="[0, 0]").click()
    assert sight.faint(page, ".life-verdict") == []
    expect(page.locator(".life-verdict")).to_be_in_viewport()


PLACES = """() => [...document.querySelectorAll('.st-key-life-calls button, .life-calls')]
  .filter(each => each.checkVisibility())
  .map(each => each.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop)
"""


def moved(page: Page, before: list[float]) -> list[tuple[float, float]]:
    """What stands elsewhere than before, by more than a browser rounds."""
    pairs = zip(before, page.evaluate(PLACES), strict=True)
    return [(then, now) for then, now in pairs if abs(then - now) > 1]


@pytest.mark.parametrize("address", ["calls=f-b-f", "from=mixed-4x2&model=deep&leaf=layer2&calls=f-b-f"])
def test_a_question_moves_no_button_and_is_seen_whole(app_url: str, page: Page, address: str) -> None:
    """It lies over the foot of the window, on every screen, and so does what is said to the answer."""
    for window in (LAPTOP, SMALL_LAPTOP, PHONE):
        page.context.clear_cookies()
        open_at(page, f"{app_url}/life?{address}", window)
        expect(button(page, "life-call-k")).to_be_visible()
        places = page.evaluate(PLACES)
        button(page, "life-call-b").click()
        expect(page.locator(".st-key-life-question")).to_be_in_viewport(ratio=1)
        assert moved(page, places) == [], window
        assert sight.clipped(page, ".st-key-life-question") == []
        assert sight.too_wide(page) == 0
        with waits.rerun(page):
            button(page, "life-answer-0").click()
        expect(page.locator(".life-verdict")).to_be_in_viewport(ratio=1)
        assert moved(page, places) == [], window
