"""All style sheets are sent to every page: none styles what is another view's, and sizes grow with the letters."""

import re
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).parents[3] / "ui"
FOLDERS = sorted({path.relative_to(UI).parts[0] for path in UI.rglob("*.css")})
"""Whose sheets are looked at: all."""

HAIRLINE = 3
"""Borders, rings and gaps between them may be as many pixels; all else is in rem, em or units of the picture."""

SHARED = {
    "walk": "the picture, which every view that draws one dresses further",
    "compare": "the table of gradients, the same on By hand and Slope",
    "typed": "lines of a program, the same wherever one is quoted",
    "program": "the lines of a program, with the one that runs; Mistakes marks the one that is mended",
    "verdict": "whether two gradients agree, the same on By hand, Slope and under the reader's own numbers",
    "origin": "where an inf or nan comes from, the same under a mistake and under the reader's own numbers",
    "note": "a remark in small print, the same under every picture",
    "note-line": "a line of small print beside a figure, the same on Slope and Descent",
    "notice": "what the app says to a visitor, on every page",
}
"""Classes that begin a selector in one sheet and stand in another, with the reason."""

COMMENT, CLASS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
STREAMLITS = re.compile(r"st[A-Z]|st-key-|katex|js-plotly|katex-|[xy]t|legend")


def sheets() -> dict[Path, str]:
    """The sheets, without their comments."""
    return {path: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sorted(UI.rglob("*.css"))}


def selectors(sheet: str) -> Iterator[str]:
    """Each selector of a sheet; `a:is(b, c)` is one."""
    for head in re.findall(r"([^{};]+)\{", sheet):
        written = head.strip()
        if not written.startswith("@") and not re.fullmatch(r"from|to|[\d.%, ]+", written):
            yield from re.split(r",(?![^(]*\))", written)


def first(selector: str) -> set[str]:
    """The classes of the outermost element that a selector names; Streamlit's are no view's."""
    outermost = re.split(r"\s+(?![^(]*\))", selector.strip().lstrip("> "))[0]
    outermost = re.sub(r":(has|not)\([^)]*\)", "", outermost)
    return {name for name in CLASS.findall(outermost) if not STREAMLITS.match(name)}


def test_a_view_styles_only_what_bears_a_class_of_its_own() -> None:
    """A selector begins with a class that no other folder's sheet names (`.dot`, `.why`, `.sheet` once collided)."""
    read = sheets()
    named = {
        path: {name for selector in selectors(sheet) for name in CLASS.findall(selector)}
        for path, sheet in read.items()
    }
    wrong, met = [], set[str]()
    for path, sheet in read.items():
        view = path.relative_to(UI).parts[0]
        if view not in FOLDERS:
            continue
        elsewhere = {other.relative_to(UI).parts[0]: set[str]() for other in read}
        for other, names in named.items():
            elsewhere[other.relative_to(UI).parts[0]] |= names
        for selector in selectors(sheet):
            names = first(selector)
            others = {folder for folder, there in elsewhere.items() if folder != view and names & there}
            own = {
                name
                for name in names
                if all(name not in there for folder, there in elsewhere.items() if folder != view)
            }
            if others and not own and names & SHARED.keys():
                met |= names & SHARED.keys()
            elif others and not own:
                wrong.append(f"{path.relative_to(UI)}: {selector.strip()!r}, also in {sorted(others)}")
    assert wrong == []
    assert met == SHARED.keys()


def test_sizes_grow_with_the_letters() -> None:
    """In pixels are hairlines alone."""
    wrong = [
        f"{path.relative_to(UI)}: {size}px"
        for path, sheet in sheets().items()
        if path.relative_to(UI).parts[0] in FOLDERS
        for size in re.findall(r"(?<![\w.#-])(\d*\.?\d+)px", re.sub(r"url\('[^']*'\)", "", sheet))
        if float(size) > HAIRLINE
    ]
    assert wrong == []
    assert any(float(size) > 1 for sheet in sheets().values() for size in re.findall(r"([\d.]+)rem", sheet))
