"""The same program in fewer lines, where it would be longer than a page: nothing that it computes or prints changes."""

import ast
import re

from core.export.script import WIDTH

INDENT = 4
TENSOR = re.compile(r"(\w+) = (torch\.tensor\(.*\))")


def folded(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Assignments of a function's body, each read by the next line alone put into it, as long as that one fits a line.

    The operations and their order stay: a name that is read twice, or later, keeps its line.
    """
    kept: list[str] = []
    for at, line in enumerate(lines):
        name, _, made = kept[-1].partition(" = ") if kept else ("", "", "")
        reads = [len(re.findall(rf"\b{name}\b", other.partition(" = ")[2])) for other in lines[at:]] if name else [0]
        if reads[0] == sum(reads) == 1:
            target, _, expression = line.partition(" = ")
            whole = f"{target} = {_put(expression, name, made)}"
            if len(whole) + INDENT <= WIDTH:
                kept[-1] = whole
                continue
        kept.append(line)
    return tuple(kept)


def _put(expression: str, name: str, made: str) -> str:
    """An expression with a name replaced; in brackets where it is not one piece, and none stand there already."""
    one_piece = isinstance(ast.parse(made, mode="eval").body, ast.Call | ast.Attribute | ast.Subscript | ast.Name)
    (place,) = re.finditer(rf"\b{name}\b", expression)
    before, after = expression[: place.start()], expression[place.end() :]
    in_brackets = before.endswith("(") and after.startswith(")")
    return f"{before}{made if one_piece or in_brackets else f'({made})'}{after}"


def side_by_side(code: str) -> str:
    """Lines of which those that make a tensor each stand side by side where both fit a line."""
    kept: list[str] = []
    for line in code.splitlines():
        before, now = (TENSOR.fullmatch(each) for each in (kept[-1] if kept else "", line))
        both = f"{before[1]}, {now[1]} = {before[2]}, {now[2]}" if before and now else ""
        if both and len(both) <= WIDTH:
            kept[-1] = both
        else:
            kept.append(line)
    return "\n".join(kept)


def tracked_at_once(made: str, code: str) -> tuple[str, str]:
    """Lines that end with making a tensor, and a program that begins with marking it: the first then does both."""
    *before, last = made.splitlines() or [""]
    first, *rest = code.splitlines()
    name = last.partition(" = ")[0]
    if TENSOR.fullmatch(last) is None or first != f"{name}.requires_grad_()" or not rest:
        return made, code
    return "\n".join((*before, f"{last.removesuffix(')')}, requires_grad=True)")), "\n".join(rest)


def without_bookkeeping(code: str, shows: str) -> str:
    """A program without the lines that only give a `.grad` a name that nothing reads and nobody prints."""
    tree = ast.parse(code)
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    unread = {
        node.lineno
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "grad"
        and all(isinstance(target, ast.Name) and target.id not in {*read, shows} for target in node.targets)
    }
    return "\n".join(line for number, line in enumerate(code.splitlines(), start=1) if number not in unread)


def printing(code: str, shows: str) -> str:
    """A program and a line that prints one of its variables: where the last line makes it, that line prints it."""
    *first, last = code.splitlines()
    name, _, made = last.partition(" = ")
    return "\n".join((*first, f"print({made})")) if name == shows else f"{code}\nprint({shows})"
