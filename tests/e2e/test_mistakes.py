"""Mistakes in the browser: a reader pastes a traceback, guesses, runs and reads; by mouse and by keyboard."""

import re
import traceback

from playwright.sync_api import Locator, Page, expect

from core.mistakes import MISTAKES, Outcome, run_mistake
from core.presets.presets import PRESETS
from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, PHONE, button, in_both_themes, open_at, resize, turn_to

ARTICLE = PRESETS["article-2x2"].build()
MISTAKE = MISTAKES["backward-twice"]
SEEN = [
    "not-tracked",
    "integer-coeffs",
    "backward-on-vector",
    "forgets-to-zero",
    "step-makes-non-leaf",
    "column-targets",
    "no-samples",
    "nan-target",
    "optimizer-non-leaf",
]
"""Between them: an error, a warning, silence; each lane; another preset than the reader's; two shapes."""


def run(slug: str) -> Outcome:
    return run_mistake(MISTAKES[slug], ARTICLE)


def whole_traceback() -> str:
    raised = run("backward-twice").raised
    assert raised is not None
    try:
        raise RuntimeError(raised.text)
    except RuntimeError as error:
        return "".join(traceback.format_exception(error))


def title(page: Page) -> Locator:
    return page.locator(".mistake-title")


def show(page: Page, slug: str, numbers: str = "") -> None:
    """Turn to what a mistake shows, and wait for the end of that."""
    turn_to(page, f"{numbers}mistake={slug}&shown=1")
    expect(title(page)).to_have_text(MISTAKES[slug].title.replace("`", ""))
    expect(page.get_by_role("link", name="PyTorch's documentation of this")).to_be_visible()


