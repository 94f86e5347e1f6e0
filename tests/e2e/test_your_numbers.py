"""Your numbers in a browser: typed, pasted, tabbed through, taken back; nothing is lost and nothing is misread."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.fields import field, result, shows, type_into
from tests.e2e.reading import at_step, button, open_at, query, stage
from tests.e2e.waits import rerun
from tests.ui.markup import groups
from ui.numbers.result import STALE

ARTICLE = {
    "coeffs[0]": "0.5",
    "coeffs[1]": "0.5",
    "t_indep[0, 0]": "1",
    "t_indep[0, 1]": "2",
    "t_dep[0]": "5",
    "t_indep[1, 0]": "3",
    "t_indep[1, 1]": "4",
    "t_dep[1]": "6",
}
"""The fields of the article's 2×2, in the order in which Tab goes through them."""


TAKEN = {
    ".07": (["−2", "−2.035"], "indep.0.1_0.07"),
    "1e-4": (["−2", "−2"], "indep.0.1_0.0001"),
    "1e3": (["−1", "+498"], "indep.0.1_1000"),
    "-0": (["−2", "−2"], "indep.0.1_-0"),
    "−2.5": (["−2", "−0.75"], "indep.0.1_-2.5"),
    "0.1111111111111111111111111111111111111111": (["−2", "−2.056"], "indep.0.1_0.11111111"),
}
"""What is typed over 2 in t_indep[0, 1], with coeffs.grad worked out by hand and what the link says."""


