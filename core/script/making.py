"""What a script makes: tensors out of numbers, copies of tensors, random numbers from a source of its own."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from core.program import Operation
from core.program.expressions import Read, dotted_name
from core.program.expressions import Value as At
from core.program.literals import refuse
from core.script.changing import Changing
from core.script.created import CREATIONS, DTYPES, generator
from core.script.outside import PARTS, nearest, sentence

PARAMETERS = ("nn.Parameter", "torch.nn.Parameter", "Parameter")
VARIABLES = ("Variable", "autograd.Variable", "torch.autograd.Variable")
"""What old programs write around a tensor."""

ALIKE = ("torch.zeros_like", "torch.ones_like", "torch.rand_like", "torch.randn_like")
RANDOM = {"rand_like", "randn_like"}


class Making(Changing):
    """Reads the calls that make something."""

    def __init__(self, source: str, given: Mapping[str, Tensor]) -> None:
        super().__init__(source, given)
        self.random = generator()
        self.sources: list[Read] = []

    def seed(self, node: ast.Call, _: int) -> Read:
        """`torch.manual_seed(0)`."""
        seed = self.whole(node.args[0]) if len(node.args) == 1 else refuse(node, "give the seed.")
        self.random = self.real(node, lambda: generator(seed))
        return seed

    def length(self, node: ast.Call, depth: int) -> Read:
        """`len(x)`."""
        if len(node.args) != 1:
            refuse(node, "len takes one tensor.")
        tensor = self.runtime(self.expression(node.args[0], depth))
        return int(self.real(node, lambda: len(tensor)))

    def printed_away(self, node: ast.Call, _: int) -> Read:
        """`y = print(x)`."""
        return refuse(node, "print gives nothing back: write it in a line of its own.")

    def create(self, node: ast.Call, depth: int) -> Read:
        """A tensor out of numbers; of numbers that calls gave, it is known from which."""
        dotted = dotted_name(node.func)
        creation, outer = CREATIONS[dotted], self.sources
        self.sources = []
        if dotted == "torch.tensor" and len(node.args) == 1 and not isinstance(node.args[0], ast.List | ast.Tuple):
            read = self.expression(node.args[0], depth)
            if isinstance(read, At) and isinstance(self.values[read.number], Tensor):
                self.sources = outer
                return self.copied_of(node, read)
            given = [self.number(node.args[0], read)]
        else:
            given = [self.numbers(each, depth) for each in node.args]
        sizes, settings = self.named(node, depth)
        sources, self.sources = self.sources, outer
        try:
            count = creation.count(*given, **sizes)
        except (TypeError, ValueError, OverflowError):
            refuse(node, f"{dotted} needs {creation.needs} here.")
        self.check_size(node, count)
        if creation.is_random:
            settings["generator"] = self.random
        made = self.real(node, lambda: creation.make(*given, **sizes, **settings))
        if sources:
            copied = self.operation(node, *self.tables.functions["torch.tensor"], sources, {}, {})
            read = self.register(node, made, origin="created", operation=copied)
        else:
            read = self.register(node, made, origin="created")
        self.mark(read.number)
        return read

    def copied_of(self, node: ast.Call, read: At) -> Read:
        """`torch.tensor(x)` of a tensor: its numbers, without its graph."""
        made = self.add(node, *self.tables.functions["torch.tensor"], [read], {})
        for word in node.keywords:
            if word.arg != "requires_grad":
                refuse(word.value, f"{word.arg or '**'} is not known here, where a tensor is copied.")
            on = self.switch(word.value)
            self.real(node, lambda on=on: self.values[made.number].requires_grad_(on))  # type: ignore[misc]  # bound at once
            self.mark(made.number)
        return made

    def alike(self, node: ast.Call, depth: int) -> Read:
        """`torch.zeros_like(x, requires_grad=True)`."""
        words = [word for word in node.keywords if word.arg != "requires_grad"]
        bare = ast.copy_location(ast.Call(func=node.func, args=node.args, keywords=words), node)
        made = super().call(bare, depth)  # a program knows them, too
        if len(words) < len(node.keywords) and isinstance(made, At):
            on = self.switch(next(word.value for word in node.keywords if word.arg == "requires_grad"))
            self.real(node, lambda: self.values[made.number].requires_grad_(on))
            self.mark(made.number)
        return made

    def parameter(self, node: ast.Call, depth: int) -> Read:
        """`torch.nn.Parameter(x)`: the same numbers as a leaf that is tracked."""
        if len(node.args) != 1 or node.keywords:
            refuse(node, "a parameter is made of one tensor, as in nn.Parameter(torch.rand(3)).")
        tensor = self.runtime(self.expression(node.args[0], depth))
        made = self.real(node, lambda: torch.nn.Parameter(tensor.data).detach().requires_grad_())
        read = self.register(node, made, origin="created")
        self.mark(read.number)
        return read

    def variable(self, node: ast.Call, depth: int) -> Read:
        """`Variable(x, requires_grad=True)`: a tensor of the same numbers."""
        words = {word.arg: word.value for word in node.keywords}
        if len(node.args) != 1 or words.keys() - {"requires_grad"}:
            refuse(node, "Variable takes one tensor and requires_grad here.")
        tensor = self.runtime(self.expression(node.args[0], depth))
        on = "requires_grad" in words and self.switch(words["requires_grad"])
        read = self.register(node, self.real(node, lambda: tensor.data.requires_grad_(on)), origin="created")
        self.mark(read.number)
        return read

    def named(self, node: ast.Call, depth: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a creation is given by name: sizes and numbers, and settings."""
        sizes: dict[str, Any] = {}
        settings: dict[str, Any] = {}
        for word in node.keywords:
            match word.arg:
                case "requires_grad":
                    settings["requires_grad"] = self.switch(word.value)
                case "dtype":
                    if (dtype := DTYPES.get(dotted_name(word.value))) is None:
                        refuse(word.value, f"dtype is one of {', '.join(DTYPES)} here.")
                    settings["dtype"] = dtype
                case "device" if isinstance(word.value, ast.Constant) and word.value.value == "cpu":
                    pass
                case "device":
                    refuse(word.value, f"{PARTS['cuda']}.")
                case "low" | "high" | "steps" | "fill_value" | "size" | "start" | "end" | "step" | "data":
                    sizes[word.arg] = self.numbers(word.value, depth)
                case _:
                    near = nearest(word.arg or "", ("requires_grad", "dtype", "size", "steps", "fill_value"))
                    refuse(word.value, sentence(f"{word.arg or '**'} is not an argument that is known here{near}"))
        return sizes, settings

    def numbers(self, node: ast.expr, depth: int) -> Any:  # noqa: ANN401  # a number, or lists of them
        """Numbers in lists, as they are written."""
        if isinstance(node, ast.List | ast.Tuple):
            return [self.numbers(each, depth) for each in node.elts]
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return node.value
        return self.number(node, self.expression(node, depth))

    def number(self, node: ast.expr, read: Read) -> Any:  # noqa: ANN401  # a number, or a shape's
        """One number, or the numbers of a shape."""
        value = self.runtime(read)
        if isinstance(value, torch.Size):
            return list(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse(node, "only numbers can stand here.")
        if isinstance(read, At):
            self.sources.append(read)
        return value

    def run(self, operation: Operation, operands: Sequence[Any]) -> Any:  # noqa: ANN401  # a tensor or a number
        """What torch makes; random numbers come from the script's own source."""
        if operation.kind.name in RANDOM:
            return operation.run(*operands, generator=self.random)
        return super().run(operation, operands)


MAKERS: dict[str, Callable[[Making, ast.Call, int], Read]] = {
    "torch.manual_seed": Making.seed,
    "len": Making.length,
    "print": Making.printed_away,
    **dict.fromkeys(PARAMETERS, Making.parameter),
    **dict.fromkeys(VARIABLES, Making.variable),
    **dict.fromkeys(CREATIONS, Making.create),
    **dict.fromkeys(ALIKE, Making.alike),
}
"""By the name that a script writes."""
