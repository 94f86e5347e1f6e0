"""A pasted message, whole or in part, finds its mistake; a symptom finds its silent one; nonsense finds none."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import find_mistake
from core.mistakes import MISTAKES, run_mistake
from core.mistakes.finder import LONGEST_TEXT, MOST_BY_WORDS, Match
from tests.core.mistakes.texts import FINDS, FINDS_NOTHING

# The message as it starts, and the mistake that it is about.
STARTS = [
    ("element 0 of tensors does not require grad and does not have a grad_fn", "not-tracked"),
    ("element 0 of tensors does not require grad and does not have a grad_fn", "forward-under-no-grad"),
    ("grad can be implicitly created only for scalar outputs", "backward-on-vector"),
    ("Trying to backward through the graph a second time", "backward-twice"),
    ("a leaf Variable that requires grad is being used in an in-place operation.", "step-outside-no-grad"),
    ("The .grad attribute of a Tensor that is not a leaf Tensor is being accessed", "grad-of-non-leaf"),
    ("only Tensors of floating point dtype can require gradients", "integer-coeffs"),
    ("unsupported operand type(s) for *: 'NoneType' and 'float'", "step-before-backward"),
    ("'NoneType' object has no attribute 'zero_'", "zero-before-backward"),
    (
        "one of the variables needed for gradient computation has been modified by an inplace operation",
        "input-changed-in-place",
    ),
    ("can't retain_grad on Tensor that has requires_grad=False", "retain-grad-untracked"),
]


def whole_messages() -> Iterator[tuple[str, str, str]]:
    """Each mistake with what ends it, or what it warns of, from running it: its slug, the type and the whole text."""
    for slug, mistake in MISTAKES.items():
        outcome = run_mistake(mistake, mistake.example())
        for said in [outcome.raised] if outcome.raised else outcome.warned:
            yield slug, said.type, said.text


WHOLE = list(whole_messages())


def best(text: str) -> set[str]:
    """The mistakes whose message is in a text."""
    return {match.slug for match in find_mistake(text) if match.by_message}


def offered(text: str) -> set[str]:
    """The mistakes that are offered for a text, by its words or by its message."""
    return {match.slug for match in find_mistake(text)}


def test_each_text_of_the_table_finds_its_mistake_or_nothing() -> None:
    """A text that is about several mistakes finds one of them at least, and none that it is not about comes first."""
    assert len(FINDS) + len(FINDS_NOTHING) >= 60
    assert len(FINDS_NOTHING) >= len(FINDS)
    found = {text: find_mistake(text) for text in (*FINDS, *FINDS_NOTHING)}
    assert {text: found[text] for text in FINDS_NOTHING if found[text]} == {}
    first = {text: matches[0].slug if matches else "nothing" for text, matches in found.items() if text in FINDS}
    assert {text: slug for text, slug in first.items() if slug not in FINDS[text]} == {}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("AttributeError: 'float' object has no attribute 'backward'", ["loss-item"]),
        (
            "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
            ["step-before-backward", "second-step-on-none"],
        ),
        (
            "element 0 of tensors does not require grad and does not have a grad_fn",
            ["not-tracked", "forward-under-no-grad", "step-makes-untracked"],
        ),
        (
            "a view of a leaf Variable that requires grad is being used in an in-place operation.",
            ["view-of-leaf"],
        ),
    ],
)
def test_a_message_finds_every_mistake_that_has_it_and_no_other(text: str, slugs: list[str]) -> None:
    assert find_mistake(text) == tuple(map(Match, slugs))


def test_a_match_on_words_says_which_and_three_are_offered_with_those_that_fit_as_well() -> None:
    assert find_mistake("Loss is NaN with lr 0.1, fine with 0.001") == (
        Match("rate-too-large", ("loss", "nan", "lr")),
    ), "the two others that have `loss is nan` explain less of it"
    ran = ["loss-requires-grad", "step-makes-non-leaf", "grad-of-non-leaf", "random-minus-half"]
    none = find_mistake("grad is None")
    assert [match.slug for match in none] == ["not-tracked", *ran], "all five fit by the same words"
    assert {match.words for match in none} == {("grad", "none")}
    after = find_mistake("my .grad is None after backward")
    assert [match.slug for match in after] == ran, "where nothing is tracked, backward does not come to its end"
    for text in FINDS:
        found = find_mistake(text)
        words = [match.words for match in found]
        few = len(found) <= MOST_BY_WORDS or len(set(words[MOST_BY_WORDS - 1 :])) == 1
        assert few or all(match.by_message for match in found), text
        assert all(word in text.lower() for match in found for word in match.words if word != "decline")


def test_words_far_apart_are_not_about_one_thing() -> None:
    between = " ".join(["something", "else", "entirely", "was"] * 20)
    assert find_mistake("the memory grows") != ()
    assert find_mistake(f"the memory is there. {between}. Here the grass grows.") == ()


def test_the_longest_texts_of_one_piece_hold_nothing() -> None:
    """A pattern that begins anew at every letter takes seconds for each of these."""
    for piece in ("a", "\n", " ", "a/", "a.", "a-", "loss_", "://", "a.com", "Error:", "     1 "):
        assert find_mistake((piece * LONGEST_TEXT)[:LONGEST_TEXT]) == (), piece


def in_traceback(type_name: str, text: str) -> str:
    """A traceback as Python prints it, through lines that have nothing to do with the mistake."""

    def train(steps: int) -> None:
        raise type(type_name, (Exception,), {})(text) if steps == 0 else AssertionError

    try:
        train(0)
    except Exception as error:
        return "".join(traceback.format_exception(error))
    raise AssertionError


@pytest.mark.parametrize(("start", "slug"), STARTS)
def test_a_message_finds_its_mistake_by_its_start(start: str, slug: str) -> None:
    assert slug in best(start)
    assert slug in best(start.upper())
    assert slug in best(f"  {start}  ")


@pytest.mark.parametrize(("start", "slug"), STARTS)
def test_a_message_finds_its_mistake_with_a_traceback_around_it(start: str, slug: str) -> None:
    printed = in_traceback("RuntimeError", start)
    assert slug in best(printed)
    assert slug in best(printed + "\n>>> what does this mean?")
    jupyter = "RuntimeError      Traceback (most recent call last)\nCell In[3], line 7\n----> 7 loss.backward()\n"
    assert slug in best(
        f"{jupyter}\nFile /usr/lib/python3.11/site-packages/torch/_tensor.py:625\n\nRuntimeError: {start}"
    )


def test_a_whole_message_finds_its_mistake() -> None:
    for slug, type_name, text in WHOLE:
        assert slug in best(text), (slug, type_name, text)
        assert slug in best(f"{type_name}: {text}"), (slug, type_name, text)
        assert slug in best(in_traceback(type_name, text)), (slug, type_name, text)
        assert slug in best(f"I typed in the program of the book, and then I got: {text} What did I do wrong here?"), (
            slug,
            type_name,
            text,
        )


def test_each_half_of_a_long_message_finds_its_mistake() -> None:
    for slug, type_name, text in WHOLE:
        words = text.split()
        if len(words) > 8:  # half of a short one is what Python says of any None
            assert slug in best(" ".join(words[: len(words) // 2])), (slug, type_name, text)
            assert slug in best(" ".join(words[len(words) // 2 :])), (slug, type_name, text)
            assert slug in best(f"{type_name}: {' '.join(words[:6])}"), (slug, type_name, text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_line_breaks_anywhere_do_not_matter(data: st.DataObject) -> None:
    slug, type_name, text = data.draw(st.sampled_from(WHOLE))
    broken = in_traceback(type_name, text)
    for place in sorted(data.draw(st.sets(st.integers(0, len(broken)), max_size=8)), reverse=True):
        broken = broken[:place] + data.draw(st.sampled_from(["\n", "\r\n", "\n    ", "\n> "])) + broken[place:]
    assert slug in best(broken)


def test_numbers_and_shapes_do_not_matter() -> None:
    pasted = (
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: "
        "[torch.cuda.DoubleTensor [64, 10]], which is output 0 of ReluBackward0, is at version 3; expected version 2 "
        "instead. Hint: the backtrace further above shows the operation that failed to compute its gradient."
    )
    assert best(pasted) == {"input-changed-in-place"}


@pytest.mark.parametrize(
    ("pasted", "slug"),
    [
        ("Only Tensors of floating point and complex dtype can require gradients", "integer-coeffs"),
        ("TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'", "step-before-backward"),
    ],
)
def test_other_words_for_the_same_cause_find_it_too(pasted: str, slug: str) -> None:
    assert best(pasted) == {slug}


def test_a_symptom_finds_its_mistake() -> None:
    for slug, symptom in [(slug, symptom) for slug, mistake in MISTAKES.items() for symptom in mistake.symptoms]:
        assert slug in offered(symptom) or len(offered(symptom)) >= MOST_BY_WORDS, (slug, symptom)
        assert offered(symptom.upper() + "?") == offered(symptom), (slug, symptom)


FITS_NONE: list[str] = [
    "",
    " \n\t",
    "hello",
    "asdf qwer zxcv",
    "lorem ipsum dolor sit amet, consectetur adipiscing elit",
    "RuntimeError",
    "RuntimeError:",
    "Traceback (most recent call last):",
    "UserWarning: ",
    "grad",
    "loss",
    "tensor",
    "computation",
    "intermediate",
    "differentiable",
    "loss.backward()",
    "What is a gradient?",
    "How does autograd reach the leaf tensors?",
    "'NoneType' object has no attribute 'shape'",
    "'NoneType' object has no attribute",
    "unsupported operand type(s) for",
    "unsupported operand type(s) for +: 'int' and 'str'",
    "KeyError: 'loss'",
    "IndexError: list index out of range",
    "ModuleNotFoundError: No module named 'torch'",
    "SyntaxError: invalid syntax",
    "CUDA out of memory. Tried to allocate 20.00 MiB",
    "Expected all tensors to be on the same device",
    "ZeroDivisionError: division by zero",
    "日本語のテキスト",
    "0 1 2 3.5 [2, 2] -1e9",
    "a" * 50_000,
    "\x00\u202e\ud83d",
    "<script>alert(1)</script>",
]


def test_what_fits_none_finds_none() -> None:
    for text in FITS_NONE:
        assert find_mistake(text) == (), text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from([*MISTAKES, *(text for *_, text in WHOLE)])).map(" ".join))
def test_any_text_is_safe_and_messages_and_words_are_not_mixed(text: str) -> None:
    found = find_mistake(text)
    assert len({match.slug for match in found} & set(MISTAKES)) == len(found)
    assert len({match.by_message for match in found}) <= 1


def test_nothing_of_a_text_is_executed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    find_mistake("__import__('pathlib').Path('made').touch()\nopen('made', 'w')\n{open('made', 'w')}")
    assert list(tmp_path.iterdir()) == []


def test_only_the_first_characters_count() -> None:
    message = "grad can be implicitly created only for scalar outputs"
    assert best("." * (LONGEST_TEXT - len(message)) + message) == {"backward-on-vector"}
    assert find_mistake("." * LONGEST_TEXT + message) == ()
