"""*Let me try* and Practice without a mouse."""

from playwright.sync_api import Page, expect
from torch import Generator

from core import MODELS, PRESETS, Practice, Scenario, replay, short
from tests.e2e.reading import open_at, query
from tests.e2e.waits import rerun


def test_a_step_is_filled_in_wrongly_with_a_hint_and_rightly_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/backward?from=mixed-4x2&loss=mse#step=1", heading=False)
    toggle, forward = page.locator(".walk [data-do=try]"), page.locator(".walk [data-do=next]")
    expect(toggle).to_be_visible()
    stage_before = page.locator(".walk .view").bounding_box()
    with rerun(page):
        toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    fields = page.locator(".walk .stage input")
    expect(fields).to_have_count(1)
    expect(fields.first).to_be_focused()
    assert page.locator('[data-cells="g.residuals"] td').first.inner_text() == ""
    assert page.locator(".walk .view").bounding_box() == stage_before, "the stage has moved"

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


def test_another_model_is_filled_in_from_an_address_by_keyboard(app_url: str, page: Page) -> None:
    """A hidden layer's sigmoid: wrong, a hint, right; the address holds the mode, and Back undoes it."""
    open_at(page, f"{app_url}/backward?model=hidden&loss=mse&start=1&trying=1#step=4", heading=False)
    toggle, fields = page.locator(".walk [data-do=try]"), page.locator(".walk .stage input")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(fields).to_have_count(1)
    expect(fields).to_be_focused()
    data, start = PRESETS["article-2x2"].build(), MODELS["hidden"].start(2, Generator().manual_seed(1))
    scenario = Scenario.of("hidden", {"t_indep": data.t_indep, "t_dep": data.t_dep} | start, loss="mse")
    step = next(step for step in replay(scenario).backward.steps if step.node == "SigmoidBackward0")

    page.keyboard.type(short(step.grad_in[0, 0].item()))
    with rerun(page):
        page.keyboard.press("Enter")
    told = page.locator(".your-turn .feedback")
    expect(told).to_contain_text("the local derivative is left out")
    expect(page.locator(".slipped")).to_have_text("SigmoidBackward0")
    page.locator("[data-turn=hint]").press("Enter")
    expect(told).to_contain_text("What arrives × the local derivative")

    fields.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(short(step.grad_out[0, 0].item()))
    with rerun(page):
        page.keyboard.press("Enter")
    expect(fields).to_have_count(0)
    expect(page.locator(".walk [data-do=next]")).to_be_focused()

    with rerun(page):
        toggle.press("Enter")
    assert "trying" not in query(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".walk .count")).to_contain_text("5 of")
    expect(fields).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(fields).to_have_count(1)


def test_by_hand_is_filled_in_wrongly_with_a_hint_and_rightly_by_keyboard(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/by_hand?from=mixed-4x2&loss=mse&trying=1")
    field, ask = page.locator(".st-key-hand-answer input"), page.locator(".practice-ask")
    expect(ask).to_contain_text("preds[0]")
    field.focus()
    with rerun(page):
        page.keyboard.type("1.5")
        page.keyboard.press("Enter")
    expect(ask).to_contain_text("residuals[0]")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    with rerun(page):
        page.keyboard.type("3.5")
        page.keyboard.press("Enter")
    expect(page.locator(".practice-slips")).to_contain_text("target minus prediction")
    expect(page.locator(".hand-steps .slipped")).to_contain_text("residuals[0]")
    with rerun(page):
        page.locator(".st-key-hand-hint button").press("Enter")
    expect(page.locator(".practice-hints")).to_contain_text("below it, it is negative")
    field.focus()
    page.keyboard.press("Control+A")
    with rerun(page):
        page.keyboard.type("−3.5")
        page.keyboard.press("Enter")
    expect(ask).to_contain_text("∂L/∂residuals[0]")


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
