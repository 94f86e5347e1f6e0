"""The formula of By hand for the chosen entry in three stages, as LaTeX: symbols, with values, worked out."""

from ui.walk.formula.hand import hand_formula

__all__ = ["hand_formula"]
