"""The questions that a learner brings are answered by the app alone, one to three clicks from the first page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.reading import PHONE, open_at, unfold

QUESTIONS: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    "what t_indep.grad is, and why": (
        (("link", "Forward"),),
        ("so no gradient is worked out for them: after backward() t_indep.grad is None.",),
    ),
    "what preds.grad gives": (
        (("link", "Backward"), ("fold", "Whose .grad is filled")),
        ("print(preds.grad)\nNone\nUserWarning: The .grad attribute", "preds is a result: its gradient went on"),
    ),
    "a new forward or retain_graph, and when": (
        (("link", "Life of .grad"), ("fold", "When a new forward, and when retain_graph?")),
        ("is right where one graph is walked more than once", "Once coeffs has changed, run a new forward"),
    ),
    "the second iteration after coeffs = coeffs - lr * grad": (
        (
            ("link", "Mistakes"),
            ("button", "A loop whose step makes a new coeffs"),
            ("button", "Show me"),
        ),
        ("unsupported operand type(s) for *: 'float' and 'NoneType'", "is its result and not a leaf"),
    ),
    "requires_grad_, detach, no_grad": (
        (("toggle", "Run it without"),),
        ("Takes the mark off this one tensor", "Nothing is recorded within the block", "cuts at this one place"),
    ),
    "why gradients add up": (
        (("link", "Life of .grad"), ("fold", "Why do gradients add up?")),
        ("the gradient of a sum is the sum of the gradients", "the chain rule adds over all ways"),
    ),
}
"""What to press, one after the other from the first page, and what the reader then finds."""


def pressed(page: Page, kind: str, name: str) -> Locator:
    if kind == "link":
        return page.locator(".st-key-nav").get_by_role("link", name=name, exact=True)
    if kind == "fold":
        return page.locator("summary").filter(has_text=name)
    if kind == "toggle":
        return page.get_by_text(name)
    return page.get_by_role("button", name=re.compile(re.escape(name)))


def test_the_answer_is_one_to_three_clicks_away(app_url: str, page: Page) -> None:
    for clicks, answers in QUESTIONS.values():
        assert 1 <= len(clicks) <= 3
        open_at(page, app_url, PHONE)
        for kind, name in clicks:
            if kind == "link":
                unfold(page)  # a phone keeps the pages one tap further away
            pressed(page, kind, name).click()
        for answer in answers:
            expect(page.locator(".stMain")).to_contain_text(answer, use_inner_text=True)
