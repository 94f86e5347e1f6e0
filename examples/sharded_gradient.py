"""One gradient from data spread over several processes, and the same gradient in one process.

    torchrun --nproc-per-node 2 -m examples.sharded_gradient

Each process holds some rows, runs the article's forward and backward on them alone, and all gradients are added with
`all_reduce`. The shards are of unequal size on purpose: the mean over all rows is the shards' means weighted by their
share of the rows, and leaving the weights out gives another number.
Source: https://docs.pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce
"""

import sys
from itertools import pairwise

import torch
import torch.distributed as dist
from torch import Tensor

from core import Draw, Scenario, agreement, calc_loss, chain_rule

ROWS, COEFFS, SEED = 1000, 5, 7


def shard_bounds(rows: int, world: int) -> list[int]:
    """Where each process's rows begin and end: process r holds r + 1 parts of the rows."""
    parts = world * (world + 1) // 2
    return [rows * rank * (rank + 1) // 2 // parts for rank in range(world + 1)]


def gradient(scenario: Scenario, rows: slice) -> Tensor:
    """The gradient of the mean loss over some rows, (n,), by autograd."""
    coeffs = scenario.coeffs.clone().requires_grad_()
    loss = calc_loss(coeffs, scenario.t_indep[rows], scenario.t_dep[rows], scenario.loss, scenario.reduction)
    (grad,) = torch.autograd.grad(loss, coeffs)
    return grad


def main() -> int:
    """Compute the gradient sharded and whole; 0 when both agree within rounding."""
    dist.init_process_group("gloo")
    rank, world = dist.get_rank(), dist.get_world_size()
    scenario = Draw("hidden", ROWS, COEFFS, SEED).build()
    bounds = shard_bounds(ROWS, world)
    own = slice(bounds[rank], bounds[rank + 1])

    mean = gradient(scenario, own)
    weighted = mean * ((own.stop - own.start) / ROWS)
    dist.all_reduce(weighted)
    plain = mean / world
    dist.all_reduce(plain)
    dist.destroy_process_group()
    if rank != 0:
        return 0

    whole = gradient(scenario, slice(None))
    agreed = agreement(weighted, chain_rule(scenario))
    sizes = [stop - start for start, stop in pairwise(bounds)]
    print("rows a process ", sizes)
    print("one process    ", whole.tolist())
    print("weighted shares", weighted.tolist())
    print("without weights", plain.tolist())
    print("weighted shares and the calculation by hand:", agreed.verdict.outcome)
    return 0 if agreed.verdict.outcome == "agree" else 1


if __name__ == "__main__":
    sys.exit(main())
