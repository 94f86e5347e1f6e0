"""PyTorch's own run of a program: what each call computed, what each node did, and what links them."""

from core.engine.again import freed
from core.engine.backward import Backward, BackwardStep, Edge, run_backward
from core.engine.chasing import Chase, Hop, Untracked, chase, run_untracked
from core.engine.forward import Forward, ForwardStep, run_forward
from core.engine.graph import AutogradGraph, GraphEdge, GraphNode, autograd_graph
from core.engine.recording import UnownedNodeError
from core.engine.whole_run import Replay, replay

__all__ = [
    "AutogradGraph",
    "Backward",
    "BackwardStep",
    "Chase",
    "Edge",
    "Forward",
    "ForwardStep",
    "GraphEdge",
    "GraphNode",
    "Hop",
    "Replay",
    "UnownedNodeError",
    "Untracked",
    "autograd_graph",
    "chase",
    "freed",
    "replay",
    "run_backward",
    "run_forward",
    "run_untracked",
]
