"""A script as a notebook: prose, a picture, its parts as cells, and before each that prints a place to predict.

The format is nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html).
"""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from core.export.script import PythonFile, one_line

Cell = dict[str, Any]

PREDICT = "**Predict:** what will the next cell print? Write it down here, then run it."
ANSWERS = "What was printed in the app, with {made_with}"


def to_notebook(script: PythonFile, title: str, prose: Sequence[str] = (), picture: str = "") -> str:
    """The notebook as JSON.

    Args:
        script: what its cells run.
        title: what it is called, as text.
        prose: paragraphs before the first cell, as text.
        picture: a whole page of HTML, shown in a frame of its own that no other part of the notebook can be reached
            from; "" for none.
    """
    cells = [
        _said(
            "\n\n".join((f"# {plain(title)}", *map(plain, (*prose, *filter(None, [script.file_note]), *script.notes))))
        )
    ]
    if picture:
        cells.append(_pictured(picture))
    for part in script.parts:
        cells.append(_said(f"## {plain(part.title)}"))
        if part.prints:
            cells += [_said(PREDICT), _code("")]
        cells.append(_code(part.code.strip("\n")))
    printed = ANSWERS.format(made_with=script.made_with)
    cells.append(_said(f"## The answers\n\n<details><summary>{printed}</summary>\n\n{_answers(script)}\n\n</details>"))
    notebook = {
        "cells": [{"id": f"cell-{at}", **cell} for at, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def plain(text: str) -> str:
    """Markdown that shows a text as the text that it is: each sign that Markdown or HTML could read is an entity."""
    return re.sub(r"[^\w\s]", lambda sign: f"&#{ord(sign[0])};", one_line(text), flags=re.ASCII)


def _answers(script: PythonFile) -> str:
    printed = (line for part in script.parts for line in part.prints)
    return f"<pre>{escape(chr(10).join(map(one_line, printed)))}</pre>"


def _said(markdown: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": markdown}


def _code(source: str, outputs: Sequence[Cell] = ()) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": list(outputs),
        "source": source,
    }


def _pictured(page: str) -> Cell:
    """A cell that shows what it holds already; a notebook that does not trust it shows the text alone."""
    frame = (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts" width="100%" height="640" style="border: 0"></iframe>'
    )
    about = "The walk: trust this notebook to see it, and do not run this cell, which holds nothing but the picture."
    output = {
        "output_type": "display_data",
        "data": {"text/html": frame, "text/plain": about},
        "metadata": {},
    }
    return _code("# The picture below is the walk of the app; running this cell takes it away.", [output])
