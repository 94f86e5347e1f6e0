"""Every view on every other model, through AppTest: the numbers are plain torch's, and no word is another model's."""

import json
import re

import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import Tensor

from core import MODELS, STORIES, Scenario, decode, exact, grid_of, replay, short
from tests.core.scenario.test_models import ERRORS, PREDICT, REDUCE
from tests.ui.life.told import run, runs
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import click, go_to, markup, notices, open_view, sound, walk
from ui.frame.views import VIEWS
from ui.program.steps import backward_steps
from ui.program.story import ProgramStory
from ui.program.views import OF_THEIR_OWN, PROGRAM_VIEWS
from ui.program.walk import tensors

OTHERS = [name for name in MODELS if name != "linear"]
BASE = {"from": "mixed-4x2", "start": "5"}


def plain(model: str) -> tuple[Scenario, dict[str, Tensor], Tensor, list[str]]:
    """The scenario of the tests' address, each leaf with plain torch's gradient, the loss, and the order of filling."""
    scenario = decode(f"from=mixed-4x2&model={model}&start=5").scenario
    leaves = {leaf: scenario.tensors[leaf].clone().requires_grad_() for leaf in scenario.leaves}
    order: list[str] = []
    for name, leaf in leaves.items():
        leaf.register_post_accumulate_grad_hook(lambda _, name=name: order.append(name))  # type: ignore[no-untyped-call]
    preds = PREDICT[model](dict(scenario.tensors) | leaves)
    targets = scenario.t_dep[:, None] if preds.ndim == 2 else scenario.t_dep
    loss = REDUCE["mean"](ERRORS["mae"](preds, targets))
    loss.backward()  # type: ignore[no-untyped-call]
    return scenario, leaves, loss.detach(), order


def visit(slug: str, model: str, **query: str) -> AppTest:
    return sound(open_view(slug, BASE | {"model": model} | query), f"{slug} {model}")


def kept(at: AppTest) -> dict[str, str]:
    """What each frame of a leaf's `.grad` holds: None, or its numbers."""
    frames = [each for each in parse(walk(at)["html"]).iter() if each.get("data-leaf") and "kept" in classes(each)]
    found = {}
    for frame in frames:
        (holds,) = (each for each in frame.iter() if "holds" in classes(each))
        found[str(frame.get("data-leaf"))] = " ".join(
            text(cell) for each in holds if "absent" not in classes(each) for cell in (list(each.iter("td")) or [each])
        )
    return found


def group(at: AppTest, key: str) -> list[str]:
    """The drawn numbers of some cells; none before they are made."""
    (found,) = (each for each in parse(walk(at)["html"]).iter() if each.get("data-cells") == key)
    return [] if "absent" in classes(found) else [text(cell) for cell in found.iter("td")]


def steps_of(at: AppTest) -> int:
    """How many steps the walk has."""
    (found,) = (each for each in parse(walk(at)["html"]).iter() if "walk" in classes(each))
    return int(found.get("data-last", ""))


def drawn(tensor: Tensor, *, signed: bool) -> list[str]:
    """The corners of a tensor as the page writes numbers."""
    flat = tensor.reshape(-1) if tensor.ndim < 2 else tensor[[0, -1]][:, [0, -1]].reshape(-1)
    return [short(number, signed=signed) for number in flat.tolist()]


@pytest.mark.parametrize("model", OTHERS)
def test_backward_fills_each_grad_in_torch_s_order_with_torch_s_numbers(model: str) -> None:
    _, leaves, _, order = plain(model)
    at = visit("backward", model)
    assert set(kept(at).values()) == {"None"}
    filled: list[str] = []
    for step in range(1, steps_of(at) + 1):
        go_to(at, BASE | {"model": model, "step": str(step)})
        new = [leaf for leaf, said in kept(at).items() if said != "None" and leaf not in filled]
        filled += new
        assert len(new) <= 1
        if new:
            arrived = f"AccumulateGrad adds what arrives, of shape {tuple(leaves[new[0]].shape)}, to {new[0]}.grad"
            assert arrived in text(parse(walk(at)["html"]))
    assert filled == order
    for leaf, tensor in leaves.items():
        assert tensor.grad is not None
        assert set(drawn(tensor.grad, signed=True)) <= set(kept(at)[leaf].split()), leaf


