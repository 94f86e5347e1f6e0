"""What is said of the same steps by an optimizer: the numbers of both loops, and how far they are apart."""

from itertools import product

import torch

from core import LOSSES, PRESETS, REDUCTIONS, descend, short, with_optimizer
from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, open_view
from ui.descent.optimizer import compared


def test_both_ends_stand_in_the_table_and_the_distance_is_the_real_one() -> None:
    same = apart = 0
    for preset, loss, reduction, zero in product(PRESETS, LOSSES, REDUCTIONS, (True, False)):
        scenario = PRESETS[preset].build().replace(loss=loss, reduction=reduction)
        done = descend(scenario, 1e-6, 5, zero_grad=zero)
        if not done.taken:
            continue
        other = with_optimizer(done, done.taken)
        made = compared(done, done.taken, other)
        rows = [[text(cell) for cell in row.iter("td")] for row in parse(made).iter("tr")][1:]
        assert [row[0] for row in rows] == [short(done.coeffs[-1][0].item()), short(other[0].item())]
        (said,) = texts(made, "note-line")
        equal = torch.equal(done.coeffs[-1], other)
        assert ("bit for bit" in said) == equal
        assert ("apart: step() rounds" in said) != equal
        assert ("where the loop above sets it to zeros" in said) == zero
        same, apart = same + equal, apart + (not equal)
    assert same
    assert apart


def test_it_runs_when_it_is_opened_and_not_before() -> None:
    at = open_view("descent", {})
    assert "Both loops" not in markup(at)
    at.session_state["descent-optimizer"] = True
    assert "Both loops" in markup(at.run())
