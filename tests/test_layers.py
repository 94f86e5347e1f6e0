"""Rules of the house that import-linter cannot see, read from the syntax tree of each file."""

import ast
import importlib
from functools import cache
from pathlib import Path
from types import ModuleType

import core

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
APP = [ROOT / "app.py", *PAGES, *sorted((ROOT / "ui").rglob("*.py")), *sorted((ROOT / "core").rglob("*.py"))]

OUTSIDE = [
    ROOT / "app.py",
    *(path for folder in ("ui", "pages", "benchmarks", "examples") for path in (ROOT / folder).rglob("*.py")),
]
"""What uses core from outside of it."""

PUBLIC = {
    *("Scenario", "MODELS", "LOSSES", "REDUCTIONS", "PRESETS", "KINDS", "Program", "ProgramError", "ScenarioError"),
    *("parse", "calc_preds", "calc_loss", "run_forward", "run_backward", "autograd_graph", "replay", "by_hand"),
    *("chain_rule", "agreement", "verify", "descend", "replay_grad", "MISTAKES", "run_mistake", "find_mistake"),
    *("read_table", "encode", "decode", "why", "explain", "Explanation"),
}
"""Names of core that others rely on: they stay, whether the app uses them or not."""

STATE = ROOT / "ui" / "state.py"
VISITOR_STATE = {"session_state", "query_params"}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.MatMult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
RUNS_TEXT = {"eval", "exec"}
UNPICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
RAW_HTML = {"unsafe_allow_html", "unsafe_allow_javascript"}
NOTICES = ROOT / "ui" / "frame"
READS_MARKDOWN = {
    *(
        "badge",
        "caption",
        "chat_message",
        "error",
        "exception",
        "header",
        "help",
        "info",
        "latex",
        "markdown",
        "metric",
    ),
    *("subheader", "success", "table", "title", "toast", "warning", "write", "write_stream"),
}
"""Streamlit's calls whose whole purpose is a text, and that read Markdown in it: a link, a header cell or a file could
have a picture fetched from elsewhere, or show a foreign link. ui/frame/notices.py says the same with the text as text.
"""
FORMULAS = {"ui/walk/maths.py": 1}
"""Where Streamlit's formulas are wanted: of core's numbers and names alone (tests/pages/test_visitors_text.py)."""

SCRIPTS = {"ui/frame/styles.py": 1}
"""Where our scripts are sent as they stand in their files; tests/ui/frame/test_frame.py compares the two."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def places(path: Path, found: list[ast.AST]) -> list[str]:
    """As an editor opens them: file:line."""
    return [f"{name(path)}:{getattr(node, 'lineno', 1)}" for node in found]


def words(node: ast.AST) -> set[str]:
    """The names that a node uses: its own, an attribute's, those it imports."""
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return {word}
        case ast.Import(names=aliases):
            return {part for alias in aliases for part in alias.name.split(".")}
        case ast.ImportFrom(module=module, names=aliases):
            return {*(module or "").split("."), *(alias.name for alias in aliases)}
    return set()


def uses(path: Path, forbidden: set[str]) -> list[str]:
    return places(path, [node for node in nodes(path) if words(node) & forbidden])


def imported(node: ast.AST) -> list[str]:
    """The top packages that a node imports."""
    match node:
        case ast.Import(names=aliases):
            return [alias.name.split(".")[0] for alias in aliases]
        case ast.ImportFrom(module=module):
            return [(module or "").split(".")[0]]
    return []


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

SHOWING = [path for path in APP if any("streamlit" in imported(node) for node in nodes(path))]
"""The files that can put anything on the screen."""


def test_a_page_imports_core_ui_and_streamlit_only() -> None:
    for page in PAGES:
        assert {package for node in nodes(page) for package in imported(node)} <= {"core", "ui", "streamlit"}, page


