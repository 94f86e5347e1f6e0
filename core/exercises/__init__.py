"""What a reader works out alone: the number that is asked for, whether an answer is right, and which slip gives it."""

from core.exercises.answers import Answer, check, check_cell, read_answer
from core.exercises.asked import Asked, number_of
from core.exercises.cell_slips import CELL_SLIPS
from core.exercises.cells import AskedCell, cell_number
from core.exercises.slip import Slip
from core.exercises.slips import SLIPS

__all__ = [
    "CELL_SLIPS",
    "SLIPS",
    "Answer",
    "Asked",
    "AskedCell",
    "Slip",
    "cell_number",
    "check",
    "check_cell",
    "number_of",
    "read_answer",
]
