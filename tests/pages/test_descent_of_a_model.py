"""Descent on every other model, on the real core: all leaves move, two entries are drawn, and the tape is near."""

from itertools import product
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

import pytest
from streamlit.testing.v1 import AppTest

from core import DESCENT_STORIES, LOSSES, MODELS, REDUCTIONS, Descent, Scenario, decode, descend, short, told_apart
from core.scenario.entries import Entry, largest
from core.training.descents import gradients
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import address, click, go_to, markup, notices, open_view, press, sound
from ui.descent.picture import POINTS
from ui.frame.views import VIEWS

OTHERS = [name for name in MODELS if name != "linear"]
BASE = {"from": "mixed-4x2", "start": "5", "lr": "0.5", "steps": "6"}


def scenario_of(model: str) -> Scenario:
    return decode(f"from=mixed-4x2&model={model}&start=5").scenario


def visit(model: str, **query: str) -> AppTest:
    return open_view("descent", BASE | {"model": model} | query)


def shown(at: AppTest) -> str:
    return text(parse(markup(at)))


def charts(at: AppTest) -> list[Element]:
    return [each for each in parse(markup(at)).iter() if "descent-plot" in classes(each)]


def titles(chart: Element) -> list[str]:
    """What stands at its axes: across, and up."""
    (across,) = (text(each) for each in chart.iter() if "descent-across" in classes(each))
    return [across, text(next(chart.iter("b")))]


def losses(chart: Element) -> list[str]:
    """What the mark of each step says."""
    return [each.get("title", "") for each in chart.iter() if "descent-stop" in classes(each)]


def steps_of(done: Descent) -> list[str]:
    return [f"step {step}: loss {short(loss)}" for step, loss in enumerate(done.losses.tolist())]


def table(at: AppTest, label: str) -> dict[str, list[str]]:
    """The rows of a table by their names."""
    (found,) = (each for each in parse(markup(at)).iter("table") if each.get("aria-label") == label)
    rows = [[text(cell) for cell in row] for row in found.iter("tr")]
    return {row[0]: row[1:] for row in rows[1:]}


def links(at: AppTest) -> dict[str, dict[str, str]]:
    """What the page's own links say, and the address of each."""
    return {each.proto.label: dict(parse_qsl(each.proto.query_string)) for each in at.get("page_link")[len(VIEWS) :]}


@pytest.mark.parametrize("model", OTHERS)
def test_every_step_is_plain_torch_s_and_the_words_are_this_model_s(model: str) -> None:
    done = descend(scenario_of(model), 0.5, 6)
    at = visit(model)
    several = len(done.leaves) > 1
    what = "lr × its .grad from each leaf" if several else "lr × coeffs.grad"
    first = short(done.losses[0].item())
    assert texts(markup(at), "say") == [f"The start: the loss is {first}. The first step will subtract {what}."]
    assert all(len(row) == 1 for row in table(at, "The leaves").values()), "nothing has moved yet"
    for step in (1, 6):
        go_to(at, BASE | {"model": model, "step": str(step)})
        curve, path = charts(at)
        assert losses(curve) == steps_of(done)
        assert losses(path) == steps_of(done)[: step + 1]
        rows = table(at, "The leaves")
        for leaf, kept in done.leaves.items():
            used, moved = done.leaf_grads[leaf][step - 1], (kept[step] - kept[step - 1], kept[step] - kept[0])
            shape = tuple(kept.shape[1:])
            if kept[0].numel() > 4:
                expected = [short(each.abs().max().item()) for each in (kept[step], used, *moved)]
                assert rows[f"{leaf} {shape}, largest"] == expected
            else:
                entry = Entry(leaf, (0,) * len(shape))
                assert rows[entry.text] == [short(entry.of(each)) for each in (kept[step], used, *moved)]
        body = shown(at)
        assert "No exact answer stands beside this descent" in body
        assert not {"coefficients", "Least squares", "least possible"} & set(body.split(" ")), body
        assert ("coeffs" in body) == ("coeffs" in done.leaves)
        lines = texts(markup(at), "program")[-1]
        assert f"{'leaf' if several else 'coeffs'}.sub_(0.5 *" in lines
        assert all(line in lines for line in MODELS[model].lines), lines
    assert onward_label(at) == "Next: Mistakes"


def onward_label(at: AppTest) -> str:
    (found,) = (label for label in links(at) if label.startswith("Next: "))
    return found


def test_every_model_loss_and_reduction_descends_by_its_own_numbers() -> None:
    at = visit("sigmoid")
    for model, loss, reduction in product(OTHERS, LOSSES, REDUCTIONS):
        go_to(at, BASE | {"model": model, "loss": loss, "reduction": reduction, "step": "6"})
        done = descend(scenario_of(model).replace(loss=loss, reduction=reduction), 0.5, 6)
        curve, path = charts(at)
        assert titles(curve) == ["step", loss]
        assert losses(curve) == steps_of(done), (model, loss, reduction)
        flat = "The loss is the same all over the picture, so it has no contours." in shown(at)
        assert [element.tag for element in path.iter("image")] == ([] if flat else ["image"])
        before, after = (done.losses[step].item() for step in (5, 6))
        went = (
            f"stays at {short(after)}" if before == after else "goes from {} to {}".format(*told_apart(before, after))
        )
        assert texts(markup(at), "say")[0].endswith(f"the loss {went}."), (model, loss, reduction)


