"""A lesson walked, left, made, ordered and handed out, without a browser; and the states that an address holds."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import torch
from streamlit.testing.v1 import AppTest

from core import LESSONS, Lesson, Link, Scenario, Stop, decode, decode_lesson, encode_lesson, lesson_to_json
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import address, click, go_to, markup, notices, open_view, press, sound
from ui.frame.views import VIEWS
from ui.lessons.current import LOST
from ui.lessons.maker import ADD


def stop_query(lesson: str, place: int, stop: Stop) -> dict[str, str]:
    return {"step": "0"} | dict(parse_qsl(stop.query)) | {"lesson": lesson, "stop": str(place)}


def link_named(at: AppTest, label: str) -> Any:  # noqa: ANN401  # a message of Streamlit's
    (found,) = (link.proto for link in at.get("page_link") if link.proto.label == label)
    return found


def follow(at: AppTest, label: str) -> AppTest:
    """Follow a link, which AppTest cannot click, or press the button that leads to a stop on the same page."""
    if keys := [button.key for button in at.button if button.label == label]:
        return click(at, str(keys[0]))
    link = link_named(at, label)
    at.switch_page(VIEWS[link.page or "question"].path)
    return go_to(at, dict(parse_qsl(link.query_string)))


def ways(at: AppTest) -> list[str]:
    """Where the page leads to, by link or by button."""
    return [link.proto.label for link in at.get("page_link")] + [button.label for button in at.button]


def strip(at: AppTest) -> list[str]:
    """What the strip says: where the reader is, and the note."""
    return [text(each) for each in parse(markup(at)).iter() if classes(each) & {"lesson-place", "lesson-note"}]


def held(at: AppTest) -> Lesson:
    return decode_lesson(address(at)["lesson"])


def own(*stops: Stop, title: str = "Mine") -> dict[str, str]:
    return {"lesson": encode_lesson(Lesson(title, stops)), "making": "1"}


def made_on(at: AppTest) -> AppTest:
    """Go on making the lesson of an address that was opened anew."""
    return click(at, "lesson-resume-here")


def test_both_lessons_are_walked_by_next_from_the_place_where_a_teacher_finds_them() -> None:
    for lesson in LESSONS.values():
        at = follow(open_view("your_numbers", {"fold": "lessons"}), lesson.title)
        for place, stop in enumerate(lesson.stops, start=1):
            view = VIEWS[stop.view]
            assert strip(at) == [f"{lesson.title} Stop {place} of {len(lesson.stops)}", stop.note.replace("`", "")]
            assert notices(at, "warning") == [], (lesson.title, place)
            assert VIEWS[stop.view].title.split(":")[0].replace("`", "").split(" ")[0] in markup(at)
            shown = decode("&".join(f"{name}={value}" for name, value in address(at).items()))
            assert replace(shown, lesson="", stop=1) == decode(stop.query), (lesson.title, place)
            labels = ways(at)
            assert ("Previous stop" in labels, "Next stop" in labels) == (place > 1, place < len(lesson.stops))
            assert view.path
            if place < len(lesson.stops):
                at = follow(at, "Next stop")
        assert strip(follow(at, "Previous stop"))[0].endswith(f"Stop {len(lesson.stops) - 1} of {len(lesson.stops)}")


def test_a_reader_wanders_comes_back_and_leaves() -> None:
    stop = LESSONS["article-20"].stops[4]
    at = open_view(stop.view, stop_query("article-20", 5, stop))
    follow(at, "Slope")
    assert strip(at)[0] == "20 minutes on the article Stop 5 of 10"
    assert "step" not in address(at)
    follow(at, "Back to stop 5")
    assert address(at)["step"] == "5"
    assert "Back to stop 5" not in ways(at)
    before = address(at)
    click(at, "lesson-leave")
    assert strip(at) == []
    assert address(at) == {name: value for name, value in before.items() if name not in ("lesson", "stop")}


def test_a_stop_from_its_start_brings_numbers_and_step_back() -> None:
    stop = LESSONS["article-20"].stops[7]
    query = stop_query("article-20", 8, stop)
    at = open_view(stop.view, query | {"from": "kink", "move": "9"})
    click(at, "lesson-way-stop")
    assert address(at) == query


def test_a_stop_that_cannot_be_shown_is_said_and_the_lesson_goes_on() -> None:
    stops = (Stop("forward", "i=7", "first"), Stop("nowhere", "", "second"), Stop("slope", "move=5", "third"))
    lesson = own(*stops)["lesson"]
    at = open_view("forward", stop_query(lesson, 1, stops[0]))
    (warning,) = notices(at, "warning")
    assert warning.startswith("i is 7, but these numbers go from 0 to 1")
    assert strip(at) == ["Mine Stop 1 of 3", "first"]
    follow(at, "Next stop")
    assert strip(at)[:2] == ["Mine Stop 2 of 3", "second"]
    assert strip(at)[2].startswith("This stop cannot be shown: its page is “nowhere”: use one of question")
    follow(at, "Next stop")
    assert strip(at) == ["Mine Stop 3 of 3", "third"]
    assert (notices(at, "warning"), address(at)["move"]) == ([], "5")


def test_a_damaged_lesson_gives_one_sentence_and_the_page_keeps_its_numbers() -> None:
    for lesson, begins in {"1.AAAA": "The lesson's link is damaged", "held.1": LOST, "nothing": "The lesson's"}.items():
        at = open_view("backward", {"from": "mixed-4x2", "lesson": lesson, "stop": "2"})
        (warning,) = notices(at, "warning")
        assert warning.startswith(begins)
        assert strip(at) == []
        assert texts(markup(at), "strip")[0].startswith("4×2, residuals of both signs")


def test_a_stop_beyond_the_last_is_the_last() -> None:
    at = open_view("question", {"lesson": "article-20", "stop": "900"})
    assert strip(at)[0] == "20 minutes on the article Stop 10 of 10"


def test_what_somebody_else_wrote_stands_there_as_text() -> None:
    hostile = "<img src=x onerror=alert(1)> [a](javascript:b) **b** :red[c] `<i>`"
    at = open_view("forward", own(Stop("forward", "", hostile), title=hostile[:80]))
    assert strip(at) == [f"{hostile[:80]} Stop 1 of 1", hostile.replace("`", "")]
    tags = {each.tag for each in parse(markup(at)).iter() if each.tag in ("img", "i", "a", "script")}
    assert "img" not in tags
    assert "javascript" not in str(parse(markup(at)).attrib)


def test_a_lesson_is_made_of_views_as_they_stand_and_put_in_order() -> None:
    numbers = {"indep": "1_2__3_1", "dep": "4_2", "coeffs": "1_0.5"}
    at = click(open_view("backward", numbers), "lesson-make")
    press(at, "add", {"step": 5}, ADD)
    follow(at, "Slope")
    press(at, "add", {"step": None}, ADD)
    at.text_input(key="lesson-title").input("Our numbers").run()
    at.text_input(key="lesson-note").input("What is that?").run()
    assert at.text_input(key="lesson-note-2").value == "What is that?"
    at.text_input(key="lesson-note-2").input("What is a `slope`?").run()
    assert at.text_input(key="lesson-note").value == "What is a `slope`?"
    first, second = held(at).stops
    assert (first.view, decode(first.query).step, decode(first.query).scenario.t_dep.tolist()) == (
        "backward",
        5,
        [4, 2],
    )
    assert (second.view, second.note, decode(second.query).step) == ("slope", "What is a `slope`?", 0)
    assert strip(at) == ["Our numbers Stop 2 of 2", "What is a slope?"]
    click(at, "lesson-up-2")
    assert held(at) == Lesson("Our numbers", (second, first))
    assert "stop" not in address(at)
    click(at, "lesson-down-1")
    assert (held(at), address(at)["stop"]) == (Lesson("Our numbers", (first, second)), "2")
    click(at, "lesson-remove-2")
    assert held(at) == Lesson("Our numbers", (first,))
    click(at, "lesson-done")
    assert "making" not in address(at)
    assert strip(at) == ["Our numbers Stop 1 of 1"]


def test_what_does_not_fit_is_refused_and_the_lesson_stays() -> None:
    query = own(*[Stop("forward", f"step={k + 1}") for k in range(30)])
    at = made_on(open_view("forward", query))
    press_refused(at, {"step": 1}, "A lesson has at most 30 stops: remove one first.")
    assert address(at) == query
    large = {"from": "hidden-400-8-5", "lesson": own()["lesson"], "making": "1"}
    at = click(open_view("your_numbers", large | {"set": "dep.0_5"}), "lesson-make")
    press(at, "add", {"step": None}, ADD)
    assert [decode(stop.query).scenario.n_samples for stop in held(at).stops] == [400]


def press_refused(at: AppTest, said: object, sentence: str) -> None:
    try:
        press(at, "add", said, ADD)
    except AssertionError:
        assert notices(at, "refusal") == [sentence]
    else:
        raise AssertionError("nothing was refused")


def give(at: AppTest) -> AppTest:
    """Open the fold with the link and the file, as a click does."""
    at.session_state["lesson-give"] = True
    return sound(at.run(), "give")


def test_the_link_that_is_handed_out_opens_the_first_stop_for_a_reader() -> None:
    query = own(Stop("backward", "from=mixed-4x2&step=5"), Stop("slope")) | {"move": "3"}
    at = give(made_on(open_view("slope", query)))
    path, query = urlsplit(at.code[0].value).path, dict(parse_qsl(urlsplit(at.code[0].value).query))
    assert path.endswith("/backward")
    assert query == {"from": "mixed-4x2", "step": "5", "lesson": address(at)["lesson"], "stop": "1"}


def test_an_address_copied_while_making_shows_the_lesson_to_a_reader_and_leads_back_for_its_maker() -> None:
    maker = made_on(open_view("forward", own(Stop("forward", "step=2", "first"), Stop("slope"))))
    assert "Title, notes and order" in [each.label for each in maker.expander]
    at = open_view("forward", address(maker))
    assert strip(at) == ["Mine Stop 1 of 2", "first"]
    assert "Title, notes and order" not in [each.label for each in at.expander]
    follow(at, "Next stop")
    assert "making" not in address(at)
    made_on(open_view("forward", address(maker)))
    assert strip(open_view("forward", {"making": "1"})) == []


def test_a_lesson_too_long_for_a_link_is_handed_out_as_a_file() -> None:
    """Stops of numbers that share nothing; the link is not offered, the file holds them all, and is loaded again."""
    draws = [torch.rand(9, 7, generator=torch.Generator().manual_seed(k)) for k in range(24)]
    numbers = [Scenario(each[:, 1:], each[:, 0], each[0, 1:]) for each in draws]
    stops = tuple(Stop.of("forward", Link(each, ""), f"note {k}") for k, each in enumerate(numbers))
    lesson = Lesson("Long", stops)
    assert len(encode_lesson(lesson)) > 4_500
    at = open_view("your_numbers", {"fold": "lessons"})
    file = ("lesson.json", lesson_to_json(lesson).encode(), "application/json")
    at.file_uploader(key="lesson-open").set_value(file).run()
    assert strip(at) == ["Long Stop 1 of 24", "note 0"]
    follow(follow(at, "Back to stop 1"), "Next stop")
    assert strip(at) == ["Long Stop 2 of 24", "note 1"]
    give(made_on(go_to(at, address(at) | {"making": "1"})))
    assert list(at.code) == []
    assert any("too long for a link" in warning for warning in notices(at, "warning"))


def test_a_broken_file_is_refused_and_the_lesson_stays() -> None:
    query = own(Stop("forward"))
    at = give(made_on(open_view("forward", query)))
    for content, sentence in ((b"{", "The file is damaged at line 1"), (b"\xff", "The file is not text")):
        at.file_uploader(key="lesson-load").set_value(("lesson.json", content, "application/json")).run()
        assert any(said.startswith(sentence) for said in notices(at, "refusal"))
        assert address(at) == query


def test_a_lesson_of_the_app_is_changed_into_one_of_the_teacher_s() -> None:
    at = click(open_view("your_numbers", {"fold": "lessons"}), "lesson-copy-article-20")
    assert (address(at)["lesson"], address(at)["making"]) == ("article-20", "1")
    click(at, "lesson-remove-1")
    assert held(at).stops == LESSONS["article-20"].stops[1:]


def test_a_fold_and_a_switch_are_in_the_address() -> None:
    at = open_view("question", {"untracked": "1"})
    assert "does not require grad" in markup(at)
    at.toggle(key="untracked").set_value(False).run()
    assert address(at) == {}
    assert "does not require grad" not in markup(at)

    closed, opened = open_view("slope", {}), open_view("slope", {"fold": "slope-steps"})
    assert len(markup(opened)) + len(opened.get("plotly_chart")) > len(markup(closed)) + len(closed.get("plotly_chart"))
    follow(opened, "Life of .grad")
    assert address(opened) == {}
