"""A scenario as a script: the lines that make its tensors, the program, and the call of `backward()`."""

from torch import Tensor

from core.numbers import tensor_code
from core.scenario.scenario import Scenario
from core.script.script import Script

MOST_WRITTEN = 400
"""So many numbers are written into the text at most; a larger tensor is given beside it."""


def as_script(scenario: Scenario) -> Script:
    """The script that does what the scenario does.

    Args:
        scenario: any problem.
    """
    lines, given = [], dict[str, Tensor]()
    for name, tensor in scenario.tensors.items():
        is_leaf = name in scenario.leaves
        if tensor.numel() <= MOST_WRITTEN:
            lines.append(f"{name} = {tensor_code(tensor, tracked=is_leaf)}")
        else:
            given[name] = tensor
            lines += [f"{name}.requires_grad_()"] if is_leaf else []
    program = scenario.program
    last = program.makers[program.result]
    name = last.name if last.name.isidentifier() else "loss"
    return Script.of("\n".join((*lines, *program.lines, f"{name}.backward()")), given)
