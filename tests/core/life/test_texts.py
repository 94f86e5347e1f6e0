"""A list of calls as the text of a link, and back."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.life.actions import ACTIONS, LR_MAX, LR_MIN, Action, ActionError
from core.life.texts import ACTIONS_LIMIT, format_actions, parse_actions

any_action = st.one_of(
    st.sampled_from([Action(key) for key, kind in ACTIONS.items() if not kind.takes_lr]),
    st.builds(Action, st.sampled_from(["s", "u"]), st.floats(LR_MIN, LR_MAX)),
)


@given(st.lists(any_action, max_size=ACTIONS_LIMIT))
@example([Action("s", LR_MIN), Action("u", LR_MAX), Action("s", 1.2345678901234567e-06)])
def test_every_list_comes_back_from_its_text(calls: list[Action]) -> None:
    text = format_actions(calls)
    assert parse_actions(text) == tuple(calls)
    assert re.fullmatch(r"[a-z0-9.-]*", text)


def test_the_text_is_short_and_can_be_read() -> None:
    calls = (Action("f"), Action("b"), Action("s", 0.1), Action("u", 1), Action("s", 1e-6))
    assert format_actions(calls) == "f-b-s0.1-u1-s0.000001"
    assert format_actions(()) == ""
    assert parse_actions("") == ()
    assert parse_actions("s0.10") == (Action("s", 0.1),)


DAMAGED: list[str] = [
    "x",
    "f-",
    "-f",
    "f--b",
    "F",
    "f b",
    "f,b",
    "s",
    "s-0.1",
    "s.1",
    "s1.",
    "s1e-3",
    "snan",
    "sinf",
    "s0",
    "s9999",
    "b0.1",
    "f\n",
    "s0.1\n",
    "s٣",
    "<b>",
    "f-b-%00",
    "s" + "9" * 400,
    "s0." + "1" * 400,
    "-".join("f" * 51),
    "f" * 5000,
]


def test_damaged_text_is_refused_in_one_sentence() -> None:
    for text in DAMAGED:
        with pytest.raises(ActionError) as refused:
            parse_actions(text)
        sentence = str(refused.value)
        assert sentence.endswith("."), text
        assert "\n" not in sentence, text
        assert len(sentence) < 200, text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("f-B", "call 2 of the list, “B”, is none: use f, h, k, b, r, z, n, o, s, u, p, d, as in f-b-s0.1."),
        ("f-b-x", "call 3 of the list: there is no call 'x': use one of f, h, k, b, r, z, n, o, s, u, p, d."),
        ("s", "call 1 of the list: s needs a learning rate: write it behind, as in s0.1."),
    ],
)
def test_the_refusal_names_the_place_and_the_mend(text: str, sentence: str) -> None:
    with pytest.raises(ActionError) as refused:
        parse_actions(text)
    assert str(refused.value) == sentence


@given(st.text() | st.text(alphabet="fbrznosud0123456789.-_", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        calls = parse_actions(text)
    except ActionError:
        return
    assert parse_actions(format_actions(calls)) == calls
