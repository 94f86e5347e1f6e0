"""What a kind of operation is: everything that is known of it, in one entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from torch import Tensor

Operand = Tensor | float
"""What an operation reads: a tensor, or a number written into the program."""

Shape = tuple[int, ...]
Text = str | Callable[[Mapping[str, Any]], str]
"""Words or a formula: the same for every call, or made from the call's options."""

Does = Literal["multiply", "gate", "copy", "move", "matrix"]


class Call(NamedTuple):
    """One operation as it ran.

    Attributes:
        operands: what it read, in the order of `Kind.operands`.
        options: its settings, such as `dim`.
        out: what it made.
    """

    operands: tuple[Operand, ...]
    options: Mapping[str, Any]
    out: Tensor


@dataclass(frozen=True)
class Rule:
    """How the gradient of a result becomes that of one operand, by hand.

    `pull` is linear in the gradient: applied to |gradient| and |local| it bounds the size of what is added up, and with
    it the rounding (`core.hand.bounds`), so that there is no second set of rules.

    Attributes:
        pull: (gradient of the result, local derivative, call, operand's position) -> gradient of the operand, in its
            shape or in that of the broadcast, which is then added up (`core.kinds.pulls.sum_to`).
        local: the local derivative, from the call; True and False are 1 and 0; None where the gradient is only copied
            or moved.
        factors: the local derivative as numbers that the gradient is multiplied by one after the other, where torch
            does so: rounding depends on it.
        size: what stands in for |local| in the bound, where the local derivative is itself a difference that rounds.
        does: what `pull` does, in a word.
        reads: the operands' positions that the local derivative is worked out from; -1 is the result.
        name: what the local derivative is called in a picture; {each} stands for what one of the numbers is called.
        formula: the local derivative in LaTeX, of the operands a, b, c, or of r where there is one operand alone.

    Name and formula may depend on the options, as of a power by its exponent.
    """

    pull: Callable[[Tensor, Operand | None, Call, int], Tensor]
    local: Callable[[Call], Operand] | None = None
    factors: Callable[[Call], tuple[Operand, ...]] | None = None
    size: Callable[[Call], Operand] | None = None
    does: Does = "multiply"
    reads: tuple[int, ...] = ()
    name: Text = ""
    formula: Text = ""

    def down(self, gradient: Tensor, call: Call, operand: int) -> Tensor:
        """What `pull` makes of the gradient of a result, with its local derivative."""
        if self.local is None:
            return self.pull(gradient, None, call, operand)
        if self.factors is None:
            return self.pull(gradient, self.local(call), call, operand)
        for factor in self.factors(call):
            gradient = self.pull(gradient, factor, call, operand)
        return gradient


def said(text: Text, options: Mapping[str, Any], each: str = "number") -> str:
    """A kind's words for one call.

    Args:
        text: the words.
        options: the call's options.
        each: what one of the numbers is called.
    """
    return (text if isinstance(text, str) else text(options)).replace("{each}", each)


class OptionError(ValueError):
    """Says what an option has to be, as the end of a sentence."""


@dataclass(frozen=True)
class Option:
    """A setting of an operation.

    Attributes:
        read: what was written, as Python's literal -> the value to hand to torch; raises OptionError.
        default: its value where nothing was written; ... where it must be given.
        spread: whether a method takes the rest of the arguments by position for it, as in `x.reshape(2, 3)`.
        named: whether it can be given by its name alone, since torch means another setting by that position.
    """

    read: Callable[[object], Any]
    default: Any = None
    spread: bool = False
    named: bool = False


class MisfitError(ValueError):
    """Shapes that an operation cannot take; says why and how to mend it, as the end of a sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class Kind:
    """A kind of operation: how it is written, what it computes, how a gradient passes back, and its words.

    Attributes:
        name: its key in `KINDS`.
        shape: (shapes of the operands, () for a number; options) -> shape of the result; raises MisfitError.
        rules: a rule an operand, None for one that no gradient passes to; empty where the kind has no hand rule, and
            the gradient is then checked by a float64 slope of the call.
        operands: the names of the operands, as torch names its parameters.
        required: how many of the operands must be given.
        numbers: whether a number may stand in the place of a tensor.
        one_tensor_of: operands of which one at least must be a tensor: of numbers alone torch makes another dtype.
        options: the settings, in the order in which they may be given by position.
        functions: by the name that a program writes (`torch.abs`), what it runs.
        methods: the same for `x.abs()`.
        operators: the same for `a + b`; one operand's have "x" behind, as `-x`.
        attributes: the same for `x.T`.
        work: (shapes of the operands, shape of the result) -> multiplications and additions, where they are more than
            the numbers of the result.
        cut: why no gradient passes, as the end of a sentence; "" for an operation that records a node.
        flat: whether its result has no slope anyway, so that a gradient that does not pass is no loss.
        view: whether torch gives back the same memory, or the very tensor that it read: under `no_grad()` it is still
            called tracked, and nodes that lead nowhere are recorded for what reads it.
        symbol: what it does, as short as a picture needs.
        does: what it does to its operands, as the end of a sentence that starts with the operation; {each} stands for
            what one of the numbers is called.
        formula: what it computes in LaTeX, of the operands a, b, c, or of r where there is one operand alone.
        kinked: whether it has no derivative where its operand is 0.
        between: the least number that it can give and the largest, infinities included; None where it is not known.
        source: where PyTorch documents it.
    """

    name: str
    shape: Callable[[tuple[Shape, ...], Mapping[str, Any]], Shape]
    rules: tuple[Rule | None, ...] = ()
    operands: tuple[str, ...] = ("input",)
    required: int | None = None
    numbers: bool = False
    one_tensor_of: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Tensor]] = field(default_factory=dict)
    methods: Mapping[str, Callable[..., Tensor]] = field(default_factory=dict)
    operators: Mapping[str, Callable[..., Tensor]] = field(default_factory=dict)
    attributes: Mapping[str, Callable[..., Tensor]] = field(default_factory=dict)
    work: Callable[[tuple[Shape, ...], Shape], int] | None = None
    cut: str = ""
    flat: bool = False
    view: bool = False
    symbol: Text = ""
    does: Text = ""
    formula: Text = ""
    kinked: bool = False
    between: tuple[float, float] | None = None
    source: str = ""

    def __repr__(self) -> str:
        return f"Kind({self.name})"

    @property
    def least(self) -> int:
        """How many operands must be given."""
        return len(self.operands) if self.required is None else self.required
