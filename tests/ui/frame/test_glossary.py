"""Words of the field: each is explained at its first use in a text, and stays the text that it is."""

import pytest

from core import LOSSES
from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, open_view
from ui.frame.glossary import TERMS, explained, glossary
from ui.frame.views import VIEWS

ASKED = "gradient, tracked, leaf, node, graph, upstream, local derivative, kink, subgradient, finite difference"


def buttons(markup: str) -> list[tuple[str, str]]:
    """What each explained word says, and which meaning it shows."""
    found = (element for element in parse(markup).iter("button") if element.get("class") == "term")
    return [(text(button), button.get("popovertarget", "")) for button in found]


def test_the_words_that_the_pages_use_are_all_there() -> None:
    assert set(ASKED.split(", ")) <= set(TERMS)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("A node, and more nodes.", [("node", "word-node")]),
        ("Kinks first: a kink.", [("Kinks", "word-kink")]),
        ("the `node` of `coeffs`", []),
        ("it leaves a trail", []),
        ("noded, akink", []),
        ("a local derivative of a leaf", [("local derivative", "word-local-derivative"), ("leaf", "word-leaf")]),
        ("<b>kink</b>", [("kink", "word-kink")]),
    ],
)
def test_the_first_use_is_explained_and_the_text_stays(given: str, words: list[tuple[str, str]]) -> None:
    made = explained(given)
    assert buttons(made) == words
    assert text(parse(made)) == given.replace("`", "")


def test_each_word_that_can_be_pressed_has_its_meaning_on_the_page_once() -> None:
    for slug in VIEWS:
        for loss in LOSSES:
            drawn = markup(open_view(slug, {"from": "kink", "loss": loss}))
            ids = [element.get("id") for element in parse(drawn).iter() if element.get("popover") is not None]
            assert len(set(ids)) == len(ids)
            words = [each for each in ids if not (each or "").startswith("saved-")]  # those are a node's
            assert len(words) == len(TERMS) + len(["words", "share"])
            assert {target for _, target in buttons(drawn)} <= set(ids), slug


def test_the_list_holds_every_word_with_its_meaning_in_whole_sentences() -> None:
    (listed,) = (element for element in parse(glossary()).iter("dl"))
    assert [text(term) for term in listed.iter("dt")] == list(TERMS)
    assert all(term.meaning.endswith(".") for term in TERMS.values())


@pytest.mark.parametrize(
    ("slug", "word"),
    [
        ("question", "node"),
        ("forward", "node"),
        ("backward", "gradient"),
        ("backward", "upstream"),
        ("backward", "local derivative"),
        ("slope", "kink"),
        ("by_hand", "residual"),
    ],
)
def test_a_word_is_explained_on_the_page_that_uses_it_first(slug: str, word: str) -> None:
    query = {"from": "kink"} | ({"step": "1"} if slug == "question" else {})
    assert word in [shown.lower() for shown, _ in buttons(markup(open_view(slug, query)))]
    assert texts(markup(open_view(slug, {})), "all-words") == ["Words"]