def test_from_a_pasted_traceback_to_torch_s_own_message_and_the_mend(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/mistakes")
    page.get_by_role("textbox", name=re.compile("Paste the message")).fill(whole_traceback())
    page.get_by_role("button", name="Find the mistake").click()
    expect(title(page)).to_have_text(MISTAKE.title)
    raised = run("backward-twice").raised
    assert raised is not None
    expect(page.locator(".said")).to_have_text(f"{raised.type}: {raised.text}")
    expect(page.locator("pre[aria-label='The program'] .running")).to_have_text("▸     loss.backward()  # RuntimeError")
    expect(page.locator(".held .gradient pre").last).to_have_text("tensor([-2., -3.])")
    expect(page.locator(".gives")).to_contain_text("tensor([-2., -3.])")
    page.wait_for_function("location.search === '?mistake=backward-twice&shown=1'")

    page.go_back()
    expect(title(page)).to_have_count(0)
    expect(page.locator(".mistake-group")).to_have_count(3)
    page.go_forward()
    expect(page.locator(".said")).to_be_visible()


def test_what_may_fit_is_offered_on_a_phone_and_one_tap_opens_its_answer(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/mistakes", PHONE)
    page.get_by_role("textbox", name=re.compile("Paste the message")).fill("grad is None after backward")
    page.get_by_role("button", name="Find the mistake").click()
    expect(page.locator(".candidate")).to_have_count(4)
    waits.settled(page)
    for scheme in in_both_themes(page):
        assert sight.faint(page, ".candidate") == [], scheme
    assert sight.too_wide(page) == 0
    button(page, "take-random-minus-half").click()
    expect(title(page)).to_have_text(MISTAKES["random-minus-half"].title)
    expect(page.locator(".cause")).to_be_visible()
    page.wait_for_function("location.search === '?mistake=random-minus-half&shown=1'")


def test_a_guess_and_the_run_by_keyboard_alone(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/mistakes?mistake=backward-twice")
    tab_to(page, ".st-key-guess input")
    with waits.rerun(page):
        page.keyboard.press("Space")
    expect(page.locator(".guessed.wrong")).to_be_visible()
    expect(page.locator(".said")).to_have_count(0)
    with waits.rerun(page):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".guessed")).to_contain_text(MISTAKE.guesses["once"].reason)
    tab_to(page, ".st-key-run button")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Trying to backward through the graph a second time")
    expect(page.locator(".guessed")).to_contain_text("What happened")
    page.wait_for_function("location.search === '?mistake=backward-twice&shown=1'")


def said_at_most() -> list[str]:
    """The three mistakes of which torch says most: what follows stands lowest there."""

    def length(slug: str) -> int:
        outcome = run(slug)
        return sum(len(message.text) for message in (*filter(None, [outcome.raised]), *outcome.warned))

    return sorted(MISTAKES, key=length)[-3:]


def test_on_a_phone_the_why_of_a_linked_mistake_is_on_the_first_screen_and_no_line_of_its_mend_is_cut_off(
    app_url: str, page: Page
) -> None:
    for slug in (*said_at_most(), "rate-too-large"):
        open_at(page, f"{app_url}/mistakes?mistake={slug}&shown=1", PHONE)
        expect(page.locator(".cause")).to_be_visible()
        waits.settled(page)
        bottom = page.locator(".cause").evaluate("why => why.getBoundingClientRect().bottom")
        assert bottom <= PHONE[1], slug
        expect(page.locator(".program")).to_have_count(2)
        assert sight.cut_off(page, ".program, .st-key-another .stMarkdownEllipsis") == [], slug


def test_another_mistake_is_chosen_from_the_list_by_keyboard_which_folds_away(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/mistakes?mistake=backward-twice")
    tab_to(page, ".st-key-all-mistakes button")
    page.keyboard.press("Enter")
    listed = page.get_by_role("button", name=MISTAKES["nan-target"].title)
    expect(listed).to_be_visible()
    tab_to(page, ".st-key-open-nan-target button")
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text(MISTAKES["nan-target"].title)
    expect(listed).to_have_count(0)
    page.wait_for_function("location.search === '?mistake=nan-target'")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_pasted_markup_and_code_stay_text(app_url: str, page: Page) -> None:
    """The page fixture fails on whatever a script would do."""
    open_at(page, f"{app_url}/mistakes")
    box = page.get_by_role("textbox", name=re.compile("Paste the message"))
    box.fill("<img src=x onerror=alert(1)> **bold** $x$ __import__('os').system('true')")
    page.get_by_role("button", name="Find the mistake").click()
    expect(page.locator(".answer")).to_contain_text("None of the mistakes here fits")
    expect(page.locator("img[src=x]")).to_have_count(0)


PARTS = (".program", ".said", ".guessed", ".held", ".cause", ".mistake-picture", ".starts", ".gives", ".origin")


def test_every_text_can_be_read_none_lies_on_another_and_no_mistake_is_wider_than_a_phone(
    app_url: str, page: Page
) -> None:
    """In both themes; on a phone with many samples, too."""
    open_at(page, f"{app_url}/mistakes?mistake={MISTAKE.slug}", LAPTOP)
    for scheme in in_both_themes(page):
        for slug in SEEN:
            show(page, slug)
            for part in PARTS:
                assert sight.faint(page, part) == [], (scheme, slug, part)
            assert sight.colliding(page, ".held") == [], slug
            assert sight.colliding(page, ".mistake-picture") == [], slug
            assert sight.clipped(page, ".mistake-picture .stage td") == [], slug
    resize(page, PHONE)
    for numbers, slugs in (("", SEEN), ("from=article-1000x10&", SEEN[::2])):
        for slug in slugs:
            show(page, slug, numbers)
            assert sight.too_wide(page) == 0, (numbers, slug)


_BEYOND = """frames => frames.filter(frame => frame.offsetWidth).flatMap(frame => {
  const held = [...frame.querySelectorAll('td')], box = frame.getBoundingClientRect();
  return held.map(cell => cell.getBoundingClientRect())
    .map(cell => [cell.width > 0, cell.left >= box.left && cell.right <= box.right, cell.bottom <= box.bottom]); })"""


def test_the_frame_of_the_gradient_holds_both_of_its_numbers(app_url: str, page: Page) -> None:
    """On a laptop and on a phone; the styles of the table below it once bent it, and emptied it on the phone."""
    open_at(page, f"{app_url}/mistakes?mistake=forgets-to-zero&shown=1", LAPTOP)
    for size in (LAPTOP, PHONE):
        resize(page, size)
        expect(page.locator(".mistake-picture .kept td").locator("visible=true")).to_have_text(["−4", "−6"])
        assert page.locator(".mistake-picture .kept").evaluate_all(_BEYOND) == [[True] * 3] * 2
