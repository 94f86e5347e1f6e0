"""Mistakes: find one by its message, guess, run, read; the numbers and the words are those of core's run."""

import re
import traceback
from itertools import cycle

import pytest
from streamlit.testing.v1 import AppTest

from core.link.links import decode
from core.mistakes import MISTAKES, run_mistake
from core.presets.presets import PRESETS
from tests.ui.markup import parse, text, texts
from tests.ui.visits import address, click, follow_onward, go_to, markup, notices, onward, open_view, sound
from ui.mistakes.chooser import GROUPS, grouped
from ui.mistakes.message import (
    ITS_MESSAGE,
    LONGEST_PASTE,
    NONE_FITS,
    NOTHING,
    ONE_MAY_FIT,
    SAME_MESSAGE,
    SOME_MAY_FIT,
    YOUR_OWN,
)

ODD: list[dict[str, str]] = [
    {"indep": "2", "dep": "3", "coeffs": "1"},
    {"from": "hidden-1-1-0"},
    {"from": "hidden-3-20-0"},
    {"from": "hidden-200-7-1", "i": "150", "j": "4", "trace": "1", "step": "3"},
    {"indep": "3e38_3e38", "dep": "0", "coeffs": "3e38_-3e38", "loss": "mse", "reduction": "sum"},
    {"from": "mixed-4x2", "dtype": "float64", "i": "3", "j": "1"},
    {"from": "kink", "loss": "huber", "i": "2"},
    {"from": "article-1000x10", "i": "999", "j": "9"},
]


def opened(slug: str, **query: str) -> AppTest:
    return open_view("mistakes", query | {"mistake": slug})


def offered(at: AppTest) -> dict[str, str]:
    """The mistakes that the box offers, each with what is said of it."""
    said = texts(markup(at), "candidate")
    slugs = [key.removeprefix("take-") for key in keys(at) if key.startswith("take-")]
    return dict(zip(slugs, said, strict=True))


def wrong_guess(slug: str) -> str:
    mistake = MISTAKES[slug]
    return next(key for key in mistake.guesses if key != mistake.answer)


def guess(at: AppTest, slug: str, key: str) -> AppTest:
    at.radio(key=f"guess-{slug}").set_value(key)
    return sound(at.run(), key)


def paste(at: AppTest, message: str) -> AppTest:
    at.text_area(key="message").set_value(message)
    return click(at, "find")


def keys(at: AppTest) -> list[str]:
    return [button.key or "" for button in at.button]


def printed(at: AppTest, label: str) -> list[str]:
    """The lines of a <pre> of the page, by what it is called."""
    return [
        re.sub(r"  # \w+(?:Error|Warning)$", "", "".join(line.itertext())[2:])
        for pre in parse(markup(at)).iter("pre")
        if pre.get("aria-label") == label
        for line in pre.iter("span")
    ]


def held(at: AppTest) -> dict[str, list[str]]:
    """The two columns of the table by the name of the row."""
    (table,) = [element for element in parse(markup(at)).iter("table") if element.get("class") == "held"]
    rows = list(table.iter("tr"))[1:]
    return {text(next(row.iter("code"))): ["".join(pre.itertext()) for pre in row.iter("pre")] for row in rows}


@pytest.mark.parametrize("slug", MISTAKES)
def test_guess_reason_run_message_numbers_and_mended_program(slug: str) -> None:
    mistake = MISTAKES[slug]
    scenario = mistake.example()
    outcome = run_mistake(mistake, scenario)
    query = {"from": mistake.preset} | ({"loss": mistake.loss} if mistake.loss else {})

    at = opened(slug, **query)
    assert texts(markup(at), "mistake-title") == [mistake.title.replace("`", "")]
    assert printed(at, "The program") == mistake.code.splitlines()
    assert [at.radio(key=f"guess-{slug}").options] == [[each.text for each in mistake.guesses.values()]]
    assert texts(markup(at), "said") == texts(markup(at), "cause") == texts(markup(at), "guessed") == []
    assert at.button(key="run").label == "Show me"

    wrong = wrong_guess(slug)
    guess(at, slug, wrong)
    assert texts(markup(at), "guessed") == [f"Not so. {mistake.guesses[wrong].reason.replace('`', '')}"]
    assert texts(markup(at), "said") == []
    assert at.button(key="run").label == "Run it"

    click(at, "run")
    assert texts(markup(at), "guessed")[0].startswith(f"Not so. {mistake.guesses[wrong].reason.replace('`', '')}")
    assert "What happened:" in texts(markup(at), "guessed")[0]
    messages = (*filter(None, [outcome.raised]), *outcome.warned)
    said = [" ".join("".join(f"{m.type}: {m.text}" for m in messages).split())]
    assert texts(markup(at), "said") == (said if messages else [])
    assert bool(texts(markup(at), "in-silence")) == (outcome.kind == "silent")
    shown = held(at)["grad"]
    assert shown[1] == repr(outcome.right["grad"].value)
    if "grad" in outcome.values:
        assert shown[0] == repr(outcome.values["grad"].value)
    assert texts(markup(at), "cause") == [mistake.cause.replace("`", "")]
    assert printed(at, "The mended program") == mistake.mended_code.splitlines()
    assert f">>> grad {' '.join(repr(outcome.right['grad'].value).split())}" in texts(markup(at), "gives")[0]
    assert [link.proto.url for link in at.get("link_button")] == [mistake.documented]
    assert "run" not in keys(at)
    assert address(at) == {key: value for key, value in query.items() if value != "article-2x2"} | {
        "mistake": slug,
        "shown": "1",
    }


