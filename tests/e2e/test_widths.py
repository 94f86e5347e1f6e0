"""Every page from 320 to 1920 px, and with letters and lines set wider apart: nothing is off the screen or cut."""

from playwright.sync_api import Page, expect

from tests.e2e import sight, waits
from tests.e2e.reading import LAPTOP, open_at, resize
from ui.frame.views import FIRST_VIEW, VIEWS

WIDTHS = (320, 390, 641, 768, 945, 1024, 1400, 1920)
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""What a reader may set (WCAG 2.2, 1.4.12)."""

OFF_SCREEN = """() => {
  const main = document.querySelector('[data-testid=stMain]'), wide = document.documentElement.clientWidth;
  const hidden = (element) => {
    const {visibility, clipPath, opacity} = getComputedStyle(element);
    return visibility === 'hidden' || clipPath !== 'none' || opacity === '0';
  };
  const away = (element) => {  // what scrolls on its own, or is for the ear alone
    for (let one = element.parentElement; one && one !== main; one = one.parentElement) {
      const {overflowX} = getComputedStyle(one);
      if (hidden(one) || (/auto|scroll/.test(overflowX) && one.scrollWidth > one.clientWidth)) return true;
    }
    return hidden(element);
  };
  const name = (element) => `${element.localName}.${element.className} ${element.innerText?.slice(0, 40)}`;
  const found = [];
  for (const element of main.querySelectorAll('a, button, input, select, summary, textarea, table, h1, h2, p, pre')) {
    const {left, right, width, height} = element.getBoundingClientRect();
    if (width && height && (right > wide + 1 || left < -1) && !away(element)) found.push('off: ' + name(element));
  }
  const drawn = '.js-plotly-plot, [data-testid=stDataFrame], svg, canvas, .strip';  // by others, or short on purpose
  for (const element of main.querySelectorAll('*')) {
    const {overflowX, overflowY} = getComputedStyle(element);
    const across = /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const down = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 2;
    if (!across && !down) continue;  // first, since to ask each element for its text costs seconds
    if (element.clientWidth < 3 || !element.innerText || element.closest(drawn) || away(element)) continue;
    found.push('cut: ' + name(element));
  }
  return [...new Set(found)];
}"""


def test_nothing_is_off_the_screen_or_cut(app_url: str, page: Page) -> None:
    """200 % zoom of a laptop is the half of its width."""
    for slug in VIEWS:
        open_at(page, f"{app_url}/{'' if slug == FIRST_VIEW else slug}?from=mixed-4x2", LAPTOP)
        expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
        for width in WIDTHS:
            resize(page, (width, 900))
            assert sight.too_wide(page) == 0, (slug, width)
            assert page.evaluate(OFF_SCREEN) == [], (slug, width)
        page.add_style_tag(content=SPACED)
        for width in (320, 768, 1400):
            resize(page, (width, 900))
            waits.painted(page)
            assert sight.too_wide(page) == 0, (slug, width, "spaced")
            assert page.evaluate(OFF_SCREEN) == [], (slug, width, "spaced")
            assert sight.colliding(page, ".walk .stage") == [], (slug, width, "spaced")
