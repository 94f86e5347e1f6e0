"""Functions of ours as they stand in a program of their own: their lines, and what these lines need."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

import torch

from core.engine.sandbox import without_notes


def function_code(name: str, function: Callable[..., Any]) -> str:
    """The function under another name, without annotations and docstring, and before it what its lines read."""
    source = textwrap.dedent(inspect.getsource(function))
    (parsed,) = ast.parse(source).body
    assert isinstance(parsed, ast.FunctionDef)
    body = parsed.body[1:] if ast.get_docstring(parsed) is not None else parsed.body
    lines = "\n".join(source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno])
    parameters = ", ".join(argument.arg for argument in parsed.args.args)
    return "\n".join((*needs(function), f"def {name}({parameters}):", without_notes(lines)))


def returned(function: Callable[..., Any]) -> str:
    """The expression that a function of a single line returns."""
    (parsed,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(parsed, ast.FunctionDef)
    last = parsed.body[-1]
    assert isinstance(last, ast.Return)
    assert last.value is not None
    return ast.unparse(last.value)


def needs(function: Callable[..., Any]) -> list[str]:
    """The imports and constants that the lines of a function read, but for torch: a line each."""
    imports, constants = [], {}
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType):
            if value is not torch:
                imports.append(f"import {value.__name__}")
        elif callable(value):
            imports.append(f"from {value.__module__} import {name}")
        elif value is not None:
            constants[name] = repr(value)
    made = [f"{', '.join(constants)} = {', '.join(constants.values())}"] if constants else []
    return imports + made


def _names(code: CodeType) -> list[str]:
    """The global names that code and the comprehensions in it read."""
    inner = [name for constant in code.co_consts if isinstance(constant, CodeType) for name in _names(constant)]
    return list(dict.fromkeys([*code.co_names, *inner]))


def imports(code: str) -> str:
    """Its own import lines, torch, and the functions of `torch.nn.functional` that it calls by their names."""
    tree = ast.parse(code)
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    called = dict.fromkeys(function.id for function in calls if isinstance(function, ast.Name))
    functional = [name for name in called if hasattr(torch.nn.functional, name)]
    own = sorted({ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)})
    more = [f"from torch.nn.functional import {', '.join(functional)}"] if functional else []
    return "\n".join((*own, "import torch", *more))


def without_imports(code: str) -> str:
    """Lines without those that import; inside a block they stay."""
    return "\n".join(line for line in code.splitlines() if not line.startswith(("import ", "from ")))


def indented(code: str) -> str:
    """Lines one level further in."""
    return textwrap.indent(code, "    ")


def renamed(code: str, name: str, other: str) -> str:
    """Lines in which one name stands for another one."""
    return re.sub(rf"\b{name}\b", other.replace("\\", r"\\"), code)
