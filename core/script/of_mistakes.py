"""A mistake and its mended program as scripts: the article's functions written out, so that a reader can change them.

Whether the language can say a mistake is not listed anywhere: its script must raise what the mistake raises, or leave
the same `.grad`, to the bit.
"""

import ast
import difflib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torch import Tensor

from core.mistakes.mistake import Mistake
from core.mistakes.runner import Observed, Outcome, run_mistake
from core.numbers import alike, tensor_code
from core.program import ProgramError
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario
from core.script.opening import MOST_WRITTEN
from core.script.script import Script

WRONG, MENDED = "  # the mistake", "  # mended"
"""What marks the lines in which the two differ."""


class MistakeScripts(NamedTuple):
    """The two texts.

    Attributes:
        broken: the mistake.
        mended: the same without it.
    """

    broken: Script
    mended: Script


def mistake_scripts(mistake: Mistake, scenario: Scenario) -> MistakeScripts | None:
    """The scripts of a mistake, on the numbers that it is shown on; None where the language cannot say it.

    Args:
        mistake: of `MISTAKES`.
        scenario: the problem, of the article's model.
    """
    outcome = run_mistake(mistake, scenario)
    shown = outcome.scenario
    if any(tensor.numel() > MOST_WRITTEN for tensor in shown.tensors.values()):
        return None
    try:
        broken, mended = (_lines(code, shown) for code in (mistake.code, mistake.mended_code))
        scripts = (Script.of("\n".join((*_tensors(shown, lines), *lines))) for lines in _marked(broken, mended))
        found = MistakeScripts(*scripts)
    except ProgramError:
        return None
    return found if _same(found, outcome) else None


def _tensors(scenario: Scenario, lines: Sequence[str]) -> Iterator[str]:
    """The lines that make what the others read."""
    for name in ("t_indep", "t_dep", "coeffs"):
        if any(name in line for line in lines):
            yield f"{name} = {tensor_code(scenario.tensors[name])}"


def _lines(code: str, scenario: Scenario) -> list[str]:
    """A program's lines with the article's functions written out; what it observes is printed."""
    tree = _WrittenOut(scenario).visit(ast.parse(code))
    return ast.unparse(ast.fix_missing_locations(tree)).split("\n")


def _marked(broken: list[str], mended: list[str]) -> tuple[list[str], list[str]]:
    """The lines of both, marked where they differ."""
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, broken, mended, autojunk=False).get_opcodes():
        if tag != "equal":
            broken = [line + WRONG if start <= at < end else line for at, line in enumerate(broken)]
            mended = [line + MENDED if begin <= at < stop else line for at, line in enumerate(mended)]
    return broken, mended


class _WrittenOut(ast.NodeTransformer):
    """Puts expressions in the place of `calc_preds`, `calc_loss` and `loss_fn`."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def visit_Call(self, node: ast.Call) -> ast.AST:  # ast names it so
        """A call, or what the function computes."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="calc_preds"), args=[coeffs, indeps], keywords=[]):
                return self.preds(coeffs, indeps)
            case ast.Call(func=ast.Name(id="calc_loss"), args=[coeffs, indeps, deps], keywords=[]):
                return self.loss(self.preds(coeffs, indeps), deps)
            case ast.Call(func=ast.Name(id="loss_fn"), args=[preds, deps], keywords=[]):
                return self.loss(preds, deps)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:  # ast names it so
        """What a mistake observes, its `grad` and others' beside it, is printed."""
        self.generic_visit(node)
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="grad") as seen) if "grad" in name:
                return ast.Expr(ast.Call(ast.Name("print"), [seen], []))
            case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple(elts=seen)):
                return ast.Expr(ast.Call(ast.Name("print"), seen, []))
        return node

    def preds(self, coeffs: ast.expr, indeps: ast.expr) -> ast.expr:
        """The article's predictions."""
        return _filled("(indeps * coeffs).sum(axis=1)", {"indeps": indeps, "coeffs": coeffs})

    def loss(self, preds: ast.expr, deps: ast.expr) -> ast.expr:
        """The scenario's loss, its lines put into one another."""
        known = {"residuals": _filled("preds - deps", {"preds": preds, "deps": deps})}
        name = "residuals"
        for line in (*LOSSES[self.scenario.loss].lines, REDUCTIONS[self.scenario.reduction].line):
            name, _, code = line.partition(" = ")
            known[name] = _filled(code, known)
        return known[name]


def _filled(code: str, names: dict[str, ast.expr]) -> ast.expr:
    """An expression with others in the place of names."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:  # ast names it so
            return names.get(node.id, node)

    filled: ast.expr = Fill().visit(ast.parse(code, mode="eval").body)
    return filled


def _same(found: MistakeScripts, outcome: Outcome) -> bool:
    """Whether the scripts do what the programs did."""
    raised = found.broken.trace.raised
    said = outcome.raised
    if (raised is None) != (said is None) or (raised and said and (raised.type, raised.text) != (said.type, said.text)):
        return False
    both = ((found.broken, outcome.values), (found.mended, outcome.right))
    return all(_left(script, seen) for script, seen in both)


def _left(script: Script, seen: dict[str, Observed]) -> bool:
    """Whether a script left the `coeffs.grad` that its program saw, where it saw one."""
    if "grad" not in seen:
        return True
    number = script.trace.names.get("coeffs", -1)
    value = script.trace.values[number] if number >= 0 else None
    wanted = seen["grad"].tensor
    held: Tensor | None = None if value is None else value.grad
    if wanted is None or held is None:
        return wanted is held
    return alike(wanted.to(held.dtype), held)
