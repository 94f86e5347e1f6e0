"""The article's model and loss, PyTorch's own engine replayed on them, and the same gradient by hand.

Importable without the app: nothing here knows streamlit or plotly.
"""

from core.agreement import Agreement, agreement
from core.backward import Backward, BackwardStep, run_backward
from core.chain_rule import ChainRule, chain_rule
from core.chase import Chase, Hop, Untracked, chase, run_untracked
from core.draw import DRAW_KINDS, Draw
from core.forward import Forward, ForwardStep, run_forward
from core.graph import AutogradGraph, GraphEdge, GraphNode, autograd_graph
from core.life import Snapshot, replay_grad
from core.life_actions import ACTIONS, Action, ActionError
from core.life_stories import STORIES
from core.losses import LOSSES, REDUCTIONS, Loss, Reduction
from core.mistakes import MISTAKES, Mistake, Outcome, run_mistake
from core.model import calc_loss, calc_preds
from core.permalink import Link, PermalinkError, decode, encode
from core.presets import PRESETS, Preset
from core.scenario import Scenario, ScenarioError
from core.scenario_file import ScenarioFileError, from_json, to_json
from core.verify import Verification, verify

__all__ = [
    "ACTIONS",
    "DRAW_KINDS",
    "LOSSES",
    "MISTAKES",
    "PRESETS",
    "REDUCTIONS",
    "STORIES",
    "Action",
    "ActionError",
    "Agreement",
    "AutogradGraph",
    "Backward",
    "BackwardStep",
    "ChainRule",
    "Chase",
    "Draw",
    "Forward",
    "ForwardStep",
    "GraphEdge",
    "GraphNode",
    "Hop",
    "Link",
    "Loss",
    "Mistake",
    "Outcome",
    "PermalinkError",
    "Preset",
    "Reduction",
    "Scenario",
    "ScenarioError",
    "ScenarioFileError",
    "Snapshot",
    "Untracked",
    "Verification",
    "agreement",
    "autograd_graph",
    "calc_loss",
    "calc_preds",
    "chain_rule",
    "chase",
    "decode",
    "encode",
    "from_json",
    "replay_grad",
    "run_backward",
    "run_forward",
    "run_mistake",
    "run_untracked",
    "to_json",
    "verify",
]
