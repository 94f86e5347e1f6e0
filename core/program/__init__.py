"""From a text to single operations, and how large what they make will be."""

from core.program.axes import axes_of
from core.program.errors import ProgramError
from core.program.parsing import parse
from core.program.program import Operation, Program
from core.program.reverse_pass import carrying, one_pull, reverse, way_back
from core.program.sizes import check_scalar, shapes_of

__all__ = [
    "Operation",
    "Program",
    "ProgramError",
    "axes_of",
    "carrying",
    "check_scalar",
    "one_pull",
    "parse",
    "reverse",
    "shapes_of",
    "way_back",
]