@pytest.mark.parametrize("model", OTHERS)
def test_forward_ends_with_torch_s_loss(model: str) -> None:
    _, leaves, loss, _ = plain(model)
    at = visit("forward", model, step="100")
    assert notices(at, "warning") == [
        f"The address asks for step 100, and there are {steps_of(at)}: here is the last one."
    ]
    result = f"v.{plain(model)[0].program.result}"
    assert group(at, result) == [short(loss.item())]
    assert kept(at).keys() == leaves.keys()
    at = visit("forward", model)
    assert "Nothing is computed yet." in text(parse(walk(at)["html"]))
    assert group(at, result) == []
    for leaf in leaves:
        assert set(drawn(leaves[leaf].detach(), signed=False)) <= set(group(at, f"v.{leaf}"))


def test_all_numbers_of_a_step_are_those_that_it_read_and_made() -> None:
    run = replay(plain("hidden")[0])
    story = ProgramStory(run.scenario, run.forward, run.backward, "layer1", 0, 0)
    named = {name for step in backward_steps(story) for name, _ in tensors(story, step).values()}
    assert {"∂L/∂hidden", "layer2.grad", "∂L/∂const", "const.grad"} <= named
    assert tensors(story, backward_steps(story)[0]).keys() == {"v.13", "g.13"}


def test_the_sample_that_is_worked_out_stands_in_the_address() -> None:
    at = visit("backward", "hidden", sample="2", step="3")
    assert group(at, "v.t_dep") == ["0"]
    at = open_view("backward", BASE | {"model": "hidden", "sample": "4"})
    assert "sample is 4, but these numbers go from 0 to 3" in text(parse(markup(at)))


@pytest.mark.parametrize("model", OTHERS)
def test_question_reaches_every_leaf_and_says_what_there_is_without_tracking(model: str) -> None:
    _, leaves, _, _ = plain(model)
    for leaf in leaves:
        query = {} if leaf == next(iter(leaves)) else {"leaf": leaf}
        at = visit("question", model, step="100", **query)
        said = " ".join(text(parse(markup(at))).split())
        assert f"….variable is {leaf} True" in said
        assert f"What is written through it can be read from {leaf}.grad" in said
        assert set(kept(at).values()) == {"None"}
        assert notices(at, "warning") == [
            f"The address asks for step 100, and there are {steps_of(at)}: here is the last one."
        ]
    at.toggle(key="untracked").set_value(True).run()
    said = text(parse(markup(sound(at, model))))
    assert "element 0 of tensors does not require grad" in said
    marks = [f"{leaf}.requires_grad_()" for leaf in leaves]
    assert f"Without {' and '.join(filter(None, (', '.join(marks[:-1]), marks[-1])))} the loss is the same" in said


@pytest.mark.parametrize("model", OTHERS)
def test_by_hand_agrees_leaf_by_leaf_and_shows_the_chosen_entry_in_full(model: str) -> None:
    scenario, leaves, _, _ = plain(model)
    for leaf, tensor in leaves.items():
        query = {} if leaf == scenario.leaves[0] else {"leaf": leaf}
        at = visit("by_hand", model, **query)
        said = text(parse(markup(at)))
        assert tensor.grad is not None
        first = exact(tensor.grad.flatten()[0].item(), torch.float32).replace("-", "−")
        assert f"{leaf}.grad" in said
        assert f"is {first} by autograd and " in said
        assert "agree for every entry of" in said
        assert "disagree" not in said
        assert "handed on the same, to the bit" in said


@pytest.mark.parametrize("model", OTHERS)
def test_the_life_of_each_leaf_shows_torch_s_numbers_of_the_chosen_row(model: str) -> None:
    scenario, leaves, loss, _ = plain(model)
    at = visit("life", model, calls="f-b-f-b")
    for leaf, tensor in leaves.items():
        assert tensor.grad is not None
        rows = grid_of(tuple(tensor.shape))[0]
        row = rows - 1
        query = {"calls": "f-b-f-b", "i": str(row)} | ({} if leaf == scenario.leaves[0] else {"leaf": leaf})
        go_to(at, BASE | {"model": model} | query)
        for times, call in enumerate(run(markup(at))[2::2], start=1):
            drawn_rows = (times * tensor.grad).reshape(grid_of(tuple(tensor.shape)))[0 if rows <= 3 else row :]
            ends = [short(number.item(), signed=True) for number in (drawn_rows[0, 0], drawn_rows[-1, -1])]
            assert [call.grad[0], call.grad[-1]] == ends, leaf
        if rows > 3:
            total = short((2 * tensor.grad).double().sum().item(), signed=True)
            assert texts(markup(at), "life-folded")[-2] == f"row {row}; all {tensor.numel()} add up to {total}"
        assert run(markup(at))[-1].loss == short(loss.item())
        said = text(parse(markup(at)))
        assert f"{leaf}.grad after it" in said
        foreign = {each for other in MODELS.values() for each in other.leaves} - set(scenario.leaves)
        assert not {word for word in re.findall(r"[a-z_]\w*", said) if word in foreign or "coefficient" in word}


