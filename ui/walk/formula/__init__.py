"""The formula of a step for the chosen entry in three stages, as LaTeX: symbols, with values, worked out."""

from ui.walk.formula.backward import backward_formula
from ui.walk.formula.forward import forward_formula
from ui.walk.formula.hand import hand_formula
from ui.walk.formula.origin import origin_line

__all__ = ["backward_formula", "forward_formula", "hand_formula", "origin_line"]