@pytest.mark.parametrize("model", OTHERS)
def test_the_two_entries_with_the_largest_gradient_are_drawn_and_others_can_be_chosen(model: str) -> None:
    scenario = scenario_of(model)
    first, second = largest(gradients(scenario), 2)
    at = visit(model, step="2")

    def drawn() -> list[str]:
        return titles(charts(at)[1])

    assert drawn() == [first.text, second.text]
    total = sum(scenario.tensors[leaf].numel() for leaf in scenario.leaves)
    if total == 2:
        assert not [box for box in at.selectbox if box.key in ("descent-x", "descent-y")]
        return
    assert f"The loss is drawn with the other {total - 2} numbers held as they are after" in shown(at)
    last = Entry(scenario.leaves[-1], (0,) * scenario.tensors[scenario.leaves[-1]].ndim)
    other = Entry("layer1", (1, 7))
    sound(at.selectbox(key="descent-x").set_value(other.text).run(), "across")
    sound(at.selectbox(key="descent-y").set_value(last.text).run(), "up")
    assert drawn() == [other.text, last.text]
    assert address(at) == BASE | {"model": model, "step": "2", "across": "layer1.1.7", "up": last.text}
    assert other.text in table(at, "The leaves")
    assert other.text not in at.selectbox(key="descent-y").options
    again = open_view("descent", address(at))
    assert again.selectbox(key="descent-x").value == other.text


@pytest.mark.parametrize("model", OTHERS)
def test_the_numbers_of_a_step_are_taken_to_backward(model: str) -> None:
    at = visit(model, step="3")
    query = links(press(at, "backward", {"step": 3}))["Backward at the point after step 2"]
    taken = decode("&".join(f"{name}={value}" for name, value in query.items()))
    assert taken.scenario == descend(scenario_of(model), 0.5, 6).at(2)
    assert taken.step == 0


def test_a_plane_of_an_entry_that_is_not_there_is_refused_in_a_sentence() -> None:
    (said,) = notices(visit("hidden", across="layer1.2.0"), "warning")
    assert said.startswith("across is layer1[2, 0]: use an entry inside the shape (2, 20) of layer1.")


def test_numbers_too_many_for_an_address_are_said_to_be() -> None:
    at = open_view("descent", {"from": "hidden-5-50-1", "model": "hidden", "steps": "2", "step": "2"})
    press(at, "backward", {"step": 2})
    assert "too many for an address, so no link leads with them to Backward" in shown(at)
    assert list(links(at)) == ["Next: Mistakes"]


def test_of_very_many_entries_the_steepest_are_offered() -> None:
    at = open_view("descent", {"from": "hidden-5-40-1", "model": "hidden", "steps": "2"})
    assert "Of 821 entries the 400 with the largest |gradient| at the start are offered." in shown(at)
    steepest = largest(gradients(in_hidden()), 400)
    assert at.selectbox(key="descent-x").options == [each.text for each in steepest if each != steepest[1]]


def in_hidden() -> Scenario:
    return decode("from=hidden-5-40-1&model=hidden").scenario


def test_one_number_is_shown_on_its_curve() -> None:
    at = open_view("descent", {"indep": "1__2__3", "dep": "0_1_1", "coeffs": "0", "model": "sigmoid", "step": "5"})
    path = charts(at)[1]
    assert titles(path) == ["coeffs[0]", "loss"]
    (line,) = path.iter("polyline")
    assert len(line.get("points", "").split()) == 2 * POINTS
    assert not [box for box in at.selectbox if box.key == "descent-x"]


@pytest.mark.parametrize("slug", ["sigmoid", "plateau"])
def test_a_story_is_told_with_its_numbers_and_leads_to_its_node_on_the_tape(slug: str) -> None:
    at = open_view("descent", {"from": "kink", "step": "1"})
    sound(at.selectbox(key="descent-story").set_value(slug).run(), slug)
    story = DESCENT_STORIES[slug]
    assert story.tell is not None
    told = story.tell(descend(story.build(), story.lr, story.steps))
    assert told is not None
    assert [text(item) for item in parse(markup(at)).iter("li")] == [each.replace("`", "") for each in told.sentences]
    assert address(open_view("descent", address(at))) == address(at)
    assert {"from": story.base, "model": story.build().model}.items() <= address(at).items()
    query = links(at)[f"See {told.node} after step {told.step} on Backward"]
    tape = open_view("backward", query)
    (sentence,) = texts(markup(tape), "say")
    assert sentence.startswith(f"{told.node} of preds hands on ")
    click(at, "descent-back")
    assert address(at) == {"from": "kink", "step": "1"}


def test_other_settings_than_a_story_s_are_not_told_as_one() -> None:
    story = DESCENT_STORIES["plateau"]
    query = {"from": story.base, "model": "deep", "start": "6", "lr": "4"}
    at = open_view("descent", query)
    assert at.selectbox(key="descent-story").value == "plateau"
    go_to(at, query | {"lr": "3"})
    assert at.selectbox(key="descent-story").value is None
    assert list(parse(markup(at)).iter("li")) == []


def test_all_losses_and_the_optimizer_open_on_every_model() -> None:
    for model in OTHERS:
        at = visit(model)
        at.session_state["descent-three"] = True
        at.session_state["descent-optimizer"] = True
        sound(at.run(), model)
        assert len(charts(at)) == 6
        assert "loss = calc_loss(*leaves)" in shown(at)
        assert "After 6 steps" in shown(at)
