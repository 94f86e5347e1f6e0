"""The walk as a program: the numbers, the forward run, backward, and what it leaves in each `.grad`."""

from core.engine.sandbox import lines_of
from core.export.model import printed, program_code
from core.export.script import Chunk, Part, says
from core.life import cells
from core.life.actions import start_code
from core.scenario.scenario import Scenario


def walk_parts(scenario: Scenario) -> tuple[Part, ...]:
    """All of it but the numbers; it runs once, to know what is printed."""
    leaves = {name: scenario.tensors[name].clone().requires_grad_() for name in scenario.leaves}
    loss = scenario.program.compute({**scenario.tensors, **leaves})[scenario.program.result]
    said = says(loss)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return (
        Part("Track", (Chunk(start_code((), scenario)),)),
        Part(
            "Forward: each line computes, and leaves a node",
            (Chunk(program_code(scenario)), Chunk("print(loss)", said)),
        ),
        Part(
            "Backward: from the loss to each .grad",
            (Chunk(lines_of(cells.backward)), *(printed(f"{name}.grad", leaf.grad) for name, leaf in leaves.items())),
        ),
    )
