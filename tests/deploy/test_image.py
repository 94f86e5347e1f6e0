"""The image as far as it can be had without a container: its files run the app, which writes nowhere but to /tmp."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy import image
from tests.e2e import server

VISIT = """
from pathlib import Path
from streamlit.testing.v1 import AppTest
visit = AppTest.from_file(str(Path("app.py").resolve()), default_timeout=120)
pages = sorted(Path("pages").rglob("*.py"))
for page in pages:
    visit.query_params["from"] = "tips"
    assert not visit.switch_page(str(page)).run().exception, f"{page} failed"
print(len(pages), "pages")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The image's /app, with what is compiled when it is built; nobody may write there (root may, and must not)."""
    made = tmp_path / "app"
    made.mkdir()
    image.build(made)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(made)], check=True)
    for path in (made, *made.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    return made


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The image's, with a folder of the test's as /tmp."""
    (tmp_path / "tmp").mkdir()
    own = {name: value for name, value in image.environment().items() if name != "PATH"}
    return own | {"HOME": str(tmp_path / "tmp"), "TMPDIR": str(tmp_path / "tmp")}


def held(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def visited(folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Every page, run with the preset that has a file of its own; only the image's files can be imported."""
    return subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_app_starts_from_the_image_s_files_and_writes_nothing_there(
    folder: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    before, port = held(folder), server.free_port()
    healthy = ["python", *json.loads(image.only("HEALTHCHECK").split("CMD ")[1].replace("8501", str(port)))[1:]]
    healthy[0] = sys.executable
    with server.started(tmp_path / "log.txt", port, environment, folder):
        assert server.answers(f"http://127.0.0.1:{port}/backward")
        assert subprocess.run(healthy, check=False).returncode == 0
    assert subprocess.run(healthy, check=False, capture_output=True).returncode != 0
    assert held(folder) == before


def test_every_page_finds_what_it_needs_in_the_image(folder: Path, environment: dict[str, str]) -> None:
    before = held(folder)
    ran = visited(folder, environment)
    assert ran.stdout == f"{len(list((server.ROOT / 'pages').rglob('*.py')))} pages\n", ran.stderr
    assert held(folder) == before


def test_a_file_that_the_image_lacks_would_be_noticed(folder: Path, environment: dict[str, str]) -> None:
    (folder / "core" / "presets" / "data").chmod(0o755)
    (folder / "core" / "presets" / "data" / "tips.csv").unlink()
    assert re.search(r"AssertionError: pages/\S+ failed", visited(folder, environment).stderr)


@pytest.mark.parametrize("path", [path for stage in (0, -1) for paths, _ in image.copies(stage) for path in paths])
def test_what_is_copied_is_there(path: str) -> None:
    assert image.sources(path)


def test_styles_and_scripts_come_along() -> None:
    """All of ui and core that is not Python: a page without its style would run."""
    there = {p for top in ("ui", "core", "pages") for p in (server.ROOT / top).rglob("*") if p.is_file()}
    assert {path for path in there if path.suffix in {".css", ".js", ".csv"}} <= image.context()


def test_nothing_else_gets_into_the_build() -> None:
    tops = {path.relative_to(server.ROOT).parts[0] for path in image.context()}
    assert tops == {"requirements.txt", "constraints.txt", "app.py", ".streamlit", "core", "ui", "pages"}
    assert {path.name for path in image.context() if ".streamlit" in path.parts} == {"config.toml"}


def test_the_image_runs_the_app_as_everybody_does() -> None:
    assert json.loads(image.only("CMD")) == ["streamlit", "run", "app.py"]
