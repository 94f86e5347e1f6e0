"""Links and files of the other models: base, seed and every bit of every number survive, and damage gets a sentence."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core import (
    LOSSES,
    MODELS,
    PRESETS,
    REDUCTIONS,
    Link,
    PermalinkError,
    Scenario,
    ScenarioFileError,
    base_scenario,
    decode,
    draw_start,
    encode,
    from_json,
    grid_of,
    to_json,
)
from core.link.models import with_model
from core.scenario.entries import Entry
from core.scenario.starts import in_model

OTHERS = [name for name in MODELS if name != "linear"]
SMALL = [slug for slug in PRESETS if base_scenario(slug).t_indep.numel() < 100]


def bits(scenario: Scenario) -> object:
    """Everything that a scenario holds but its name; unlike `==`, it tells 0 from -0."""
    tensors = {name: (tuple(t.shape), t.numpy().tobytes()) for name, t in scenario.tensors.items()}
    return scenario.model, scenario.loss, scenario.reduction, scenario.dtype, tensors


@st.composite
def links(draw: st.DrawFn) -> Link:
    """Links of every other model: a base and a seed with some cells changed, or data of one's own."""
    base, seed = draw(st.sampled_from(["", *SMALL])), draw(st.integers(0, 2**32 - 1))
    dtype = draw(st.sampled_from((torch.float32, torch.float64)))
    scenario = base_scenario(base or "mixed-4x2", dtype, draw(st.sampled_from(OTHERS)), seed)
    changed = {}
    for name, tensor in scenario.tensors.items():
        changed[name] = tensor.clone()
        for position in draw(st.lists(st.integers(0, tensor.numel() - 1), max_size=2)):
            number = draw(st.floats(width=32, allow_nan=False, allow_infinity=False) | st.just(-0.0))
            changed[name].view(-1)[position] = number
    scenario = scenario.replace(
        **changed, loss=draw(st.sampled_from(tuple(LOSSES))), reduction=draw(st.sampled_from(tuple(REDUCTIONS)))
    )
    leaf = draw(st.sampled_from(("", *scenario.leaves)))
    rows, columns = grid_of(tuple(scenario.tensors[leaf or scenario.leaves[0]].shape))
    i, j = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
    return Link(scenario, base, draw(st.integers(0, 9)), i, j, leaf=leaf, start=seed)


@given(links())
@settings(max_examples=60, deadline=None)
def test_a_link_and_a_file_survive_their_text(link: Link) -> None:
    text = encode(link)
    read = decode(text)
    assert read == link
    assert bits(read.scenario) == bits(link.scenario)
    assert encode(read) == text
    assert bits(from_json(to_json(link.scenario), 100)) == bits(link.scenario)


def test_a_drawn_start_takes_a_short_link_and_is_the_lesson_s() -> None:
    """Seed 442 on the default preset: the numbers are those of the registry's start, from a generator of that seed."""
    for model in OTHERS:
        read = decode(f"model={model}&start=442")
        assert encode(read) == f"model={model}&start=442"
        drawn = MODELS[model].start(2, torch.Generator().manual_seed(442))
        assert read.scenario.model == model
        assert read.scenario.leaves == MODELS[model].leaves
        for name, tensor in drawn.items():
            assert torch.equal(read.scenario.tensors[name], tensor)
        for name in ("t_indep", "t_dep"):
            assert torch.equal(read.scenario.tensors[name], base_scenario("article-2x2").tensors[name])
        assert encode(decode(f"model={model}")) == f"model={model}", "seed 0 is as usual"


def test_data_of_one_s_own_need_no_leaves() -> None:
    """t_indep and t_dep alone start from nothing, and the start is drawn for as many columns as they have."""
    text = "model=hidden&start=3&indep=1_2_3__4_5_6&dep=1_0"
    read = decode(text)
    assert (read.base, read.scenario.name) == ("", "Your numbers")
    assert torch.equal(read.scenario.layer1, draw_start("hidden", 3, 3)["layer1"])
    assert encode(read) == text
    changed = decode(f"{text}&const=0.25&set=layer1.2.19_0.5&leaf=layer1&i=2&j=19")
    assert changed.scenario.const.item() == 0.25
    assert changed.scenario.layer1[2, 19].item() == 0.5
    assert (changed.chosen_leaf, changed.i, changed.j) == ("layer1", 2, 19)


