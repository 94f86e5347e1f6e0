"""What a part found, as JSON and as a table: results.json keeps every number, results.md is made from it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.timing import Spread

HERE = Path(__file__).parent
JSON, MARKDOWN = HERE / "results.json", HERE / "results.md"

Cell = str | int | float | Spread | None


@dataclass(frozen=True)
class Goal:
    """One goal, and how near it is.

    Attributes:
        text: what is measured.
        target: what it may be at most, or at least.
        measured: what it is.
        unit: "×", "s", "B" or "".
        at_least: whether more is better.
        reason: why it is missed; needed only then.
    """

    text: str
    target: float
    measured: float
    unit: str = "×"
    at_least: bool = False
    reason: str = ""

    @property
    def met(self) -> bool:
        """Whether the measurement reaches the goal."""
        return self.measured >= self.target if self.at_least else self.measured <= self.target


@dataclass(frozen=True)
class Section:
    """What one part found.

    Attributes:
        title: its heading.
        question: what it measures, and against what.
        columns: the heads of the table.
        rows: its cells; a `Spread` is shown as its median and quartiles.
        goals: the goals of this part.
        notes: a paragraph each: how it was measured, where time goes.
        picture: a file beside results.md, or "".
    """

    title: str
    question: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = field(default=())
    picture: str = ""


def saved() -> dict[str, Any]:
    """What earlier runs found, by the name of the part."""
    return json.loads(JSON.read_text(encoding="utf-8")) if JSON.exists() else {}


def entry(section: Section, machine: dict[str, str]) -> dict[str, Any]:
    """A section as JSON: its own machine beside it, since parts may be measured one by one."""
    plain = asdict(section)
    for goal, raw in zip(section.goals, plain["goals"], strict=True):
        raw["met"] = goal.met
    return {"machine": machine} | plain


def write(sections: dict[str, Any]) -> None:
    """Write both files."""
    JSON.write_text(json.dumps(sections, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    MARKDOWN.write_text(markdown(sections), encoding="utf-8")


def markdown(sections: dict[str, Any]) -> str:
    """All sections as Markdown, from what stands in the JSON."""
    head = (
        "# Measurements\n\n`make bench` wrote this file; [results.json](results.json) has every number. "
        "Times and ratios are medians with the quartiles in brackets. Ratios are taken side by side, round by round.\n"
    )
    return "\n".join([head, *(_section(section) for section in sections.values())])


def _section(section: dict[str, Any]) -> str:
    parts = [f"## {section['title']}", section["question"], _table(section["columns"], section["rows"])]
    if section["picture"]:
        parts.append(f"![{section['title']}]({section['picture']})")
    if section["goals"]:
        parts.append(_table(("goal", "target", "measured", "met"), [_goal(goal) for goal in section["goals"]]))
    parts += section["notes"]
    parts.append("Measured on: " + "; ".join(f"{name} {value}" for name, value in section["machine"].items()) + ".")
    return "\n\n".join(parts) + "\n"


def _goal(goal: dict[str, Any]) -> tuple[str, ...]:
    sign = "≥" if goal["at_least"] else "≤"
    target, measured = (amount(goal[name], goal["unit"]) for name in ("target", "measured"))
    return goal["text"], f"{sign} {target}", measured, "yes" if goal["met"] else f"no: {goal['reason']}"


def _table(columns: Any, rows: Any) -> str:  # noqa: ANN401  # lists from JSON
    lines = [columns, ["---"] * len(columns), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(cell: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    if isinstance(cell, dict):
        middle, low, high = (amount(cell[name], cell["unit"]) for name in ("median", "low", "high"))
        return f"{middle} ({low} – {high})"
    if isinstance(cell, float):
        return f"{cell:.3g}"
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def amount(number: float, unit: str) -> str:
    """A number with a unit that suits its size."""
    if unit == "s":
        scale, name = next(((k, n) for k, n in ((1.0, "s"), (1e-3, "ms")) if number >= k), (1e-6, "µs"))
        return f"{number / scale:.3g} {name}"
    if unit == "B":
        return f"{number / 1e6:,.1f} MB"
    return f"{number:.3g} {unit}".strip() if number < 1000 else f"{number:,.0f} {unit}".strip()
