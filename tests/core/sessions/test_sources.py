"""The two functions are shown as they stand in the source, and what they call is what runs."""

import ast
from itertools import product

from core import LOSSES, PRESETS, REDUCTIONS, definitions, inner_lines
from core.program import parse


def test_both_functions_without_docstrings_or_notes_to_tools() -> None:
    preds, loss = ast.parse(definitions()).body
    assert isinstance(preds, ast.FunctionDef)
    assert isinstance(loss, ast.FunctionDef)
    assert (preds.name, loss.name) == ("calc_preds", "calc_loss")
    assert [ast.get_docstring(each) for each in (preds, loss)] == [None, None]
    assert "return (indeps * coeffs).sum(axis=1)\n" in definitions()
    assert "type: ignore" not in definitions()


def test_what_is_said_to_run_gives_the_loss() -> None:
    for loss, reduction in product(LOSSES, REDUCTIONS):
        scenario = PRESETS["mixed-4x2"].build().replace(loss=loss, reduction=reduction)
        program = parse("\n".join(inner_lines(scenario).values()))
        residuals = (scenario.t_indep * scenario.coeffs).sum(1) - scenario.t_dep
        values = program.compute({"residuals": residuals})
        assert values[program.result].equal(REDUCTIONS[reduction].forward(LOSSES[loss].forward(residuals)))