def test_the_entries_of_a_plane_survive_their_text_and_go_with_their_model() -> None:
    text = "model=hidden&across=layer1.1.19&up=const"
    read = decode(text)
    assert (read.across, read.up) == (Entry("layer1", (1, 19)), Entry("const"))
    assert encode(read) == text
    moved = with_model(read, "deep")
    assert (moved.across, moved.up) == (None, None)


def test_in_model_keeps_the_data_and_the_settings() -> None:
    linear = base_scenario("mixed-4x2").replace(loss="mse", reduction="sum", dtype=torch.float64)
    hidden = in_model(linear, "hidden", 5)
    assert (hidden.loss, hidden.reduction, hidden.dtype, hidden.name) == ("mse", "sum", torch.float64, linear.name)
    assert torch.equal(hidden.t_indep, linear.t_indep)
    assert decode(encode(replace(Link(), base="mixed-4x2", scenario=hidden, start=5))).scenario == hidden


def test_what_cannot_be_used_gets_a_sentence() -> None:
    wrong = {
        "model=cubic": "model is “cubic”: choose one of linear, sigmoid, matrix, hidden, deep.",
        "start=3": "start is for a model whose start is drawn, not for linear: remove it.",
        "model=hidden&start=-1": "start is “-1”: use a whole number from 0 to 4294967295.",
        "model=hidden&coeffs=1_2": "coeffs is no tensor of the model hidden: it has indep, dep, layer1, layer2, const.",
        "layer1=1_2": "layer1 is no tensor of the model linear: it has indep, dep, coeffs.",
        "leaf=coeffs": "leaf is coeffs, and the model linear has one leaf alone: remove it.",
        "model=hidden&leaf=layer3": "leaf is “layer3”: choose one of layer1, layer2, const.",
        "model=hidden&leaf=": "leaf is empty: write a name, or remove it.",
        "model=hidden&i=2": "i is 2, but these numbers go from 0 to 1: use one of them.",
        "model=hidden&leaf=const&j=1": "j is 1, but these numbers go from 0 to 0: use one of them.",
        "model=hidden&k=1": "k is for the model linear, not for hidden: remove it.",
        "across=coeffs.0": "across is for another model than linear, which has j and k: remove it.",
        "model=hidden&up=coeffs.0": "up is in “coeffs”: choose one of layer1, layer2, const.",
        "model=hidden&up=layer1.2.0": "up is layer1[2, 0]: use an entry inside the shape (2, 20) of layer1.",
        "model=hidden&across=const.0": "across is const[0]: use an entry inside the shape () of const.",
        "model=hidden&across=layer1[0]": "across is “layer1[0]”: write a leaf and a place in it, such as layer1.0.3.",
        "sample=1": "sample is for other models than linear, which has i for it: write i.",
        "from=mixed-4x2&model=hidden&sample=4": "sample is 4, but these numbers go from 0 to 3: use one of them.",
        "model=hidden&const=1_2": "const is “1_2”: write a single number.",
        "model=hidden&set=layer1.0_1": "set changes layer1[0]: use a cell inside the shape (2, 20).",
        "model=hidden&set=coeffs.0_1": "set holds “coeffs.0_1”: write each change as a cell and its number",
        "model=matrix&coeffs=1_2": "t_indep (2, 2) and coeffs (1, 2) cannot be multiplied as matrices",
        "from=uniform-1-2000000-0&model=hidden": "t_indep has 2,000,000 columns, and the model hidden learns several",
        "model=sigmoid&indep=1_2__3&dep=1_2": "t_indep row 1 has 1 cell where row 0 has 2",
    }
    for text, sentence in wrong.items():
        with pytest.raises(PermalinkError) as caught:
            decode(text)
        assert sentence in str(caught.value), text


def test_a_file_of_another_model_that_cannot_be_used_gets_a_sentence() -> None:
    text = to_json(in_model(base_scenario("mixed-4x2"), "hidden"))
    wrong = {
        ('"hidden"', '"cubic"'): "model is “cubic”: choose one of",
        ('"const": ', '"const": "a", "c": '): "const is missing or not a number",
        ('"layer2": [', '"layer2": 1, "x": ['): "layer2 is missing or of another shape: give a list of rows.",
        ('"model": "hidden",', ""): "coeffs is missing or of another shape",
        ('"t_dep": [', '"t_dep": [1, '): "t_dep has shape (5,) but t_indep has 4 rows",
    }
    for (part, other), sentence in wrong.items():
        assert part in text
        with pytest.raises(ScenarioFileError) as caught:
            from_json(text.replace(part, other), 100)
        assert sentence in str(caught.value), other
    assert '"model"' not in to_json(base_scenario("mixed-4x2")), "the article's model is written as before"