def test_a_link_shows_the_answer_first_and_the_finder_last() -> None:
    at = opened("backward-twice", shown="1")
    shown = markup(at)
    places = [shown.index(f'class="{name}') for name in ("mistake-title", "said", "cause", "program", "held")]
    assert places == sorted(places)
    assert texts(shown, "guessed") == [], "nobody has guessed"
    assert [radio.key for radio in at.radio] == []
    blocks = list(at.main)
    finder = next(k for k, element in enumerate(blocks) if element.type == "text_area")
    table = next(k for k, one in enumerate(blocks) if one.type == "html" and 'class="held"' in one.proto.body)
    assert table < finder


def test_a_right_guess_is_called_right() -> None:
    at = guess(opened("backward-twice"), "backward-twice", "raises")
    assert texts(markup(at), "guessed") == ["Right."]


def test_the_guess_can_be_skipped() -> None:
    at = click(opened("not-tracked"), "run")
    assert texts(markup(at), "guessed") == ["What happened: backward() raises an error."]
    assert texts(markup(at), "said")


def test_every_mistake_runs_on_the_reader_s_own_numbers_or_says_why_not() -> None:
    """On one problem in turn; what is drawn of each on many is tests/ui/mistakes."""
    at = open_view("mistakes", {})
    for (slug, mistake), problem in zip(MISTAKES.items(), cycle(ODD), strict=False):
        query = problem | {"mistake": slug, "shown": "1"}
        go_to(at, query)
        asked = "&".join(f"{name}={value}" for name, value in problem.items() if name != "step")
        outcome = run_mistake(mistake, decode(asked).scenario)
        assert texts(markup(at), "instead") == ([outcome.instead.replace("`", "")] if outcome.instead else []), query
        assert held(at)["grad"][1] == repr(outcome.right["grad"].value), query
        assert address(at) == query


def test_other_numbers_run_it_again() -> None:
    at = click(opened("forgets-to-zero"), "run")
    assert held(at)["grad"] == ["tensor([-4., -6.])", "tensor([-2., -3.])"]
    go_to(at, {"from": "mixed-4x2", "mistake": "forgets-to-zero", "shown": "1"})
    assert held(at)["grad"] == ["tensor([ 1.0000, -2.5000])", "tensor([ 0.5000, -1.2500])"]


def test_the_list_is_grouped_and_opens_a_mistake_which_back_closes() -> None:
    at = open_view("mistakes", {})
    assert texts(markup(at), "mistake-group") == list(GROUPS.values())
    listed = [key.removeprefix("open-") for key in keys(at) if key.startswith("open-")]
    assert listed == [slug for slugs in grouped().values() for slug in slugs]
    click(at, "open-nan-target")
    assert address(at) == {"mistake": "nan-target"}
    assert texts(markup(at), "mistake-title") == ["A NaN among the targets"]
    assert texts(markup(at), "mistake-group") == []
    go_to(at, {})
    assert texts(markup(at), "mistake-title") == []
    assert texts(markup(at), "mistake-group") == list(GROUPS.values())


def test_another_mistake_leads_round_all_of_them() -> None:
    at = opened("not-tracked")
    seen = []
    for _ in MISTAKES:
        seen.append(address(at)["mistake"])
        click(at, "another")
    assert seen == list(MISTAKES)
    assert address(at) == {"mistake": "not-tracked"}


def test_what_was_guessed_and_run_is_still_there_when_a_reader_comes_back() -> None:
    at = click(guess(opened("not-tracked"), "not-tracked", "none"), "run")
    click(at, "another")
    assert texts(markup(at), "said") == []
    go_to(at, {"mistake": "not-tracked"})
    assert at.radio(key="guess-not-tracked").value == "none"
    assert texts(markup(at), "said") == [], "the address says so"
    go_to(at, {})
    click(at, "open-not-tracked")
    assert address(at) == {"mistake": "not-tracked", "shown": "1"}
    assert texts(markup(at), "said")
    assert texts(markup(at), "guessed")[0].startswith("Not so.")


def test_a_pasted_traceback_opens_its_mistake() -> None:
    try:
        raise RuntimeError(run_message("backward-on-vector"))
    except RuntimeError as error:
        pasted = "".join(traceback.format_exception(error))
    at = paste(open_view("mistakes", {"from": "mixed-4x2"}), pasted)
    assert address(at) == {"from": "mixed-4x2", "mistake": "backward-on-vector", "shown": "1"}
    assert texts(markup(at), "answer") == [ITS_MESSAGE]
    assert texts(markup(at), "said"), "somebody who has the message need not guess it"


