"""A notebook is valid, its cells run to the same numbers, and there is a place to predict before each that prints."""

import json
from itertools import product
from pathlib import Path

from core import LOSSES, MISTAKES, MODELS, REDUCTIONS, Link, PythonFile, decode, to_notebook, to_script
from core.export.notebook import PREDICT
from tests.core.export.running import beside, cells, in_process, printed

VIEWS = (
    ("", "forward"),
    ("calls=f-b-s0.1-f-b-s0.1", "life"),
    ("calls=z-f-b-b", "life"),
    ("lr=0.1&steps=30", "descent"),
    *((f"mistake={slug}", "mistakes") for slug in MISTAKES),
)
PICTURE = '<!doctype html><p title="it\'s">a walk</p><script>1 < 2</script>'


def expected(script: PythonFile) -> list[str]:
    return [line for part in script.parts for line in part.prints]


def run(link: Link, view: str, folder: Path) -> PythonFile:
    script = to_script(link, view)
    code = cells(to_notebook(script, "A title", ["A paragraph."], PICTURE), "code")
    with beside(folder, script, link):
        assert printed(*code) == expected(script), (view, link)
    return script


def test_the_cells_print_what_the_app_shows_for_every_model_loss_and_reduction(tmp_path: Path) -> None:
    for model, loss, reduction in product(MODELS, LOSSES, REDUCTIONS):
        run(decode(f"model={model}&loss={loss}&reduction={reduction}"), "backward", tmp_path)


def test_the_cells_of_the_other_views_do_too(tmp_path: Path) -> None:
    for query, view in VIEWS:
        run(decode(query), view, tmp_path)


def test_a_notebook_s_cells_run_in_a_process_of_their_own(tmp_path: Path) -> None:
    script = to_script(decode("model=sigmoid&loss=logcosh"), "forward")
    code = "\n".join(cells(to_notebook(script, "A title"), "code"))
    assert in_process(code, tmp_path) == expected(script)


def test_before_each_cell_that_prints_is_a_place_to_predict() -> None:
    script = to_script(Link(), "forward")
    read = json.loads(to_notebook(script, "A title", ["One.", "Two."]))["cells"]
    asked = [at for at, cell in enumerate(read) if cell["source"] == PREDICT]
    assert len(asked) == sum(bool(part.prints) for part in script.parts) == 2
    for at in asked:
        assert (read[at + 1]["cell_type"], read[at + 1]["source"]) == ("code", "")
        assert "print(" in read[at + 2]["source"]
    shown = [cell["source"] for cell in read if cell["cell_type"] == "code"]
    assert not any("tensor([-2" in source for source in shown), "the answer stands before the question"
    assert "tensor([-2., -3.])" in read[-1]["source"]


def test_the_picture_stands_in_a_frame_of_its_own() -> None:
    script = to_script(Link(), "forward")
    read = json.loads(to_notebook(script, "A title", picture=PICTURE))["cells"]
    (frame,) = [cell["outputs"][0]["data"]["text/html"] for cell in read if cell.get("outputs")]
    assert frame.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert 'sandbox="allow-scripts"' in frame
    assert frame.count("<") == 2, "nothing of the picture is markup outside its frame"
    without = json.loads(to_notebook(script, "A title"))["cells"]
    assert not any(cell.get("outputs") for cell in without)
