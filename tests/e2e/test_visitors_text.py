"""A visitor's text is text: whatever a link, a file, a cell or a paste holds is shown, and nothing is made of it."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote as percent

import pytest
from playwright.sync_api import Page, expect

from core.numbers import quote
from core.scenario.json_file import to_json
from core.scenario.scenario import Scenario
from tests.e2e import server
from tests.e2e.reading import button, open_at, turn_to
from tests.e2e.waits import painted, rerun

HOSTILE = (
    "![](//a.b/c)",
    "[x](//a.b)",
    "<img src=//a.b/c>",
    "<b>bold</b>",
    "$x^2$",
    "$$\\frac12$$",
    ":red[hot]",
    ":blue-badge[x]",
    ":material/home:",
    ":streamlit:",
    ":smile:",
    "https://a.b/c",
    "www.a.org",
    "me@a.org",
    "**bold**",
    "`x`",
    "&lt;b&gt;",
    "x -> y",
)
"""What Markdown, Streamlit's additions to it, HTML or LaTeX would make something of; short, since notices cut."""

FIRST = HOSTILE[:8]
TALL = (1440, 2600)

MADE = """() => [...document.querySelectorAll(
    '.stApp :is(a, img, picture, iframe, object, embed, svg image, .katex, em, strong, del, [class*=stMarkdownColored],'
    + ' .stMarkdownBadge, [data-testid=stIconMaterial])'
  )].filter(one =>
      one.closest('.notice, .caption, .table-box, .strip, .refused, [data-testid=stWidgetLabel], .st-key-labels label,'
        + '.st-key-labels p')
      || (one.href && !one.href.baseVal?.startsWith('data:')  // the ground of Descent's path
        && new URL(one.href.baseVal ?? one.href).host !== location.host)
      || (one.src && new URL(one.src).host !== location.host)
  ).map(one => one.outerHTML)"""
"""Elements that only a text could have brought; the app's own icons and formulas stand elsewhere. That nothing is
asked of another host is seen to by conftest.py."""


def inert(page: Page) -> None:
    """Nothing was made of a text."""
    painted(page)
    assert page.evaluate(MADE) == []


def test_a_link_s_text(app_url: str, page: Page) -> None:
    """As the name of a part and as its value."""
    notice = page.get_by_role("alert").and_(page.locator(".notice.warning"))
    for query in ("%21%5B%5D%28//a.b/c%29=1", "from=%21%5B%5D%28//a.b/c%29", "%5Bx%5D%28//a.b%29=1"):
        open_at(page, f"{app_url}/backward?{query}")
        expect(notice).to_contain_text("(//a.b")
        inert(page)
    ways = ("{}=1", " is not a part"), ("from={}", ": use one of")
    for hostile, (query, says) in zip(HOSTILE, cycle(ways), strict=False):
        turn_to(page, query.format(percent(hostile)))
        expect(notice).to_contain_text(f"{quote(hostile)}{says}")
        inert(page)
    expect(page).to_have_title("Backward · loss.backward()")


def test_a_part_given_twice(app_url: str, page: Page) -> None:
    """A browser sends both; the last one alone is not what the link says."""
    open_at(page, f"{app_url}/backward?from=kink&from=mixed-4x2")
    expect(page.locator(".notice")).to_have_text(
        "from is given twice: keep one. Until then, here is The article's 2×2."
    )
    expect(page.locator("p.strip")).to_contain_text("The article's 2×2")


def test_a_table_s_names_and_cells(app_url: str, page: Page, tmp_path: Path) -> None:
    """In what was read, in the lists to choose from, in remarks, in what is in use, and in a refusal."""
    path = tmp_path / "![](..a.b).csv"
    rows = [[HOSTILE[i], "true", *(f"{i + j}" for j in range(2, len(HOSTILE)))] for i in range(3)]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in [HOSTILE, *rows]), encoding="utf-8")
    open_at(page, f"{app_url}/your_numbers", TALL)
    page.get_by_role("tab", name="Table", exact=True).click()
    with rerun(page):
        page.locator(".st-key-table_file input[type=file]").set_input_files(path)
    columns = page.get_by_role("region", name="Columns").get_by_role("rowheader")
    assert columns.all_inner_texts() == list(HOSTILE)
    expect(page.get_by_role("region", name="Columns")).to_contain_text(f"row 2 is {quote(HOSTILE[0])}: text cannot")
    expect(page.locator(".caption", has_text="True is read as 1")).to_contain_text(quote(HOSTILE[1]))
    page.get_by_role("combobox", name="Target, t_dep").click()
    expect(page.get_by_role("option", name=HOSTILE[2], exact=True)).to_be_visible()
    inert(page)
    page.keyboard.press("Escape")
    with rerun(page):
        button(page, "table_use").click()
    used = page.get_by_role("region", name=f"In use: t_dep is {HOSTILE[-1]}")
    for name in HOSTILE[1:4]:
        expect(used).to_contain_text(name)
    with rerun(page):
        page.get_by_role("radio", name="standardise").click()
    with rerun(page):
        button(page, "table_use").click()
    expect(page.locator(".notice.refusal")).to_contain_text(quote(HOSTILE[1]))
    inert(page)


