"""The article's model and loss, PyTorch's own engine replayed on them, and the same gradient by hand.

Importable without the app: nothing here knows streamlit or plotly.
"""

from core.engine import (
    AutogradGraph,
    Backward,
    BackwardStep,
    Chase,
    Edge,
    Forward,
    ForwardStep,
    Hop,
    Replay,
    autograd_graph,
    freed,
    replay,
    run_backward,
    run_forward,
    run_untracked,
)
from core.engine.not_finite import Cause, beyond, causes, remedy
from core.engine.reasons import Why
from core.engine.sandbox import Message
from core.exercises import (
    CELL_SLIPS,
    SLIPS,
    Answer,
    Asked,
    AskedCell,
    Slip,
    cell_number,
    check,
    check_cell,
    number_of,
)
from core.exercises.by_hand import HAND_STAGES, hand_question
from core.exercises.exercises import EXERCISES
from core.exercises.guesses import before_backward, before_run
from core.exercises.levels import LEVELS
from core.exercises.practice import LATER, MOST_SETS, RIGHT, SHOWN, Practice
from core.exercises.questions import Question, Wrong, judge
from core.export.csv_files import data_csv, leaves_csv
from core.export.notebook import to_notebook
from core.export.script import PythonFile
from core.export.tensors import NUMBERS_FILE
from core.export.views import to_script
from core.hand import Agreement, ByHand, HandStep, agreement, by_hand
from core.hand.bounds import ROUNDING_STEPS
from core.kinds import KINDS, Call, said
from core.lessons.json_file import lesson_from_json, lesson_to_json
from core.lessons.lesson import MAX_NOTE, MAX_STOPS, MAX_TITLE, Lesson, LessonError, Stop
from core.lessons.registry import LESSONS
from core.lessons.text import decode_lesson, encode_lesson
from core.life.actions import ACTIONS, BACKWARDS, FORWARDS, HALVES, OPTIMIZER_LR, Action, ActionError, start_code
from core.life.snapshots import Snapshot, replay_grad
from core.life.stories import STORIES
from core.life.texts import ACTIONS_LIMIT
from core.linear.article import calc_loss, calc_preds
from core.linear.closed_formula import ChainRule, chain_rule
from core.linear.curves import Curve, LinearMove, curve, move, reach_of
from core.linear.exact_answers import EXACT, Optimum, least_absolute, least_of, least_squares, loss_at
from core.linear.kinks import GRADCHECK_EPS, Kink, NoKink, kink, rises, why_no_kink, zeros
from core.linear.surfaces import Box, Line, Surface
from core.linear.verification import Verification, no_slope, verify
from core.link.fields import LESSON_FIELDS, MAX_LESSON, distance, exact64, learning_rate
from core.link.links import (
    KNOWN,
    LINK_LIMIT,
    OWN_NUMBERS,
    Link,
    PermalinkError,
    base_scenario,
    base_tensors,
    decode,
    decode_view,
    encode,
    encode_short,
    encode_view,
    without_view,
)
from core.link.models import with_model
from core.link.scripts import with_script
from core.link.tensors import changed_cells, count_numbers
from core.mistakes import MISTAKES, Ending, Mistake, Observed, Outcome, run_mistake
from core.mistakes.finder import LONGEST_TEXT, Match, find_mistake
from core.numbers import Block, NumberError, cell_name, dtype_name, exact, parse_number, quote, read_block, short
from core.numbers.rows import NumberRows
from core.numbers.shown import decimal, exponent, factor, fixed, signed, told_apart, told_apart_all, whole
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.program import Operation, Program, ProgramError, axes_of, parse
from core.scenario.draws import DRAW_KINDS, MAX_SEED, Draw
from core.scenario.entries import Entry, entries_of, largest
from core.scenario.json_file import ScenarioFileError, from_json, to_json
from core.scenario.limits import MAX_CELLS, MAX_COEFFS, MAX_SAMPLES
from core.scenario.losses import LOSSES, REDUCTIONS, Loss
from core.scenario.models import DEFAULT_MODEL, MODELS
from core.scenario.reach import OutOfReach, out_of_reach
from core.scenario.scenario import DTYPES, Scenario, ScenarioError
from core.scenario.starts import dims_of, draw_start, grid_of, started, width_of
from core.script.explaining import Explanation, explain
from core.script.json_file import script_from_json, script_to_json
from core.script.of_mistakes import mistake_scripts
from core.script.opening import as_script
from core.script.reading import grads_read
from core.script.reasons import why
from core.script.script import Script
from core.script.templates import TEMPLATES
from core.script.trace import Trace
from core.script.trace import Value as ScriptValue
from core.script.ways import WayPoint, way
from core.sessions.registry import SESSIONS
from core.sessions.session import Session, run_session
from core.sessions.sources import definitions, inner_lines
from core.sessions.switches import Switched, run_switches
from core.slices.kinks import FoundKink, Search
from core.slices.moves import Move, move_entry
from core.slices.notches import NOTCHES, notch_of
from core.slices.slices import Slice, reach_along, slice_of
from core.slices.step_sizes import EXPONENTS, Differences, differences
from core.slices.verification import EntryVerification, verify_entry
from core.table import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_FEATURES,
    MAX_ROWS,
    SCALINGS,
    Column,
    Table,
    TableError,
    TableOptions,
    TableProblem,
    build_scenario,
    missing_rows,
    read_table,
)
from core.training.descents import MAX_STEPS, Descent, begin, descend, further, gradients
from core.training.optimizers import optimizer_code, with_optimizer
from core.training.planes import contours, losses_at
from core.training.rates import RATES
from core.training.repeats import Copies, Shards, repeat, repeated, shards
from core.training.stories import DESCENT_STORIES, DescentStory

