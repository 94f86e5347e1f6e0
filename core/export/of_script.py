"""A program of one's own as a file: the lines that were read and run, and nothing else of what was typed."""

from core.export.script import Chunk, Part, PythonFile, says
from core.link.link import Link
from core.scenario.scenario import ScenarioError
from core.script.created import SEED
from core.script.pasted import without_paste

IMPORTS = {
    "F.": "import torch.nn.functional as F",
    "nn.": "from torch import nn",
    "functional.": "from torch.nn import functional",
}


def script_part(link: Link) -> Part:
    """The lines that ran, what they print, and what they leave in each `.grad`.

    Only what `core.script` read is written: a line that it left out, such as a print of words, is not the reader's to
    copy from somebody else's link.

    Raises:
        ScenarioError: where tensors are given beside the text.
    """
    script = link.script
    assert script is not None
    if script.given:
        raise ScenarioError("its tensors are too large for its lines: take the JSON file, which holds both.")
    trace = script.trace
    source = "\n".join(line for line in without_paste(script.text).source.split("\n") if line.strip())
    head = ["import torch", *(line for start, line in IMPORTS.items() if _calls(source, start))]
    if "torch.rand" in source and "manual_seed" not in source:
        head.append(f"torch.manual_seed({SEED})")
    ran = Chunk("\n".join((*head, "", source)), tuple(line for said in trace.printed for line in says(said.text)))
    if trace.raised is not None:
        raises = f"{trace.raised.type}: {trace.raised.text}"
        return Part("Your program", (Chunk(ran.code, (*ran.prints, f"It ends with {raises}")),))
    lines = source.split("\n")
    ended = max((at for at, line in enumerate(lines) if ".backward(" in line), default=0)
    last = [line for line in lines[ended + 1 :] if line.startswith("print(")]
    left = (
        Chunk(f"print({name}.grad)", says(trace.values[number].grad))
        for name, number in trace.names.items()
        if number in trace.leaves and not any(f"{name}.grad" in line for line in last)
    )
    return Part("Your program", (ran, *left))


def _calls(source: str, start: str) -> bool:
    """Whether a function of a module is called by a short name."""
    return any(f"{before}{start}" in f" {source}" for before in (" ", "(", "-", "+", "*", "/", "="))


def script_file(link: Link, made_with: str) -> PythonFile:
    """The whole file."""
    return PythonFile((script_part(link),), (), made_with)
