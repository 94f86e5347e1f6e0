"""What people write and is outside of the language, with what to write instead; it is named so, and not as wrong."""

import ast
from collections.abc import Iterable
from difflib import get_close_matches

LINES = "write only the lines that run"
WORDS = {
    **dict.fromkeys(("def", "class", "lambda", "return", "yield"), "write the lines of its body"),
    **dict.fromkeys(("if", "elif", "else", "and", "or", "not", "is"), LINES),
    **dict.fromkeys(("while", "break", "continue"), "write the loop as for _ in range(5)"),
    **dict.fromkeys(("import", "from"), "write imports in lines of their own, without brackets"),
    **dict.fromkeys(
        ("as", "try", "except", "finally", "raise", "assert", "pass", "global", "nonlocal"), "leave it out"
    ),
    **dict.fromkeys(("async", "await"), LINES),
}
"""Words of Python's own."""

STEP = "write its step, as in `with torch.no_grad(): w -= 0.1 * w.grad`"
PARTS = {
    "optim": f"an optimizer is outside of the language: {STEP}",
    "autograd": "torch.autograd is outside of the language: call backward() and read .grad",
    **dict.fromkeys(
        ("no_grad", "enable_grad", "inference_mode", "set_grad_enabled"),
        "gradients are turned off by a block here: with torch.no_grad(): and lines that are indented below it",
    ),
    "linalg": "torch.linalg is outside of the language: write it with @, .sum() and .sqrt()",
    "cuda": "there is no other device than the CPU here: leave this out",
    "device": "there is no other device than the CPU here: leave this out",
}
"""By a part of a dotted name."""

ROOTS = {
    **dict.fromkeys(("np", "numpy"), "NumPy is outside of the language: keep to torch"),
    **dict.fromkeys(("plt", "matplotlib"), "a picture is outside of the language: leave this line out"),
    **dict.fromkeys(("pd", "pandas"), "a table is outside of the language: write its numbers as torch.tensor([…])"),
    **dict.fromkeys(("optimizer", "optim", "opt", "scheduler"), f"an optimizer is outside of the language: {STEP}"),
    **dict.fromkeys(("model", "net"), "a module is outside of the language: write what it computes, such as x @ w + b"),
}
"""By the first part of a dotted name that the program did not make."""

MODULES = {
    "MSELoss": "F.mse_loss(preds, targets)",
    "L1Loss": "F.l1_loss(preds, targets)",
    "SmoothL1Loss": "F.smooth_l1_loss(preds, targets)",
    "HuberLoss": "F.huber_loss(preds, targets)",
    "BCELoss": "F.binary_cross_entropy(preds, targets)",
    "BCEWithLogitsLoss": "F.binary_cross_entropy_with_logits(logits, targets)",
    "CrossEntropyLoss": "F.cross_entropy(logits, targets)",
    "Linear": "x @ w + b",
    "ReLU": "torch.relu(x)",
    "Sigmoid": "torch.sigmoid(x)",
    "Tanh": "torch.tanh(x)",
    "Softmax": "torch.softmax(x, dim=-1)",
    "GELU": "F.gelu(x)",
    "SiLU": "F.silu(x)",
    "Softplus": "F.softplus(x)",
}
"""What a module of torch.nn computes, as it is written here."""

METHODS = {
    "append": "a list is outside of the language: give each tensor a name of its own",
    "register_hook": "hooks are outside of the language: call retain_grad() and read .grad",
    "step": PARTS["optim"],
    "zero_grad": "an optimizer is outside of the language: write w.grad = None for each leaf",
    "numpy": ROOTS["numpy"],
    "tolist": "a list is outside of the language: print the tensor itself",
    **dict.fromkeys(("cuda", "cpu"), PARTS["cuda"]),
}
"""By the name of a method."""

NODES: dict[type[ast.AST], str] = {
    ast.List: "a list is outside of the language: write torch.tensor([…])",
    ast.Tuple: "several values at once are outside of the language: write one a line",
    ast.BoolOp: f"a condition is outside of the language: {LINES}",
    ast.IfExp: f"a condition is outside of the language: {LINES}",
    ast.Slice: "a slice is outside of the language: make the part a tensor of its own",
}
"""By what Python's parser calls a part."""

TARGETS: dict[type[ast.AST], str] = {
    ast.Tuple: "assign one name a line",
    ast.List: "assign one name a line",
    ast.Subscript: "a change of a part of a tensor is outside of the language: write the whole as name = …",
    ast.Starred: "assign one name a line",
}
"""By what stands on the left of an assignment."""

ATTRIBUTES = ".grad, .data, .shape, .ndim, .T, .requires_grad, .is_leaf and .grad_fn are known"

INDEX = "an index is outside of the language, apart from x[:, None] and x.shape[0]: make the part a tensor of its own"


def function_outside(dotted: str, known: Iterable[str]) -> str:
    """What is said of a function that is not known.

    Args:
        dotted: its name as it is written.
        known: the names of those that are.
    """
    if len(dotted) > 80:
        return "this is outside of the language: compute with tensors and numbers"
    parts = dotted.split(".")
    for part in parts:
        if part in PARTS:
            return PARTS[part]
    if parts[0] in ROOTS:
        return ROOTS[parts[0]]
    if parts[-1] in MODULES:
        return f"{dotted} is a module, and these are outside of the language: write {MODULES[parts[-1]]}"
    if parts[-1][:1].isupper():
        return f"{dotted} is outside of the language: write what it computes, such as x @ w + b"
    return f"{dotted} is outside of the language{nearest(dotted, known)}"


def method_outside(name: str, known: Iterable[str]) -> str:
    """What is said of a method that is not known.

    Args:
        name: of the method.
        known: the names of those that are.
    """
    return METHODS.get(name) or f".{name}() is outside of the language{nearest(name, known)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """A question after a known name that is nearly this one; "" where there is none."""
    before, _, last = name.rpartition(".")
    lasts = {each.rpartition(".")[2]: each for each in known if each.rpartition(".")[0] == before}
    near = get_close_matches(last, lasts, n=1, cutoff=0.8)
    return f": did you mean {lasts[near[0]]}?" if near else ""


def sentence(text: str) -> str:
    """With its full stop, where it does not end as a question."""
    return text if text.endswith("?") else f"{text}."
