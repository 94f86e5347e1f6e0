"""The README's example prints what the README says, and its picture is there."""

import json
import re
import subprocess
import sys
from pathlib import Path

from ui.frame.views import VIEWS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)
    return str(text)


def test_the_example_of_core_prints_what_the_readme_shows() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", block("python")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout == block("text")


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\((?!http)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_figures_of_speed_are_those_that_were_measured() -> None:
    """Rounded as the table rounds them."""
    parts = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    goals = {goal["text"]: goal["measured"] for part in parts.values() for goal in part["goals"]}
    measured = (
        goals["first page to the first number"],
        goals["Backward, 2×2, against the smallest page"],
        goals["the whole explanation, linear 1,000×10"],
    )
    assert re.findall(r"(\d\.\d\d) ×", README) == [f"{ratio:.2f}" for ratio in measured]


def test_every_page_is_in_the_readmes_table() -> None:
    assert [view.short for view in VIEWS.values() if f"| {view.short} |" not in README] == []
