"""*Let me try* and Practice without a mouse."""

from playwright.sync_api import Page, expect

from core import Practice
from tests.e2e.reading import open_at, query
from tests.e2e.waits import rerun


def test_a_step_is_filled_in_wrongly_with_a_hint_and_rightly_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&loss=mse#step=1", heading=False)
    toggle, forward = page.locator(".walk [data-do=try]"), page.locator(".walk [data-do=next]")
    expect(toggle).to_be_visible()
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    fields = page.locator(".walk .stage input")
    expect(fields).to_have_count(2)
    expect(fields.first).to_be_focused()
    assert page.locator('[data-cells="g.residuals"] td').first.inner_text() == ""
    stage_before = page.locator(".walk .view").bounding_box()

    page.keyboard.type("7")  # the residual the other way round, or its sign
    with rerun(page):
        page.keyboard.press("Enter")
    told = page.locator(".your-turn .feedback")
    expect(told).to_contain_text("target minus prediction")
    expect(page.locator(".slipped")).to_have_count(2)
    expect(page.locator('[data-cells="v.residuals"].slipped')).to_be_visible()
    expect(fields.first).to_be_focused()
    assert page.locator(".walk .view").bounding_box() == stage_before, "the stage has moved"

    hint = page.locator("[data-turn=hint]")
    for _ in range(3):
        hint.press("Enter")
    expect(told).to_contain_text("?")

    fields.first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("-14/2")
    with rerun(page):
        page.keyboard.press("Enter")
    expect(fields).to_have_count(1)
    expect(fields.first).to_be_focused()
    page.keyboard.type("−1.75")
    with rerun(page):
        page.keyboard.press("Enter")
    expect(fields).to_have_count(0)
    expect(page.locator(".slipped")).to_have_count(0)
    expect(forward).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".walk .count")).to_contain_text("3 of")
    expect(fields.first).to_be_focused()


def test_practice_goes_on_by_enter_alone(app_url: str, page: Page) -> None:
    question = Practice("mixed", 5).question(0)
    open_at(page, f"{app_url}/practice?practice=mixed.5")
    field, ask = page.locator(".st-key-practice-answer input"), page.locator(".practice-ask")
    first = ask.inner_text()
    field.focus()
    page.keyboard.type("99")
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no slip that is known")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    with rerun(page):
        page.keyboard.type(repr(question.right))
        page.keyboard.press("Enter")
    expect(page.locator(".practice-verdict")).to_contain_text("Right.")
    expect(ask).not_to_have_text(first)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    assert query(page) == {"practice": "mixed.5.l"}
