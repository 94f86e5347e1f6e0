"""The article's model and loss, PyTorch's own engine replayed on them, and the same gradient by hand.

Importable without the app: nothing here knows streamlit or plotly.
"""

from core.backward import Backward, BackwardStep, run_backward
from core.chain_rule import ChainRule, chain_rule
from core.chase import Chase, Hop, Untracked, chase, run_untracked
from core.forward import Forward, ForwardStep, run_forward
from core.graph import AutogradGraph, GraphEdge, GraphNode, autograd_graph
from core.losses import LOSSES, REDUCTIONS, Loss, Reduction
from core.model import calc_loss, calc_preds
from core.scenario import Scenario, ScenarioError

__all__ = [
    "LOSSES",
    "REDUCTIONS",
    "AutogradGraph",
    "Backward",
    "BackwardStep",
    "ChainRule",
    "Chase",
    "Forward",
    "ForwardStep",
    "GraphEdge",
    "GraphNode",
    "Hop",
    "Loss",
    "Reduction",
    "Scenario",
    "ScenarioError",
    "Untracked",
    "autograd_graph",
    "calc_loss",
    "calc_preds",
    "chain_rule",
    "chase",
    "run_backward",
    "run_forward",
    "run_untracked",
]
