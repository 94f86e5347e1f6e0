"""*Let me try*: what each step asks for, what the hints keep to themselves, and what becomes of an answer."""

import re
from itertools import product

from core import LOSSES, PRESETS, REDUCTIONS, number_of, replay, short
from tests.ui.markup import parse
from tests.ui.visits import open_view, press, walk
from ui.walk import trying
from ui.walk.page import BACKWARD, FORWARD
from ui.walk.stage.stage import drawing_of, stage
from ui.walk.tape.story import Story

NUMBER = r"[+−]?\d[\d.]*(?:e−?\d+)?"


def test_what_is_asked_is_drawn_and_no_hint_is_the_answer() -> None:
    asked_for = set()
    for preset, loss, reduction in product(("article-2x2", "mixed-4x2", "kink"), LOSSES, REDUCTIONS):
        run = replay(PRESETS[preset].build().replace(loss=loss, reduction=reduction))
        story = Story.of(run, 1, 1)
        for way in (FORWARD, BACKWARD):
            steps = way.tape_steps(story)
            tree = parse(stage(drawing_of(story, steps, 0)))
            drawn = {
                (box.get("data-cells"), cell.get("data-at"))
                for box in tree.iter()
                if box.get("data-cells")
                for cell in box.iter("td")
            }
            for step, asks in trying.questions(story, steps).items():
                assert {(each["key"], each["at"]) for each in asks} <= drawn, (preset, loss, reduction, step)
                assert {each["key"] for each in asks} <= steps[int(step)].made
                for each in asks:
                    assert each["name"] in "".join(parse(f"<p>{each['ask']}</p>").itertext())
                    assert len(each["hints"]) == 3
                    last = "".join(parse(f"<p>{each['hints'][2]}</p>").itertext())
                    assert "<math" in each["hints"][2] or not re.fullmatch(rf"\?? *[=≈] *{NUMBER}", last), (
                        preset,
                        loss,
                        last,
                    )
                    asked = trying.asked_of(each["key"], 1, 1)
                    assert asked is not None
                    asked_for.add(asked.what)
                    assert each["key"][0] != "l" or f'local">{short(number_of(run, asked))}<' not in each["hints"][2]
    assert asked_for == set(trying.RULES)


ANSWERS = [
    # key, text, whether it is right, what is said, the places
    ("g.errors", "0.25", True, "Right.", []),
    ("g.errors", "1/4", True, "Right.", []),
    ("g.errors", "1", False, "1/N is forgotten", ["n.loss"]),
    ("g.residuals", "1.75", False, "target minus prediction", ["n.errors", "v.residuals"]),
    ("g.total", "123", False, "is not it", []),
    ("g.kept", "<img src=x onerror=alert(1)>", False, "is not a number", []),
    ("v.preds", "1/0", False, "divides by 0", []),
    ("l.errors", "`x`", False, "is not a number", []),
]
IGNORED = [
    {}, {"key": "g.coeffs", "text": "1"}, {"key": "v.nothing", "text": "1"}, {"key": "l.loss.x", "text": "1"},
    {"key": "<b>", "text": "1"}, {"key": ["g.total"], "text": "1"}, {"key": "l.preds", "text": "1"},
    {"key": "l.residuals", "text": 1},
]  # fmt: skip


def test_an_answer_is_told_what_it_is_and_where_its_slip_happens() -> None:
    at = open_view("backward", {"from": "mixed-4x2", "loss": "mse"})
    assert walk(at)["answer"] is None
    for count, (key, text, right, said, places) in enumerate(ANSWERS, start=1):
        press(at, "answer", {"step": 1, "key": key, "text": text})
        answer = walk(at)["answer"]
        assert (answer["id"], answer["key"], answer["right"], answer["places"]) == (count, key, right, places)
        assert said in answer["says"]
        assert answer.get("unknown", False) == ("is not it" in said)
        assert "<img" not in answer["says"]
    press(at, "answer", {"key": "g.total", "text": "\ud800" + "9" * 10_000})
    last = walk(at)["answer"]
    assert last["right"] is False
    for said_ in IGNORED:
        press(at, "answer", said_)
        assert walk(at)["answer"] == last, said_
