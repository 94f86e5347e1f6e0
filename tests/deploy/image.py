"""What deploy/Containerfile says, and the folder that it would make of this checkout."""

import re
import shutil
from pathlib import Path

from tests.e2e.server import ROOT

CONTAINERFILE = ROOT / "deploy" / "Containerfile"
IGNORE = ROOT / "deploy" / "Containerfile.dockerignore"


def instructions(stage: int = -1) -> list[tuple[str, str]]:
    """Name and rest of each instruction of a stage, the last one being the image."""
    text = re.sub(r"^\s*#.*\n", "", CONTAINERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    split = [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]
    starts = [at for at, (name, _) in enumerate(split) if name == "FROM"]
    return split[starts[stage] :] if stage == -1 else split[starts[stage] : starts[stage + 1]]


def only(name: str) -> str:
    (rest,) = [rest for each, rest in instructions() if each == name]
    return rest


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", only("ENV")))


def context() -> set[Path]:
    """The files that get into the build: nothing, but what the rules name, without what the last ones leave out."""
    lines = IGNORE.read_text(encoding="utf-8").splitlines()
    nothing, *rules = [line for line in lines if line and not line.startswith("#")]
    assert nothing == "*"
    named = [ROOT / rule[1:] for rule in rules if rule.startswith("!")]
    left_out = [rule.removeprefix("**/") for rule in rules if rule.startswith("**/")]
    assert len(named) + len(left_out) == len(rules), "a rule that this reading does not know"
    files = {file for path in named for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()}
    return {file for file in files if not set(file.relative_to(ROOT).parts) & set(left_out)}


def copies(stage: int) -> list[tuple[list[str], str]]:
    """From where to where a stage copies out of the checkout."""
    found = [rest.split() for name, rest in instructions(stage) if name == "COPY" and not rest.startswith("--from")]
    return [(words[:-1], words[-1]) for words in found]


def sources(path: str) -> list[Path]:
    """The files of the context that a COPY of a path takes."""
    return [file for file in sorted(context()) if (ROOT / path) in (file, *file.parents)]


def build(folder: Path) -> None:
    """Copy what the image's /app holds."""
    for paths, target in copies(-1):
        for path in paths:
            for file in sources(path):
                inside = file.relative_to(ROOT / path) if (ROOT / path).is_dir() else file.name
                to = folder / target / inside
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, to)
