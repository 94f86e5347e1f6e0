"""Mistakes with gradients: short programs that really run, and what torch really says."""

from core.mistakes.mistake import Ending, Guess, Lane, Mistake, Need
from core.mistakes.registry import MISTAKES
from core.mistakes.runner import Observed, Outcome, run_mistake

__all__ = ["MISTAKES", "Ending", "Guess", "Lane", "Mistake", "Need", "Observed", "Outcome", "run_mistake"]
