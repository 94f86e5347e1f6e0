"""Widgets that hold a choice. A browser keeps the words of an option under the widget's key, not its place.

So a key under which the same words may mean another option shows, after a change of the state, what the page does not
have, and sends it back with the next run: Slope's slider said +0.5 of one range where the page had +1 of another.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
CHOICES = {"selectbox", "multiselect", "radio", "segmented_control", "pills", "select_slider"}


def risky(source: str) -> list[int]:
    """The lines of choices whose words are made from what one run holds, under a key that is always the same."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return sorted({line for function in functions for line in _risky(function)})


def _risky(function: ast.FunctionDef) -> Iterator[int]:
    inside = list(ast.walk(function))
    held = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    held |= {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    held |= {node.name for node in inside if isinstance(node, ast.FunctionDef) and node is not function}
    for call in inside:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CHOICES:
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            key, words = given.get("key"), given.get("format_func")
            read = {node.id for node in ast.walk(words) if isinstance(node, ast.Name)} if words else set()
            own = {node.arg for node in ast.walk(words) if isinstance(node, ast.arg)} if words else set()
            fixed = isinstance(key, ast.Constant) or (isinstance(key, ast.Name) and key.id.isupper())
            if fixed and (read - own) & held:
                yield call.lineno


def test_words_that_depend_on_the_run_have_a_key_that_does_too() -> None:
    paths = sorted(UI.rglob("*.py"))
    assert len(paths) > 100
    for path in paths:
        assert risky(path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("st.select_slider('', a, key=MOVE, format_func=lambda notch: short(notch * reach))", True),
        ("st.select_slider('', a, key='x', format_func=partial(short, reach))", True),
        ("st.select_slider('', a, key=f'x-{reach}', format_func=lambda notch: short(notch * reach))", False),
        ("st.radio('', a, key=KEY, format_func=lambda kind: KINDS[kind].title)", False),
        ("st.radio('', a, key=KEY, format_func=title)", False),
    ],
)
def test_the_slider_as_it_was_is_found(call: str, *, found: bool) -> None:
    assert risky(f"def slider(reach):\n    {call}") == ([2] if found else [])
