"""Runs what core wrote: a script or a notebook, in a namespace of its own, and reads what it printed."""

import contextlib
import io
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from core import NUMBERS_FILE, Link, PythonFile, to_json, to_script
from core.export.script import comments

PATIENCE = 120


@contextlib.contextmanager
def beside(folder: Path, script: PythonFile, link: Link) -> Iterator[None]:
    """The folder in which a program is run, with the file of numbers where it reads one."""
    if script.file_note:
        (folder / NUMBERS_FILE).write_text(to_json(link.scenario), encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def printed(*codes: str) -> list[str]:
    """What these lines print, one code after the other in one namespace; warnings as a fresh Python gives them."""
    said = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("default")
        for code in codes:
            exec(compile(code, "exported.py", "exec"), names)  # noqa: S102  # what core wrote is what is tested
    return said.getvalue().splitlines()


def check(link: Link, view: str, folder: Path) -> PythonFile:
    """Run a view's script, and compare all that it prints with what it says that it prints."""
    script = to_script(link, view)
    with beside(folder, script, link):
        found = printed(script.text)
    expected = [line for part in script.parts for line in part.prints]
    assert found == expected, (view, link)
    below = [line for line in script.text.splitlines() if line.startswith("#")]
    assert below == [*comments(script.head), *comments(found)], (view, link)
    return script


def in_process(code: str, folder: Path) -> list[str]:
    """What a program prints that is run as a reader runs it."""
    (folder / "exported.py").write_text(code, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "exported.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def cells(notebook: str, kind: str) -> list[str]:
    """The sources of the cells of one kind, of a notebook that is one."""
    read = nbformat.from_dict(json.loads(notebook))  # type: ignore[no-untyped-call]  # nbformat leaves it untyped
    nbformat.validate(read)
    return [cell.source for cell in read.cells if cell.cell_type == kind]