def test_a_file_s_names(app_url: str, page: Page, tmp_path: Path) -> None:
    """Its own, and those of the problem, the loss, the reduction and the precision in it."""
    open_at(page, f"{app_url}/your_numbers", TALL)
    page.get_by_role("tab", name="Link and file", exact=True).click()
    good = json.loads(to_json(Scenario([[1, 2], [3, 4]], [5, 6], [0.25, 0.5])))
    for place, hostile in enumerate(FIRST):
        field = ("loss", "reduction", "dtype")[place % 3]
        path = tmp_path / f"![](..a.b){place}.json"
        path.write_text(json.dumps(good | {"name": hostile, field: hostile}), encoding="utf-8")
        with rerun(page):
            page.locator(".st-key-load_file input[type=file]").set_input_files(path)
        expect(page.locator(".notice.refusal")).to_contain_text(quote(hostile))
        inert(page)
    path = tmp_path / "[x](..a.b).json"
    path.write_text(json.dumps(good | {"name": HOSTILE[0]}), encoding="utf-8")
    with rerun(page):
        page.locator(".st-key-load_file input[type=file]").set_input_files(path)
    expect(page.locator(".notice.refusal")).to_have_count(0)
    expect(page.locator("p.strip")).to_contain_text("2 samples, 2 coefficients")
    inert(page)


def test_typed_and_pasted_text(app_url: str, page: Page) -> None:
    """In a number's field, in Paste, and in a learning rate."""
    open_at(page, f"{app_url}/your_numbers", TALL)
    for hostile in FIRST[::2]:
        page.get_by_role("textbox", name="coeffs[0]", exact=True).fill(hostile)
        with rerun(page):
            page.keyboard.press("Enter")
        expect(page.locator(".refused")).to_contain_text(quote(hostile))
        page.get_by_role("textbox", name="t_dep, a number a sample").fill(f"5\n{hostile.replace(' ', '')}")
        with rerun(page):
            button(page, "paste_button").click()
        expect(page.locator(".notice.refusal")).to_contain_text("t_dep")
        inert(page)
    open_at(page, f"{app_url}/descent")
    for hostile in FIRST[::3]:
        page.get_by_role("textbox", name="Learning rate").fill(hostile)
        with rerun(page):
            page.keyboard.press("Enter")
        expect(page.locator(".notice.refusal")).to_contain_text(quote(hostile))
        inert(page)


LABELS = f"""
import streamlit as st
from ui.frame.notices import label
with st.container(key="labels"):
    for place, text in enumerate({HOSTILE!r}):
        shown = label(text)
        st.button(shown, key=f"a{{place}}")
        st.toggle(shown, key=f"b{{place}}")
        st.radio(shown, [shown], captions=[shown], key=f"c{{place}}")
        st.pills(shown, [shown], key=f"d{{place}}")
        st.expander(shown)
"""


@pytest.fixture
def labels_url(tmp_path: Path) -> Iterator[str]:
    """The address of an app that has a visitor's text in labels, which none of ours may have without `label`."""
    (tmp_path / "app.py").write_text(LABELS, encoding="utf-8")
    port = server.free_port()
    settings = {"PYTHONPATH": str(server.ROOT), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    with server.started(tmp_path / "log.txt", port, settings, tmp_path):
        yield f"http://127.0.0.1:{port}"


def test_a_label_s_text(labels_url: str, page: Page) -> None:
    open_at(page, labels_url, heading=False)
    for place, hostile in enumerate(HOSTILE):
        shown = hostile if hostile != "`x`" else "x"  # code in a label is the app's way to write code
        for key in "abcd":
            drawn = page.locator(f".st-key-{key}{place} p")
            expect(drawn.first).to_be_visible()
            texts = drawn.all_inner_texts()
            assert {text.replace("\u2060", "") for text in texts} == {shown}, (key, hostile)
    inert(page)
