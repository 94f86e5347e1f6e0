"""Every page on paper: A4 across, light whatever the screen is, without what only a screen can use."""

import re

from playwright.sync_api import Page, expect

from core import MISTAKES
from tests.e2e import sight, waits
from tests.e2e.reading import at_step, fonts_loaded, open_at
from ui.frame.views import FIRST_VIEW, VIEWS

SHEET = (1032, 703)
"""What is within the margins of an A4 sheet across, in CSS pixels: 297 × 210 mm, 12 mm each side."""
LISTED = '[class*="st-key-group-"] .stButton'
"""The list of the mistakes, which the page is there for."""

SHEETS = re.compile(rb"/Type\s*/Page\b")
CUT = """() => [...document.querySelectorAll('.stMain :is(.stButtonGroup, .stSelectbox) :is(p, span, div)')].filter(
  part => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1
    && getComputedStyle(part).overflowX !== 'visible'
).map(part => part.textContent)"""
"""What was chosen, where it is not printed whole."""

PLACEHOLDER = "input => getComputedStyle(input, '::placeholder').color"
CONTROLS = (
    f".st-key-bar, .stAppHeader, .stPageLink, .dock, .stButton:not({LISTED}), .stSlider, .stFileUploader,"
    " .stDownloadButton, details:not([open])"
)
ENDS = """() => ['.say.on', '.stage', '.card.on', '.walk .paper'].map(part => {
  const box = document.querySelector(part).getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
})"""
WALKS = {"question": (3, 7), "forward": (3, 5), "backward": (5, 7)}
"""By view, the step that is printed, and the last one."""


def test_each_page_is_printed_light_and_without_its_controls(app_url: str, page: Page) -> None:
    """A walk is one sheet: its sentence, the picture with the card, and the program."""
    page.emulate_media(color_scheme="dark")
    for preset in ("mixed-4x2", "article-1000x10"):
        for slug in VIEWS if preset == "mixed-4x2" else WALKS:
            step, last = WALKS.get(slug, (0, 0))
            path = "" if slug == FIRST_VIEW else slug
            page.emulate_media(media="screen")
            open_at(page, f"{app_url}/{path}?from={preset}{f'#step={step}' if last else ''}", SHEET)
            if last:
                at_step(page, step, last)
            fonts_loaded(page)
            expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
            page.emulate_media(media="print")
            page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
            waits.painted(page)
            assert page.locator(CONTROLS).locator("visible=true").count() == 0, slug
            expect(page.locator("h1")).to_be_visible()
            assert sight.too_wide(page) == 0, slug
            assert sight.faint(page, ".stMain") == [], slug
            if slug == FIRST_VIEW:
                assert len(SHEETS.findall(page.pdf(prefer_css_page_size=True))) == 1, "no blank sheet follows"
            if slug == "mistakes":
                expect(page.locator(LISTED).locator("visible=true")).to_have_count(len(MISTAKES))
            if slug == "practice":
                assert page.get_by_label("Your answer").evaluate(PLACEHOLDER) == "rgba(0, 0, 0, 0)", "it is no answer"
            assert page.evaluate(CUT) == [], slug
            if last:
                for left, top, right, bottom in page.evaluate(ENDS):
                    assert -1 <= left < right <= SHEET[0] + 1, (preset, slug)
                    assert 0 <= top < bottom <= SHEET[1], (preset, slug)
