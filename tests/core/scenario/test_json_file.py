"""Scenarios as files: every bit survives, and a file that was damaged, edited or made up is refused in a sentence."""

import json
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.presets.presets import PRESETS
from core.scenario.json_file import MAX_NAME, ScenarioFileError, from_json, to_json
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario, ScenarioError

MAX_CELLS = 20_000
GOOD = {
    "format": "backward-explainer-1",
    "name": "mine",
    "loss": "mae",
    "reduction": "mean",
    "dtype": "float32",
    "t_indep": [[1, 2], [3, 4]],
    "t_dep": [5, 6],
    "coeffs": [0.5, 0.5],
}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios of any small shape with any finite numbers and any name."""
    width, dtype = draw(st.sampled_from(((32, torch.float32), (64, torch.float64))))
    number = st.just(-0.0) | st.floats(width=width, allow_nan=False, allow_infinity=False)  # type: ignore[arg-type]
    n_samples, n_coeffs = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    t_indep, t_dep, coeffs = (
        draw(st.lists(number, min_size=size, max_size=size)) for size in (n_samples * n_coeffs, n_samples, n_coeffs)
    )
    settings = draw(st.sampled_from(tuple(LOSSES))), draw(st.sampled_from(tuple(REDUCTIONS))), dtype
    cells = torch.tensor(t_indep, dtype=dtype).reshape(n_samples, n_coeffs)
    return Scenario(cells, t_dep, coeffs, *settings, draw(st.text(max_size=MAX_NAME)))


@given(scenarios())
def test_a_scenario_survives_its_file(scenario: Scenario) -> None:
    """Every bit of every number comes back, with the settings and the name."""
    read = from_json(to_json(scenario), MAX_CELLS)
    assert read == scenario
    assert read.name == scenario.name
    for name in ("t_indep", "t_dep", "coeffs"):
        assert getattr(read, name).numpy().tobytes() == getattr(scenario, name).numpy().tobytes()


@pytest.mark.parametrize("slug", PRESETS)
def test_a_preset_survives_its_file(slug: str) -> None:
    """The article's 1000×10 as well, which is what files are for."""
    scenario = PRESETS[slug].build()
    assert from_json(to_json(scenario), MAX_CELLS) == scenario


def test_a_file_can_be_read_by_a_person() -> None:
    """A line a setting, a line a row, numbers as they would be typed."""
    text = to_json(Scenario([[1, 0.1], [-0.0, 1e-7]], [5, 6], [0.5, 0.25], name="mine"))
    assert text == (
        '{\n "format": "backward-explainer-1",\n "name": "mine",\n "loss": "mae",\n "reduction": "mean",\n'
        ' "dtype": "float32",\n "t_indep": [\n  [1, 0.1],\n  [-0, 1e-7]\n ],\n "t_dep": [5, 6],\n'
        ' "coeffs": [0.5, 0.25]\n}\n'
    )


def test_a_file_as_an_editor_leaves_it_is_read() -> None:
    """In any order and layout, with the mark that some editors put in front."""
    text = "\ufeff" + json.dumps(dict(reversed(GOOD.items())), indent=4)
    assert from_json(text, 4) == Scenario([[1, 2], [3, 4]], [5, 6], [0.5, 0.5])