def test_the_end_of_a_text_counts_where_it_is_very_long() -> None:
    long = "File train.py, line 1, in step\n" * 3000
    at = paste(open_view("mistakes", {}), long + "RuntimeError: " + run_message("backward-twice"))
    assert len(long) < LONGEST_PASTE
    assert address(at) == {"mistake": "backward-twice", "shown": "1"}


def test_mistakes_that_have_one_message_are_offered_with_what_tells_them_apart_and_none_is_opened() -> None:
    at = paste(opened("nan-target", shown="1"), run_message("not-tracked"))
    assert address(at) == {}
    assert texts(markup(at), "answer") == [SAME_MESSAGE.format(3)]
    slugs = ("not-tracked", "forward-under-no-grad", "step-makes-untracked")
    assert offered(at) == {slug: MISTAKES[slug].clue.replace("`", "") for slug in slugs}
    click(at, "take-forward-under-no-grad")
    assert address(at) == {"mistake": "forward-under-no-grad", "shown": "1"}
    ties = at.segmented_control(key="fitting")
    assert ties.options == [MISTAKES[slug].title for slug in slugs]
    assert ties.value == "forward-under-no-grad"
    ties.set_value("not-tracked")
    sound(at.run(), "the other one")
    assert address(at) == {"mistake": "not-tracked", "shown": "1"}
    assert at.segmented_control(key="fitting").value == "not-tracked"
    go_to(at, {"mistake": "nan-target"})
    assert [control.key for control in at.segmented_control] == [], "it speaks of the pasted text, not of this one"


def test_a_match_on_words_opens_nothing_and_says_by_which_words() -> None:
    at = paste(open_view("mistakes", {}), "loss is NaN with lr 0.1, fine with 0.001")
    assert address(at) == {}
    assert texts(markup(at), "answer") == [ONE_MAY_FIT]
    clue = MISTAKES["rate-too-large"].clue.replace("`", "")
    assert offered(at) == {"rate-too-large": f"{clue} matched: loss, nan, lr"}
    paste(at, "my .grad is None after backward")
    fitting = ["loss-requires-grad", "step-makes-non-leaf", "grad-of-non-leaf", "random-minus-half"]
    assert texts(markup(at), "answer") == [SOME_MAY_FIT.format(len(fitting))]
    assert list(offered(at)) == fitting
    click(at, "open-no-samples")
    assert offered(at) == {}


def to_your_program(at: AppTest) -> list[str]:
    """Where the link under an answer leads."""
    return [each.proto.page for each in at.get("page_link") if each.proto.label == YOUR_OWN]


def test_under_each_answer_and_only_there_a_link_leads_to_where_own_lines_are_explained() -> None:
    at = open_view("mistakes", {})
    assert to_your_program(at) == to_your_program(click(at, "find")) == []
    for said in ("grad is None", "qwertz", "grad can be implicitly created only for scalar outputs"):
        assert to_your_program(paste(at, said)) == ["your_program"], said
        click(at, "open-no-samples" if "open-no-samples" in keys(at) else "another")
        assert to_your_program(at) == [], said
        go_to(at, {})


def test_a_text_that_fits_none_is_told_so_and_opens_nothing() -> None:
    at = open_view("mistakes", {})
    for nonsense in ("the cat sat on the mat", "<script>alert(1)</script>", "__import__('os')", "¬" * 99):
        paste(at, nonsense)
        assert texts(markup(at), "answer") == [NONE_FITS], nonsense
        assert address(at) == {}
        assert nonsense not in markup(at)
    click(at, "open-no-samples")
    assert texts(markup(at), "answer") == [], "it spoke of an earlier text"


def test_an_empty_box_asks_for_a_message() -> None:
    assert texts(markup(paste(open_view("mistakes", {}), "  \n ")), "answer") == [NOTHING]


def test_the_page_s_one_next_is_practice_and_carries_the_state() -> None:
    at = opened("not-tracked", **{"from": "kink"})
    assert onward(at) == "Next: Practice"
    assert not any(button.label.startswith("Next") for button in at.button)
    follow_onward(at)
    assert '<h1 class="page-title">Practice</h1>' in markup(at)
    assert address(at) == {"from": "kink", "mistake": "not-tracked"}


def test_an_unknown_mistake_in_the_address_is_refused_in_a_sentence() -> None:
    at = open_view("mistakes", {"mistake": "<b>x</b>"})
    assert [warning.split(":")[0] for warning in notices(at, "warning")] == ["mistake is “<b>x</b>”"]
    assert texts(markup(at), "mistake-title") == []


def run_message(slug: str) -> str:
    raised = run_mistake(MISTAKES[slug], PRESETS["mixed-4x2"].build()).raised
    assert raised is not None
    return raised.text