def test_a_number_is_taken_exactly_as_typed(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers")
    for text, (grad, link) in TAKEN.items():
        type_into(page, "t_indep[0, 1]", text)
        page.wait_for_url(re.compile(re.escape(f"?set={link}") + "$"))
        expect(result(page, "coeffs.grad")).to_have_text(grad)
        expect(result(page, "by hand")).to_have_text(grad)
        expect(field(page, "t_indep[0, 1]")).to_have_value(text)


REFUSED = {
    "3,5": "“3,5” has a decimal comma: write a point: 3.5.",
    "1/2": "“1/2” is a fraction: write it with a point: 0.5.",
    "inf": "“inf” is not a finite number: write digits, such as 0.5.",
    "nan": "“nan” is not a finite number: write digits, such as 0.5.",
    "abc": "“abc” is not a number: write digits with at most one point, such as 0.5 or 1e-4.",
    "": "this is empty: write a number, such as 0.5.",
    "1e39": "“1e39” is too large for float32, which ends at 3.4028235e38: write a smaller number, or choose float64.",
    "1234567890123456789012345678901234567890": "“1234567890123456789…” is too large for float32, which ends at "
    "3.4028235e38: write a smaller number, or choose float64.",
}


def test_what_is_no_number_is_refused_under_its_row_and_can_be_mended(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers")
    for text, sentence in REFUSED.items():
        type_into(page, "t_indep[1, 0]", text)
        expect(page.locator(".refused")).to_have_text(f"t_indep[1, 0]: {sentence}")
        expect(page.locator(".numbers-result")).to_contain_text(STALE)
        expect(result(page, "coeffs.grad")).to_have_text(["−2", "−3"])
        expect(field(page, "t_indep[1, 0]")).to_have_value(text)
        assert query(page) == {}
    type_into(page, "t_indep[1, 0]", "3")
    expect(page.locator(".refused")).to_have_count(0)
    expect(page.locator(".numbers-result")).not_to_contain_text(STALE)


def test_typing_from_field_to_field_with_tab_loses_nothing(app_url: str, page: Page) -> None:
    """Faster than any hand, and faster than the server answers."""
    open_at(page, f"{app_url}/your_numbers")
    typed = {name: f"{number}.{number}1" for number, name in enumerate(ARTICLE, 1)}
    field(page, "coeffs[0]").click()
    for text in typed.values():
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.wait_for_url(re.compile(r"indep=3\.31_4\.41__6\.61_7\.71&dep=5\.51_8\.81&coeffs=1\.11_2\.21$"))
    expect(result(page, "coeffs")).to_have_text(["1.11", "2.21"])
    shows(page, typed)


def test_back_undoes_an_edit_and_forward_brings_it_again(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers")
    type_into(page, "t_dep[0]", "7")
    page.wait_for_url("**?dep=7_6")
    type_into(page, "t_dep[1]", "8")
    page.wait_for_url("**?dep=7_8")
    type_into(page, "coeffs[0]", "abc")
    expect(page.locator(".refused")).to_have_count(1)
    with rerun(page):  # while it goes on, a field may be drawn twice
        page.go_back()
    shows(page, ARTICLE | {"t_dep[0]": "7"})
    expect(page.locator(".refused")).to_have_count(0)
    with rerun(page):
        page.go_back()
    shows(page, ARTICLE)
    expect(result(page, "coeffs.grad")).to_have_text(["−2", "−3"])
    with rerun(page):
        page.go_forward()
    shows(page, ARTICLE | {"t_dep[0]": "7"})
    with rerun(page):
        page.go_forward()
    shows(page, ARTICLE | {"t_dep[0]": "7", "t_dep[1]": "8"})


def test_edits_and_refused_texts_survive_a_look_at_another_page(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers")
    type_into(page, "t_dep[0]", "7", leave="Tab")
    type_into(page, "t_dep[1]", "abc", leave="Tab")
    expect(page.locator(".refused")).to_have_count(1)
    page.wait_for_url("**?dep=7_6")
    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    assert query(page) == {"dep": "7_6"}
    page.get_by_role("link", name="Your numbers").click()
    shows(page, ARTICLE | {"t_dep[0]": "7", "t_dep[1]": "abc"})
    expect(page.locator(".refused")).to_have_count(1)


def test_a_tap_on_a_link_right_after_typing_loses_neither_the_number_nor_the_way(app_url: str, page: Page) -> None:
    """A tap leaves the field and follows the link in the same step."""
    open_at(page, f"{app_url}/your_numbers")
    field(page, "t_dep[1]").fill("7.5")
    page.get_by_role("link", name="By hand").click()
    expect(page.locator("h1")).to_contain_text("By hand")
    expect(page).to_have_url(re.compile(r"/by_hand\?dep=5_7\.5$"))
    page.get_by_role("link", name="Your numbers").click()
    shows(page, ARTICLE | {"t_dep[1]": "7.5"})


def test_a_block_from_a_spreadsheet_fills_the_fields_around_and_adds_samples(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/your_numbers")
    field(page, "t_indep[0, 0]").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("1\t2\t3\n4\t5\t6\n7\t8\tx\n")
    page.keyboard.press("Tab")
    shows(page, {"t_indep[0, 0]": "1", "t_dep[0]": "3", "t_indep[1, 1]": "5", "t_indep[2, 0]": "7", "t_dep[2]": "x"})
    expect(page.locator(".refused")).to_contain_text("t_dep[2]: “x” is not a number")
    type_into(page, "t_dep[2]", "9")
    page.wait_for_url(re.compile(r"indep=1_2__4_5__7_8&dep=3_6_9"))


def test_the_way_on_walks_with_the_number_typed_last(app_url: str, page: Page) -> None:
    """The click takes the text along that the field still held."""
    open_at(page, f"{app_url}/your_numbers")
    field(page, "t_indep[0, 0]").fill("2.5")
    button(page, "walk").click()
    expect(page.locator("h1")).to_have_text("Forward: compute the loss, leave a trail")
    assert query(page) == {"set": "indep.0.0_2.5"}
    assert groups(stage(page))["v.t_indep"].texts == [["2.5", "2"], ["3", "4"]]


def test_the_drawer_of_the_bar_changes_the_page_below_it(app_url: str, page: Page) -> None:
    open_at(page, f"{app_url}/forward?from=mixed-4x2&step=3")
    page.get_by_role("button", name="Change", exact=True).click()
    type_into(page, "t_indep[0, 0]", "2.5", leave="Tab")
    page.wait_for_url(re.compile(r"/forward\?from=mixed-4x2&set=indep\.0\.0_2\.5"))
    at_step(page, 3, 5)
    type_into(page, "coeffs[0]", "1/2", leave="Tab")
    expect(page.locator(".refused")).to_contain_text("coeffs[0]: “1/2” is a fraction")
    expect(field(page, "coeffs[0]")).to_have_value("1/2")
    assert groups(stage(page))["v.t_indep"].texts[0] == ["2.5", "2"]
