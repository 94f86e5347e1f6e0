"""Runs a script on torch, a statement at a time, as it is read: what a line does depends on what is there by then."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import torch
from torch import Tensor

from core.engine.sandbox import listening
from core.numbers import alike
from core.program import ProgramError
from core.program.expressions import SIGNS, Read
from core.program.expressions import Value as At
from core.program.literals import Number, refuse
from core.program.tokens import check_tokens
from core.script.calling import Calling
from core.script.ending import answered, carrying, described
from core.script.held import StoppedError
from core.script.outside import TARGETS, WORDS
from core.script.pasted import Pasted, without_paste
from core.script.trace import Moment, Said, Statement, Trace

MAX_TOKENS = 3_000
MAX_STATEMENTS = 300
"""Loops unrolled."""
MAX_TURNS = 10
MAX_SHOWN = 20_000
"""Numbers that are printed; torch shortens what has more than a thousand."""
KEYWORDS = frozenset({"None", "True", "False", "with", "for", "in", "del"})
OWN_NAMES = frozenset({"torch", "F", "nn", "print", "range", "float", "int", "len"})


def run_script(text: str, given: Mapping[str, Tensor] | None = None) -> Trace:
    """Run a script.

    Args:
        text: its lines; `core.script` says what they may hold.
        given: tensors for names that it reads and does not make, by name.

    Raises:
        ProgramError: in one sentence with line and column, for what is outside of the language or too large. What
            torch itself raises at a line is no such error: the trace holds it, as `raised`.
    """
    pasted = without_paste(text)
    try:
        return _run(text, pasted, given or {})
    except ProgramError as error:
        if not error.line:
            raise
        raise ProgramError(error.message, *pasted.at(error.line, error.column)) from error


def _run(text: str, pasted: Pasted, given: Mapping[str, Tensor]) -> Trace:
    if not pasted.source.strip():
        raise ProgramError("The program is empty: write lines such as x = torch.tensor([1.0], requires_grad=True).")
    check_tokens(pasted.source.replace(";", " "), KEYWORDS, MAX_TOKENS, WORDS)  # what a ; parts, the parser knows
    try:
        tree = ast.parse(pasted.source)
    except SyntaxError as error:
        lines = pasted.source.split("\n")
        line = min(error.lineno or 1, len(lines))
        column = error.offset or 1
        if isinstance(error, IndentationError):
            column = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
        words = error.msg if error.msg.endswith(("?", ".")) else f"{error.msg}."
        raise ProgramError(f"Python cannot read this: {words}", line, column) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise ProgramError("The program is nested too deeply: give its parts names of their own.") from error
    runner = _Runner(pasted, given)
    with listening(lambda _, __: runner.line) as warned, _each_time(), torch.enable_grad():
        stopped = None
        try:
            for statement in tree.body:
                runner.statement(statement)
        except StoppedError as error:
            stopped = error.said
        except RecursionError as error:
            raise ProgramError("The program is nested too deeply: give its parts names of their own.") from error
        said = [Said(each.type, each.text, each.line or 0) for each in warned]
        return runner.trace(text, given, stopped, said)


@contextmanager
def _each_time() -> Iterator[None]:
    """Torch gives some warnings once a process, and every run of a script is to be as the first one."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    try:
        yield
    finally:
        torch.set_warn_always(before)


