"""What a process imports before a reader asks for more: no sympy and no compiler of torch, a second and 72 MB."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = ("sympy", "torch._dynamo", "torch._inductor")

SESSION = """
import sys
from core import Scenario, ScenarioError
from tests.ui.visits import go_to, open_view
from ui.frame.views import VIEWS

opened = [go_to(open_view(slug, {}), {"from": "mixed-4x2", "loss": "huber"}) for slug in VIEWS]
for wrong in ([[1], [2]], [1, 2, 3], [[[1, 2]]]):
    try:
        Scenario([[1, 2], [3, 4]], wrong, [1, 1])
    except ScenarioError:
        opened.append(None)
print(len(opened), *(name for name in NAMES if name in sys.modules))
open_view("life", {"calls": "f-b-o"})
print(*(name for name in NAMES if name in sys.modules))
"""


def test_no_view_and_no_refusal_imports_sympy_before_an_optimizer_is_asked_for() -> None:
    code = SESSION.replace("NAMES", repr(HEAVY))
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    before, after = said.stdout.splitlines()[-2:]
    assert before == "14"
    assert "sympy" in after, "the calls of an optimizer do import it, so the test would see it"
