"""A scenario's name is somebody's text: in a script it stays a comment, in a notebook it stays text."""

import ast
import json
from html.parser import HTMLParser

from core import MISTAKES, Link, to_notebook, to_script

NAMES = (
    "two\nimport os; print(os)",
    "two\rprint(1)",
    "two\r\nprint(1)",
    "two\x0cprint(1)\x0bprint(2)\x1cprint(3)\x1dprint(4)\x85print(5)",
    "two\u2028print(1)\u2029print(2)",
    "two\x00print(1)",
    '"""\nprint(1)\n"""',
    "'''\nprint(1)\n'''",
    "\\\nprint(1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![](https://example.com/x.png) [a](javascript:alert(1)) `code` $x$ **b** <details>",
    "# -*- coding: utf-7 -*-\n+AAo-print(1)",
    "coding: utf-7",
    "\u202eprint(1)",
    "# heading\n- list\n\n    code",
    "&lt;b&gt; &#60;i&#62;",
    "%%bash\nrm x",
    "a" * 200,
)
VIEWS = ("forward", "life", "descent", "mistakes")


def named(name: str) -> Link:
    return Link(Link().scenario.replace(name=name), base="", mistake=next(iter(MISTAKES)))


class Tags(HTMLParser):
    """The tags of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {attrs}")


def tags(text: str) -> list[str]:
    reader = Tags()
    reader.feed(text)
    return reader.found


def test_in_a_script_a_name_is_a_comment_and_nothing_else() -> None:
    for view in VIEWS:
        usual = ast.dump(ast.parse(to_script(named("plain"), view).text))
        for name in NAMES:
            text = to_script(named(name), view).text
            assert ast.dump(ast.parse(text.encode())) == usual, (view, name)
            assert all(character.isprintable() or character == "\n" for character in text), (view, name)


def test_in_a_notebook_a_name_is_text_and_nothing_else() -> None:
    def read(name: str, view: str) -> tuple[list[str], list[str]]:
        notebook = to_notebook(to_script(named(name), view), name, [name])
        found = json.loads(notebook)["cells"]
        kinds = ("code", "markdown")
        code, prose = ([cell["source"] for cell in found if cell["cell_type"] == kind] for kind in kinds)
        return code, prose

    for view in VIEWS:
        code, prose = read("plain", view)
        for name in NAMES:
            hostile, said = read(name, view)
            assert hostile == code, (view, name)
            assert said[1:] == prose[1:], (view, name)
            assert tags(said[0]) == [], (view, name)
            lines = said[0].splitlines()
            assert len(lines) == len(prose[0].splitlines()), (view, name)
            assert not set("`*[]<>$!\\_") & set(said[0].replace("\\_", "")) - {"_"}, (view, name)
            assert not any(line.startswith(("    ", "- ", "## ", "%")) for line in lines), (view, name)