NO_SCENARIOS: list[tuple[dict[str, object], str]] = [
    ({"format": "other"}, "the file is not a saved scenario: load one whose format is backward-explainer-1."),
    ({"name": 5}, "name is missing or no short text: put it in quotes, as in a downloaded file."),
    ({"name": "x" * 201}, "name is missing or no short text: put it in quotes, as in a downloaded file."),
    ({"loss": ["mae"]}, "loss is missing or no short text: put it in quotes, as in a downloaded file."),
    ({"loss": "l1"}, "loss is “l1”: choose one of mae, mse, huber, logcosh."),
    ({"loss": "`x`"}, "loss is “`x`”: choose one of mae, mse, huber, logcosh."),
    ({"reduction": "![](//a.b)"}, "reduction is “![](//a.b)”: choose one of mean, sum."),
    ({"dtype": "int8"}, "dtype is “int8”: choose one of float32, float64."),
    ({"t_indep": 5}, "t_indep is missing or of another shape: give a list of rows."),
    ({"t_indep": [1, 2]}, "t_indep is missing or of another shape: give a list of rows."),
    ({"t_dep": None}, "t_dep is missing or of another shape: give a list of numbers."),
    ({"t_indep": [[1, 2], [3, "4"]]}, "t_indep[1, 1] is not a number: write digits without quotes."),
    ({"t_dep": [5, True]}, "t_dep[1] is not a number: write digits without quotes."),
    ({"coeffs": [None, 1]}, "coeffs[0] is not a number: write digits without quotes."),
    ({"coeffs": [[1], 1]}, "coeffs[0] is not a number: write digits without quotes."),
    ({"t_indep": [[1, 2, 3], [3, 4, 5]]}, "t_indep has 6 cells: load at most 4."),
]


def test_a_file_that_holds_no_scenario_is_refused() -> None:
    """The sentence names the part, the place and the mend."""
    for changes, sentence in NO_SCENARIOS:
        with pytest.raises(ScenarioFileError) as caught:
            from_json(json.dumps(GOOD | changes), 4)
        assert str(caught.value) == sentence, (changes, sentence)


@pytest.mark.parametrize(
    "changes", [{"t_dep": [1]}, {"t_indep": [[1, 2], [3]]}, {"t_indep": []}, {"t_indep": [[], []]}]
)
def test_what_a_scenario_refuses_a_file_refuses_too(changes: dict[str, Any]) -> None:
    """The scenario's own sentence is handed on."""
    scenario = {name: value for name, value in (GOOD | changes).items() if name not in ("format", "dtype")}
    with pytest.raises(ScenarioError) as refused:
        Scenario(**scenario)
    with pytest.raises(ScenarioFileError) as caught:
        from_json(json.dumps(GOOD | changes), 4)
    assert str(caught.value) == str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is damaged at line 1: download it again."),
        ('{\n"a": }', "the file is damaged at line 2: download it again."),
        ("[" * 2_000, "the file's brackets are too deep: download it again."),
        ("[1, 2]", "the file is not a saved scenario: load one whose format is backward-explainer-1."),
        ('{"t_dep": [NaN]}', "the file holds NaN: put a finite number there."),
        ('{"t_dep": [-Infinity]}', "the file holds -Infinity: put a finite number there."),
        (" " * 800_321, "the file has 800,321 characters: load one of at most 4 cells."),
    ],
)
def test_a_text_that_is_no_file_is_refused(text: str, sentence: str) -> None:
    """Damaged, hostile and too long texts each have their sentence."""
    with pytest.raises(ScenarioFileError) as caught:
        from_json(text, 4)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("number", ["1e999", "9" * 500, "1e39"])
def test_a_number_that_the_dtype_cannot_hold_is_refused(number: str) -> None:
    """Infinity does not come in through a file either."""
    text = json.dumps(GOOD).replace("[5, 6]", f"[5, {number}]")
    with pytest.raises(ScenarioFileError, match=r"^t_dep\[1\] is .*\.$"):
        from_json(text, 4)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(tuple(GOOD)), inner, max_size=3),
)


@given(st.text(max_size=200) | st.dictionaries(st.sampled_from(tuple(GOOD)), JSON).map(lambda c: json.dumps(GOOD | c)))
def test_any_text_is_a_scenario_or_one_sentence(text: str) -> None:
    """Nothing but ScenarioFileError is ever raised."""
    try:
        read = from_json(text, MAX_CELLS)
    except ScenarioFileError as error:
        sentence = str(error)
        assert sentence.endswith(".")
    else:
        assert from_json(to_json(read), MAX_CELLS) == read