class _Runner(Calling):
    """Goes through the statements in order."""

    def __init__(self, pasted: Pasted, given: Mapping[str, Tensor]) -> None:
        super().__init__(pasted.source, given)
        self.pasted = pasted
        self.statements: list[Statement] = []
        self.moments: list[Moment] = []
        self.printed: list[Said] = []
        self.turns = self.shown = 0

    def statement(self, node: ast.stmt) -> None:
        """Run one statement, or a block of them."""
        self.line = node.lineno
        match node:
            case ast.With(items=[ast.withitem(context_expr=context, optional_vars=None)]):
                self.block(node, context)
                return
            case ast.For(target=ast.Name(id=name), iter=turns, orelse=[]):
                self.loop(node, name, turns)
                return
            case ast.For(target=target):
                refuse(target, "a loop counts one name here, as in for _ in range(5).")
        if len(self.statements) == MAX_STATEMENTS:
            refuse(node, f"the program runs more than {MAX_STATEMENTS} statements, loops unrolled: shorten it.")
        before = len(self.values)
        self.parts, self.plain = {}, {}
        try:
            self.simple(node)
        finally:
            made = range(before, len(self.values))
            code = self.code(node)
            self.statement_count += 1
            self.statements.append(Statement(node.lineno, code, node, made, self.parts, self.plain, self.guarded))
            self.moments.append(self.moment(node.lineno, code))

    def simple(self, node: ast.stmt) -> None:
        """A statement that holds no other."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assign(name, value)
            case ast.Assign(targets=[ast.Attribute(value=owner, attr=attr)], value=value):
                self.assign_attribute(node, owner, attr, value)
            case ast.Assign(targets=[target, *others]):
                several = TARGETS[ast.Tuple] if others else "this cannot be assigned to"
                refuse(node, f"{TARGETS.get(type(target), several)}.")
            case ast.AugAssign(target=ast.Name() | ast.Attribute(), op=op) if type(op) in SIGNS:
                self.augment(node, SIGNS[type(op)])
            case ast.Expr(value=value):
                self.alone(node, value)
            case ast.Delete(targets=targets):
                self.forget(targets)
            case _:
                refuse(node, "this statement is outside of the language: write name = expression, or a call.")

    def alone(self, node: ast.Expr, value: ast.expr) -> None:
        """An expression without a name: a call that does something, or a value that is shown."""
        match value:
            case ast.Call(func=ast.Name(id="print"), args=shown, keywords=words):
                if words:
                    refuse(words[0].value, "print is given what it shows, and nothing by name here.")
                if reads := [self.expression(each, 0) for each in shown]:
                    self.show(reads, node)
                return
            case ast.Call(func=ast.Attribute(attr="retain_grad" | "manual_seed")):
                self.expression(value, 0)
                return
        effects = self.effects
        read = self.expression(value, 0)
        if effects == self.effects:
            self.show([read], node)

    @property
    def effects(self) -> tuple[int, ...]:
        """How much was done so far that is more than computing."""
        return len(self.calls), len(self.changes), len(self.marks), len(self.leaves)

    def forget(self, targets: Sequence[ast.expr]) -> None:
        """`del h`."""
        for each in targets:
            if not isinstance(each, ast.Name):
                refuse(each, "only a name can be deleted.")
            self.name(each)
            del self.known[each.id]

    def assign(self, name: str, value: ast.expr) -> None:
        """`name = …`."""
        self.check_name(value, name)
        read = self.expression(value, 0)
        if isinstance(read, At):
            about = self.about[read.number]
            if not about["name"]:
                about["name"] = name
        self.known[name] = read

    def check_name(self, node: ast.expr, name: str) -> None:
        """Refuse a name that stands for something else here."""
        if name in OWN_NAMES:
            refuse(node, f"{name} is a name of Python's or PyTorch's own: choose another one.")

    def block(self, node: ast.With, context: ast.expr) -> None:
        """`with torch.no_grad():`."""
        if ast.unparse(context) != "torch.no_grad()":
            refuse(node, "with is known here as `with torch.no_grad():` alone.")
        before, self.guarded = self.guarded, True
        try:
            for statement in node.body:
                self.statement(statement)
        finally:
            self.guarded = before

    def loop(self, node: ast.For, name: str, turns: ast.expr) -> None:
        """`for _ in range(3):`, unrolled."""
        self.check_name(node.target, name)
        ends: list[Number] = []
        match turns:
            case ast.Call(func=ast.Name(id="range"), args=[_, *_] as args, keywords=[]) if len(args) < 4:
                ends = [self.whole(each) for each in args]
            case _:
                refuse(turns, "a loop goes over range(k) here, with k up to 10.")
        if len(ends) == 3 and not ends[2]:
            refuse(turns, "a step of 0 never ends.")
        counts = range(*map(int, ends))
        if len(counts) > MAX_TURNS:
            refuse(turns, f"this loop has {len(counts):,} turns: use at most {MAX_TURNS}.")
        for count in counts:
            self.turns += 1
            if self.turns > MAX_STATEMENTS:
                refuse(node, f"the loops have more than {MAX_STATEMENTS} turns in all: use fewer.")
            self.known[name] = count
            for statement in node.body:
                self.statement(statement)

    def show(self, shown: Sequence[Read], node: ast.stmt) -> None:
        """What `print` would print of some values; and what Python's prompt would answer of one."""
        for read in shown:
            value = self.runtime(read)
            self.shown += min(value.numel(), MAX_SHOWN // 20) if isinstance(value, Tensor) else 1
        if self.shown > MAX_SHOWN:
            refuse(node, f"the program prints more than {MAX_SHOWN:,} numbers: print less.")
        words = [self.real(node, partial(answered, self.runtime(read))) for read in shown]
        self.printed.append(Said("", " ".join(words)[:2_000], node.lineno))

    def moment(self, line: int, code: str) -> Moment:
        """What every leaf holds now; what did not change is the same object as before."""
        last = self.moments[-1] if self.moments else Moment(0, "", {}, {}, {})
        grads: dict[int, Tensor | None] = {}
        for leaf in self.leaves:
            grad = self.values[leaf].grad
            before = last.grads.get(leaf)
            same = before is not None and grad is not None and alike(before, grad)
            grads[leaf] = before if same or grad is None is before else self.copied(grad)
        names = {name: read.number for name, read in self.known.items() if isinstance(read, At)}
        return Moment(line, code, grads, {leaf: self.versions[leaf][-1] for leaf in self.leaves}, names)

    def trace(self, text: str, given: Mapping[str, Tensor], raised: Said | None, warned: Sequence[Said]) -> Trace:
        """All that is known, without a live graph."""
        return Trace(
            text=text,
            given=given,
            values=[described(self, number) for number in range(len(self.values))],
            names={name: read.number for name, read in self.known.items() if isinstance(read, At)},
            plain={name: read for name, read in self.known.items() if not isinstance(read, At)},
            leaves=tuple(self.leaves),
            carries={leaf: carrying(self, leaf) for leaf in self.leaves},
            calls=tuple(self.calls),
            changes=tuple(self.changes),
            marks=tuple(self.marks),
            moments=tuple(self.moments),
            raised=raised,
            warned=tuple(warned),
            printed=tuple(self.printed),
            left_out=self.pasted.left_out,
            statements=tuple(self.statements),
            versions={number: tuple(each) for number, each in self.versions.items()},
            seen={number: about["seen"] for number, about in enumerate(self.about)},
        )