__all__ = [
    "ACTIONS",
    "ACTIONS_LIMIT",
    "BACKWARDS",
    "CELL_SLIPS",
    "DEFAULT_MODEL",
    "DEFAULT_PRESET",
    "DESCENT_STORIES",
    "DRAW_KINDS",
    "DTYPES",
    "EXACT",
    "EXERCISES",
    "EXPONENTS",
    "FORWARDS",
    "GRADCHECK_EPS",
    "HALVES",
    "HAND_STAGES",
    "KINDS",
    "KNOWN",
    "LATER",
    "LESSONS",
    "LESSON_FIELDS",
    "LEVELS",
    "LINK_LIMIT",
    "LONGEST_TEXT",
    "LOSSES",
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_COEFFS",
    "MAX_COLUMNS",
    "MAX_FEATURES",
    "MAX_LESSON",
    "MAX_NOTE",
    "MAX_ROWS",
    "MAX_SAMPLES",
    "MAX_SEED",
    "MAX_STEPS",
    "MAX_STOPS",
    "MAX_TITLE",
    "MISTAKES",
    "MODELS",
    "MOST_SETS",
    "NOTCHES",
    "NUMBERS_FILE",
    "OPTIMIZER_LR",
    "OWN_NUMBERS",
    "PRESETS",
    "RATES",
    "REDUCTIONS",
    "RIGHT",
    "ROUNDING_STEPS",
    "SCALINGS",
    "SESSIONS",
    "SHOWN",
    "SLIPS",
    "STORIES",
    "TEMPLATES",
    "Action",
    "ActionError",
    "Agreement",
    "Answer",
    "Asked",
    "AskedCell",
    "AutogradGraph",
    "Backward",
    "BackwardStep",
    "Block",
    "Box",
    "ByHand",
    "Call",
    "Cause",
    "ChainRule",
    "Chase",
    "Column",
    "Copies",
    "Curve",
    "Descent",
    "DescentStory",
    "Differences",
    "Draw",
    "Edge",
    "Ending",
    "Entry",
    "EntryVerification",
    "Explanation",
    "Forward",
    "ForwardStep",
    "FoundKink",
    "HandStep",
    "Hop",
    "Kink",
    "Lesson",
    "LessonError",
    "Line",
    "LinearMove",
    "Link",
    "Loss",
    "Match",
    "Message",
    "Mistake",
    "Move",
    "NoKink",
    "NumberError",
    "NumberRows",
    "Observed",
    "Operation",
    "Optimum",
    "OutOfReach",
    "Outcome",
    "PermalinkError",
    "Practice",
    "Program",
    "ProgramError",
    "PythonFile",
    "Question",
    "Replay",
    "Scenario",
    "ScenarioError",
    "ScenarioFileError",
    "Script",
    "ScriptValue",
    "Search",
    "Session",
    "Shards",
    "Slice",
    "Slip",
    "Snapshot",
    "Stop",
    "Surface",
    "Switched",
    "Table",
    "TableError",
    "TableOptions",
    "TableProblem",
    "Trace",
    "Verification",
    "WayPoint",
    "Why",
    "Wrong",
    "agreement",
    "as_script",
    "autograd_graph",
    "axes_of",
    "base_scenario",
    "base_tensors",
    "before_backward",
    "before_run",
    "begin",
    "beyond",
    "build_scenario",
    "by_hand",
    "calc_loss",
    "calc_preds",
    "causes",
    "cell_name",
    "cell_number",
    "chain_rule",
    "changed_cells",
    "check",
    "check_cell",
    "contours",
    "count_numbers",
    "curve",
    "data_csv",
    "decimal",
    "decode",
    "decode_lesson",
    "decode_view",
    "definitions",
    "descend",
    "differences",
    "dims_of",
    "distance",
    "draw_start",
    "dtype_name",
    "encode",
    "encode_lesson",
    "encode_short",
    "encode_view",
    "entries_of",
    "exact",
    "exact64",
    "explain",
    "exponent",
    "factor",
    "find_mistake",
    "fixed",
    "freed",
    "from_json",
    "further",
    "gradients",
    "grads_read",
    "grid_of",
    "hand_question",
    "inner_lines",
    "judge",
    "kink",
    "largest",
    "learning_rate",
    "least_absolute",
    "least_of",
    "least_squares",
    "leaves_csv",
    "lesson_from_json",
    "lesson_to_json",
    "loss_at",
    "losses_at",
    "missing_rows",
    "mistake_scripts",
    "move",
    "move_entry",
    "no_slope",
    "notch_of",
    "number_of",
    "optimizer_code",
    "out_of_reach",
    "parse",
    "parse_number",
    "quote",
    "reach_along",
    "reach_of",
    "read_block",
    "read_table",
    "remedy",
    "repeat",
    "repeated",
    "replay",
    "replay_grad",
    "rises",
    "run_backward",
    "run_forward",
    "run_mistake",
    "run_session",
    "run_switches",
    "run_untracked",
    "said",
    "script_from_json",
    "script_to_json",
    "shards",
    "short",
    "signed",
    "slice_of",
    "start_code",
    "started",
    "to_json",
    "to_notebook",
    "to_script",
    "told_apart",
    "told_apart_all",
    "verify",
    "verify_entry",
    "way",
    "whole",
    "why",
    "why_no_kink",
    "width_of",
    "with_model",
    "with_optimizer",
    "with_script",
    "without_view",
    "zeros",
]