@pytest.mark.parametrize("model", OTHERS)
def test_every_story_can_be_played_on_the_last_leaf_and_asks_about_it(model: str) -> None:
    scenario = plain(model)[0]
    leaf = scenario.leaves[-1]
    for slug, story in STORIES.items():
        at = visit("life", model, **({"leaf": leaf} if len(scenario.leaves) > 1 else {}))
        at.selectbox(key="life-story").select(slug).run()
        if asked := [button for button in at.button if button.key == "life-skip"]:
            (question,) = texts(markup(at), "life-ask")
            assert question.startswith(f"{leaf}.grad")
            click(at, str(asked[0].key))
        assert story.says(scenario, leaf) in " ".join(texts(markup(at), "life-about")), slug
        assert len(runs(markup(at))[0]) == len(story.actions) + 1
        sound(at, slug)


@pytest.mark.parametrize("model", OTHERS)
def test_slope_shows_the_curve_of_the_chosen_entry_with_torch_s_gradient(model: str) -> None:
    """Of each leaf the last entry: its `.grad` is the tangent; now, predicted and real lie where plain torch says."""
    scenario, leaves, _, _ = plain(model)
    for leaf, tensor in leaves.items():
        rows, columns = grid_of(tuple(tensor.shape))
        index = "".join(f"[{', '.join(str(size - 1) for size in tensor.shape)}]" for _ in tensor.shape[:1])
        chosen = {"leaf": leaf, "i": str(rows - 1), "j": str(columns - 1)}
        at = visit("slope", model, **({"j": chosen["j"], "i": chosen["i"]} if leaf == scenario.leaves[0] else chosen))
        assert tensor.grad is not None
        slope = tensor.grad.flatten()[-1].item()
        figure = json.loads(at.get("plotly_chart")[0].proto.spec)
        assert figure["layout"]["xaxis"]["title"]["text"] == f"{leaf}{index}"
        traces = {each.get("name"): each for each in figure["data"]}
        (x,), (y,) = traces["now"]["x"], traces["now"]["y"]
        assert x == tensor.flatten()[-1].item()
        assert y == pytest.approx(loss_with(scenario, leaf, 0.0))
        (moved,), (real,) = traces["real"]["x"], traces["real"]["y"]
        assert real == pytest.approx(loss_with(scenario, leaf, moved - x))
        assert traces["predicted"]["y"] == [pytest.approx(y + slope * (moved - x))]
        said = text(parse(markup(at)))
        (three,) = (each for each in parse(markup(at)).iter("table") if each.get("aria-label") == "Three gradients")
        name, autograd, by_hand, _, verdict = (text(cell) for cell in list(three.iter("tr"))[1])
        assert (name, autograd) == (f"{leaf}.grad{index}", short(slope, signed=True))
        assert by_hand == autograd, leaf
        assert verdict == "✓ agree", leaf
        assert f"{leaf}.grad holds slopes, not amounts" in said
        assert "Kinks are found numerically here, to within" in said
        (field,) = at.text_input
        assert str(field.label).replace("\\", "") == f"Move {leaf}{index} by"
        field.set_value("0").run()
        assert "No move, no change" in text(parse(markup(sound(at, leaf))))


def loss_with(scenario: Scenario, leaf: str, by: float) -> float:
    """Plain torch's loss in float64, with the last entry of a leaf moved."""
    tensors = {name: tensor.double() for name, tensor in scenario.tensors.items()}
    tensors[leaf].view(-1)[-1] += by
    preds = PREDICT[scenario.model](tensors)
    targets = tensors["t_dep"][:, None] if preds.ndim == 2 else tensors["t_dep"]
    return REDUCE["mean"](ERRORS["mae"](preds, targets)).item()


def rows_of(number: str) -> str:
    """A first layer of the hidden model, as a link writes it, every number the same."""
    return "__".join("_".join([number] * 20) for _ in range(2))


