"""The house itself: what is installed is what is pinned, and the commands are there."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import streamlit.config
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core.program import tokens
from core.script import changing, held, pasted, running

ROOT = Path(__file__).resolve().parents[1]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def pins(file: str) -> dict[str, str]:
    """Name and version of each line of a requirements or constraints file; each must be one exact pin."""
    found: dict[str, str] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text and not text.startswith("-"):
            exact = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][^\s*;]*)", text)
            assert exact, f"{file} does not pin exactly: {line}"
            found[canonicalize_name(exact[1])] = exact[2]
    return found


def brought(names: set[str]) -> set[str]:
    """The named distributions and all that they need on this platform, from what is installed."""
    seen: set[str] = set()
    open_ = set(names)
    while open_:
        distribution = open_.pop()
        seen.add(distribution)
        needs = map(Requirement, metadata.requires(distribution) or [])
        here = {canonicalize_name(n.name) for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})}
        open_ |= here - seen
    return seen


RUN = pins("requirements.txt")
RUN_PINNED = RUN | pins("constraints.txt")
DEV = pins("requirements-dev.txt")
DEV_PINNED = RUN_PINNED | DEV | pins("constraints-dev.txt")


def test_the_app_needs_seven_packages() -> None:
    """latex2mathml writes the kinds' formulas as MathML, for cards and the file that is taken away.

    Pillow, which Streamlit brings too, writes the ground of a path.
    """
    assert set(RUN) == {"streamlit", "torch", "pandas", "pillow", "plotly", "latex2mathml", "rapidfuzz"}


def test_all_that_the_app_brings_is_pinned_and_installed_so() -> None:
    """torch's +cpu is a build of the pinned version, so it is not compared."""
    for distribution in sorted(brought(set(RUN))):
        assert RUN_PINNED[distribution] == metadata.version(distribution).split("+")[0], distribution


def test_all_that_the_tests_bring_is_pinned_and_installed_so() -> None:
    for distribution in sorted(brought(set(DEV)) - brought(set(RUN))):
        assert DEV_PINNED[distribution] == metadata.version(distribution), distribution


def test_the_constraints_do_not_repeat_each_other() -> None:
    constraints = [pins("constraints.txt"), pins("constraints-dev.txt"), RUN, DEV]
    assert sum(map(len, constraints)) == len(DEV_PINNED)


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    assert phony
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)
    assert sorted(phony[1].split()) == sorted(targets)

    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.findall(r"^  make ([a-z-]+) +\S", listed.stdout, re.MULTILINE) == targets


def test_ci_run_ends_in_all_tests(tmp_path: Path) -> None:
    """With stand-ins for make and apt-get, so that the test neither runs itself nor installs anything."""
    for program in ("make", "apt-get"):
        stand_in = tmp_path / program
        stand_in.write_text(f'#!/bin/sh\necho {program} "$@" CI=$CI\n')
        stand_in.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    ran = subprocess.run([script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-2:] == ["make test CI=true", "make test-deploy CI=true"]


def options(table: dict[str, object], prefix: str) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_streamlit_knows_the_option() -> None:
    """Streamlit only logs a warning for one that it does not know."""
    for option in sorted(options(CONFIG, "")):
        assert option in streamlit.config.get_config_options(), option


CITED = re.compile(
    r"(?<![\w/.-])((?:core|ui|pages|tests|docs|deploy|benchmarks|examples)/[\w/.-]*\w\.(?:py|md|css|js|json|csv|yaml|toml|svg|png))\b"
)
MODULE = re.compile(r"`((?:core|ui)(?:\.[a-z_]+)+)`")


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the repository, by its path."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for file in listed.splitlines():
        if file.endswith((".py", ".md", ".toml", ".yml", ".yaml", ".css", ".js", "Makefile")):
            yield file, (ROOT / file).read_text(encoding="utf-8")


def test_a_file_that_is_cited_is_in_the_repository() -> None:
    missing = {(file, cited) for file, text in texts() for cited in CITED.findall(text) if not (ROOT / cited).exists()}
    assert missing == set()


def test_a_module_that_is_cited_is_there() -> None:
    """`core.kinds`, or a name in it: `core.hand.bounds.error_bounds`."""
    missing = set()
    for file, text in texts():
        for cited in MODULE.findall(text):
            path = ROOT.joinpath(*cited.split("."))
            inside = ROOT.joinpath(*cited.split(".")[:-1])
            sources = [inside.with_suffix(".py"), inside / "__init__.py"]
            named = any(cited.rsplit(".")[-1] in each.read_text(encoding="utf-8") for each in sources if each.exists())
            if not (path.with_suffix(".py").exists() or path.is_dir() or named):
                missing.add((file, cited))
    assert missing == set()


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (pasted.MAX_CHARACTERS, "{:,} characters"),
        (running.MAX_TOKENS, "{:,} tokens"),
        (tokens.MAX_OPEN, "{} open brackets"),
        (held.MAX_NUMBERS, "{:,} numbers a tensor"),
        (held.MAX_TOTAL, "{:,} a program"),
        (held.MAX_WORK, "{:,} multiplications"),
        (held.MAX_CALLS, "{} calls"),
        (running.MAX_STATEMENTS, "{} statements"),
        (running.MAX_TURNS, "{} turns a loop"),
        (changing.MAX_BACKWARDS, "{} `backward()`"),
    ],
)
def test_the_bounds_that_security_promises_are_those_that_hold(bound: int, words: str) -> None:
    promised = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    assert re.search(rf"[ (]{re.escape(words.format(bound))}", promised)
