"""A pasted message, whole or in part, finds its mistake; a symptom finds its silent one; nonsense finds none."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.diagnose import LONGEST_TEXT, THRESHOLD, find_mistake
from core.mistakes import MISTAKES, run_mistake
from core.presets import PRESETS

MIXED = PRESETS["mixed-4x2"].build()

# facts.md, "Messages a learner meets": the message as it starts, and the mistake that it is about.
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
    """Each mistake with what it says, from running it: its slug, the type and the whole text."""
    for slug, mistake in MISTAKES.items():
        outcome = run_mistake(mistake, MIXED)
        for said in (*filter(None, [outcome.raised]), *outcome.warned):
            yield slug, said.type, said.text


WHOLE = list(whole_messages())


def best(text: str) -> set[str]:
    """The mistakes that fit a text best, all of them where several fit equally well."""
    found = find_mistake(text)
    return {match.slug for match in found if match.score == found[0].score}


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


@pytest.mark.parametrize(("slug", "type_name", "text"), WHOLE, ids=[slug for slug, *_ in WHOLE])
def test_a_whole_message_finds_its_mistake(slug: str, type_name: str, text: str) -> None:
    assert slug in best(text)
    assert slug in best(f"{type_name}: {text}")
    assert slug in best(in_traceback(type_name, text))
    assert slug in best(f"I typed in the program of the book, and then I got: {text} What did I do wrong here?")


@pytest.mark.parametrize(("slug", "type_name", "text"), WHOLE, ids=[slug for slug, *_ in WHOLE])
def test_each_half_of_a_long_message_finds_its_mistake(slug: str, type_name: str, text: str) -> None:
    words = text.split()
    if len(words) > 8:  # half of a short one is what Python says of any None
        assert slug in best(" ".join(words[: len(words) // 2]))
        assert slug in best(" ".join(words[len(words) // 2 :]))
        assert slug in best(f"{type_name}: {' '.join(words[:6])}")


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
        ("TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'", "step-before-backward"),
        ("TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'", "step-before-backward"),
    ],
)
def test_other_words_for_the_same_cause_find_it_too(pasted: str, slug: str) -> None:
    assert best(pasted) == {slug}


@pytest.mark.parametrize(
    ("slug", "symptom"),
    [(slug, symptom) for slug, mistake in MISTAKES.items() for symptom in mistake.symptoms],
)
def test_a_symptom_finds_its_mistake(slug: str, symptom: str) -> None:
    assert slug in best(symptom)
    assert slug in best(symptom.upper() + "?")


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("my loss is nan", "nan-target"),
        ("Why does my loss become NaN after the first epoch?", "nan-target"),
        ("the gradient doubles each time", "forgets-to-zero"),
        ("my gradients keep growing", "forgets-to-zero"),
        ("gradient is all zeros", "no-samples"),
        ("broadcasting gives the wrong shape", "column-targets"),
        ("x.grad is None", "random-minus-half"),
        ("why is w.grad None after the first step?", "step-makes-non-leaf"),
        ("my model does not learn", "loss-requires-grad"),
    ],
)
def test_a_question_in_a_reader_s_words_finds_a_silent_mistake(asked: str, slug: str) -> None:
    assert slug in best(asked)


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "hello", "asdf qwer zxcv", "lorem ipsum dolor sit amet, consectetur adipiscing elit",
        "RuntimeError", "RuntimeError:", "Traceback (most recent call last):", "UserWarning: ",
        "grad", "loss", "tensor",
        "computation", "intermediate", "differentiable", "loss.backward()",
        "What is a gradient?", "How does autograd reach the leaf tensors?",
        "'NoneType' object has no attribute 'shape'", "'NoneType' object has no attribute",
        "unsupported operand type(s) for",
        "unsupported operand type(s) for +: 'int' and 'str'", "KeyError: 'loss'", "IndexError: list index out of range",
        "ModuleNotFoundError: No module named 'torch'", "SyntaxError: invalid syntax",
        "CUDA out of memory. Tried to allocate 20.00 MiB", "Expected all tensors to be on the same device",
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", "ZeroDivisionError: division by zero",
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1",
        "日本語のテキスト", "0 1 2 3.5 [2, 2] -1e9", "a" * 50_000, "\x00\u202e\ud83d", "<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_what_fits_none_finds_none(text: str) -> None:
    assert find_mistake(text) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from([*MISTAKES, *(text for *_, text in WHOLE)])).map(" ".join))
def test_any_text_is_safe_and_the_best_match_comes_first(text: str) -> None:
    found = find_mistake(text)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    assert all(THRESHOLD <= score <= 1 for score in scores)
    assert len({match.slug for match in found} & set(MISTAKES)) == len(found)


def test_nothing_of_a_text_is_executed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    find_mistake("__import__('pathlib').Path('made').touch()\nopen('made', 'w')\n{open('made', 'w')}")
    assert list(tmp_path.iterdir()) == []


def test_only_the_first_characters_count() -> None:
    message = "grad can be implicitly created only for scalar outputs"
    assert best("." * (LONGEST_TEXT - len(message)) + message) == {"backward-on-vector"}
    assert find_mistake("." * LONGEST_TEXT + message) == ()
