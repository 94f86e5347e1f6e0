"""What a reader works out alone: the number that is asked for, whether an answer is right, and which slip gives it."""

from core.exercises.answers import Answer, check, read_answer
from core.exercises.asked import Asked, number_of
from core.exercises.slips import SLIPS, Slip

__all__ = ["SLIPS", "Answer", "Asked", "Slip", "check", "number_of", "read_answer"]
