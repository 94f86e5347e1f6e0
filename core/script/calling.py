"""What a script calls: torch's functions and methods, what makes tensors, and what is outside of the language."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from core.program import Operation
from core.program.expressions import Read, dotted_name
from core.program.expressions import Value as At
from core.program.literals import refuse
from core.script.changing import IN_PLACE, Changing
from core.script.created import CREATIONS, DTYPES, generator
from core.script.held import is_leaf
from core.script.outside import METHODS, PARTS, ROOTS, function_outside, method_outside

PARAMETERS = {"nn.Parameter", "torch.nn.Parameter", "Parameter"}
RANDOM = {"rand_like", "randn_like"}
LIKE = {"torch.zeros_like", "torch.ones_like", "torch.rand_like", "torch.randn_like"}
CONVERSIONS = {
    torch.float64: "double",
    torch.float32: "float",
    torch.int64: "long",
    torch.int32: "int",
    torch.bool: "bool",
}


class Calling(Changing):
    """Reads calls."""

    def __init__(self, source: str, given: Mapping[str, Tensor]) -> None:
        super().__init__(source, given)
        self.random = generator()
        self.sources: list[Read] = []

    def call(self, node: ast.Call, depth: int) -> Read:
        """What makes, marks or changes tensors; and what a program calls."""
        dotted = dotted_name(node.func)
        root = dotted.partition(".")[0]
        if root not in self.known and root not in self.given:
            if self.is_seed(node):
                seed = self.whole(node.args[0]) if len(node.args) == 1 else refuse(node, "give the seed.")
                self.random = self.real(node, lambda: generator(seed))
                return seed
            if dotted == "len" and len(node.args) == 1:
                tensor = self.runtime(self.expression(node.args[0], depth))
                return int(self.real(node, lambda: len(tensor)))
            if dotted == "print":
                refuse(node, "print gives nothing back: write it in a line of its own.")
            if dotted in PARAMETERS:
                return self.parameter(node, depth)
            if dotted in CREATIONS:
                return self.create(node, dotted, depth)
            if dotted in LIKE:
                return self.alike(node, depth)
            self.name_outside(node, dotted)
        if isinstance(node.func, ast.Attribute) and root not in {"torch", "F", "nn"}:
            done = self.effect(node, node.func, depth)
            if done is not None:
                return done
        return super().call(node, depth)

    def is_seed(self, node: ast.Call) -> bool:
        """Whether it seeds the random numbers."""
        return dotted_name(node.func) == "torch.manual_seed"

    def name_outside(self, node: ast.Call, dotted: str) -> None:
        """Name a function that people write and is outside of the language."""
        if dotted and dotted not in self.tables.functions:
            root = dotted.partition(".")[0]
            if "." not in dotted or root in {"torch", "F", "nn", *ROOTS} or set(dotted.split(".")) & PARTS.keys():
                known = [*self.tables.functions, *CREATIONS]
                refuse(node, _sentence(function_outside(dotted, known)))

    def effect(self, node: ast.Call, func: ast.Attribute, depth: int) -> Read | None:
        """A method that does more than compute; None where it is another."""
        effects: dict[str, Callable[[ast.Call, At, int], Read]] = {
            "requires_grad_": self.marked,
            "retain_grad": self.kept,
            "to": self.converted,
            **dict.fromkeys(("size", "numel", "dim"), self.measured),
            **dict.fromkeys(("numpy", "cuda"), self.left),
            **dict.fromkeys(IN_PLACE, self.changed_in_place),
        }
        if func.attr != "backward" and func.attr not in effects:
            if func.attr not in self.tables.methods:
                refuse(node, _sentence(method_outside(func.attr, [*self.tables.methods, *effects, "backward"])))
            return None
        owner = self.expression(func.value, depth)
        if func.attr == "backward":
            self.backward(node, owner, depth)
            return owner
        value = self.runtime(owner)
        if not isinstance(owner, At) or not isinstance(value, Tensor):
            self.real(node, lambda: getattr(value, func.attr))  # a name of the table above; most things have none such
            refuse(node, f".{func.attr}() needs a tensor before the dot.")
        return effects[func.attr](node, owner, depth)

    def marked(self, node: ast.Call, owner: At, _: int) -> Read:
        """`w.requires_grad_()`."""
        given = [*node.args, *(word.value for word in node.keywords if word.arg == "requires_grad")]
        if len(given) != len(node.args) + len(node.keywords) or len(given) > 1:
            refuse(node, "requires_grad_() takes True or False, or nothing.")
        self.set_tracked(node, owner.number, on=not given or self.switch(given[0]))
        return owner

    def kept(self, node: ast.Call, owner: At, _: int) -> Read:
        """`preds.retain_grad()`."""
        self.real(node, self.values[owner.number].retain_grad)
        if not is_leaf(self.values[owner.number]) and owner.number not in self.retained:
            self.retained.add(owner.number)
            self.note("retained", owner.number, node)
        return owner

    def measured(self, node: ast.Call, owner: At, _: int) -> Read:
        """`x.numel()`, `x.size(0)`, `x.dim()`."""
        tensor, places = self.values[owner.number], [self.whole(each) for each in node.args]
        calls = {"size": tensor.size, "numel": tensor.numel, "dim": tensor.dim}
        found = self.real(node, lambda: calls[node.func.attr](*places))  # type: ignore[attr-defined]  # a method's call
        return found if isinstance(found, int) else self.register(node, found, origin="created")

    def left(self, node: ast.Call, owner: At, _: int) -> Read:
        """What leads out of torch, or off this machine: torch may have a word on it first."""
        assert isinstance(node.func, ast.Attribute)
        if node.func.attr == "numpy":
            self.real(node, self.values[owner.number].numpy)
        return refuse(node, f"{METHODS[node.func.attr]}.")

    def changed_in_place(self, node: ast.Call, owner: At, depth: int) -> Read:
        """`w.sub_(0.1 * w.grad)`."""
        assert isinstance(node.func, ast.Attribute)
        call = IN_PLACE[node.func.attr]
        given = [self.runtime(self.expression(each, depth)) for each in node.args]
        named = {word.arg or "**": self.runtime(self.expression(word.value, depth)) for word in node.keywords}
        if named.keys() - {"alpha"}:
            refuse(node, "alpha is the one argument by name that is known here.")
        self.in_place(node, owner, lambda tensor, *each: call(tensor, *each, **named), given)
        return owner

    def converted(self, node: ast.Call, owner: At, _: int) -> Read:
        """`x.to(torch.float64)`."""
        match node.args, node.keywords:
            case [ast.Constant(value="cpu")], []:
                return owner
            case [ast.Constant(value=str())], []:
                refuse(node, f"{PARTS['cuda']}.")
            case [each], []:
                dtype = DTYPES.get(dotted_name(each))
            case [], [ast.keyword(arg="dtype", value=each)]:
                dtype = DTYPES.get(dotted_name(each))
            case _:
                dtype = None
        if dtype is None:
            refuse(node, f".to() takes one of {', '.join(DTYPES)} here.")
        return self.add(node, *self.tables.methods[CONVERSIONS[dtype]], [owner], {})

    def alike(self, node: ast.Call, depth: int) -> Read:
        """`torch.zeros_like(x, requires_grad=True)`."""
        words = [word for word in node.keywords if word.arg != "requires_grad"]
        bare = ast.copy_location(ast.Call(func=node.func, args=node.args, keywords=words), node)
        made = super().call(bare, depth)
        if len(words) < len(node.keywords) and isinstance(made, At):
            on = self.switch(next(word.value for word in node.keywords if word.arg == "requires_grad"))
            self.real(node, lambda: self.values[made.number].requires_grad_(on))
            self.mark(made.number)
        return made

    def run(self, operation: Operation, operands: Sequence[Any]) -> Any:  # noqa: ANN401  # a tensor or a number
        """What torch makes; random numbers come from the script's own source."""
        if operation.kind.name in RANDOM:
            return operation.run(*operands, generator=self.random)
        return super().run(operation, operands)

    def parameter(self, node: ast.Call, depth: int) -> Read:
        """`torch.nn.Parameter(x)`: the same numbers as a leaf that is tracked."""
        if len(node.args) != 1 or node.keywords:
            refuse(node, "a parameter is made of one tensor, as in nn.Parameter(torch.rand(3)).")
        tensor = self.runtime(self.expression(node.args[0], depth))
        made = self.real(node, lambda: torch.nn.Parameter(tensor.data).detach().requires_grad_())
        read = self.register(node, made, origin="created")
        self.mark(read.number)
        return read

    def create(self, node: ast.Call, dotted: str, depth: int) -> Read:
        """A tensor out of numbers; of numbers that calls gave, it is known from which."""
        creation, self.sources = CREATIONS[dotted], []
        if dotted == "torch.tensor" and len(node.args) == 1 and not isinstance(node.args[0], ast.List | ast.Tuple):
            read = self.expression(node.args[0], depth)
            if isinstance(read, At) and isinstance(self.values[read.number], Tensor):
                return self.copied_of(node, read)
            given = [self.number(node.args[0], read)]
        else:
            given = [self.numbers(each, depth) for each in node.args]
        sizes, settings = self.named(node, depth)
        try:
            count = creation.count(*given, **sizes)
        except (TypeError, ValueError, OverflowError):
            refuse(node, f"{dotted} needs {creation.needs} here.")
        self.check_size(node, count)
        if creation.is_random:
            settings["generator"] = self.random
        sources = self.sources
        made = self.real(node, lambda: creation.make(*given, **sizes, **settings))
        if sources:
            copied = self.operation(node, *self.tables.functions["torch.tensor"], sources, {}, {})
            read = self.register(node, made, origin="created", operation=copied)
        else:
            read = self.register(node, made, origin="created")
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
                    refuse(word.value, f"{word.arg or '**'} is not an argument that is known here.")
        return sizes, settings

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


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."
