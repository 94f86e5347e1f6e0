"""What is chosen on a walk's dock: buttons for a few entries, a list or a field for many."""

import pytest

from core.presets.presets import PRESETS
from tests.ui.markup import parse, text
from ui.walk.choices import choices
from ui.walk.tape.story import tell


@pytest.mark.parametrize("trace", [False, True])
def test_a_few_entries_have_a_button_each(trace: bool) -> None:
    tree = parse(choices(tell(PRESETS["mixed-4x2"].build(), 2, 1, trace=trace), trace=trace))
    groups = {one.get("aria-label"): list(one.iter("button")) for one in tree.iter() if one.get("role") == "group"}
    label = "Where does it come from?" if trace else "Coefficient"
    assert {key: [text(button) for button in each] for key, each in groups.items()} == {
        label: ["coeffs.grad[0]", "coeffs.grad[1]"] if trace else ["coeffs[0]", "coeffs[1]"],
        "Sample": ["0", "1", "2", "3"],
    }
    pressed = {key: [button.get("aria-pressed") for button in each] for key, each in groups.items()}
    assert pressed == {label: ["false", "true"], "Sample": ["false", "false", "true", "false"]}
    assert [button.get("data-j") for button in groups[label]] == ["0", "1"]
    assert [button.get("data-i") for button in groups["Sample"]] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("trace", [False, True])
def test_many_entries_have_a_list_and_a_field(trace: bool) -> None:
    tree = parse(choices(tell(PRESETS["article-1000x10"].build(), 500, 6, trace=trace), trace=trace))
    options = list(tree.iter("option"))
    assert [text(option) for option in options] == [f"coeffs{'.grad' if trace else ''}[{j}]" for j in range(10)]
    assert [option.get("value") for option in options if "selected" in option.keys()] == ["6"]  # noqa: SIM118  # an element
    (field,) = tree.iter("input")
    assert (field.get("min"), field.get("max"), field.get("value")) == ("0", "999", "500")
    assert field.get("aria-label") == "Sample, 0 to 999"


def test_nothing_is_chosen_before_a_number_is_asked_for() -> None:
    for preset in ("mixed-4x2", "article-1000x10"):
        tree = parse(choices(tell(PRESETS[preset].build(), 1, 1), trace=True))
        assert [
            one.get("data-j") for one in tree.iter() if one.get("aria-pressed") == "true" and one.get("data-j")
        ] == []
        assert [text(one) for one in tree.iter("option") if "selected" in one.keys()] in ([], ["choose"])  # noqa: SIM118
