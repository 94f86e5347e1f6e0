"""The door for what is said to a visitor: text in, text on the screen."""

import pytest

from core.numbers import quote
from tests.ui.markup import classes, parse, text
from ui.frame.notices import JOINER, label, sentence, words

HOSTILE = (
    "![](//a.b/c)",
    "[x](//a.b)",
    "<https://a.b>",
    "<b onclick=x>bold</b>",
    "</p><script>alert(1)</script>",
    "&lt;b&gt; &amp;",
    "$x^2$ $$y$$",
    ":red[hot] :material/home: :smile: :streamlit:",
    "**bold** _it_ ~~no~~ # 1",
    "www.a.org https://a.b me@a.org",
    "a -> b <-> c <- d -- e >= f <= g ~= h",
    "a`b",
    "--- x",
    "\\[x](//a.b)",
    "| a | b |",
)


def test_a_text_is_shown_as_it_is() -> None:
    for hostile in HOSTILE:
        root = parse(words(hostile))
        assert text(root) == " ".join(hostile.split()), hostile
        assert len(root) == 0, "no element was made of it"


@pytest.mark.parametrize("hostile", ["`x`", "a`b", "``", "`<b>`", "a”`x`", "”`“"])
def test_backticks_of_a_visitor_s_are_no_code(hostile: str) -> None:
    """Those around it, which are the app's, are."""
    root = parse(words(f"`i` is {quote(hostile)}: use `j`."))
    assert text(root) == f"i is {quote(hostile)}: use j."
    assert [text(each) for each in root.iter("code")] == ["i", "j"]


SENTENCES = [
    ("t_dep[0] is 1e+39, which ends", "`t_dep[0]` is 1e+39, which ends"),
    ("t_indep[0, 1]: “x” is not", "`t_indep[0, 1]`: “x” is not"),
    ("coeffs.grad[1] is nan.", "`coeffs.grad[1]` is nan."),
    ("t_indep has 2 columns.", "`t_indep` has 2 columns."),
    ("i is 7: use", "`i` is 7: use"),
    ("from is “x”.", "`from` is “x”."),
    ("lr: “x” is", "`lr`: “x” is"),
    ("the link is damaged.", "The link is damaged."),
    ("row 3 has a missing cell.", "Row 3 has a missing cell."),
    ("it is “0”: use", "It is “0”: use"),
    ("`loss` stays.", "`loss` stays."),
    ("“coeffs” is text.", "“coeffs” is text."),
    ("20,000×10 cells need", "20,000×10 cells need"),
    ("", ""),
]


def test_a_sentence_begins_with_a_capital_or_a_name_in_its_own_case() -> None:
    for refusal, said in SENTENCES:
        assert sentence(refusal) == said, (refusal, said)


LABELS = [
    ("Next: MeanBackward0", "Next: MeanBackward0"),
    ("Redo `coeffs.sub_(0.5 * coeffs.grad)`", "Redo `coeffs.sub_(0.5 * coeffs.grad)`"),
    ("![](//a.b/c)", r"\!\[\]\(//a.b/c\)"),
    ("<b>", r"\<b\>"),
    ("$x$", r"\$x\$"),
    (":red[hot]", rf":{JOINER}red\[hot\]"),
    (":smile:", f":{JOINER}smile:"),
    ("www.a.org", f"www{JOINER}.a.org"),
    ("me@a.org", rf"me\@{JOINER}a.org"),
    ("a -> b", rf"a -{JOINER}\> b"),
    ("a`b", r"a\`b"),
    ("one\n\n# two", r"one \# two"),
    ("Move coeffs[1] by", "Move coeffs[1] by"),
    ("t_indep[0, 12] of t_dep", "t_indep[0, 12] of t_dep"),
    ("x[1](//a.b) x[1][a] x[1]: y", r"x\[1\]\(//a.b\) x\[1\]\[a\] x\[1\]: y"),
    ("_it_ a_[0]_", r"\_it\_ a\_\[0\]\_"),
    ("---", rf"\-{JOINER}-{JOINER}-"),
]


def test_a_label_escapes_what_markdown_would_read() -> None:
    """That Streamlit then shows the text itself is seen in a browser: tests/e2e/test_visitors_text.py."""
    for given, markdown in LABELS:
        assert label(given) == markdown, (given, markdown)


def test_the_markup_of_words_holds_no_class_of_a_visitor_s() -> None:
    assert all(not classes(each) for each in parse(words('<i class="notice">x</i> `y`')).iter())
