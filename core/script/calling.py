"""What a script calls: torch's functions, methods that do more than compute, and what is outside of the language."""

import ast
from collections.abc import Callable

import torch

from core.program.expressions import SIGNS, Read, dotted_name
from core.program.expressions import Value as At
from core.program.literals import refuse
from core.script.changing import AS_OPERATOR, IN_PLACE
from core.script.created import CREATIONS, DTYPES
from core.script.held import is_leaf
from core.script.making import MAKERS, Making
from core.script.outside import METHODS, PARTS, ROOTS, function_outside, method_outside, sentence

EFFECTS = frozenset(
    {"backward", "requires_grad_", "retain_grad", "to", "size", "numel", "dim", "numpy", "cuda", *IN_PLACE}
)
CONVERSIONS = {
    torch.float64: "double",
    torch.float32: "float",
    torch.int64: "long",
    torch.int32: "int",
    torch.bool: "bool",
}


class Calling(Making):
    """Reads calls."""

    def call(self, node: ast.Call, depth: int) -> Read:
        """What makes, marks or changes tensors; and what a program calls."""
        dotted = dotted_name(node.func)
        root = dotted.partition(".")[0]
        if root not in self.known and root not in self.given:
            if dotted in MAKERS:
                return MAKERS[dotted](self, node, depth)
            self.name_outside(node, dotted)
        if isinstance(node.func, ast.Attribute) and root not in {"torch", "F", "nn"}:
            done = self.effect(node, node.func, depth)
            if done is not None:
                return done
        return super().call(node, depth)

    def name_outside(self, node: ast.Call, dotted: str) -> None:
        """Name a function that people write and is outside of the language."""
        if dotted and dotted not in self.tables.functions:
            root = dotted.partition(".")[0]
            if "." not in dotted or root in {"torch", "F", "nn", *ROOTS} or set(dotted.split(".")) & PARTS.keys():
                known = [*self.tables.functions, *CREATIONS]
                refuse(node, sentence(function_outside(dotted, known)))

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
        if func.attr not in EFFECTS:
            if func.attr not in self.tables.methods:
                refuse(node, sentence(method_outside(func.attr, [*self.tables.methods, *EFFECTS])))
            return None
        owner = self.expression(func.value, depth)
        if func.attr == "backward":
            self.backward(node, owner, depth)
            return owner
        self.check_owner(node, owner, func.attr)
        assert isinstance(owner, At)  # a tensor
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
        sign = SIGNS.get(AS_OPERATOR.get(node.func.attr, ast.Call), "")
        if sign and len(given) == 1 and not named and not self.stays(owner) and isinstance(node.func.value, ast.Name):
            return self.added_to(node, sign, owner, given[0], call)
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

    def attribute(self, node: ast.Attribute, owner: Read, attr: str) -> Read:
        """A method that is not called does nothing, which Python does not say."""
        if attr in EFFECTS:
            refuse(node, f".{attr} does nothing until it is called: write .{attr}().")
        return super().attribute(node, owner, attr)
