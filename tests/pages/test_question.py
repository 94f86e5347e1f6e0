"""The opening page: what the program prints is what torch prints, and what is said of the references is so."""

import pytest
from torch.autograd.graph import get_gradient_edge

from core import LOSSES, PRESETS, REDUCTIONS
from tests.core.plain import live
from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, open_view

FOLLOWED = "7"


def printed(page: str) -> list[str]:
    """What stands in the table of the program's output, row by row."""
    (table,) = (element for element in parse(page).iter("table") if element.get("class") == "output")
    return [text(cell) for cell in table.iter("td")]


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_loss_is_printed_with_its_grad_fn(reduction: str) -> None:
    """Which is the clue: the loss remembers how it was made."""
    for preset, loss in ((preset, loss) for preset in PRESETS for loss in LOSSES):
        at = open_view("question", {"from": preset, "loss": loss, "reduction": reduction})
        coeffs, made = live(PRESETS[preset].build().replace(loss=loss, reduction=reduction))
        assert printed(markup(at))[1] == repr(made)
        assert "grad_fn=<" in repr(made)
        made.backward()  # type: ignore[no-untyped-call]
        assert " ".join(repr(coeffs.grad).split()) == printed(markup(at))[2]


def test_none_is_printed_as_python_prints_it() -> None:
    """The prompt alone shows nothing for None."""
    page = markup(open_view("question", {"step": FOLLOWED}))
    assert ">>> print(coeffs.grad_fn) None" in " ".join(texts(page, "typed"))
    at = open_view("question", {})
    at.toggle(key="untracked").set_value(True).run()
    assert ">>> print(loss.grad_fn) None" in " ".join(texts(markup(at), "typed"))


def test_from_coeffs_no_reference_leads_to_loss() -> None:
    """Its own node can be had, but refers to no other."""
    page = markup(open_view("question", {"step": FOLLOWED}))
    assert "coeffs.grad_fn is None, and from coeffs no reference leads to loss." in " ".join(texts(page, "say"))
    coeffs, _ = live(PRESETS["article-2x2"].build())
    assert get_gradient_edge(coeffs).node.next_functions == ()
    assert coeffs.grad_fn is None