def test_a_page_composes_and_defines_nothing() -> None:
    for page in PAGES:
        assert places(page, [node for node in nodes(page) if isinstance(node, (*DEFINITIONS, ast.Lambda))]) == []


def test_a_page_calculates_nothing() -> None:
    for page in PAGES:
        sums = [n for n in nodes(page) if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ARITHMETIC)]
        assert places(page, list(sums)) == []


def test_a_page_has_at_most_60_lines() -> None:
    for page in PAGES:
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 60, page


def test_a_page_lies_in_the_folder_of_its_section() -> None:
    """Streamlit finds scripts directly in pages/ by itself and runs them without app.py on a deep link."""
    for page in PAGES:
        assert page.parent.parent == ROOT / "pages", page


def test_only_ui_state_touches_what_streamlit_keeps_for_a_visitor() -> None:
    for path in APP:
        if path == STATE:
            assert uses(path, VISITOR_STATE), "the one file that may has no need to"
        else:
            assert uses(path, VISITOR_STATE) == []


def test_a_text_reaches_the_screen_by_the_door_alone() -> None:
    for path in (each for each in SHOWING if NOTICES not in each.parents):
        called = [
            node.func for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        found = places(path, [function for function in called if function.attr in READS_MARKDOWN])
        assert len(found) == FORMULAS.get(name(path), 0), (path, found)


def test_streamlit_is_called_by_its_name() -> None:
    """Or the rule before would not see it."""
    for path in APP:
        imports = [node for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.module == "streamlit"]
        assert places(path, list(imports)) == []


def test_no_text_is_run_as_code() -> None:
    for path in APP:
        called = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
        assert places(path, [function for function in called if words(function) & RUNS_TEXT]) == []


def test_nothing_is_unpickled() -> None:
    for path in APP:
        assert uses(path, UNPICKLES) == []
        loads = [
            n
            for n in nodes(path)
            if isinstance(n, ast.Attribute) and ast.unparse(n) in {"torch.load", "pd.read_pickle"}
        ]
        assert places(path, list(loads)) == []


def test_no_markup_goes_around_streamlits_filter() -> None:
    for path in APP:
        keywords = [node for node in nodes(path) if isinstance(node, ast.keyword) and node.arg in RAW_HTML]
        assert len(places(path, list(keywords))) == SCRIPTS.get(name(path), 0), (path, places(path, list(keywords)))


def taken_from_core(path: Path) -> list[tuple[int, str, str]]:
    """Line, module and name of what a file imports from core."""
    found = [
        (node.lineno, node.module or "", alias.name)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    found += [
        (node.lineno, alias.name, "") for node in nodes(path) if isinstance(node, ast.Import) for alias in node.names
    ]
    return [each for each in found if each[1].split(".")[0] == "core"]


def test_core_has_one_door() -> None:
    """Its folders may move without anybody noticing."""
    other = [
        f"{name(path)}:{line} {module}"
        for path in OUTSIDE
        for line, module, word in taken_from_core(path)
        if module != "core" or word not in core.__all__
    ]
    assert other == []


def test_every_name_at_the_door_is_asked_for() -> None:
    used = {word for path in OUTSIDE for _, _, word in taken_from_core(path)}
    assert sorted(set(core.__all__) - used - PUBLIC) == []
    assert set(core.__all__) >= PUBLIC
    assert all(hasattr(core, each) for each in core.__all__)


def test_no_module_of_core_is_hidden_by_a_function() -> None:
    """`core.engine.replay` would be the module for one import and the function for another."""
    hidden = []
    for path in (ROOT / "core").rglob("*.py"):
        *folders, module = (path.parent if path.stem == "__init__" else path.with_suffix("")).relative_to(ROOT).parts
        defined = [each.name for each in tree(path).body if isinstance(each, DEFINITIONS)]
        package = importlib.import_module(".".join(folders)) if folders else None
        if module in defined or not isinstance(getattr(package, module, None), ModuleType | None):
            hidden.append(name(path))
    assert hidden == []
