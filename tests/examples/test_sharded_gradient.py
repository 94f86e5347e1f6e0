"""The example of a sharded gradient, started as a person starts it."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def numbers(printed: str, label: str) -> list[float]:
    (found,) = re.findall(rf"^{label} *\[(.*)\]$", printed, flags=re.MULTILINE)
    return [float(number) for number in found.split(",")]


def test_two_processes_with_unequal_shards_give_the_gradient_of_one() -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--master-addr", "127.0.0.1", "--master-port", str(free_port()), "-m", "examples.sharded_gradient"]
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    assert ran.returncode == 0, ran.stderr
    whole, weighted, plain = (
        numbers(ran.stdout, label) for label in ("one process", "weighted shares", "without weights")
    )
    assert all(abs(one - two) < 1e-5 for one, two in zip(whole, weighted, strict=True))
    assert any(abs(one - two) > 1e-3 for one, two in zip(whole, plain, strict=True)), "the weights must matter"
