"""What can be chosen on the dock of a program's walk."""

from core import Scenario, base_scenario, replay
from tests.ui.markup import parse, text
from ui.program.choices import choices
from ui.program.story import ProgramStory


def told(scenario: Scenario, leaf: str, i: int = 0, j: int = 0, sample: int = 0) -> ProgramStory:
    run = replay(scenario)
    return ProgramStory(scenario, run.forward, run.backward, leaf, i, j, sample)


def offered(story: ProgramStory) -> dict[str, list[str]]:
    """What each control offers, with a star at what is chosen; of a field its ends."""
    found: dict[str, list[str]] = {}
    for each in parse(choices(story)).iter():
        if each.tag == "div" and each.get("role") == "group":
            buttons = list(each.iter("button"))
            assert [button.get("data-do") for button in buttons] == ["pick"] * len(buttons)
            texts = [f"{text(button)}{'*' if button.get('aria-pressed') == 'true' else ''}" for button in buttons]
            found[each.get("aria-label", "")] = texts
        elif each.tag == "input":
            found[each.get("aria-label", "").partition(",")[0]] = [
                each.get("min", ""),
                each.get("max", ""),
                f"{each.get('value')}*",
            ]
        elif each.tag == "select":
            found["Leaf"] = [
                f"{text(option)}{'' if option.get('selected') is None else '*'}" for option in each.iter("option")
            ]
    return found


def test_a_leaf_an_entry_of_it_and_a_sample_are_chosen_where_there_are_several() -> None:
    def model(name: str) -> Scenario:
        return base_scenario("mixed-4x2", None, name)

    samples = ["0", "1", "2*", "3"]
    assert offered(told(model("hidden"), "layer1", 1, 7, 2)) == {
        "Leaf": ["layer1*", "layer2", "const"],
        "Row": ["0", "1*"],
        "Column": ["0", "19", "7*"],
        "Sample": samples,
    }
    assert offered(told(model("hidden"), "const", sample=2)) == {
        "Leaf": ["layer1", "layer2", "const*"],
        "Sample": samples,
    }
    assert offered(told(model("sigmoid"), "coeffs", 0, 1, 2)) == {"Column": ["0", "1*"], "Sample": samples}
    six = ["layer1", "const1", "layer2*", "const2", "layer3", "const3"]
    assert offered(told(model("deep"), "layer2"))["Leaf"] == six
    own = Scenario.of("y = x * x + x\ny.backward()", {"x": 3.0}, tracked=("x",))
    assert offered(told(own, "x")) == {}
