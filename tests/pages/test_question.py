"""The opening page: what stands in it is what torch prints, and what is said of the references is so."""

from itertools import cycle, product

from streamlit.testing.v1 import AppTest
from torch.autograd.graph import get_gradient_edge

from core import LOSSES, PRESETS, REDUCTIONS
from tests.core.plain import live
from tests.ui.markup import classes, parse, text, texts
from tests.ui.visits import go_to, markup, notices, onward, open_view, walk

FOLLOWED = "7"


def on(at: AppTest, name: str) -> list[str]:
    """What of a class is seen at the step at which the chase opens."""
    return [text(one) for one in parse(walk(at)["html"]).iter() if {name, "on"} <= classes(one)]


def test_the_loss_is_printed_with_its_grad_fn() -> None:
    """Which is the clue: the loss remembers how it was made."""
    at = open_view("question", {})
    for preset, (_, loss, reduction) in zip(cycle(PRESETS), product(range(2), LOSSES, REDUCTIONS), strict=False):
        go_to(at, {"from": preset, "loss": loss, "reduction": reduction})
        coeffs, made = live(PRESETS[preset].build().replace(loss=loss, reduction=reduction))
        assert on(at, "card") == [f">>> loss {made!r}"], (preset, loss, reduction)
        assert "grad_fn=<" in repr(made)
        made.backward()  # type: ignore[no-untyped-call]
        assert texts(markup(at), "after") == [
            f"in the program, after loss.backward(): {' '.join(repr(coeffs.grad).split())}"
        ]
        assert texts(markup(at), "none") == ["None"]


def test_a_link_to_a_step_opens_there_and_one_beyond_the_last_at_the_last() -> None:
    at = open_view("question", {"step": "3"})
    assert on(at, "say")[0].startswith("SubBackward0 recorded how residuals was made.")
    assert on(at, "say")[0].endswith("and (None, 0) for the input that is not tracked.")
    assert texts(markup(at), "count") == ["3 of 7"]
    at = open_view("question", {"step": "900"})
    assert texts(markup(at), "count") == ["7 of 7"]
    assert notices(at, "warning") == ["The address asks for step 900, and there are 7: here is the last one."]
    assert onward(at) == "Next: Forward"


def test_the_button_says_which_reference_is_followed() -> None:
    (button,) = (one for one in parse(walk(open_view("question", {}))["html"]).iter("button") if "next" in classes(one))
    assert [text(one) for one in button] == [
        "Follow: loss.grad_fn →",
        *["Follow: next_functions →"] * 5,
        "Follow: .variable →",
        "Next: Forward →",
    ]


def test_none_is_printed_as_python_prints_it() -> None:
    """The prompt alone shows nothing for None."""
    (card,) = on(open_view("question", {"step": FOLLOWED}), "card")
    assert card.endswith(">>> print(coeffs.grad_fn) None")
    at = open_view("question", {})
    at.toggle(key="untracked").set_value(True).run()
    assert ">>> print(loss.grad_fn) None" in " ".join(texts(markup(at), "typed"))


def test_from_coeffs_no_reference_leads_to_loss() -> None:
    """Its own node can be had, but refers to no other."""
    (note,) = on(open_view("question", {"step": FOLLOWED}), "note")
    assert "coeffs.grad_fn is None, and from coeffs no reference leads to loss." in note
    coeffs, _ = live(PRESETS["article-2x2"].build())
    assert get_gradient_edge(coeffs).node.next_functions == ()
    assert coeffs.grad_fn is None
