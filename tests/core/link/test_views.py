"""What the views keep in a link, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RATES
from core.link.links import Link, PermalinkError, decode, encode

LINKS = st.builds(
    Link,
    move=st.integers(-50, 50),
    by=st.none() | st.floats(-1e290, 1e290),
    eps=st.integers(1, 14),
    lr=st.floats(1e-6, 1000),
    steps=st.integers(1, 1000),
    rate=st.sampled_from(tuple(RATES)),
    zero=st.booleans(),
    k=st.none() | st.integers(0, 1),
    untracked=st.booleans(),
    fold=st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True) | st.just(""),
    lesson=st.from_regex(r"[A-Za-z0-9_.-]{1,80}", fullmatch=True) | st.just(""),
    stop=st.integers(1, 1000),
    making=st.booleans(),
)


@given(LINKS)
def test_every_view_survives_their_text(link: Link) -> None:
    assert decode(encode(link)) == link


def test_a_descent_reads_as_one_would_write_it() -> None:
    link = Link(lr=0.1, steps=20, rate="root", zero=False, k=0, move=-5, by=0.01, eps=9)
    assert encode(link) == "move=-5&by=0.01&eps=9&lr=0.1&steps=20&rate=root&zero=0&k=0"


BAD_PARTS: list[tuple[str, str]] = [
    ("move=51", "move is “51”: use a whole number from -50 to 50."),
    ("move=-51", "move is “-51”: use a whole number from -50 to 50."),
    ("move=0.5", "move is “0.5”: use a whole number from -50 to 50."),
    ("by=0,01", "by: “0,01” has a decimal comma: write a point: 0.01."),
    ("by=inf", "by: “inf” is not a finite number: write digits, such as 0.5."),
    ("by=-1e300", "by is “-1e300”: use a number from -1e+290 to 1e+290."),
    ("eps=0", "eps is “0”: use a whole number from 1 to 14."),
    ("steps=0", "steps is “0”: use a whole number from 1 to 1000."),
    ("steps=1001", "steps is “1001”: use a whole number from 1 to 1000."),
    ("lr=0", "lr is “0”: use a number from 0.000001 to 1000."),
    ("lr=-1", "lr is “-1”: use a number from 0.000001 to 1000."),
    ("lr=1e4", "lr is “1e4”: use a number from 0.000001 to 1000."),
    ("lr=nan", "lr: “nan” is not a finite number: write digits, such as 0.5."),
    ("lr=0,1", "lr: “0,1” has a decimal comma: write a point: 0.1."),
    ("rate=cosine", "rate is “cosine”: choose one of constant, root, inverse."),
    ("zero=yes", "zero is “yes”: choose one of 0, 1."),
    ("untracked=on", "untracked is “on”: choose one of 0, 1."),
    ("fold=%3Cb%3E", "fold is “<b>”: write the name of a folded part, or remove it."),
    ("lesson=a+b", "lesson is “a b”: copy the lesson's link again, from the first character to the last."),
    ("stop=0", "stop is “0”: use a whole number from 1 to 1000."),
    ("k=2", "k is 2, but these numbers go from 0 to 1: use one of them."),
]


def test_a_bad_part_is_refused_in_a_sentence() -> None:
    for text, sentence in BAD_PARTS:
        with pytest.raises(PermalinkError) as caught:
            decode(text)
        assert str(caught.value) == sentence, (text, sentence)
