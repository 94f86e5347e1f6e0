"""A lesson comes back from its text and from its file; any other text or file is refused in one sentence."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import (
    LESSONS,
    LINK_LIMIT,
    MAX_LESSON,
    MAX_NOTE,
    MAX_STOPS,
    MAX_TITLE,
    MISTAKES,
    PRESETS,
    Lesson,
    LessonError,
    Link,
    Scenario,
    Stop,
    decode,
    decode_lesson,
    draw_start,
    encode,
    encode_lesson,
    lesson_from_json,
    lesson_to_json,
)

LINKS = st.builds(
    Link,
    step=st.integers(0, 9),
    mistake=st.sampled_from(["", *MISTAKES]),
    shown=st.booleans(),
    untracked=st.booleans(),
    fold=st.sampled_from(["", "slope-sides"]),
    move=st.integers(-50, 50),
)
STOPS = st.builds(
    Stop.of,
    st.sampled_from(["question", "by_hand"]),
    LINKS,
    st.text(max_size=MAX_NOTE),
)
ANY_LESSON = st.builds(Lesson, st.text(max_size=MAX_TITLE), st.lists(STOPS, max_size=MAX_STOPS, unique=True).map(tuple))


def text_of(content: bytes) -> str:
    return "1." + urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def refused(text: str) -> str:
    with pytest.raises(LessonError) as caught:
        decode_lesson(text)
    return str(caught.value)


def is_one_sentence(said: str) -> bool:
    return said.endswith(".") and "\n" not in said and len(said) < 250 and "Error" not in said


@given(ANY_LESSON)
def test_a_lesson_comes_back_from_its_file_and_where_it_fits_from_its_text(lesson: Lesson) -> None:
    assert lesson_from_json(lesson_to_json(lesson)) == lesson
    if len(text := encode_lesson(lesson)) <= MAX_LESSON:
        assert decode_lesson(text) == lesson


@given(LINKS)
def test_a_stop_shows_the_state_that_it_was_made_of_and_no_lesson(link: Link) -> None:
    assert decode(Stop.of("question", link).query) == link
    in_lesson = Link(step=link.step, lesson="1.abc", stop=3, making=True)
    assert Stop.of("question", in_lesson).query == encode(Link(step=link.step))


def test_numbers_that_twenty_stops_share_are_written_once() -> None:
    generator = torch.Generator().manual_seed(0)
    own = Scenario(
        torch.rand(12, 4, generator=generator), torch.rand(12, generator=generator), torch.rand(4, generator=generator)
    )
    views = ("question", "forward", "backward", "by_hand")
    note = "What do you expect at this place, number {}, before it is shown?"
    stops = tuple(Stop.of(views[k % 4], Link(own, "", step=k % 7), note.format(k)) for k in range(20))
    text = encode_lesson(Lesson("Own numbers", stops))
    assert len(stops[0].query) > 500
    assert len(text) < 2 * len(stops[0].query) + 20 * 30
    assert len(text) <= MAX_LESSON


HOSTILE = {
    "nothing": "",
    "no version": "eNrzSM3JyQcABYwB9Q",
    "another version": "2.eNrzSM3JyQcABYwB9Q",
    "no base64": "1.ab$c",
    "half a letter": "1.a",
    "no zlib": "1.AAAA",
    "cut": encode_lesson(LESSONS["article-20"])[:-7],
    "one letter changed": encode_lesson(LESSONS["article-20"])[:300] + "A" + encode_lesson(LESSONS["article-20"])[301:],
    "something behind it": text_of(b"title") + "AAAA",
    "a bomb": text_of(b"a" * 3_000_000),
    "too long": "1." + "A" * MAX_LESSON,
    "no UTF-8": text_of(b"\xff\xfe"),
    "half a surrogate": text_of(b"\xed\xa0\x80"),
    "a stop too many": text_of(b"t" + b"\nforward?\t" * (MAX_STOPS + 1)),
    "a hundred thousand stops": text_of(b"\n" * 100_000),
    "a long title": text_of(b"t" * (MAX_TITLE + 1)),
    "a long note": text_of(b"t\nforward?\t" + b"n" * (MAX_NOTE + 1)),
    "a long link": text_of(b"t\nforward?" + b"1" * 7000 + b"\t"),
    "no page": text_of(b"t\n?step=1\tnote"),
    "a path as a page": text_of(b"t\n../../etc?step=1\tnote"),
    "an address as a page": text_of(b"t\nhttps://a.b?step=1\tnote"),
    "markup in a link": text_of(b"t\nforward?step=<script>\tnote"),
    "a line in another alphabet": text_of("t\nforward?step=\u0663\tnote".encode()),
}


def test_every_hostile_text_is_refused_in_one_sentence() -> None:
    for what, text in HOSTILE.items():
        assert len(text) <= MAX_LESSON + 100, what
        assert is_one_sentence(refused(text)), what


@given(
    st.text(max_size=300)
    | st.binary(max_size=300).map(text_of)
    | st.text(max_size=300).map(lambda t: text_of(t.encode("utf-8", "ignore")))
)
def test_any_text_is_a_lesson_or_refused_in_one_sentence(text: str) -> None:
    try:
        lesson = decode_lesson(text)
    except LessonError as error:
        assert is_one_sentence(str(error))
    else:
        assert len(lesson.stops) <= MAX_STOPS
        assert decode_lesson(encode_lesson(lesson)) == lesson


@given(st.data())
def test_a_text_with_one_byte_changed_is_refused(data: st.DataObject) -> None:
    pressed = bytearray(urlsafe_b64decode(encode_lesson(LESSONS["article-20"]).removeprefix("1.") + "==="))
    pressed[data.draw(st.integers(0, len(pressed) - 1))] ^= data.draw(st.integers(1, 255))
    assert is_one_sentence(refused("1." + urlsafe_b64encode(bytes(pressed)).decode().rstrip("=")))


GOOD = json.loads(lesson_to_json(LESSONS["article-20"]))
FILES = {
    "nothing": ("", "the file is damaged at line 1: download it again."),
    "a list": ("[]", "the file is not a lesson: load one whose format is backward-explainer-lesson-1."),
    "numbers": ('{"format": "backward-explainer-1"}', "the file is not a lesson: load one whose format is"),
    "no stops": ('{"format": "backward-explainer-lesson-1"}', "stops is missing or no list"),
    "stops of text": (json.dumps(GOOD | {"stops": "abc"}), "stops is missing or no list"),
    "a stop of text": (json.dumps(GOOD | {"stops": ["abc"]}), "stop 1 is no object"),
    "a title of a number": (json.dumps(GOOD | {"title": 3}), "title is no text: put it in quotes."),
    "a view of a list": (json.dumps(GOOD | {"stops": [{"view": []}]}), "stop 1: view is no text"),
    "no view": (json.dumps(GOOD | {"stops": [*GOOD["stops"], {}]}), "stop 11: a stop's page is “”"),
    "a script as a link": (
        json.dumps(GOOD | {"stops": [{"view": "life", "query": "<script>"}]}),
        "stop 1: a stop's link is “<script>”",
    ),
    "too many stops": (json.dumps(GOOD | {"stops": GOOD["stops"] * 4}), "the lesson has 40 stops: keep at most 30."),
    "brackets": ("[" * 100_000, "the file's brackets are too deep: download it again."),
    "long digits": ('{"format": ' + "9" * 10_000 + "}", "the file is not a lesson"),
    "much too long": (" " * 1_000_000, "the file has 1,000,000 characters"),
}


def test_every_other_file_is_refused_in_one_sentence() -> None:
    for what, (text, begins) in FILES.items():
        with pytest.raises(LessonError) as caught:
            lesson_from_json(text)
        assert str(caught.value).startswith(begins), what
        assert is_one_sentence(str(caught.value)), what


def test_what_cannot_be_seen_stays_out_of_titles_and_notes() -> None:
    stop = Stop("forward", note="one\ntwo\u202e three\u200b \x00 \ud800 four")
    assert stop.note == "one two three four"
    assert Lesson(" a\tb ", (stop,)).title == "a b"
    assert Stop("forward", note="क\u200dष").note == "क\u200dष"


def test_a_stop_that_cannot_be_shown_says_why_and_the_others_stay() -> None:
    views = ("forward", "backward")
    lesson = Lesson("t", (Stop("forward", "i=7"), Stop("nowhere"), Stop("backward", "from=mixed-4x2&step=3")))
    again = decode_lesson(encode_lesson(lesson))
    assert again == lesson
    first, second, third = (stop.problem(views) for stop in again.stops)
    assert first == "i is 7, but these numbers go from 0 to 1: use one of them."
    assert second == "its page is “nowhere”: use one of forward, backward."
    assert third == ""


def test_numbers_too_many_for_a_link_are_no_stop() -> None:
    large = PRESETS["article-1000x10"].build()
    with pytest.raises(LessonError, match="too many for a stop"):
        Stop.of("forward", Link(large.replace(t_dep=large.t_dep + 1), ""))


def test_the_lessons_that_the_app_brings_fit_an_address_and_are_written_as_links_are() -> None:
    for lesson in LESSONS.values():
        assert len(encode_lesson(lesson)) <= MAX_LESSON
        for stop in lesson.stops:
            assert encode(decode(stop.query)) == stop.query


DEEP = [
    # samples, columns, whether the weights are one's own, whether a stop and the whole lesson fit an address
    (4, 2, False, True),
    (50, 3, False, True),
    (50, 3, True, True),
    (100, 5, False, True),
    (100, 5, True, False),
]


def test_twenty_stops_on_the_deep_model_fit_an_address_also_with_data_and_weights_of_one_s_own() -> None:
    generator = torch.Generator().manual_seed(1)
    for n_samples, n_columns, own, fits in DEEP:
        data = {
            "t_indep": (torch.randn(n_samples, n_columns, generator=generator) * 10).round() / 10,
            "t_dep": torch.rand(n_samples, generator=generator).round(),
        }
        start = draw_start("deep", n_columns, 3)
        weights = {name: torch.randn(each.shape, generator=generator) if own else each for name, each in start.items()}
        scenario = Scenario.of("deep", data | weights)
        stops = tuple(
            Stop.of(view, Link(scenario, "", start=3, step=step, trying=step % 4 == 0), f"What happens at step {step}?")
            for step, view in enumerate(["forward", "backward"] * 10)
        )
        text = encode_lesson(Lesson("Two hidden layers", stops))
        assert len(text) <= MAX_LESSON, (n_samples, own)
        assert all(len(text) + len(stop.query) < LINK_LIMIT for stop in stops) == fits, (n_samples, own)
        assert decode(stops[4].query).trying
