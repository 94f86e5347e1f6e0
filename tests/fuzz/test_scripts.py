"""All attacks and two thousand mutated texts with every run; two million by hand (`python -m benchmarks attacks`)."""

import json
import subprocess
import sys
from pathlib import Path

from tests.core.script.attacks import ATTACKS

ROOT = Path(__file__).parents[2]


def test_no_text_brings_more_than_an_error_in_a_sentence() -> None:
    asked = [sys.executable, "-m", "tests.fuzz.scripts", "--texts", "2000", "--seed", "5", "--json"]
    found = json.loads(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert found["faults"] == []
    assert found["memory"] < 200  # MB above the warmed process
    assert found["seconds"] < 1, found["slowest"]  # of the processor, which a loaded machine does not change
    assert sum(found["outcomes"].values()) == 2000 + len(ATTACKS)
    assert min(found["outcomes"].values()) > 50
