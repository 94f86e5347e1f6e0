"""The article's model and loss, PyTorch's own engine replayed on them, and the same gradient by hand.

Importable without the app: nothing here knows streamlit or plotly.
"""

from core.chain_rule import ChainRule, chain_rule
from core.curve import Curve, Move, curve, move, reach_of
from core.descend import Descent, DescentError, begin, descend, further
from core.descent_stories import DESCENT_STORIES, DescentStory
from core.diagnose import Match, find_mistake
from core.differences import Differences, differences
from core.draw import DRAW_KINDS, Draw
from core.engine import (
    AutogradGraph,
    Backward,
    BackwardStep,
    Chase,
    Edge,
    Forward,
    ForwardStep,
    GraphEdge,
    GraphNode,
    Hop,
    Replay,
    UnownedNodeError,
    Untracked,
    autograd_graph,
    chase,
    replay,
    run_backward,
    run_forward,
    run_untracked,
)
from core.hand import Agreement, Agreements, ByHand, HandStep, Verdict, agreement, by_hand, error_bounds
from core.kinds import KINDS, Call, Kind, said
from core.kink import Kink, kink
from core.life import Snapshot, replay_grad
from core.life_actions import ACTIONS, Action, ActionError
from core.life_stories import STORIES
from core.losses import LOSSES, REDUCTIONS, Loss, Reduction
from core.mistakes import MISTAKES, Mistake, Outcome, run_mistake
from core.model import calc_loss, calc_preds
from core.models import MODELS, Model
from core.optimum import Optimum, least_absolute, least_squares, loss_at
from core.permalink import Link, PermalinkError, decode, encode
from core.presets import PRESETS, Preset
from core.program import Operation, Program, ProgramError, parse
from core.rates import RATES, Rate
from core.repeat import repeated, shards
from core.scenario import Scenario, ScenarioError
from core.scenario_file import ScenarioFileError, from_json, to_json
from core.surface import Box, Line, Surface, surface
from core.table import SCALINGS, Table, TableError, TableProblem, Wish, pose, read_csv, read_table
from core.verify import Verification, verify

__all__ = [
    "ACTIONS",
    "DESCENT_STORIES",
    "DRAW_KINDS",
    "KINDS",
    "LOSSES",
    "MISTAKES",
    "MODELS",
    "PRESETS",
    "RATES",
    "REDUCTIONS",
    "SCALINGS",
    "STORIES",
    "Action",
    "ActionError",
    "Agreement",
    "Agreements",
    "AutogradGraph",
    "Backward",
    "BackwardStep",
    "Box",
    "ByHand",
    "Call",
    "ChainRule",
    "Chase",
    "Curve",
    "Descent",
    "DescentError",
    "DescentStory",
    "Differences",
    "Draw",
    "Edge",
    "Forward",
    "ForwardStep",
    "GraphEdge",
    "GraphNode",
    "HandStep",
    "Hop",
    "Kind",
    "Kink",
    "Line",
    "Link",
    "Loss",
    "Match",
    "Mistake",
    "Model",
    "Move",
    "Operation",
    "Optimum",
    "Outcome",
    "PermalinkError",
    "Preset",
    "Program",
    "ProgramError",
    "Rate",
    "Reduction",
    "Replay",
    "Scenario",
    "ScenarioError",
    "ScenarioFileError",
    "Snapshot",
    "Surface",
    "Table",
    "TableError",
    "TableProblem",
    "UnownedNodeError",
    "Untracked",
    "Verdict",
    "Verification",
    "Wish",
    "agreement",
    "autograd_graph",
    "begin",
    "by_hand",
    "calc_loss",
    "calc_preds",
    "chain_rule",
    "chase",
    "curve",
    "decode",
    "descend",
    "differences",
    "encode",
    "error_bounds",
    "find_mistake",
    "from_json",
    "further",
    "kink",
    "least_absolute",
    "least_squares",
    "loss_at",
    "move",
    "parse",
    "pose",
    "reach_of",
    "read_csv",
    "read_table",
    "repeated",
    "replay",
    "replay_grad",
    "run_backward",
    "run_forward",
    "run_mistake",
    "run_untracked",
    "said",
    "shards",
    "surface",
    "to_json",
    "verify",
]
