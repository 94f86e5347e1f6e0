"""What a script did: its values, its backward calls, and what every line left in each `.grad`."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from core.program import Operation
from core.program.literals import Number
from core.script.pasted import LeftOut

Origin = Literal["given", "created", "grad", "computed"]
What = Literal["zeroed", "emptied", "changed"]
Marked = Literal["unmarked", "retained"]
Plain = Tensor | float | bool | str | None
"""What a name of a script may stand for: a tensor, a number, or a word about one of them."""


@dataclass(frozen=True, eq=False)
class Value:
    """One value of a script, as it is where the script ended.

    Attributes:
        number: its place among the script's values.
        name: the first name that was bound to it; "" for a part of an expression.
        code: its text.
        line: the line that made it, or read it first; 0 for one that was given and never read.
        column: where in it.
        origin: whether it was given beside the text, made out of numbers, read off a `.grad`, or computed.
        value: what it is, detached.
        tracked: `requires_grad`.
        leaf: `is_leaf`.
        node: the name of its `grad_fn`; "" where it has none.
        retained: whether `retain_grad()` keeps its gradient.
        grad: what its `.grad` holds, where it is a leaf or retained.
        operation: the call that made it, its reads by the numbers of values.
        guarded: whether it was made under `torch.no_grad()`.
    """

    number: int
    name: str
    code: str
    line: int
    column: int
    origin: Origin
    value: Plain
    tracked: bool
    leaf: bool
    node: str
    retained: bool
    grad: Tensor | None
    operation: Operation | None
    guarded: bool


@dataclass(frozen=True, eq=False)
class Call:
    """One `backward()`.

    Attributes:
        line: where it stands.
        code: its text.
        result: the number of the value that it was called on.
        statement: how many statements had run before it.
        plain: whether it was called on one number, without a gradient of its own.
        raised: whether torch raised instead of running it.
        before: what the `.grad` of each leaf held, and of each tensor that keeps its own, by the tensor's number.
        after: what it holds afterwards.
    """

    line: int
    code: str
    result: int
    statement: int
    plain: bool
    raised: bool
    before: Mapping[int, Tensor | None]
    after: Mapping[int, Tensor | None]


@dataclass(frozen=True)
class Change:
    """A line that changes a leaf, or clears a `.grad`.

    Attributes:
        what: "zeroed" or "emptied" of its `.grad`, "changed" of its numbers.
        leaf: the tensor's number.
        line: where it stands.
        code: its text.
        calls: how many backward calls had run before.
    """

    what: What
    leaf: int
    line: int
    code: str
    calls: int


@dataclass(frozen=True)
class Mark:
    """A line that decides whether a tensor has a gradient.

    Attributes:
        what: "unmarked" where a leaf is tracked no more, "retained" where a computed tensor keeps its own.
        value: the tensor's number.
        line: where it stands.
        code: its text.
        calls: how many backward calls had run before.
    """

    what: Marked
    value: int
    line: int
    code: str
    calls: int


@dataclass(frozen=True)
class Said:
    """What torch or Python said at a line.

    Attributes:
        type: the name of the class, such as "RuntimeError"; "" for what was printed.
        text: its own words.
        line: counted from 1.
    """

    type: str
    text: str
    line: int


@dataclass(frozen=True, eq=False)
class Moment:
    """After one statement.

    Attributes:
        line: where it stands.
        code: its text.
        grads: what the `.grad` of each leaf held, by the leaf's number.
        leaves: the numbers of each leaf, by the leaf's number.
        names: what each name stood for, where that was a value.
    """

    line: int
    code: str
    grads: Mapping[int, Tensor | None]
    leaves: Mapping[int, Tensor]
    names: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement that ran, as it is needed to write it down again.

    Attributes:
        line: where it stands.
        source: its text, in one line.
        node: what Python's parser made of it.
        made: the numbers of the values that it made, in order.
        parts: the values that parts of it stood for, by the part's identity.
        plain: the plain numbers that names and parts of it stood for, by the part's identity.
        guarded: whether it stood under `torch.no_grad()`.
    """

    line: int
    source: str
    node: ast.stmt
    made: Sequence[int]
    parts: Mapping[int, int]
    plain: Mapping[int, Number]
    guarded: bool


@dataclass(frozen=True, eq=False)
class Trace:
    """One run of a script.

    Attributes:
        text: as it was typed.
        given: the tensors beside the text, by name.
        values: in the order in which they were made.
        names: the number of the value that each name stands for at the end.
        plain: the names that stand for a plain number, and the number.
        leaves: the values that were tracked leaves at any time, by their numbers.
        carries: for each of them the values from which torch's own references lead to it.
        calls: every backward call, the one that raised among them.
        changes: what cleared a `.grad` or changed a leaf.
        marks: what decided whether a tensor has a gradient.
        moments: one a statement.
        raised: what ended the run; None where it ran to its end.
        warned: the warnings, in order.
        printed: what the script printed.
        left_out: the lines of which nothing was run.
        statements: those that ran, as they were read.
        versions: of each leaf and each untracked tensor what it held, from its making on; one more a change.
        seen: which of these versions each call read: by the number of the value that it made, then of the one it read.
    """

    text: str
    given: Mapping[str, Tensor]
    values: Sequence[Value]
    names: Mapping[str, int]
    plain: Mapping[str, Number]
    leaves: Sequence[int]
    carries: Mapping[int, frozenset[int]]
    calls: Sequence[Call]
    changes: Sequence[Change]
    marks: Sequence[Mark]
    moments: Sequence[Moment]
    raised: Said | None
    warned: Sequence[Said]
    printed: Sequence[Said]
    left_out: Sequence[LeftOut]
    statements: Sequence[Statement]
    versions: Mapping[int, Sequence[Tensor]]
    seen: Mapping[int, Mapping[int, int]]
