"""What is said of the same steps by an optimizer: the numbers of both loops, and how far they are apart."""

from itertools import product

import torch

from core import LOSSES, MODELS, PRESETS, REDUCTIONS, descend, short, with_optimizer
from core.scenario.starts import in_model
from tests.ui.markup import parse, text, texts
from tests.ui.visits import markup, open_view
from ui.descent.optimizer import compared

DATA, OTHERS = PRESETS["mixed-4x2"].build(), [name for name in MODELS if name != "linear"]


def test_both_ends_stand_in_the_table_and_the_distance_is_the_real_one() -> None:
    same = apart = 0
    problems = [*(preset.build() for preset in PRESETS.values()), *(in_model(DATA, name) for name in OTHERS)]
    for problem, loss, reduction, zero in product(problems, LOSSES, REDUCTIONS, (True, False)):
        scenario = problem.replace(loss=loss, reduction=reduction)
        done = descend(scenario, 1e-6, 5, zero_grad=zero)
        if not done.taken:
            continue
        other = with_optimizer(done, done.taken)
        made = compared(done, done.taken, other)
        rows = [[text(cell) for cell in row.iter("td")] for row in parse(made).iter("tr")][1:]
        first = scenario.leaves[0]
        own = done.leaves[first][-1]
        assert rows[0] == [short(leaf.flatten()[0].item()) for leaf in (own, other[first])]
        (said,) = texts(made, "note-line")
        equal = all(torch.equal(kept[-1], other[name]) for name, kept in done.leaves.items())
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