SLOPES: dict[str, tuple[dict[str, str], list[str]]] = {
    "dead relu": (
        {"model": "hidden", "layer1": rows_of("-1"), "by": "0.5"},
        [
            "layer1.grad[0, 0] is 0, and after this move the loss is the same, to the last bit.",
            "Autograd, the hand calculation and the finite difference agree.",
            "The two differ by 0, no more than rounding makes: no kink shows at this point.",
        ],
    ),
    "saturated": (
        {"model": "sigmoid", "coeffs": "400_400", "by": "1"},
        ["coeffs.grad[0] is 0, and after this move the loss is the same, to the last bit.", "No kink was found."],
    ),
    "a kink at the entry": (
        {"model": "hidden", "layer1": rows_of("0"), "loss": "mse"},
        [
            "This move starts at a kink, where (t_indep @ layer1)[0, 0] and 3 more are 0: the loss has one slope to",
            "? cannot tell",
            "The two stay apart where one looks 16 times closer: here is a kink, where (t_indep @ layer1)[0, 0] and 3",
            "What PyTorch takes instead stands in layer1.grad[0, 0]: 0.",
        ],
    ),
    "a kink within the move": (
        {"model": "hidden", "start": "0"},
        ["was found within this move of layer1[0, 0], at 0, where (t_indep @ layer1)[3, 0] is 0: there the slope"],
    ),
    "a bend": (
        {"model": "deep", "leaf": "const3", "loss": "logcosh", "reduction": "sum"},
        ["The loss bends away from its tangent: the prediction misses by", "No kink was found."],
    ),
    "a loss beyond float32": (
        {
            "model": "sigmoid",
            "indep": "3e38_1__1_1__1_1__1_1",
            "coeffs": "0_0",
            "dep": "9_9_9_9",
            "loss": "mse",
            "reduction": "sum",
        },
        ["coeffs.grad[0] is −inf, so it predicts nothing."],
    ),
    "a loss beyond float64": (
        {"model": "sigmoid", "dep": "1e300_1_0_0", "loss": "mse", "dtype": "float64"},
        ["The loss is inf before any move: it is too large for float64", "too large for a chart of the loss."],
    ),
}


@pytest.mark.parametrize("case", SLOPES)
def test_slope_s_sentences_hold_where_the_loss_is_flat_kinked_bent_or_not_finite(case: str) -> None:
    query, sentences = SLOPES[case]
    at = open_view("slope", BASE | query)
    at.session_state["slope-sides"] = at.session_state["slope-steps"] = True
    said = " ".join(text(parse(markup(sound(at.run(), case)))).split())
    for sentence in sentences:
        assert sentence in said
    assert "nan" not in said.replace("inf or nan came out on the way", "")


@pytest.mark.parametrize("model", OTHERS)
def test_no_view_says_a_word_of_another_model(model: str) -> None:
    scenario = plain(model)[0]
    for slug in PROGRAM_VIEWS:
        at = visit(slug, model, step="2")
        said = text(parse(markup(at) + (walk(at)["html"] if at.get("bidi_component") else "")))
        foreign = {leaf for each in MODELS.values() for leaf in each.leaves} - set(scenario.leaves)
        found = {word for word in re.findall(r"[a-z_]\w*", said) if word in foreign or word.startswith("coefficient")}
        assert found == set(), slug
        assert "per sample" not in said


def test_what_cannot_be_said_leads_to_what_can_and_to_the_article_s_model() -> None:
    slug, says = "mistakes", "The mistakes are made with the article's linear model, so they are not shown for “{}”."
    for model in OTHERS:
        at = visit(slug, model)
        said = text(parse(markup(at)))
        assert says.format(MODELS[model].title) in said
        assert len(list(parse(markup(at)).iter("h1"))) == 1
        forward, linear = at.get("page_link")[len(VIEWS) :]
        assert forward.proto.page == "forward"
        assert f"model={model}" in forward.proto.query_string
        assert linear.proto.page == slug
        assert "model" not in linear.proto.query_string
        assert decode(linear.proto.query_string).scenario == decode("from=mixed-4x2").scenario


def test_every_view_is_told_what_to_do_with_another_model() -> None:
    """A view that is new either works on any program or says why not; Life does itself, Your numbers has the choice."""
    assert set(PROGRAM_VIEWS) | OF_THEIR_OWN | {"mistakes", "life", "your_numbers"} == set(VIEWS)
