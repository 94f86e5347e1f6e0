"""The kinds of operations that a program may hold. A new kind is one entry in the file of its idea."""

from core.kinds.arithmetic import ARITHMETIC
from core.kinds.cutting import CUTTING
from core.kinds.elementwise import ELEMENTWISE
from core.kinds.errors import ERRORS
from core.kinds.kind import Call, Kind, MisfitError, Operand, Option, OptionError, Rule, Shape, said
from core.kinds.moving import MOVING
from core.kinds.products import PRODUCTS
from core.kinds.reductions import REDUCTIONS
from core.kinds.unruled import UNRULED

__all__ = ["KINDS", "Call", "Kind", "MisfitError", "Operand", "Option", "OptionError", "Rule", "Shape", "said"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (*ARITHMETIC, *ELEMENTWISE, *REDUCTIONS, *PRODUCTS, *MOVING, *ERRORS, *UNRULED, *CUTTING)
}
